"""Undoing an import: what it created goes, what it changed is as before, what is edited stays."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ..index.refreshing import refresh
from ..models import Activity, ImportBatch, ImportRow, Partner, Photo
from ..tools import Tool
from .columns import LinkColumn, detail_model
from .drafts import Draft, Outcome
from .headers import all_columns
from .inserting import speed_up
from .new_partners import untouched_partners
from .removing import remove_records
from .running import is_stale
from .shared import SOURCES
from .writing import update_records, write_details

CHUNK = 1_000
UNDOABLE_FOR = timedelta(days=30)
UNFINISHED = (ImportBatch.State.WAITING, ImportBatch.State.RUNNING)
WRITTEN = (Outcome.CREATED, Outcome.UPDATED)


class UndoneAlready(Exception):
    """The import was undone before; nothing has been changed."""


class NotUndoable(Exception):
    """The import cannot be undone, or not any more; the message says why."""


class Gone(Exception):
    """Something that the record referred to before the import is no longer there."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A record that stays as it is, and why."""

    reference: str
    why: str


@dataclass
class Undone:
    """What became of the records of an import, and of the partners that it had made."""

    removed: int = 0
    restored: int = 0
    removed_partners: int = 0
    kept: list[Kept] = field(default_factory=list)


@transaction.atomic
def undo(*, batch: ImportBatch, by: AbstractBaseUser | None = None) -> Undone:
    """Undo an import as a whole or not at all; raises UndoneAlready the second time.

    NotUndoable says in a sentence why an import cannot be undone.

    A record counts as edited when its version is not the one that the import left, or when it was
    created by the import and has photos. Undo the newest import first: a later one is an edit too.
    """
    held = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if held.undone_at:
        raise UndoneAlready
    if reason := why_not(held):
        raise NotUndoable(reason)
    speed_up()
    undone = _Undoing(batch, by).run()
    batch.undone_at, batch.state = timezone.now(), ImportBatch.State.UNDONE
    batch.save(update_fields=["undone_at", "state"])
    return undone


def undo_until(batch: ImportBatch) -> datetime:
    """The last moment at which the import can be undone."""
    return (batch.finished_at or batch.alive_at or batch.started_at) + UNDOABLE_FOR


def why_not(batch: ImportBatch) -> str:
    """Why the import cannot be undone, in a sentence; empty if it can."""
    if batch.state in UNFINISHED and not is_stale(batch):
        return _("The import is not finished. Stop it first.")
    if timezone.now() > undo_until(batch):
        return _("An import can be undone for %(days)s days; these are over.") % {
            "days": UNDOABLE_FOR.days
        }
    return ""


