"""Dates and periods of known precision: read as people write them, shown in both languages.

`parse_date` and `parse_dates` read, `format_span` and `format_short` show; what is shown is read
back as the same span. Everything wrong with a text is a DateError, with what to do about it.
"""

from .errors import DateError
from .reading import parse_date, parse_dates
from .showing import as_cells, format_short, format_span, iso, iso_end
from .span import MAX_YEAR, MIN_YEAR, DateSpan, Precision, fiscal_year_of

__all__ = [
    "MAX_YEAR",
    "MIN_YEAR",
    "DateError",
    "DateSpan",
    "Precision",
    "as_cells",
    "fiscal_year_of",
    "format_short",
    "format_span",
    "iso",
    "iso_end",
    "parse_date",
    "parse_dates",
]
