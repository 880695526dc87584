"""Values of spreadsheets as one would type them."""

from __future__ import annotations

import datetime
import re
from decimal import Decimal

# Half of a surrogate pair is no character either, and no database keeps it.
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff]")
_SECONDS = 24 * 60 * 60
_FIRST_DAY = datetime.datetime(1899, 12, 30)
_FIRST_DAY_1904 = datetime.datetime(1904, 1, 1)
# Excel counts a 29 February 1900, which was none.
_DAY_THAT_WAS_NONE = 60


def plain_text(text: str) -> str:
    """Without control characters; line breaks stay."""
    return text if text.isprintable() else _CONTROL.sub("", text)


def number_text(text: str, *, is_percent: bool = False) -> str:
    """2019 for 2019.0, 0.1 for 0.10000000000000001, 25% for 0.25 that is shown so."""
    number = float(text)
    if is_percent:
        return f"{_decimal(round(number * 100, 10))}%"
    return _decimal(number)


def _decimal(number: float) -> str:
    if number.is_integer() and abs(number) < 1e15:
        return str(int(number))
    return f"{Decimal(repr(number)):f}" if abs(number) < 1e30 else repr(number)


def date_text(text: str, shown: str, *, is_1904: bool) -> str:
    """The date that a number of days is, as precise as the cell shows it; else the number."""
    days = float(text)
    if not is_1904 and 0 <= days < _DAY_THAT_WAS_NONE:
        days += 1
    first = _FIRST_DAY_1904 if is_1904 else _FIRST_DAY
    try:
        moment = first + datetime.timedelta(seconds=round(days * _SECONDS))
    except OverflowError:
        return number_text(text)
    if shown == "year":
        return f"{moment.year:04d}"
    if shown == "month":
        return f"{moment.year:04d}-{moment.month:02d}"
    if moment.time() == datetime.time():
        return moment.date().isoformat()
    return moment.isoformat(" ", "minutes")


def minutes_text(text: str) -> str:
    """A part of a day as 13:10; more than a day is no time of day."""
    days = float(text)
    if not 0 <= days < 1:
        return number_text(text)
    minutes = round(days * 24 * 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
