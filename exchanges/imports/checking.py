"""The check of an import: what would become of every row, kept for the pages that show it.

Problems are worded in the language that is active while the file is checked: in a request that of
the person, in the background the one given to the task. Another person's language needs another
check.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from ..models import CheckedRow, ImportBatch
from .changes import changes_of
from .comparing import settle
from .drafts import UNCHANGED, Draft, Outcome
from .duplicates import Twin, Twins
from .inserting import as_json, insert_prepared, speed_up
from .passing import Chunk, FilePass, LateLinks
from .problems import FileError
from .uploads import open_file, options_of

State = ImportBatch.State
# Up to so many rows a file is checked while the person waits.
AT_ONCE = 20_000
FIELDS = (
    *("batch", "line", "outcome", "cells", "problems", "changes"),
    *("twin", "twin_line", "likeness"),
)
TITLES = {"title", "title_en", "title_ja"}
SHOWN_AS = {
    Outcome.CREATED: CheckedRow.Outcome.NEW.value,
    Outcome.UPDATED: CheckedRow.Outcome.CHANGED.value,
    UNCHANGED: CheckedRow.Outcome.UNCHANGED.value,
    Outcome.REJECTED: CheckedRow.Outcome.ERROR.value,
}
COUNTED_AS = {
    CheckedRow.Outcome.NEW: "created",
    CheckedRow.Outcome.CHANGED: "updated",
    CheckedRow.Outcome.UNCHANGED: "unchanged",
    CheckedRow.Outcome.ERROR: "rejected",
    CheckedRow.Outcome.DUPLICATE: "rejected",
}


def check_batch(batch: ImportBatch) -> None:
    """Check the kept file; the batch is CHECKED afterwards, or FAILED with its problem.

    Nothing is written but CheckedRow rows and the numbers of the batch: `created` counts the new
    rows, `updated` the changed ones, `rejected` errors and possible duplicates that are not
    decided. A check that someone stops, or that another one overtakes, ends without a result.
    """
    claimed = timezone.now()
    batch.state, batch.problem, batch.alive_at, batch.done_rows = State.CHECKING, "", claimed, 0
    for name in ("rows", *set(COUNTED_AS.values())):
        setattr(batch, name, 0)
    batch.save()
    CheckedRow.objects.filter(batch=batch).delete()
    try:
        _Check(batch).run()
    except Overtaken:
        batch.refresh_from_db()
        if batch.state == State.STOPPED:
            CheckedRow.objects.filter(batch=batch).delete()
    except FileError as error:
        CheckedRow.objects.filter(batch=batch).delete()
        batch.state, batch.problem = State.FAILED, str(error)
        batch.save(update_fields=["state", "problem"])


class Overtaken(Exception):
    """The batch is no longer what this check or run began with."""


class _Check:
    def __init__(self, batch: ImportBatch) -> None:
        self.batch = batch
        self.rows = FilePass(open_file(batch), options_of(batch), batch.corrections)
        self.twins = Twins()
        self.links = LateLinks()
        self.accepted: set[str] = set()
        self.counts = dict.fromkeys(COUNTED_AS.values(), 0)

    def run(self) -> None:
        speed_up()
        for chunk in self.rows.chunks():
            twins = self._find_twins(chunk.drafts)
            rows = [
                *(self._row(draft, twins.get(draft.line)) for draft in chunk.drafts),
                *(self._same_row(line, cells) for line, cells in chunk.same),
            ]
            with transaction.atomic():
                insert_prepared(CheckedRow, FIELDS, rows)
                self._say_how_far(chunk)
            self._note_links(chunk.drafts)
        with transaction.atomic():
            self._count_late()
            self._save(state=State.CHECKED, rows=self.batch.done_rows, **self.counts)

    def _find_twins(self, drafts: Sequence[Draft]) -> dict[int, Twin]:
        """Possible duplicates among the new rows; those that are to update their twin do so."""
        new = [draft for draft in drafts if draft.outcome == Outcome.CREATED]
        twins = self.twins.of(new) if new else {}
        updating = [
            (draft, twins[draft.line].record)
            for draft in new
            if draft.line in twins and self._decision(draft) == "update"
        ]
        update_twins(self.rows, [(draft, twin) for draft, twin in updating if twin is not None])
        return twins

    def _decision(self, draft: Draft) -> str:
        return self.batch.decisions.get(str(draft.line), "")

    def _row(self, draft: Draft, twin: Twin | None) -> tuple[Any, ...]:
        outcome = SHOWN_AS[draft.outcome]
        if twin and draft.outcome == Outcome.CREATED and self._decision(draft) != "separate":
            outcome = CheckedRow.Outcome.DUPLICATE.value
        self.counts[COUNTED_AS[outcome]] += 1
        notes = [
            *(problem.as_json() for problem in draft.problems),
            *({**warning.as_json(), "is_warning": True} for warning in draft.warnings),
        ]
        return (
            self.batch.pk,
            draft.line,
            outcome,
            as_json(draft.cells),
            as_json(notes) if notes else "[]",
            as_json(changes_of(draft)) if draft.outcome == Outcome.UPDATED else "[]",
            twin.record.pk if twin and twin.record else None,
            twin.line if twin else None,
            twin.per_cent if twin else None,
        )

    def _same_row(self, line: int, cells: list[str]) -> tuple[Any, ...]:
        self.counts["unchanged"] += 1
        outcome = CheckedRow.Outcome.UNCHANGED.value
        return (self.batch.pk, line, outcome, as_json(cells), "[]", "[]", None, None, None)

    def _note_links(self, drafts: Sequence[Draft]) -> None:
        self.links.note(drafts)
        if self.rows.links:
            self.accepted.update(d.reference for d in drafts if d.outcome != Outcome.REJECTED)

    def _count_late(self) -> None:
        """Rows that only refer to an agreement further down, which is a change after all."""
        late = self.links.late(self.accepted)
        rows = CheckedRow.objects.filter(batch=self.batch, line__in=[each.line for each in late])
        by_line = {row.line: row for row in rows}
        for draft in late:
            row = by_line[draft.line]
            row.outcome, row.changes = CheckedRow.Outcome.CHANGED, changes_of(draft)
        CheckedRow.objects.bulk_update(by_line.values(), ["outcome", "changes"], batch_size=500)
        self.counts["unchanged"] -= len(late)
        self.counts["updated"] += len(late)

    def _say_how_far(self, chunk: Chunk) -> None:
        self.batch.done_rows += chunk.size
        self._save(done_rows=self.batch.done_rows)

    def _save(self, **values: Any) -> None:
        """Write to the batch what it has come to, unless it was stopped or is checked anew."""
        former = self.batch.alive_at
        values["alive_at"] = timezone.now()
        mine = ImportBatch.objects.filter(pk=self.batch.pk, state=State.CHECKING, alive_at=former)
        if not mine.update(**values):
            raise Overtaken
        for name, value in values.items():
            setattr(self.batch, name, value)


def update_twins(rows: FilePass, pairs: Sequence[tuple[Draft, Any]]) -> None:
    """Let rows change the records that they repeat, as a person decided."""
    rows.prefetch([record for _draft, record in pairs])
    for draft, record in pairs:
        draft.existing, draft.is_twin = record, True
        if not draft.texts.keys() & TITLES:
            # The one that was made up for a new record.
            draft.fields = {k: v for k, v in draft.fields.items() if k not in TITLES}
        settle(draft, rows.reader, {}, rows.deferred)


def rows_by_line(batch: ImportBatch, lines: Sequence[int]) -> Mapping[int, CheckedRow]:
    """What the check said of the rows between the first and the last of these."""
    if not lines:
        return {}
    found = CheckedRow.objects.filter(batch=batch, line__range=(min(lines), max(lines)))
    return {row.line: row for row in found.defer("cells", "problems").select_related("twin")}
