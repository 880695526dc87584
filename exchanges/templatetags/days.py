"""Days of the calendar that are no activity's dates: signatures, entries into force, releases."""

from __future__ import annotations

from datetime import date

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from exchanges.bilingual import reader_language
from exchanges.dates import DateSpan, format_short, format_span

register = template.Library()


@register.filter
def day(value: date | None) -> SafeString | str:
    """The day written out in the reader's language, as `<time>`; nothing where there is none.

    A template gives an empty string for the day of a record that is missing.
    """
    if not value:
        return ""
    shown = format_span(DateSpan.day(value), reader_language())
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), shown)


@register.filter
def short_day(value: date | None) -> SafeString | str:
    """The day with its month shortened, for tables: 17 May 2012, 2012年5月17日."""
    if not value:
        return ""
    language = reader_language()
    within_year, year = format_short(DateSpan.day(value), language)
    shown = f"{year}{within_year}" if language == "ja" else f"{within_year} {year}"
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), shown)
