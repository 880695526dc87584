"""What can be wrong with a written date, said to the person who can correct it."""

import datetime

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from .eras import Era
from .showing import format_short, format_span, is_japanese
from .span import ANY_LEAP_YEAR, MAX_YEAR, MIN_YEAR, DateSpan, days_in_month

ORDER_EXAMPLES = {"YMD": "2019/5/23", "DMY": "23/5/2019", "MDY": "5/23/2019"}
LONGEST_QUOTE = 60


class DateError(ValueError):
    """`message` says what is wrong, `hint` what to do, `code` which of the known mistakes it is.

    `column` is "start_date" or "end_date" when it comes from `parse_dates`, else empty.
    """

    def __init__(self, message: str, hint: str, *, code: str, column: str = "") -> None:
        super().__init__(message, hint)
        self.message = message
        self.hint = hint
        self.code = code
        self.column = column

    def __str__(self) -> str:
        return f"{self.message} {self.hint}"


def required() -> DateError:
    return DateError(
        _("The start date is missing."),
        _("Give the start date, for example 2022-02-10; a month or a year is enough."),
        code="required",
        column="start_date",
    )


def unreadable(text: str, column: str = "") -> DateError:
    sentence = {
        "start_date": _("The start date “%(text)s” cannot be read as a date."),
        "end_date": _("The end date “%(text)s” cannot be read as a date."),
    }.get(column, _("“%(text)s” cannot be read as a date."))
    return DateError(
        sentence % {"text": quoted(text)},
        _("Write one date, for example 2019-05-23, or one period, for example 22–23 May 2019."),
        code="unreadable",
        column=column,
    )


def no_year(text: str) -> DateError:
    return DateError(
        _("“%(text)s” has no year.") % {"text": quoted(text)},
        _("Give the year, for example “10 February 2022”, or set a default year for the file."),
        code="no_year",
    )


def no_month(text: str) -> DateError:
    return DateError(
        _("“%(text)s” has no month.") % {"text": quoted(text)},
        _("Give the month and the year, for example “10 February 2022”."),
        code="unreadable",
    )


def out_of_range(year: int) -> DateError:
    return DateError(
        _("Year %(year)d is outside %(first)d–%(last)d.")
        % {"year": year, "first": MIN_YEAR, "last": MAX_YEAR},
        _("Correct the year in the file."),
        code="out_of_range",
    )


def no_such_month(month: int) -> DateError:
    return impossible(_("There is no month %(month)d.") % {"month": month})


def no_such_day(year: int, month: int, day: int) -> DateError:
    if day == 0:
        return impossible(_("There is no day %(day)d.") % {"day": day})
    return impossible(
        _("%(month)s has %(days)d days.")
        % {"month": _shown(DateSpan.month(year, month)), "days": days_in_month(year, month)}
    )


def not_in_order(text: str, order: str) -> DateError:
    return DateError(
        _("“%(text)s” is no date when it is read in the order of %(example)s.")
        % {"text": quoted(text), "example": ORDER_EXAMPLES[order]},
        _("Correct the date in the file, or choose the date order the file is written in."),
        code="impossible",
    )


def no_such_era_year(era: Era, number: int) -> DateError:
    name = era.name if is_japanese(_language()) else era.english
    if number > 0 and era.last_year:
        return impossible(
            _("There is no year %(number)d of the %(era)s era: it ended in its year %(last)d.")
            % {"number": number, "era": name, "last": era.last_year}
        )
    return impossible(
        _("There is no year %(number)d of the %(era)s era.") % {"number": number, "era": name}
    )


def years_differ(first: str, second: str) -> DateError:
    return impossible(
        _("The western year and the year of the era differ: %(first)s and %(second)s.")
        % {"first": first, "second": second}
    )


def impossible(message: str) -> DateError:
    return DateError(message, _("Correct the date in the file."), code="impossible")


def ambiguous(text: str, readings: list[tuple[int | None, int, int]]) -> DateError:
    """`readings` are year, month and day of each way to read the numbers."""
    return DateError(
        _("“%(text)s” can be read in more than one way: %(readings)s.")
        % {"text": quoted(text), "readings": " / ".join(_reading_shown(*r) for r in readings)},
        _("Choose the date order of the file, or write the month as a word."),
        code="ambiguous",
    )


def end_before_start(start: DateSpan, end: DateSpan) -> DateError:
    return DateError(
        _("The end date, %(end)s, is before the start date, %(start)s.")
        % {"end": _shown(end), "start": _shown(start)},
        _("Correct one of the two dates."),
        code="order",
        column="end_date",
    )


def periods_differ(text: str) -> DateError:
    return DateError(
        _("The start date “%(text)s” is a period that does not end on the end date.")
        % {"text": quoted(text)},
        _("Give the first day as the start date and the last day as the end date."),
        code="order",
        column="end_date",
    )


def quoted(text: str) -> str:
    """The cell as it can stand in a sentence: on one line, without control characters, bounded."""
    line = "".join(c if c.isprintable() else " " for c in text[: LONGEST_QUOTE + 1].strip())
    return line if len(line) <= LONGEST_QUOTE else f"{line[:LONGEST_QUOTE]}…"


def _language() -> str:
    return get_language() or "en"


def _shown(span: DateSpan) -> str:
    return format_span(span, _language())


def _reading_shown(year: int | None, month: int, day: int) -> str:
    span = DateSpan.day(datetime.date(year or ANY_LEAP_YEAR, month, day))
    return _shown(span) if year else format_short(span, _language())[0]
