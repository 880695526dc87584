"""Geometry of the stacked bars by year; the template draws it, the figures stand in a table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil
from typing import NamedTuple

from .figures import FOUR_TOOLS

LEFT, RIGHT, TOP, BASE = 30, 920, 18, 214
MOST_LABELS = 12
NARROWEST_WITH_NUMBER = 22


class Column(NamedTuple):
    year: int
    counts: list[int]
    total: int
    middle: str
    number_y: str
    has_label: bool
    has_number: bool


class Line(NamedTuple):
    value: int
    y: str


@dataclass
class YearChart:
    """`shapes` has for each tool that occurs its mark and one path of all its bars."""

    columns: list[Column]
    lines: list[Line]
    shapes: list[tuple[str, str]]

    @property
    def total(self) -> int:
        return sum(column.total for column in self.columns)

    @property
    def peak(self) -> Column:
        return max(self.columns, key=lambda column: column.total)

    @property
    def first(self) -> Column:
        return self.columns[0]

    @property
    def last(self) -> Column:
        return self.columns[-1]

    @property
    def newest_first(self) -> list[Column]:
        """Rows of the table: years with a record."""
        return [column for column in reversed(self.columns) if column.total]


def chart_by_year(years: dict[int, dict[str, int]]) -> YearChart | None:
    """Columns for every year from the first to the last, empty ones too; None without records."""
    if not years:
        return None
    first, last = min(years), max(years)
    top, step = _scale(max(sum(counts.values()) for counts in years.values()))
    pitch = (RIGHT - LEFT) / (last - first + 1)
    every = ceil((last - first + 1) / MOST_LABELS)
    columns = []
    bars: dict[str, list[str]] = {tool.mark: [] for tool in FOUR_TOOLS}
    for place, year in enumerate(range(first, last + 1)):
        counts = [years.get(year, {}).get(tool.value, 0) for tool in FOUR_TOOLS]
        x = LEFT + pitch * place
        columns.append(_column(year, counts, x, pitch, top, every))
        for mark, bar in _bars(counts, x, pitch, top):
            bars[mark].append(bar)
    lines = [Line(value, f"{_y(value, top):.1f}") for value in range(0, top + 1, step)]
    return YearChart(columns, lines, [(mark, "".join(own)) for mark, own in bars.items() if own])


def _scale(most: int) -> tuple[int, int]:
    """The top of the axis and the step of its lines, for four or five lines."""
    step = 1
    while most > step * 4:
        step = step * 5 // 2 if str(step)[0] == "2" else step * 2
    return ceil(most / step) * step, step


def _y(value: int, top: int) -> float:
    return BASE - (BASE - TOP) * value / top


def _bars(counts: list[int], x: float, pitch: float, top: int) -> Iterator[tuple[str, str]]:
    """The bars of a year, one upon the other, as pieces of a path."""
    below = 0
    for tool, count in zip(FOUR_TOOLS, counts, strict=True):
        if count:
            upper, lower = _y(below + count, top), _y(below, top)
            width, height = pitch * 0.66, max(lower - upper - 1, 0.5)
            yield (
                tool.mark,
                f"M{x + pitch * 0.17:.1f} {upper:.1f}h{width:.1f}v{height:.1f}h-{width:.1f}z",
            )
            below += count


def _column(year: int, counts: list[int], x: float, pitch: float, top: int, every: int) -> Column:
    total = sum(counts)
    return Column(
        year=year,
        counts=counts,
        total=total,
        middle=f"{x + pitch / 2:.1f}",
        number_y=f"{_y(total, top) - 5:.1f}",
        has_label=year % every == 0,
        has_number=total > 0 and pitch >= NARROWEST_WITH_NUMBER,
    )
