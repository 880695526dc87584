"""Dates and periods as the site writes them, in English and in Japanese."""

import datetime

from .eras import eras_during
from .span import DateSpan, Precision, first_day, fiscal_year_of, last_day

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def is_japanese(language: str) -> bool:
    return language.split("-")[0].lower() == "ja"


def format_span(span: DateSpan, language: str = "en") -> str:
    """The long form: "29 June – 2 July 2019", "2019年（令和元年）6月29日〜7月2日".

    `parse_date` reads what this writes back to the same span, in either language.
    """
    if is_japanese(language):
        write, join = _japanese, _join_japanese
    else:
        write, join = _english, _join_english
    first, last = write(span.start, span.precision), write(span.end, span.precision)
    return join(first, last) if span.is_range else join([], last)


def format_short(span: DateSpan, language: str = "en") -> tuple[str, str]:
    """The day or month and, apart from it, the year, for lists: ("29 Jun – 2 Jul", "2019")."""
    return _short_japanese(span) if is_japanese(language) else _short_english(span)


def iso(span: DateSpan) -> str:
    """The start for `<time datetime>`: "2022-09-08", "2019-05", "2019".

    HTML knows no fiscal year; the month it starts in stands for it.
    """
    return _iso(span.start, span.precision)


def iso_end(span: DateSpan) -> str:
    """The last day, month or year, written as `iso` writes the first."""
    return _iso(span.end, span.precision)


def as_cells(span: DateSpan) -> tuple[str, str]:
    """The start and end as the cells of an export row, which `parse_dates` reads back."""
    first, last = (
        f"FY{fiscal_year_of(day)}"
        if span.precision is Precision.FISCAL_YEAR
        else _iso(day, span.precision)
        for day in (span.start, span.end)
    )
    return first, last if span.is_range else ""


def _iso(day: datetime.date, precision: Precision) -> str:
    match precision:
        case Precision.DAY:
            return day.isoformat()
        case Precision.YEAR:
            return f"{day.year:04}"
        case _:
            return f"{day.year:04}-{day.month:02}"


def _english(day: datetime.date, precision: Precision, letters: int | None = None) -> list[str]:
    """Day, month and year as far as known; the month cut to so many letters."""
    month, year = MONTHS[day.month - 1][:letters], str(day.year)
    match precision:
        case Precision.DAY:
            return [str(day.day), month, year]
        case Precision.MONTH:
            return [month, year]
        case Precision.YEAR:
            return [year]
        case _:
            return [f"FY{fiscal_year_of(day)}"]


def _join_english(first: list[str], last: list[str]) -> str:
    """Both ends, the first without the month and year it shares with the last."""
    shared = 0
    while shared < len(first) and first[-1 - shared] == last[-1 - shared]:
        shared += 1
    first = first[: len(first) - shared]
    if not first:
        return " ".join(last)
    is_number = len(first) == 1 and not first[0].isalpha()
    return " ".join(first) + ("–" if is_number else " – ") + " ".join(last)


def _japanese(day: datetime.date, precision: Precision) -> list[str]:
    """Year with era, month and day as far as known; every era the period touches is named."""
    if precision is Precision.FISCAL_YEAR:
        return [_japanese_fiscal_year(fiscal_year_of(day))]
    first, last = first_day(day, precision), last_day(day, precision)
    eras = "・".join(f"{era.year_name(day.year)}年" for era in eras_during(first, last))
    year = f"{day.year}年（{eras}）" if eras else f"{day.year}年"
    return [year, *_japanese_day(day, precision)]


def _japanese_day(day: datetime.date, precision: Precision) -> list[str]:
    match precision:
        case Precision.DAY:
            return [f"{day.month}月", f"{day.day}日"]
        case Precision.MONTH:
            return [f"{day.month}月"]
        case _:
            return []


def _japanese_fiscal_year(year: int) -> str:
    """2019年度（令和元年度）: named by the era in force as the calendar year ends."""
    new_years_eve = datetime.date(year, 12, 31)
    eras = "・".join(f"{e.year_name(year)}年度" for e in eras_during(new_years_eve, new_years_eve))
    return f"{year}年度（{eras}）" if eras else f"{year}年度"


def _join_japanese(first: list[str], last: list[str]) -> str:
    """Both ends, the last without the year and month it shares with the first."""
    if not first:
        return "".join(last)
    shared = 0
    while first[shared] == last[shared]:
        shared += 1
    return "".join(first) + "〜" + "".join(last[shared:])


def _short_english(span: DateSpan) -> tuple[str, str]:
    *first, first_year = _english(span.start, span.precision, letters=3)
    *last, last_year = _english(span.end, span.precision, letters=3)
    if first_year != last_year:
        days = " – ".join(" ".join(end) for end in (first, last) if end)
        return days, f"{first_year}–{last_year}"
    return _join_english(first if span.is_range else [], last), last_year


def _short_japanese(span: DateSpan) -> tuple[str, str]:
    is_fiscal = span.precision is Precision.FISCAL_YEAR
    unit = "年度" if is_fiscal else "年"
    years = [fiscal_year_of(day) if is_fiscal else day.year for day in (span.start, span.end)]
    first, last = (_japanese_day(day, span.precision) for day in (span.start, span.end))
    if years[0] != years[1]:
        days = "〜".join("".join(end) for end in (first, last) if end)
        return days, f"{years[0]}〜{years[1]}{unit}"
    return _join_japanese(first if span.is_range else [], last), f"{years[0]}{unit}"
