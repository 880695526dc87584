"""Rows to the database: a fixed number of statements per chunk, whatever its size."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import models

from ..index.refreshing import refresh, refreshing_once
from ..models import Activity, ImportBatch, ImportRow, Participation, Source
from ..models.naming import name_records
from .columns import RowsColumn, detail_model
from .drafts import Draft, Outcome
from .headers import all_columns
from .inserting import insert_rows, insert_values
from .new_partners import NewPartners
from .shared import SOURCES

WRITTEN = {outcome.value for outcome in Outcome}
SOURCE_FIELDS = ("activity", "title", "url", "published_on", "page", "position")
ROW_FIELDS = (
    *("batch", "line", "outcome", "activity", "reference"),
    *("problems", "cells", "before"),
)
KEPT_WITH_CHANGES = ("start_year", "changed_at", "changed_by", "version")


class ChunkWriter:
    """Writes the created, updated and rejected rows of a chunk in one transaction."""

    def __init__(
        self,
        batch: ImportBatch,
        headers: Sequence[str],
        partners: NewPartners,
        by: AbstractBaseUser | None,
        status: str,
    ) -> None:
        self.batch, self.headers, self.partners = batch, headers, partners
        self.by, self.status = by, status

    def write(self, drafts: Sequence[Draft]) -> None:
        created = [draft for draft in drafts if draft.outcome == Outcome.CREATED]
        updated = [draft for draft in drafts if draft.outcome == Outcome.UPDATED]
        new = [
            partner
            for draft in (*created, *updated)
            for partner in draft.partners or ()
            if not partner.pk
        ]
        try:
            with refreshing_once():
                _note_new_partners([*created, *updated])
                self.partners.save(new)
                self._create(created)
                update_records(updated, self.by)
                write_details([*created, *updated])
                self._log(drafts)
                refresh(draft.record.pk for draft in (*created, *updated))
        except Exception:
            for partner in new:
                # What was rolled back must be saved again with the next good row.
                partner.pk, partner._state.adding = None, True
            raise

    def _create(self, drafts: Sequence[Draft]) -> None:
        for draft in drafts:
            draft.record = Activity(
                tool=draft.tool,
                status=self.status,
                created_by=self.by,
                changed_by=self.by,
                **draft.fields,
            )
        records = [draft.record for draft in drafts]
        name_records(records)
        for record in records:
            record.prepare()
        insert_rows(records)
        found = Activity.objects.filter(reference__in=[record.reference for record in records])
        keys = dict(found.values_list("reference", "pk"))
        for record in records:
            record.pk = keys[record.reference]
        _insert_participations(drafts)
        insert_values(
            Source,
            SOURCE_FIELDS,
            [
                (draft.record.pk, draft.source.get("title", ""), draft.source.get("url", ""))
                + (None, "", 0)
                for draft in drafts
                if draft.source
            ],
        )

    def _log(self, drafts: Sequence[Draft]) -> None:
        rows = [
            (
                self.batch.pk,
                draft.line,
                draft.outcome,
                draft.record.pk if draft.record else None,
                draft.fingerprint or draft.reference[:80],
                [each.as_json() for each in (*draft.problems, *draft.warnings)],
                dict(zip(self.headers, draft.cells, strict=False)),
                draft.before,
            )
            for draft in drafts
            if draft.outcome in WRITTEN
        ]
        insert_values(ImportRow, ROW_FIELDS, rows)


def _note_new_partners(drafts: Iterable[Draft]) -> None:
    """Keep with a row the codes of the partners that it brings into the register."""
    for draft in drafts:
        if codes := [partner.code for partner in draft.partners or () if not partner.pk]:
            draft.before["new_partners"] = codes


def update_records(drafts: Sequence[Draft], by: AbstractBaseUser | None) -> None:
    """Put the fields and partners of drafts on the records that they belong to."""
    names: set[str] = set()
    for draft in drafts:
        draft.record = draft.existing
        for name, value in draft.fields.items():
            setattr(draft.record, name, value)
        names.update(draft.fields)
        draft.record.changed_by = by
        # From what was read, not from a write that was rolled back and is tried again.
        draft.record.version = draft.before["version"]
        draft.record.prepare()
    if drafts:
        Activity.objects.bulk_update(
            [draft.record for draft in drafts], sorted({*names, *KEPT_WITH_CHANGES})
        )
    changed = [draft for draft in drafts if "partners" in draft.before]
    if changed:
        ids = [draft.record.pk for draft in changed]
        Participation.objects.filter(activity__in=ids).delete()
        _insert_participations(changed)


def write_details(drafts: Sequence[Draft]) -> None:
    """Write details, lists and repeated rows, in place of those that the records have."""
    by_tool: dict[str, list[Draft]] = {}
    for draft in drafts:
        if draft.detail or draft.many or draft.rows.keys() - {SOURCES.name}:
            by_tool.setdefault(draft.tool, []).append(draft)
    for tool, group in by_tool.items():
        _write_details_of(tool, group)
    for name in sorted({name for draft in drafts for name in draft.rows}):
        _write_rows(all_columns()[name], [draft for draft in drafts if name in draft.rows])


def _insert_participations(drafts: Iterable[Draft]) -> None:
    role = Participation.Role.PARTICIPANT.value
    rows = [
        (draft.record.pk, partner.pk, draft.roles.get(partner.code, role))
        for draft in drafts
        for partner in draft.partners or ()
    ]
    insert_values(Participation, ("activity", "partner", "role"), rows)


def _write_details_of(tool: str, drafts: Sequence[Draft]) -> None:
    model = detail_model(tool)
    new, held = [], []
    names: set[str] = set()
    for draft in drafts:
        detail = draft.existing.detail if draft.existing else None
        (held if detail else new).append(detail or model(activity_id=draft.record.pk))
        target = (held if detail else new)[-1]
        for name, value in draft.detail.items():
            setattr(target, name, value)
        if detail:
            names.update(draft.detail)
    insert_rows(new)
    if names:
        model.objects.bulk_update(held, sorted(names))
    for name in sorted({name for draft in drafts for name in draft.many}):
        _write_many(model, name, [draft for draft in drafts if name in draft.many])


def _write_many(model: type[models.Model], name: str, drafts: Sequence[Draft]) -> None:
    field = model._meta.get_field(name)
    through = field.remote_field.through
    own, other = field.m2m_field_name(), field.m2m_reverse_field_name()
    through.objects.filter(**{f"{own}__in": [draft.record.pk for draft in drafts]}).delete()
    rows = [(draft.record.pk, row.pk) for draft in drafts for row in draft.many[name]]
    insert_values(through, (own, other), rows)


def _write_rows(column: RowsColumn, drafts: Sequence[Draft]) -> None:
    """Replace the rows of records; the primary key of a detail is that of its record."""
    model, owner = column.model, column.owner_field
    has_order = any(field.name == "position" for field in model._meta.fields)
    if held := [draft.record.pk for draft in drafts if draft.existing]:
        model.objects.filter(**{f"{owner}__in": held}).delete()
    rows: list[Any] = []
    for draft in drafts:
        for position, values in enumerate(draft.rows[column.name]):
            order = {"position": position} if has_order else {}
            rows.append(model(**{f"{owner}_id": draft.record.pk}, **order, **values))
    insert_rows(rows)
