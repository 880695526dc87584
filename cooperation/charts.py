"""Geometry of the stacked bars by year; the template draws it, the figures stand in a table."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import NamedTuple

from exchanges.models import Tool

from .figures import FOUR_TOOLS

LEFT, RIGHT, TOP, BASE = 30, 920, 18, 214
MOST_LABELS = 12
NARROWEST_WITH_NUMBER = 22


class Bar(NamedTuple):
    """One tool's part of a year's column; numbers as they stand in the SVG."""

    mark: str
    x: str
    y: str
    width: str
    height: str


class Column(NamedTuple):
    year: int
    counts: list[int]
    total: int
    bars: list[Bar]
    middle: str
    number_y: str
    has_label: bool
    has_number: bool


class Line(NamedTuple):
    value: int
    y: str


@dataclass
class YearChart:
    columns: list[Column]
    lines: list[Line]

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
    for place, year in enumerate(range(first, last + 1)):
        counts = [years.get(year, {}).get(tool.value, 0) for tool in FOUR_TOOLS]
        columns.append(_column(year, counts, LEFT + pitch * place, pitch, top, every))
    lines = [Line(value, f"{_y(value, top):.1f}") for value in range(0, top + 1, step)]
    return YearChart(columns, lines)


def _scale(most: int) -> tuple[int, int]:
    """The top of the axis and the step of its lines, for four or five lines."""
    step = 1
    while most > step * 4:
        step = step * 5 // 2 if str(step)[0] == "2" else step * 2
    return ceil(most / step) * step, step


def _y(value: int, top: int) -> float:
    return BASE - (BASE - TOP) * value / top


def _column(year: int, counts: list[int], x: float, pitch: float, top: int, every: int) -> Column:
    width = pitch * 0.66
    bars, below = [], 0
    for tool, count in zip(FOUR_TOOLS, counts, strict=True):
        if count:
            upper, lower = _y(below + count, top), _y(below, top)
            bars.append(
                Bar(
                    Tool(tool).mark,
                    f"{x + pitch * 0.17:.1f}",
                    f"{upper:.1f}",
                    f"{width:.1f}",
                    f"{max(lower - upper - 1, 0.5):.1f}",
                )
            )
            below += count
    return Column(
        year=year,
        counts=counts,
        total=below,
        bars=bars,
        middle=f"{x + pitch / 2:.1f}",
        number_y=f"{_y(below, top) - 5:.1f}",
        has_label=year % every == 0,
        has_number=below > 0 and pitch >= NARROWEST_WITH_NUMBER,
    )
