"""The commonest forms of a date, read at a glance; whatever else a text may be is read in full.

Each form means here what `written` makes of it: they differ in time only.
"""

from __future__ import annotations

import re

from .eras import ERA_BY_SIGN
from .parts import Parts
from .showing import MONTHS

_NUMBER_OF = {
    written: number
    for number, name in enumerate(MONTHS, start=1)
    for written in (name, name[:3], name.lower(), name[:3].lower())
}
_NAME = "|".join(sorted(_NUMBER_OF, key=len, reverse=True))
_WITH_SIGNS = re.compile(
    r"(?:(?:([0-9]{4})|(明治|大正|昭和|平成|令和)(元|[0-9]{1,2}))年)?([0-9]{1,2})月([0-9]{1,2})日"
)
_WITH_NAME = re.compile(rf"(?:([0-9]{{1,2}}) )?({_NAME}) ([0-9]{{4}})")
_YEAR_FIRST = re.compile(r"([0-9]{4})([-/])([0-9]{1,2})\2([0-9]{1,2})")
_FISCAL = re.compile(r"FY([0-9]{4})")


def read_plain(text: str) -> Parts | None:
    """What a text of a common form states; None for every other, and for what may be wrong."""
    if match := _WITH_SIGNS.fullmatch(text):
        return _with_signs(*match.groups())
    if match := _WITH_NAME.fullmatch(text):
        day, name, year = match.groups()
        return Parts(int(year), _NUMBER_OF[name], int(day) if day else None)
    if match := _YEAR_FIRST.fullmatch(text):
        month, day = int(match[3]), int(match[4])
        # Of 00 it is said elsewhere that it is not known.
        return Parts(int(match[1]), month, day) if month and day else None
    if match := _FISCAL.fullmatch(text):
        return Parts(int(match[1]), is_fiscal=True)
    return None


def _with_signs(
    year: str | None, era: str | None, number: str | None, month: str, day: str
) -> Parts | None:
    western = int(year) if year else None
    if era and number:
        western = ERA_BY_SIGN[era].western_year(1 if number == "元" else int(number))
        if western is None:
            return None
    return Parts(western, int(month), int(day))
