"""Rows to the database: a fixed number of statements per chunk, whatever its size."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import DataError, IntegrityError, connection, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ..index.refreshing import refresh, refreshing_once
from ..models import Activity, ImportBatch, ImportRow, Participation, Source
from ..models.naming import new_references, new_slugs
from .columns import RowsColumn, detail_model
from .drafts import Draft, Outcome
from .headers import all_columns
from .inserting import as_json, insert_prepared, insert_states, take_keys
from .rows import RowReader
from .shared import SOURCES

WRITTEN = {outcome.value for outcome in Outcome}
REFUSALS = (IntegrityError, DataError)
SOURCE_FIELDS = ("activity", "title", "url", "published_on", "page", "position")
ROW_FIELDS = (
    *("batch", "line", "outcome", "activity", "reference"),
    *("problems", "cells", "before"),
)
# A statement names each record in each column; past this it grows faster than it saves.
UPDATED_AT_ONCE = 500
KEPT_WITH_CHANGES = ("start_year", "changed_at", "changed_by", "version")


class ChunkWriter:
    """Writes the created, updated and rejected rows of a chunk in one transaction."""

    def __init__(
        self,
        batch: ImportBatch,
        headers: Sequence[str],
        reader: RowReader,
        by: AbstractBaseUser | None,
    ) -> None:
        self.batch, self.headers, self.reader = batch, headers, reader
        self.partners, self.by = reader.lookups.created, by
        self.refused = (
            Outcome.HELD if reader.options.bad_rows == "hold" else Outcome.REJECTED
        ).value

    def write_chunk(self, drafts: Sequence[Draft], note: Callable[[], None] = lambda: None) -> None:
        """Write a chunk; where the database refuses it, row by row to find the one it refuses.

        `note` is called in the transaction of the chunk; what it raises takes the chunk back.
        """
        try:
            with transaction.atomic():
                self.write(drafts)
                note()
        except REFUSALS:
            with transaction.atomic():
                for draft in drafts:
                    self._write_one(draft)
                note()

    def _write_one(self, draft: Draft) -> None:
        try:
            with transaction.atomic():
                self.write([draft])
        except REFUSALS as error:
            self._refuse(
                draft,
                _("The database refused the row: %(error)s.") % {"error": error},
                _("Someone may have saved the same record meanwhile. Import the file again."),
            )
            self.write([draft])

    def _refuse(self, draft: Draft, message: str, hint: str) -> None:
        draft.outcome, draft.key, draft.fields = Outcome.REJECTED, None, {}
        self.reader.problem(draft, "reference", message, hint)

    def write(self, drafts: Sequence[Draft]) -> None:
        self._refuse_edited([draft for draft in drafts if draft.outcome == Outcome.UPDATED])
        created = [draft for draft in drafts if draft.outcome == Outcome.CREATED]
        updated = [draft for draft in drafts if draft.outcome == Outcome.UPDATED]
        new = [
            partner
            for draft in (*created, *updated)
            for partner in draft.partners or ()
            if not partner.id
        ]
        try:
            with refreshing_once():
                if new:
                    _note_new_partners([*created, *updated])
                    self.partners.save(new)
                self._create(created)
                update_records(updated, self.by)
                write_details([*created, *updated])
                self._log(drafts)
                # Nothing that is new is public yet.
                refresh(draft.key for draft in updated)
        except Exception:
            for partner in new:
                # What was rolled back must be saved again with the next good row.
                partner.pk, partner._state.adding = None, True
            raise

    def _refuse_edited(self, drafts: Sequence[Draft]) -> None:
        """Between reading a record and writing it someone else may have saved it."""
        if not drafts:
            return
        records = Activity.objects.filter(pk__in=[draft.existing.pk for draft in drafts])
        versions = dict(records.select_for_update().order_by().values_list("pk", "version"))
        for draft in drafts:
            if versions.get(draft.existing.pk) != draft.before["version"]:
                self._refuse(
                    draft,
                    _("The record was saved by someone else while the file was imported."),
                    _("Look at the record, then import the row again."),
                )

    def _create(self, drafts: Sequence[Draft]) -> None:
        if not drafts:
            return
        nameless = [draft for draft in drafts if not draft.fields.get("reference")]
        years = [draft.fields["start_date"].year for draft in nameless]
        for draft, reference in zip(nameless, new_references(years), strict=True):
            draft.fields["reference"] = reference
        named = [(draft.fields.get("title_en", ""), draft.fields["reference"]) for draft in drafts]
        keys, slugs = take_keys(Activity, len(drafts)), new_slugs(named)
        for draft, key in zip(drafts, keys, strict=True):
            draft.key = key
        insert_states(
            Activity,
            (
                {
                    **draft.fields,
                    "id": draft.key,
                    "slug": slug,
                    "tool": draft.tool,
                    "start_year": draft.fields["start_date"].year,
                }
                for draft, slug in zip(drafts, slugs, strict=True)
            ),
            self._common(),
        )
        _insert_participations(drafts)
        insert_prepared(
            Source,
            SOURCE_FIELDS,
            [
                (draft.key, draft.source.get("title", ""), draft.source.get("url", ""))
                + (None, "", 0)
                for draft in drafts
                if draft.source
            ],
        )

    def _common(self) -> dict[str, Any]:
        """What all records that a chunk creates have; `id` stands for the one each brings."""
        now = connection.ops.adapt_datetimefield_value(timezone.now())
        by = self.by.pk if self.by else None
        return {
            "id": 0,
            "status": Activity.Status.DRAFT.value,
            "created_at": now,
            "changed_at": now,
            "created_by": by,
            "changed_by": by,
            "version": 1,
        }

    def _log(self, drafts: Sequence[Draft]) -> None:
        headers = self.headers
        rows = []
        for draft in drafts:
            if (outcome := str(draft.outcome)) not in WRITTEN:
                continue
            is_refused = outcome == Outcome.REJECTED
            notes = [each.as_json() for each in draft.problems]
            notes += [{**each.as_json(), "is_warning": True} for each in draft.warnings]
            kept = draft.kept_cells or kept_cells(headers, draft.cells, with_blank=is_refused)
            before = {**draft.before, "digest": draft.digest} if draft.digest else draft.before
            rows.append(
                (
                    self.batch.pk,
                    draft.line,
                    self.refused if is_refused else outcome,
                    draft.key,
                    draft.fingerprint or draft.reference[:80],
                    as_json(notes) if notes else "[]",
                    kept,
                    as_json(before) if before else "{}",
                )
            )
        insert_prepared(ImportRow, ROW_FIELDS, rows)


def kept_cells(headers: Sequence[str], cells: Sequence[str], *, with_blank: bool = False) -> str:
    """The cells of a row by header as JSON; only rows to be corrected need their blank ones."""
    return as_json({h: c for h, c in zip(headers, cells, strict=False) if c or with_blank})


def _note_new_partners(drafts: Iterable[Draft]) -> None:
    """Keep with a row the codes of the partners that it brings into the register."""
    for draft in drafts:
        if codes := [partner.code for partner in draft.partners or () if not partner.id]:
            draft.before["new_partners"] = codes


def update_records(drafts: Sequence[Draft], by: AbstractBaseUser | None) -> None:
    """Put the fields and partners of drafts on the records that they belong to."""
    names: set[str] = set()
    for draft in drafts:
        record = draft.existing
        draft.key = record.pk
        for name, value in draft.fields.items():
            setattr(record, name, value)
        names.update(draft.fields)
        record.changed_by = by
        # From what was read, not from a write that was rolled back and is tried again.
        record.version = draft.before["version"]
        record.prepare()
    if drafts:
        Activity.objects.bulk_update(
            [draft.existing for draft in drafts],
            sorted({*names, *KEPT_WITH_CHANGES}),
            batch_size=UPDATED_AT_ONCE,
        )
    changed = [draft for draft in drafts if "partners" in draft.before]
    if changed:
        ids = [draft.key for draft in changed]
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
        (draft.key, partner.id, draft.roles.get(partner.code, role) if draft.roles else role)
        for draft in drafts
        for partner in draft.partners or ()
    ]
    insert_prepared(Participation, ("activity", "partner", "role"), rows)


def _write_details_of(tool: str, drafts: Sequence[Draft]) -> None:
    model = detail_model(tool)
    held = [draft for draft in drafts if draft.existing and draft.existing.detail]
    known = {draft.key for draft in held}
    insert_states(
        model,
        [{**draft.detail, "activity": draft.key} for draft in drafts if draft.key not in known],
        {},
    )
    names = {name for draft in held for name in draft.detail}
    for draft in held:
        for name, value in draft.detail.items():
            setattr(draft.existing.detail, name, value)
    if names:
        details = [draft.existing.detail for draft in held]
        model.objects.bulk_update(details, sorted(names), batch_size=UPDATED_AT_ONCE)
    for name in sorted({name for draft in drafts for name in draft.many}):
        _write_many(model, name, [draft for draft in drafts if name in draft.many])


def _write_many(model: type[models.Model], name: str, drafts: Sequence[Draft]) -> None:
    field = model._meta.get_field(name)
    through = field.remote_field.through
    own, other = field.m2m_field_name(), field.m2m_reverse_field_name()
    if held := [draft.key for draft in drafts if draft.existing]:
        through.objects.filter(**{f"{own}__in": held}).delete()
    rows = [(draft.key, row.pk) for draft in drafts for row in draft.many[name]]
    insert_prepared(through, (own, other), rows)


def _write_rows(column: RowsColumn, drafts: Sequence[Draft]) -> None:
    """Replace the rows of records; the primary key of a detail is that of its record."""
    model, owner = column.model, column.owner_field
    has_order = any(field.name == "position" for field in model._meta.fields)
    if held := [draft.key for draft in drafts if draft.existing]:
        model.objects.filter(**{f"{owner}__in": held}).delete()
    rows = [
        {**values, owner: draft.key, **({"position": position} if has_order else {})}
        for draft in drafts
        for position, values in enumerate(draft.rows[column.name])
    ]
    insert_states(model, rows, {})
