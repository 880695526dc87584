"""A date or period with the precision it is known to."""

import calendar
import datetime
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

MIN_YEAR = 1850
MAX_YEAR = 2100
FISCAL_YEAR_STARTS = 4  # April
ANY_LEAP_YEAR = 2000  # stands in where a day and month have no year


class Precision(models.TextChoices):
    DAY = "day", _("day")
    MONTH = "month", _("month")
    YEAR = "year", _("year")
    FISCAL_YEAR = "fiscal_year", _("fiscal year (April to March)")


def fiscal_year_of(day: datetime.date) -> int:
    """The Japanese fiscal year the day is in: 2018 for 31 March 2019, 2019 for the day after."""
    return day.year if day.month >= FISCAL_YEAR_STARTS else day.year - 1


def days_in_month(year: int, month: int) -> int:
    return calendar.monthrange(year, month)[1]


def first_day(day: datetime.date, precision: Precision) -> datetime.date:
    """The first day of the month, year or fiscal year that `day` is in."""
    match precision:
        case Precision.DAY:
            return day
        case Precision.MONTH:
            return day.replace(day=1)
        case Precision.YEAR:
            return day.replace(month=1, day=1)
        case _:
            return datetime.date(fiscal_year_of(day), FISCAL_YEAR_STARTS, 1)


def last_day(day: datetime.date, precision: Precision) -> datetime.date:
    """The last day of the month, year or fiscal year that `day` is in."""
    match precision:
        case Precision.DAY:
            return day
        case Precision.MONTH:
            return day.replace(day=days_in_month(day.year, day.month))
        case Precision.YEAR:
            return day.replace(month=12, day=31)
        case _:
            return datetime.date(fiscal_year_of(day) + 1, FISCAL_YEAR_STARTS - 1, 31)


@dataclass(frozen=True, slots=True)
class DateSpan:
    """From the first possible day to the last possible day, both included.

    Month, year and fiscal-year precision cover whole months, years or fiscal years; anything else
    is a ValueError.
    """

    start: datetime.date
    end: datetime.date
    precision: Precision

    def __post_init__(self) -> None:
        if not isinstance(self.precision, Precision):
            object.__setattr__(self, "precision", Precision(self.precision))
        if self.end < self.start:
            raise ValueError(f"{self.end} is before {self.start}")
        if self.precision is Precision.DAY:
            return
        if self.start != first_day(self.start, self.precision):
            raise ValueError(f"no {self.precision.value} starts on {self.start}")
        if self.end != last_day(self.end, self.precision):
            raise ValueError(f"no {self.precision.value} ends on {self.end}")

    @classmethod
    def day(cls, day: datetime.date) -> "DateSpan":
        return cls(day, day, Precision.DAY)

    @classmethod
    def month(cls, year: int, month: int) -> "DateSpan":
        return cls._around(datetime.date(year, month, 1), Precision.MONTH)

    @classmethod
    def year(cls, year: int) -> "DateSpan":
        return cls._around(datetime.date(year, 1, 1), Precision.YEAR)

    @classmethod
    def fiscal_year(cls, year: int) -> "DateSpan":
        first = datetime.date(year, FISCAL_YEAR_STARTS, 1)
        return cls._around(first, Precision.FISCAL_YEAR)

    @classmethod
    def _around(cls, day: datetime.date, precision: Precision) -> "DateSpan":
        return cls(first_day(day, precision), last_day(day, precision), precision)

    def to(self, other: "DateSpan") -> "DateSpan":
        """The period from this start to the other's end, as precise as the less precise of the two.

        A fiscal year fits no calendar year, so beside another precision it becomes months.
        ValueError when the other ends before this one starts.
        """
        if other.end < self.start:
            raise ValueError(f"{other.end} is before {self.start}")
        precision = _coarser(self.precision, other.precision)
        start, end = first_day(self.start, precision), last_day(other.end, precision)
        return DateSpan(start, end, precision)

    @property
    def is_range(self) -> bool:
        """More than one day, month, year or fiscal year, whichever the precision is."""
        return self.end != last_day(self.start, self.precision)


def _coarser(one: Precision, other: Precision) -> Precision:
    if one is other:
        return one
    if Precision.FISCAL_YEAR in (one, other):
        return Precision.MONTH
    return Precision.YEAR if Precision.YEAR in (one, other) else Precision.MONTH
