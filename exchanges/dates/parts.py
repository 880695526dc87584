"""The parts of a date that a text states."""

import datetime
from dataclasses import dataclass
from typing import NamedTuple

from . import errors
from .span import MAX_YEAR, MIN_YEAR, DateSpan, Precision, days_in_month


class Style(NamedTuple):
    """How a file writes its dates: YMD, DMY, MDY or unknown, and the last year of its century."""

    order: str | None
    pivot_year: int

    def full_year(self, digits: str) -> int:
        """The year of four digits, or of the last two in the hundred years up to the pivot."""
        if len(digits) > 2:
            return int(digits)
        return self.pivot_year - (self.pivot_year - int(digits)) % 100


@dataclass(frozen=True, slots=True)
class Parts:
    """Year, month and day as far as a text states them, a month 13 included: `span` refuses it.

    `year_offset` is 0 for 同年 (the same year) and 1 for 翌年 (the next).
    """

    year: int | None = None
    month: int | None = None
    day: int | None = None
    is_fiscal: bool = False
    year_offset: int | None = None

    @classmethod
    def of_day(cls, day: datetime.date) -> "Parts":
        return cls(day.year, day.month, day.day)

    @property
    def precision(self) -> Precision:
        if self.is_fiscal:
            return Precision.FISCAL_YEAR
        if self.day is not None:
            return Precision.DAY
        return Precision.YEAR if self.month is None else Precision.MONTH

    @property
    def is_day_only(self) -> bool:
        return self.day is not None and self.month is None

    def span(self) -> DateSpan:
        """The span of parts that are complete: a year, and a month where there is a day."""
        for year in (self.year, self.year + self.is_fiscal):
            if not MIN_YEAR <= year <= MAX_YEAR:
                raise errors.out_of_range(year)
        if self.is_fiscal:
            return DateSpan.fiscal_year(self.year)
        if self.month is None:
            return DateSpan.year(self.year)
        if not 1 <= self.month <= 12:
            raise errors.no_such_month(self.month)
        if self.day is None:
            return DateSpan.month(self.year, self.month)
        if not 1 <= self.day <= days_in_month(self.year, self.month):
            raise errors.no_such_day(self.year, self.month, self.day)
        return DateSpan.day(datetime.date(self.year, self.month, self.day))
