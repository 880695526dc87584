"""Dates and periods read as people write them, in English and Japanese. Nothing is ever guessed."""

import datetime
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from . import errors
from .errors import DateError
from .parts import Parts, Style
from .span import MAX_YEAR, MIN_YEAR, DateSpan, Precision
from .written import Written, read_text

Cell = str | int | float | datetime.date | None

_ISO_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")


def parse_date(
    text: Cell,
    *,
    order: str | None = None,
    pivot_year: int | None = None,
    default_year: int | None = None,
    near: DateSpan | int | None = None,
) -> DateSpan:
    """The date or period that one cell states; DateError when it states none, or not just one.

    `order` is YMD, DMY or MDY for dates of numbers alone. Years of two digits are those of the
    hundred years up to `pivot_year` (next year unless given). A missing year, or the month of a
    lone day, comes from `near`, a date of the same row; else the year is `default_year`.
    """
    if (day := _iso_day(text)) is not None:
        return DateSpan.day(day)
    written = _read_cell(text, Style(order, pivot_year or _next_year()))
    if written is None:
        raise errors.unreadable("")
    with _in_column(""):
        return _completed(written, str(text), _neighbour(near), default_year)


def parse_dates(
    start_text: Cell,
    end_text: Cell,
    *,
    order: str | None = None,
    pivot_year: int | None = None,
    default_year: int | None = None,
) -> DateSpan:
    """The period that the start and end cells of a row state together.

    What one leaves out comes from the other, before `default_year` is asked. An end that takes its
    year from the start but is in an earlier month is in the year after it (December to January);
    a start that takes it from the end likewise in the year before. DateError names the cell that
    is wrong in `column`.
    """
    first, last = _iso_day(start_text), _iso_day(end_text)
    if first is not None and last is not None and first <= last:
        return DateSpan(first, last, Precision.DAY)
    style = Style(order, pivot_year or _next_year())
    with _in_column("start_date"):
        start = _read_cell(start_text, style, "start_date")
    if start is None:
        raise errors.required()
    with _in_column("end_date"):
        end = _read_cell(end_text, style, "end_date")
    if end is None:
        with _in_column("start_date"):
            return _completed(start, str(start_text), Parts(), default_year)
    if end.last is not None:
        raise errors.unreadable(str(end_text), "end_date")
    texts = (str(start_text), str(end_text))
    if start.last is None:
        return _joined(start.first, end.first, texts, default_year)
    end_span = _joined(start.last, end.first, texts, default_year)
    if end_span.is_range:
        raise errors.periods_differ(texts[0])
    return _completed(start, texts[0], Parts(year=end_span.start.year), default_year)


def _next_year() -> int:
    return datetime.date.today().year + 1


def _iso_day(text: Cell) -> datetime.date | None:
    """The day of a date cell of a spreadsheet or of a plain 2019-05-23, the common cases."""
    if isinstance(text, datetime.datetime):
        text = text.date()
    elif isinstance(text, str):
        match = _ISO_DAY.fullmatch(text)
        try:
            text = match and datetime.date(int(match[1]), int(match[2]), int(match[3]))
        except ValueError:
            return None
    is_day = isinstance(text, datetime.date) and MIN_YEAR <= text.year <= MAX_YEAR
    return text if is_day else None


def _read_cell(cell: Cell, style: Style, column: str = "") -> Written | None:
    """What the cell states; None when it is blank."""
    if (day := _iso_day(cell)) is not None:
        return Written(Parts.of_day(day))
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    text = "" if cell is None else str(cell).strip()
    if not text:
        return None
    try:
        return read_text(text, style)
    except DateError as error:
        raise errors.unreadable(text, column) if error.code == "unreadable" else error from None


@contextmanager
def _in_column(column: str) -> Iterator[None]:
    try:
        yield
    except DateError as error:
        error.column = column
        raise


def _neighbour(near: DateSpan | int | None) -> Parts:
    if not isinstance(near, DateSpan):
        return Parts(year=near)
    has_month = near.precision in (Precision.DAY, Precision.MONTH)
    return Parts(year=near.start.year, month=near.start.month if has_month else None)


def _completed(written: Written, text: str, near: Parts, default_year: int | None) -> DateSpan:
    """The date or period of one cell; the year and month it leaves out are its neighbour's."""
    first, last = written
    if last is None:
        first = _with_month(first, near, text)
        return _with_year(first, near, default_year, text).span()
    if first.is_day_only and last.is_day_only:
        first = _with_month(first, near, text)
    if last.year is None and near.year is not None:
        first = _with_year(first, near, default_year, text)
    return _joined(first, last, (text, text), default_year)


def _joined(
    first: Parts, last: Parts, texts: tuple[str, str], default_year: int | None
) -> DateSpan:
    """From the first to the last date, each completed from the other."""
    with _in_column("start_date"):
        first = _with_month(first, last, texts[0])
        start_parts = _start_with_year(first, last, default_year, texts[0])
        start = start_parts.span()
    with _in_column("end_date"):
        end = _end_with_year(_with_month(last, start_parts, texts[1]), start_parts).span()
    is_backwards = start.precision is end.precision and end.start < start.start
    if is_backwards or end.end < start.start:
        raise errors.end_before_start(start, end)
    return start.to(end)


def _with_month(parts: Parts, other: Parts, text: str) -> Parts:
    if not parts.is_day_only:
        return parts
    if other.month is None:
        raise errors.no_month(text)
    return replace(parts, month=other.month)


def _with_year(parts: Parts, near: Parts, default_year: int | None, text: str) -> Parts:
    if parts.year is not None:
        return parts
    if near.year is not None:
        return replace(parts, year=near.year + (parts.year_offset or 0))
    if default_year is None or parts.year_offset:
        raise errors.no_year(text)
    return replace(parts, year=default_year)


def _start_with_year(first: Parts, last: Parts, default_year: int | None, text: str) -> Parts:
    """A start in a later month than the end whose year it takes is in the year before."""
    start = _with_year(first, last, default_year, text)
    is_taken = first.year is None and last.year is not None
    return replace(start, year=start.year - 1) if is_taken and _is_later(start, last) else start


def _end_with_year(last: Parts, start: Parts) -> Parts:
    """An end in an earlier month than the start whose year it takes is in the year after."""
    if last.year is not None:
        return last
    offset = last.year_offset
    if offset is None:
        offset = int(_is_later(start, last))
    return replace(last, year=start.year + offset)


def _is_later(first: Parts, last: Parts) -> bool:
    return first.month is not None and last.month is not None and first.month > last.month
