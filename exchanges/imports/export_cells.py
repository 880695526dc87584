"""The cells that a column has in an export, for many records at once.

They are those of `Column.show`, escaped, which says the same of one record that is in memory; the
tests hold the two together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache, partial
from typing import Any

from django.db import models

from ..dates import DateSpan, Precision, as_cells
from ..models import Participation
from .chunks import Chunk, Codes, linked_field
from .columns import (
    ActivityColumn,
    Column,
    DetailColumn,
    FlagsColumn,
    LinkColumn,
    ManyColumn,
    RowsColumn,
)
from .entries import join_entries
from .escaping import escape
from .shared import SOURCES
from .values import show_value

PARTICIPANT = Participation.Role.PARTICIPANT.value
# The cells of a column, one for each record of a chunk.
Cells = Callable[[Chunk], Sequence[str]]


def cells_of(column: Column, codes: Codes) -> Cells:
    """How the cells of a column are made."""
    match column:
        case ActivityColumn():
            name, show = column.model_field.attname, shower(column.model_field)
            return lambda chunk: list(map(show, chunk.of_record(name)))
        case RowsColumn():
            return partial(_row_cells, column, codes)
        case DetailColumn():
            return partial(_detail_cells, *_shown_of_detail(column))
        case _:
            return partial(COMPOSED[column.name], codes)


def shower(field: models.Field) -> Callable[[Any], str]:
    """How a value of a field is shown; most texts need nothing done to them."""
    if isinstance(field, models.CharField | models.TextField) and not field.choices:
        return partial(_text, field)
    return lambda value: escape(show_value(field, value))


def _text(field: models.Field, value: str) -> str:
    # A letter or digit in front: no formula, no apostrophe, no space to be trimmed there.
    if value[:1].isalnum() and value.isprintable():
        return value.rstrip()
    return escape(show_value(field, value)) if value else ""


def _shown_of_detail(column: DetailColumn) -> tuple[str, Callable[[Chunk], dict[int, str]]]:
    """The tool, and how the cells of its records are made, by the key of the record."""
    match column:
        case ManyColumn():
            return column.tool, lambda chunk: {
                key: escape(join_entries([[code] for code in sorted(named)]))
                for key, named in chunk.many(column).items()
            }
        case FlagsColumn():
            return column.tool, partial(_flags, column)
        case LinkColumn():
            name, show = linked_field(column), lambda value: escape(value or "")
        case _:
            name, show = column.model_field.attname, shower(column.model_field)
    return column.tool, lambda chunk: {
        key: show(value) for key, value in chunk.of_detail(column.tool, name).items()
    }


def _detail_cells(
    tool: str, shown: Callable[[Chunk], dict[int, str]], chunk: Chunk
) -> Sequence[str]:
    return _by_key(chunk, shown(chunk) if tool in chunk.tools else {})


def _flags(column: FlagsColumn, chunk: Chunk) -> dict[int, str]:
    names = {flag: f"{column.prefix}{flag}" for flag in column.flags}
    set_for = {flag: chunk.of_detail(column.tool, name) for flag, name in names.items()}
    keys = next(iter(set_for.values()))
    return {
        key: join_entries([[flag] for flag, is_set in set_for.items() if is_set[key]])
        for key in keys
    }


def _row_cells(column: RowsColumn, codes: Codes, chunk: Chunk) -> Sequence[str]:
    if column.tool and column.tool not in chunk.tools:
        return _by_key(chunk, {})
    fields = [column.model._meta.get_field(part) for part in column.parts]
    show = [
        (lambda key: codes.partners.get(key, ""))
        if field.is_relation
        else partial(show_value, field)
        for field in fields
    ]
    has_order = any(field.name == "position" for field in column.model._meta.fields)
    shown = {}
    for key, rows in chunk.rows(column).items():
        entries = [[each(value) for each, value in zip(show, row, strict=True)] for row in rows]
        shown[key] = escape(join_entries(entries if has_order else sorted(entries)))
    return _by_key(chunk, shown)


def _by_key(chunk: Chunk, shown: dict[int, str]) -> Sequence[str]:
    if not shown:
        return [""] * len(chunk.keys)
    return [shown.get(key, "") for key in chunk.keys]


def _coded(name: str, kind: str, codes: Codes, chunk: Chunk) -> Sequence[str]:
    """The code of what a field of the record refers to."""
    named = getattr(codes, kind)
    return [escape(named[key]) if key else "" for key in chunk.of_record(name)]


def _reference(codes: Codes, chunk: Chunk) -> Sequence[str]:
    return list(map(escape, chunk.of_record("reference")))


def _tool(codes: Codes, chunk: Chunk) -> Sequence[str]:
    return chunk.of_record("tool")


# The dates of a year repeat; all that there ever were would take memory.
@lru_cache(maxsize=20_000)
def _dates(*span: Any) -> tuple[str, str]:
    start, end, precision = span
    return as_cells(DateSpan(start, end, Precision(precision)))


def _date(position: int, codes: Codes, chunk: Chunk) -> Sequence[str]:
    spans = zip(*map(chunk.of_record, ("start_date", "end_date", "date_precision")), strict=True)
    return [_dates(*span)[position] for span in spans]


def _partners(codes: Codes, chunk: Chunk) -> Sequence[str]:
    named = codes.partners
    return _by_key(
        chunk,
        {
            key: escape(named[parts[0][0]] if len(parts) == 1 else _joined(named, parts))
            for key, parts in chunk.participations.items()
        },
    )


def _joined(named: dict[int, str], parts: Iterable[tuple[int, str]]) -> str:
    return join_entries([[code] for code in sorted(named[partner] for partner, _role in parts)])


def _roles(codes: Codes, chunk: Chunk) -> Sequence[str]:
    shown = {}
    for key, parts in chunk.participations.items():
        if others := [each for each in parts if each[1] != PARTICIPANT]:
            entries = sorted([codes.partners[partner], role] for partner, role in others)
            shown[key] = escape(join_entries(entries))
    return _by_key(chunk, shown)


def _source(position: int, codes: Codes, chunk: Chunk) -> Sequence[str]:
    """Title or address of the source of a record that has one, without date and page."""
    shown = {}
    for key, rows in chunk.rows(SOURCES).items():
        title, url, published_on, page = rows[0]
        if len(rows) == 1 and not published_on and not page:
            shown[key] = escape((title, url)[position])
    return _by_key(chunk, shown)


# The columns that are read together with others, by name.
COMPOSED: dict[str, Callable[[Codes, Chunk], Sequence[str]]] = {
    "reference": _reference,
    "tool": _tool,
    "kind": partial(_coded, "kind_id", "kinds"),
    "start_date": partial(_date, 0),
    "end_date": partial(_date, 1),
    "partners": _partners,
    "roles": _roles,
    "host": partial(_coded, "host_id", "partners"),
    "programme": partial(_coded, "programme_id", "programmes"),
    "source_title": partial(_source, 0),
    "source_url": partial(_source, 1),
}