class _Undoing:
    """One pass over the records of a batch, with a fixed number of queries for each chunk."""

    def __init__(self, batch: ImportBatch, by: AbstractBaseUser | None) -> None:
        self.batch, self.by = batch, by
        self.undone = Undone()
        self.removable: dict[int, str] = {}
        self.referred = _Referred()

    def run(self) -> Undone:
        rows = self.batch.import_rows.filter(outcome__in=WRITTEN)
        touched = rows.filter(activity__isnull=False).order_by("activity_id")
        for keys in _chunks(list(touched.values_list("activity_id", flat=True).distinct())):
            self._undo_chunk(keys)
        self._list_deleted(rows)
        self._keep_referred_to()
        for keys in _chunks(list(self.removable)):
            remove_records(keys)
        self.undone.removed = len(self.removable)
        noted = rows.filter(before__has_key="new_partners").values_list("before", flat=True)
        self._remove_partners({code for before in noted for code in before["new_partners"]})
        return self.undone

    def _undo_chunk(self, keys: Sequence[int]) -> None:
        records = list(Activity.objects.select_for_update().filter(pk__in=keys).order_by("pk"))
        for tool in {record.tool for record in records}:
            group = [record for record in records if record.tool == tool]
            models.prefetch_related_objects(group, f"{tool}_detail")
        steps, others = self._rows_of(keys)
        pictured = set(
            Photo.objects.filter(activity__in=keys).values_list("activity_id", flat=True)
        )
        drafts = []
        for record in records:
            own = steps[record.pk]
            is_created = any(row.outcome == Outcome.CREATED for row in own)
            why = _why_edited(record, own, others.get(record.pk, ()))
            if not why and is_created and record.pk in pictured:
                why = _("Photos have been added to it since.")
            if why:
                self._keep(record.reference, why)
            elif is_created:
                self.removable[record.pk] = record.reference
            else:
                drafts.extend(self._draft(record, own))
        self._restore(drafts)
        _carry_on(drafts, steps, others)

    def _rows_of(
        self, keys: Sequence[int]
    ) -> tuple[dict[int, list[ImportRow]], dict[int, list[ImportRow]]]:
        """The rows of this import and those of others that still hold, newest first."""
        own: dict[int, list[ImportRow]] = {}
        others: dict[int, list[ImportRow]] = {}
        found = ImportRow.objects.filter(
            activity__in=keys, outcome__in=WRITTEN, batch__undone_at__isnull=True
        )
        for row in found.defer("cells", "problems").order_by("-id"):
            rows = own if row.batch_id == self.batch.pk else others
            rows.setdefault(row.activity_id, []).append(row)
        return own, others

    def _draft(self, record: Activity, rows: Sequence[ImportRow]) -> Iterator[Draft]:
        """What brings the record back, unless it referred to something that has gone."""
        before = _merged(rows)
        draft = Draft(rows[0].line, [], {}, tool=record.tool, existing=record)
        draft.before = {"version": record.version}
        try:
            draft.fields = self.referred.values(Activity, before["fields"])
            self._fill_detail(draft, before)
            if "partners" in before:
                draft.before["partners"] = before["partners"]
                draft.roles = dict(before["partners"])
                draft.partners = self.referred.coded(Partner, draft.roles)
        except Gone:
            self._keep(record.reference, _("Something that it referred to has been deleted since."))
        else:
            yield draft

    def _fill_detail(self, draft: Draft, before: dict[str, Any]) -> None:
        for name, kept in before["rows"].items():
            model = all_columns()[name].model
            draft.rows[name] = [self.referred.values(model, row) for row in kept]
        if before.get("had_detail") is False:
            draft.before["had_detail"] = False
            draft.rows = {name: rows for name, rows in draft.rows.items() if name == SOURCES.name}
            return
        model = detail_model(draft.tool)
        draft.detail = self.referred.values(model, before["detail"])
        for name, codes in before["many"].items():
            draft.many[name] = self.referred.coded(model._meta.get_field(name).related_model, codes)

    def _restore(self, drafts: Sequence[Draft]) -> None:
        update_records(drafts, self.by)
        write_details(drafts)
        without: dict[str, list[int]] = {}
        for draft in drafts:
            if "had_detail" in draft.before:
                without.setdefault(draft.tool, []).append(draft.existing.pk)
        for tool, keys in without.items():
            detail_model(tool).objects.filter(pk__in=keys).delete()
        refresh(draft.existing.pk for draft in drafts)
        self.undone.restored += len(drafts)

    def _list_deleted(self, rows: models.QuerySet) -> None:
        deleted = rows.filter(outcome=Outcome.UPDATED, activity__isnull=True).order_by("id")
        for line in deleted.values_list("line", flat=True):
            name = _("row %(row)s of the file") % {"row": line}
            self._keep(name, _("The record has been deleted since."))

    def _keep_referred_to(self) -> None:
        """Keep an agreement that a record refers to which stays; and so on from there."""
        links = [link for keys in _chunks(list(self.removable)) for link in _links_to(keys)]
        waiting = True
        while waiting:
            waiting = False
            for target, source, reference in links:
                if target in self.removable and source not in self.removable:
                    why = _("%(reference)s refers to it.") % {"reference": reference}
                    self._keep(self.removable.pop(target), why)
                    waiting = True

    def _remove_partners(self, codes: set[str]) -> None:
        """Remove partners that the import made, unless staff filled them in or they are in use."""
        for chunk in _chunks(sorted(codes)):
            keys = set(untouched_partners(chunk).values_list("pk", flat=True))
            keys -= _partners_in_use(keys)
            Partner.objects.filter(pk__in=keys).delete()
            self.undone.removed_partners += len(keys)

    def _keep(self, reference: str, why: str) -> None:
        self.undone.kept.append(Kept(reference, why))


