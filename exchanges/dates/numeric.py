"""Dates of numbers alone, whose order of day, month and year has to be found out."""

import re

from django.utils.translation import gettext as _

from . import errors
from .parts import Parts, Style
from .span import ANY_LEAP_YEAR, days_in_month

_UNKNOWN = r"xx|\?\?"
_YEAR_FIRST = re.compile(
    rf"([0-9]{{4}})([-/.])([0-9]{{1,2}}|{_UNKNOWN})\2([0-9]{{1,2}}|{_UNKNOWN})"
)
_THREE = re.compile(r"([0-9]{1,2})([-/.])([0-9]{1,2})\2([0-9]{4}|[0-9]{1,2})")
_TWO = re.compile(r"([0-9]{1,2})[/.]([0-9]{1,2})")


def read_numbers(text: str, style: Style) -> Parts | None:
    """The date that a text like 2019/5/23, 1/14/80 or 5/23 states; None for any other text."""
    if match := _YEAR_FIRST.fullmatch(text):
        return _year_first(match[1], match[3], match[4])
    if match := _THREE.fullmatch(text):
        numbers = (match[1], match[3], match[4])
        orders = [style.order] if style.order else ["YMD", "DMY", "MDY"]
    elif match := _TWO.fullmatch(text):
        numbers = (match[1], match[2])
        orders = [style.order.replace("Y", "")] if style.order else ["DM", "MD"]
    else:
        return None
    readings = [_in_order(numbers, order, style) for order in orders]
    return _the_one(text, [reading for reading in readings if reading], style)


def _year_first(year: str, month: str, day: str) -> Parts:
    """Files write xx or 00 for a month or day that is not known."""
    if _is_unknown(day):
        return Parts(int(year), None if _is_unknown(month) else int(month))
    if _is_unknown(month):
        raise errors.no_such_month(0)
    return Parts(int(year), int(month), int(day))


def _is_unknown(digits: str) -> bool:
    return not digits.strip("x?0")


def _in_order(numbers: tuple[str, ...], order: str, style: Style) -> Parts | None:
    """The numbers read in that order; None where one of them does not fit its place."""
    field = dict(zip(order, numbers, strict=True))
    month, day, year = field["M"], field["D"], field.get("Y")
    if len(month) > 2 or len(day) > 2:
        return None
    if not (1 <= int(month) <= 12 and 1 <= int(day) <= 31):
        return None
    return Parts(style.full_year(year) if year else None, int(month), int(day))


def _the_one(text: str, readings: list[Parts], style: Style) -> Parts:
    """The only reading that is a date. When none is, the first: it tells what is wrong with it."""
    if not readings and style.order:
        raise errors.not_in_order(text, style.order)
    if not readings:
        raise errors.impossible(_("“%(text)s” is no date in any order.") % {"text": text})
    real = list(dict.fromkeys(reading for reading in readings if _exists(reading)))
    if len(real) > 1:
        raise errors.ambiguous(text, [(parts.year, parts.month, parts.day) for parts in real])
    return real[0] if real else readings[0]


def _exists(reading: Parts) -> bool:
    """False for 30 February; without a year the day may be that of any year."""
    return reading.day <= days_in_month(reading.year or ANY_LEAP_YEAR, reading.month)
