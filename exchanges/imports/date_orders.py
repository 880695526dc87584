"""Dates of numbers alone: what the file itself says of their order, and what it leaves open."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.db import models

from ..dates import DateError, DateSpan, parse_date
from .columns import ActivityColumn, Column, DetailColumn
from .options import CHOICES

ORDERS = CHOICES["date_order"]
# Texts that are read once; a file with more different dates than this is read without memory.
REMEMBERED = 50_000
_NUMBERS = re.compile(r"\s*[0-9０-９]{1,2}([-/.－／．])[0-9０-９]{1,2}\1[0-9０-９]{1,4}\s*")
_SHORT_YEAR = re.compile(r"\s*(?:\d{1,2}[-/.]\d{1,2}[-/.]\d{2}|\d{1,2}-[A-Za-z]{3}-\d{2})\s*")


@dataclass
class DateCells:
    """The dates of one column: how many are open, and what settles the order of the others."""

    filled: int = 0
    unclear: int = 0
    short_years: int = 0
    example: str = ""
    settled: Counter[str] = field(default_factory=Counter)

    @property
    def plain(self) -> int:
        """Dates that say by themselves which number is which."""
        return self.filled - self.unclear


class DateOrders:
    """Counts the dates of a file, column by column."""

    def __init__(self, pivot_year: int | None = None) -> None:
        self.pivot_year = pivot_year
        self.columns: dict[int, DateCells] = {}
        self._known: dict[str, tuple[str, bool]] = {}

    def note(self, position: int, text: str) -> None:
        """Count one cell of a column of dates."""
        cells = self.columns.get(position)
        if cells is None:
            cells = self.columns[position] = DateCells()
        cells.filled += 1
        known = self._known.get(text)
        if known is None:
            known = self._look(text)
        order, has_short_year = known
        cells.short_years += has_short_year
        if order == "unclear":
            cells.unclear += 1
            cells.example = cells.example or text.strip()
        elif order:
            cells.settled[order] += 1

    def _look(self, text: str) -> tuple[str, bool]:
        order = order_of(text, self.pivot_year) if _NUMBERS.fullmatch(text) else ""
        found = order, _SHORT_YEAR.fullmatch(text) is not None
        if len(self._known) < REMEMBERED:
            self._known[text] = found
        return found

    def __getstate__(self) -> dict[str, Any]:
        """What was counted, for a cache; without the memory of texts."""
        return {**self.__dict__, "_known": {}}

    @property
    def settled(self) -> Counter[str]:
        return sum((cells.settled for cells in self.columns.values()), Counter())

    @property
    def decided(self) -> str:
        """The one order in which every date of numbers alone is a date, if some settle it."""
        return decide(self.settled)


def decide(settled: Mapping[str, int]) -> str:
    """The order that dates with a number above 12 have; none where they contradict each other."""
    return next(iter(settled)) if len(settled) == 1 else ""


def order_of(text: str, pivot_year: int | None = None) -> str:
    """The only order in which the text is a date, `unclear` if it is several dates, else blank."""
    read = partial(parse_date, pivot_year=pivot_year)
    try:
        span = read(text)
    except DateError as error:
        return "unclear" if error.code == "ambiguous" else ""
    # The same day twice, as 5/5/2019 or 2019-05-23, says nothing of the order.
    fitting = [order for order in ORDERS if _is_span(read, text, order, span)]
    return fitting[0] if len(fitting) == 1 else ""


def _is_span(read: Any, text: str, order: str, span: DateSpan) -> bool:
    try:
        return read(text, order=order) == span
    except DateError:
        return False


def year_only(text: str, pivot_year: int | None = None) -> str:
    """The year of a date whose day and month cannot be told apart; any other text as it is."""
    if order_of(text, pivot_year) != "unclear":
        return text
    years = set()
    for order in ORDERS:
        try:
            years.add(parse_date(text, order=order, pivot_year=pivot_year).start.year)
        except DateError:
            continue
    return str(years.pop()) if len(years) == 1 else text


def is_date_column(column: Column | None) -> bool:
    """Whether the cells of a column are days or periods."""
    if column is None:
        return False
    if column.name in ("start_date", "end_date"):
        return True
    is_field = isinstance(column, ActivityColumn | DetailColumn) and column.name != "domains"
    return is_field and isinstance(_field(column), models.DateField)


def _field(column: ActivityColumn | DetailColumn) -> models.Field | None:
    try:
        return column.model_field
    except models.FieldDoesNotExist:
        return None
