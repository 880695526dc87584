"""What a row may do to a record that is there: create only, update, fill blanks, replace."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from ..models import Activity
from .columns import (
    ActivityColumn,
    BilingualColumn,
    Column,
    DetailColumn,
    FlagsColumn,
    LinkColumn,
    ManyColumn,
    RowsColumn,
    detail_model,
)
from .drafts import UNCHANGED, Draft
from .rows import RowReader
from .shared import SOURCES

LANGUAGES = ("en", "ja")
DATES = ("start_date", "end_date", "date_precision", "date_as_written")


def leave(draft: Draft, reader: RowReader) -> None:
    """Create only: the record that is there stays as it is, and a warning says so."""
    draft.outcome, draft.is_left = UNCHANGED, True
    reader.warn(
        draft,
        "reference",
        _("The record %(reference)s is there already and is left as it is.")
        % {"reference": draft.existing.reference},
        _("Choose another mode to change it."),
    )


def keep_blank_only(draft: Draft, record: Activity) -> None:
    """Fill blanks: take from the draft whatever the record has something for already."""
    draft.fields = {
        name: value
        for name, value in draft.fields.items()
        if name not in DATES and _is_blank(getattr(record, name))
    }
    if (detail := record.detail) is not None:
        flags = [name for name, value in draft.detail.items() if isinstance(value, bool)]
        has_flags = any(getattr(detail, name) for name in flags)
        draft.detail = {
            name: value
            for name, value in draft.detail.items()
            if (not has_flags if name in flags else _is_blank(getattr(detail, name)))
        }
        draft.links = {
            name: value
            for name, value in draft.links.items()
            if getattr(detail, f"{name}_id") is None
        }
        draft.many = {
            name: rows for name, rows in draft.many.items() if not getattr(detail, name).all()
        }
    if list(record.sources.all()):
        draft.source = None
    if list(record.participations.all()):
        draft.partners, draft.roles = None, {}


def clear_blanks(draft: Draft, columns: Collection[Column], record: Activity) -> None:
    """Replace: a blank cell empties what its column stands for, unless a record must have it."""
    blank = [column for column in columns if not draft.texts.get(column.name)]
    for column in blank:
        if isinstance(column, LinkColumn | DetailColumn | RowsColumn) and column.tool not in (
            "",
            draft.tool,
        ):
            continue
        _clear(column, draft, {each.name for each in columns})
    names = {column.name for column in blank}
    if "partners" in names and not draft.fields.get("other_participants"):
        draft.partners = []
    if "roles" in names and draft.partners is None:
        draft.partners = [part.partner for part in record.participations.all()]
    if "roles" in names:
        draft.roles = {partner.code: "participant" for partner in draft.partners or ()}
    for name in ("host", "programme"):
        if name in names:
            draft.fields[name] = None
    if {"source_title", "source_url"} <= names and len(record.sources.all()) == 1:
        draft.rows.setdefault(SOURCES.name, [])


def _clear(column: Column, draft: Draft, given: set[str]) -> None:
    if isinstance(column, ActivityColumn):
        _clear_field(draft, column.model_field)
    elif isinstance(column, BilingualColumn):
        for language in LANGUAGES:
            if f"{column.name}_{language}" not in given:
                name = f"{column.field or column.name}_{language}"
                _clear_field(draft, Activity._meta.get_field(name))
    elif isinstance(column, FlagsColumn):
        draft.detail.update({f"{column.prefix}{flag}": False for flag in column.flags})
    elif isinstance(column, ManyColumn):
        draft.many[column.name] = []
    elif isinstance(column, LinkColumn):
        draft.detail[column.name] = None
    elif isinstance(column, DetailColumn):
        field = detail_model(column.tool)._meta.get_field(column.name)
        draft.detail.setdefault(column.name, field.get_default())
    elif isinstance(column, RowsColumn):
        draft.rows.setdefault(column.name, [])


def _clear_field(draft: Draft, field: models.Field) -> None:
    if field.blank and field.name not in draft.fields and not field.name.startswith("title_"):
        draft.fields[field.name] = None if field.null else ""


def _is_blank(value: Any) -> bool:
    return value is None or value == "" and not isinstance(value, Decimal)
