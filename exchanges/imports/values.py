"""One cell to the value of one model field and back, by the type of the field."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import override

from ..dates import DateError, Precision, parse_date
from ..names import normalise
from .problems import CellError

if TYPE_CHECKING:
    from .lookups import Lookups

_LIMITS = {
    models.PositiveSmallIntegerField: 32_767,
    models.PositiveIntegerField: 2_147_483_647,
}
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
# Addresses that every validator takes: the full one costs more than the rest of a row.
_PLAIN_ADDRESS = re.compile(
    r"https?://(?:[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?\.){1,5}[a-z]{2,30}(?:/[!-~]*)?"
)
_WHOLE_NUMBER = re.compile(r"\d{1,12}")


def parse_value(field: models.Field, text: str, lookups: Lookups) -> Any:
    """The value of a model field that a cell states; CellError when it states none."""
    return _reader_of(field)(field, text, lookups)


@cache
def _reader_of(field: models.Field) -> Callable[[models.Field, str, Lookups], Any]:
    """How cells of a field are read; found once for each field, not for each cell."""
    if field.choices:
        return _choice
    if isinstance(field, models.DateField):
        return lambda field, text, lookups: _day(text, lookups)
    if isinstance(field, models.TimeField):
        return lambda field, text, lookups: _time(text)
    if isinstance(field, models.IntegerField):
        return lambda field, text, lookups: _whole_number(field, text)
    if isinstance(field, models.DecimalField):
        return lambda field, text, lookups: _decimal(field, text)
    return lambda field, text, lookups: check_text(field, text)


def show_value(field: models.Field, value: Any) -> str:
    """The cell that `parse_value` reads back as the value."""
    if value is None:
        return ""
    if isinstance(value, datetime.time):
        return value.isoformat("minutes" if not value.second else "seconds")
    if isinstance(value, Decimal):
        shown = f"{value:f}"
        return shown.rstrip("0").rstrip(".") if "." in shown else shown
    if isinstance(value, str):
        return clean_text(value, keeps_lines=isinstance(field, models.TextField))
    return str(value)


def clean_text(text: str, *, keeps_lines: bool) -> str:
    """Trimmed, without control characters; a line break is `\\n`, a space in a one-line field."""
    if text.isprintable():
        return text.strip()
    lines = CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    return lines if keeps_lines else re.sub(r"\s*\n\s*", " ", lines)


def check_text(field: models.Field, text: str) -> str:
    """The text, if it is not longer than the field and passes its validators."""
    if text.isprintable():
        text = text.strip()
    else:
        text = clean_text(text, keeps_lines=isinstance(field, models.TextField))
    if field.max_length and len(text) > field.max_length:
        raise CellError(
            _("The text has %(length)s characters; at most %(limit)s fit.")
            % {"length": len(text), "limit": field.max_length},
            _("Shorten it."),
        )
    if isinstance(field, models.URLField) and not _PLAIN_ADDRESS.fullmatch(text):
        try:
            field.run_validators(text)
        except ValidationError as error:
            raise CellError(
                _("This is not a web address."), _("Write it in full, with https:// in front.")
            ) from error
    return text


def _choice(field: models.Field, text: str, lookups: Lookups) -> str:
    try:
        return _spellings(field)[normalise(text)]
    except KeyError:
        raise CellError(
            _("“%(value)s” is none of the values that are known here.") % {"value": text},
            _("Use one of these: %(values)s.")
            % {"values": ", ".join(str(value) for value, _label in field.choices)},
        ) from None


@cache
def _spellings(field: models.Field) -> dict[str, str]:
    """Code and both names of each choice."""
    found = {}
    for language in ("en", "ja"):
        with override(language):
            found.update({normalise(str(label)): value for value, label in field.choices})
    return {**found, **{normalise(value): value for value, _label in field.choices}}


def _day(text: str, lookups: Lookups) -> datetime.date:
    options = lookups.options
    try:
        span = parse_date(
            text,
            order=options.date_order or None,
            pivot_year=options.pivot_year,
            default_year=options.default_year,
        )
    except DateError as error:
        raise CellError(error.message, error.hint) from error
    if span.precision is not Precision.DAY or span.is_range:
        raise CellError(
            _("“%(value)s” is not one day.") % {"value": text},
            _("Give the day, for example 2019-05-23, or leave the cell blank."),
        )
    return span.start


def _time(text: str) -> datetime.time:
    try:
        return datetime.time.fromisoformat(unicodedata.normalize("NFKC", text).zfill(5))
    except ValueError:
        raise CellError(
            _("“%(value)s” is not a time of day.") % {"value": text},
            _("Write it as 13:10."),
        ) from None


def _whole_number(field: models.Field, text: str) -> int:
    limit = next(most for kind, most in _LIMITS.items() if isinstance(field, kind))
    digits = unicodedata.normalize("NFKC", text).replace(",", "")
    if not _WHOLE_NUMBER.fullmatch(digits) or int(digits) > limit:
        raise CellError(
            _("“%(value)s” is not a whole number from 0 to %(limit)s.")
            % {"value": text, "limit": limit},
            _("Write digits only, or leave the cell blank."),
        )
    return int(digits)


def _decimal(field: models.DecimalField, text: str) -> Decimal:
    try:
        number = Decimal(unicodedata.normalize("NFKC", text).replace("−", "-"))
        # NaN and infinity are numbers to Decimal; more digits than the field has overflow it.
        limit = Decimal(10) ** (field.max_digits - field.decimal_places)
        if not number.is_finite() or abs(number) >= limit:
            raise InvalidOperation
        return round(number, field.decimal_places)
    except InvalidOperation:
        raise CellError(
            _("“%(value)s” is not a number.") % {"value": text}, _("Write it as 35.6895.")
        ) from None
