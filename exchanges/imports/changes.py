"""What an import changes on a record, field by field, as people read it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import models

from ..dates import DateSpan, Precision, as_cells
from ..models import Activity, Participation
from .columns import detail_model
from .comparing import DATE_FIELDS, as_cell
from .drafts import Draft
from .entries import join_entries
from .headers import all_columns
from .values import show_value

# A text of a thousand words is shown in its beginning only.
LONGEST = 1_000
DATES = ("start_date", "end_date")


def changes_of(draft: Draft) -> list[tuple[str, str, str]]:
    """Column, old and new value of each difference of a row that was compared with its record.

    The columns are those of the import, whatever the file calls them.
    """
    return [
        (name, old[:LONGEST], new[:LONGEST])
        for name, old, new in (*_of_record(draft), *_of_detail(draft), *_of_partners(draft))
        if old != new
    ]


def _of_record(draft: Draft) -> Iterator[tuple[str, str, str]]:
    record, given = draft.existing, draft.fields
    if given.keys() & set(DATE_FIELDS):
        names = DATE_FIELDS
        values = [given.get(name, getattr(record, name)) for name in names]
        new = DateSpan(values[0], values[1], Precision(values[2]))
        yield from zip(DATES, as_cells(record.dates), as_cells(new), strict=True)
    for name, value in given.items():
        if name not in DATE_FIELDS:
            field = Activity._meta.get_field(name)
            yield _column_of(name), _shown(field, getattr(record, name)), _shown(field, value)
    for name, rows in draft.rows.items():
        column = all_columns()[name]
        yield name, column.show(record), as_cell(column, rows)


def _of_detail(draft: Draft) -> Iterator[tuple[str, str, str]]:
    model = detail_model(draft.tool)
    held = draft.existing.detail or model()
    for name, value in draft.detail.items():
        field = model._meta.get_field(name)
        yield name, _shown(field, getattr(held, name)), _shown(field, value)
    for name, reference in draft.links.items():
        linked = getattr(held, name)
        yield name, linked.reference if linked else "", reference
    for name, rows in draft.many.items():
        had = sorted(row.code for row in getattr(held, name).all()) if held.pk else []
        yield name, join_entries([code] for code in had), join_entries([r.code] for r in rows)


def _of_partners(draft: Draft) -> Iterator[tuple[str, str, str]]:
    if "partners" not in draft.before:
        return
    had = {part.partner.name: part.role for part in draft.existing.participations.all()}
    has = {partner.name: draft.roles[partner.code] for partner in draft.partners or ()}
    yield (
        "partners",
        join_entries([name] for name in sorted(had)),
        join_entries([name] for name in sorted(has)),
    )
    kept = had.keys() & has.keys()
    moved = [name for name in sorted(kept) if had[name] != has[name]]
    if moved:
        yield "roles", _roles(moved, had), _roles(moved, has)


def _roles(names: list[str], roles: dict[str, str]) -> str:
    return join_entries([name, str(Participation.Role(roles[name]).label)] for name in names)


def _shown(field: models.Field, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Activity):
        return value.reference
    if field.is_relation:
        return str(value)
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    return show_value(field, value)


def _column_of(field: str) -> str:
    return field.replace("place_", "location_")
