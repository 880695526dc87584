"""From the text of one cell to the parts of the date or the two dates it states.

Nothing is filled in here; what a cell leaves out is completed in `reading`.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from . import errors
from .cleaning import cleaned
from .errors import DateError
from .numeric import read_numbers
from .parts import Parts, Style
from .plain import read_plain
from .showing import MONTHS

LONGEST_TEXT = 200
MOST_SEPARATORS = 8
_YEAR_WORDS = {"同年": 0, "同月": 0, "翌年": 1}

_Y4 = r"(?P<year>[0-9]{4})"
_Y = r"'?(?P<year>[0-9]{4}|[0-9]{2})"
_M = r"(?P<month>[0-9]{1,2})"
_D = r"(?P<day>[0-9]{1,2})"
_NTH = rf"{_D}(?:st|nd|rd|th)?"
_NAME = (
    r"(?P<name>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"{_NTH}[ -]?(?:of )?{_NAME}[ -]?{_Y}",  # 3rd of May 2019, 3-May-19
        rf"{_NAME} ?{_NTH} {_Y}",  # May 3 2019
        rf"{_Y4}[ -]?{_NAME}[ -]?{_NTH}",  # 2019-May-03
        rf"{_NAME}[ -]?{_Y4}",  # May 2019
        rf"{_Y4}[ -]?{_NAME}",  # 2019 May
        rf"{_NTH}[ -]?(?:of )?{_NAME}",  # 3 May
        rf"{_NAME}(?: ?{_NTH})?",  # May 3, May
        rf"{_NTH}(?: {_Y4})?",  # 3rd, and the end of May 1st - 3rd, 2019
        rf"(?:{_Y4}年)?{_M}月(?:{_D}日?)?",  # 2019年5月3日, 5月3日, 2019年5月
        rf"{_Y4}年{_M}",  # the start of 2019年5〜7月
        rf"{_D}日",
        rf"{_Y4}年?",
        rf"(?:j?fy|f\.y\.|fiscal year) ?(?P<fiscal>){_Y}",  # FY2019, FY19
        rf"{_Y4}(?P<fiscal>)年度",
        rf"{_Y4}(?P<month>[0-9]{{2}})(?P<day>[0-9]{{2}})",  # 20190503
        rf"{_Y4}[-/.](?:{_M}|xx)",  # 2019-05
        rf"{_M}[-/.]{_Y4}",  # 05/2019
    )
)
_MONTH_NUMBER = {name[:3].lower(): number for number, name in enumerate(MONTHS, start=1)}


class Written(NamedTuple):
    """What one cell states: a date, or the first and last date of a period."""

    first: Parts
    last: Parts | None = None


@lru_cache(maxsize=32_768)
def read_text(text: str, style: Style) -> Written:
    """DateError, code "unreadable", unless the text is one date or one period."""
    if parts := read_plain(text):
        return Written(parts)
    return read_in_full(text, style)


def read_in_full(text: str, style: Style) -> Written:
    """What `read_text` makes of a text, without looking for the commonest forms first."""
    shape = cleaned(text) if len(text) <= LONGEST_TEXT else ""
    if not shape or len(shape) > LONGEST_TEXT:
        raise errors.unreadable(text)
    if parts := _one_date(shape, style):
        return Written(parts)
    return _period(text, shape, style)


def _one_date(shape: str, style: Style) -> Parts | None:
    for word, offset in _YEAR_WORDS.items():
        if shape.startswith(word):
            parts = _one_date(shape.removeprefix(word), style)
            return replace(parts, year_offset=offset) if parts else None
    if numbers := read_numbers(shape, style):
        return numbers
    matches = (form.fullmatch(shape) for form in _FORMS)
    return next((_parts(match.groupdict(), style) for match in matches if match), None)


def _parts(found: dict[str, str | None], style: Style) -> Parts:
    year, month, day = found.get("year"), found.get("month"), found.get("day")
    return Parts(
        year=style.full_year(year) if year else None,
        month=_MONTH_NUMBER[found["name"][:3]] if "name" in found else month and int(month),
        day=day and int(day),
        is_fiscal="fiscal" in found,
    )


def _period(text: str, shape: str, style: Style) -> Written:
    """The one way to cut the text into two dates; of an impossible date the error says so."""
    periods, problem = set(), None
    for left, right in _cuts(shape):
        try:
            if period := _two_dates(left, right, style):
                periods.add(period)
        except DateError as error:
            problem = error
    if len(periods) != 1:
        raise problem or errors.unreadable(text)
    return periods.pop()


def _cuts(shape: str) -> Iterator[tuple[str, str]]:
    """The text before and after each sign that may join two dates, the surest sign alone."""
    if sum(shape.count(sign) for sign in "~-/") > MOST_SEPARATORS:
        return
    surest = next((sign for sign in ("~", " - ") if sign in shape), None)
    for sign in [surest] if surest else ["-", "/"]:
        pieces = shape.split(sign)
        for cut in range(1, len(pieces)):
            yield sign.join(pieces[:cut]).strip(), sign.join(pieces[cut:]).strip()


def _two_dates(left: str, right: str, style: Style) -> Written | None:
    first, last = _one_date(left, style), _one_date(right, style)
    if first is None or last is None:
        return None
    if first.is_day_only and left.isdigit() and last.month and last.day is None:
        first = Parts(month=first.day)  # 5〜7月
    if first.is_fiscal and right.isdigit() and last.year:
        last = replace(last, is_fiscal=True)  # FY2019–2021
    elif last.is_fiscal and left.isdigit() and first.year:
        first = replace(first, is_fiscal=True)  # 2019〜2021年度
    # May-16 is no period from May to a 16th, nor 5/2-10/2019 one from 2 May to October.
    return Written(first, last) if first.precision is last.precision else None
