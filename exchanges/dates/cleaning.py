"""One spelling for the many ways a date is typed, before it is read."""

import re
import unicodedata

from . import errors
from .eras import ERA_BY_SIGN

_WEEKDAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\b\.?"
_ZONE = r"(?:z|[+-][0-9]{2}:?[0-9]{2})?"
_REPLACEMENTS = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"[‐‒–—―−─ー]", "-"),
        (r"[〜∼〰]|から|\b(?:to|until|through)\b", "~"),
        (rf"\({_WEEKDAY}\)|\b{_WEEKDAY}", " "),
        (r"\([月火水木金土日](?:曜日?)?(?:・?祝日?)?\)|[月火水木金土日]曜日?", " "),
        (r"[\s,]+", " "),
        # A time of day, as spreadsheets add it to a date.
        (rf"(?<=[0-9])[t ][0-9]{{1,2}}:[0-9]{{2}}(?::[0-9]{{2}}(?:\.[0-9]+)?)?{_ZONE}$", ""),
        (r" ?([年月日度()]) ?", r"\1"),
        (r"(?<=[0-9]) ?([./]) ?(?=[0-9])", r"\1"),
    )
)
_ERA_YEAR = re.compile(
    r"(明治|大正|昭和|平成|令和) ?(元|[0-9]{1,3})(?![0-9])"
    r"|(?<![a-z0-9])([mtshr])\.?(元|[0-9]{1,2})(?=[-./年])"
)
# 2019年(令和元年), 令和元(2019)年, 1989年(昭和64年・平成元年), once the eras are replaced.
_YEAR_TWICE = re.compile(
    r"([0-9]{4})((?:年度?)?)\(([0-9]{4})(?:年度?)?(?:・([0-9]{4})(?:年度?)?)?\)"
)


def cleaned(text: str) -> str:
    """The text in lower case and half width, "-" or "~" for a dash, western for Japanese years."""
    text = unicodedata.normalize("NFKC", text).lower()
    for pattern, replacement in _REPLACEMENTS:
        text = pattern.sub(replacement, text)
    text = _ERA_YEAR.sub(_western_year, text)
    text = _YEAR_TWICE.sub(_one_year, text).strip(" .")
    # Without a beginning, まで ("until") leaves the start open, which no date is.
    if "~" in text:
        text = text.removesuffix("まで").removeprefix("from ")
    return text


def _western_year(match: re.Match[str]) -> str:
    name, number = match[1] or match[3], match[2] or match[4]
    era = ERA_BY_SIGN[name]
    number = 1 if number == "元" else int(number)
    year = era.western_year(number)
    if year is None:
        raise errors.no_such_era_year(era, number)
    return str(year)


def _one_year(match: re.Match[str]) -> str:
    for other in (match[3], match[4]):
        if other is not None and other != match[1]:
            raise errors.years_differ(match[1], other)
    return match[1] + match[2]