class _Referred:
    """What records refer to; each table is read once, since all of them are short lists."""

    def __init__(self) -> None:
        self._keys: dict[type[models.Model], set[int]] = {}
        self._coded: dict[type[models.Model], dict[str, models.Model]] = {}

    def values(self, model: type[models.Model], kept: dict[str, Any]) -> dict[str, Any]:
        """Values of a model's columns from the form in which `before` has them."""
        values = {}
        for name, value in kept.items():
            column = model._meta.get_field(name)
            if column.is_relation and value is not None:
                self._require(column.related_model, value)
            values[name] = column.to_python(value)
        return values

    def coded(self, model: type[models.Model], codes: Iterable[str]) -> list[Any]:
        if model not in self._coded:
            self._coded[model] = {row.code: row for row in model.objects.all()}
        try:
            return [self._coded[model][code] for code in codes]
        except KeyError as error:
            raise Gone from error

    def _require(self, model: type[models.Model], key: int) -> None:
        if model not in self._keys:
            # Of the records, only agreements are referred to.
            rows = model.objects.filter(**({"tool": Tool.AGREEMENTS} if model is Activity else {}))
            self._keys[model] = set(rows.values_list("pk", flat=True))
        if key not in self._keys[model]:
            raise Gone


def _chunks(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (values[start : start + CHUNK] for start in range(0, len(values), CHUNK))


def _version_left(row: ImportRow) -> int:
    """The version of the record when the import had written the row, or after a later undo."""
    return row.before.get("left", row.before.get("version", 0) + 1)


def _why_edited(
    record: Activity, own: Sequence[ImportRow], others: Sequence[ImportRow]
) -> str | None:
    if record.version == _version_left(own[0]):
        return None
    if others and others[0].pk > own[0].pk and record.version == _version_left(others[0]):
        return _("Import %(number)s has changed it since.") % {"number": others[0].batch_id}
    return _("It has been edited since.")


def _merged(rows: Sequence[ImportRow]) -> dict[str, Any]:
    """What several rows of one file replaced on a record: the first of them saw the oldest."""
    before: dict[str, Any] = {"fields": {}, "detail": {}, "many": {}, "rows": {}}
    for row in rows:
        for name, kept in row.before.items():
            if name in ("fields", "detail", "many", "rows"):
                before[name].update(kept)
            else:
                before[name] = kept
    return before


def _carry_on(
    drafts: Sequence[Draft],
    steps: dict[int, list[ImportRow]],
    others: dict[int, list[ImportRow]],
) -> None:
    """Let the import before this one know the record at its new version, to be undone as well."""
    earlier = []
    for draft in drafts:
        first = steps[draft.existing.pk][-1]
        last = next((row for row in others.get(draft.existing.pk, ()) if row.pk < first.pk), None)
        if last and _version_left(last) == first.before["version"]:
            last.before["left"] = draft.existing.version
            earlier.append(last)
    ImportRow.objects.bulk_update(earlier, ["before"])


def _links_to(keys: Sequence[int]) -> Iterator[tuple[int, int, str]]:
    """Which records refer to these: the key of the target, key and reference of the source."""
    for column in all_columns().values():
        if isinstance(column, LinkColumn):
            found = detail_model(column.tool).objects.filter(**{f"{column.name}__in": keys})
            yield from found.values_list(f"{column.name}_id", "pk", "activity__reference")


def _partners_in_use(keys: set[int]) -> set[int]:
    """Those that any row refers to, except their own spellings."""
    used: set[int] = set()
    for relation in Partner._meta.get_fields(include_hidden=True):
        if relation.one_to_many and relation.name != "aliases":
            column = relation.field
            rows = relation.related_model.objects.filter(**{f"{column.name}__in": keys})
            used.update(rows.values_list(column.attname, flat=True))
    return used
