"""The import of a file, for the admin and the command alike: in chunks, every bad row at once."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import DataError, IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ..models import Activity, ImportBatch
from .columns import DetailColumn, RowsColumn, detail_model
from .comparing import settle
from .drafts import UNCHANGED, Draft, Outcome
from .fingerprints import Fingerprints
from .headers import find_header, match_headers
from .lookups import Lookups
from .options import Options
from .problems import FileError, Problem
from .reading import Table, read_file
from .rows import REFERENCES, RowReader, cell_text
from .writing import ChunkWriter

CHUNK = 500
REFUSALS = (IntegrityError, DataError)
SAMPLE = 10


@dataclass
class Report:
    """What became of a file; rows = created + updated + unchanged + rejected."""

    table: Table
    headers: list[str]
    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    batch: int | None = None
    seconds: float = 0.0
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    rejected_rows: list[Draft] = field(default_factory=list)
    sample: list[Draft] = field(default_factory=list)
    is_refused: bool = False

    def as_json(self) -> dict[str, Any]:
        counts = ("rows", "created", "updated", "unchanged", "rejected")
        return {
            **{name: getattr(self, name) for name in counts},
            "warnings": len(self.warnings),
            "batch": self.batch,
            "seconds": round(self.seconds, 3),
            "problems": [problem.as_json() for problem in self.problems],
            "warning_list": [problem.as_json() for problem in self.warnings],
        }

    def count(self, draft: Draft) -> None:
        outcome = str(draft.outcome)
        setattr(self, outcome, getattr(self, outcome) + 1)
        self.problems.extend(draft.problems)
        if outcome != UNCHANGED:
            self.warnings.extend(draft.warnings)
        if outcome == Outcome.REJECTED:
            self.rejected_rows.append(draft)
        elif len(self.sample) < SAMPLE:
            self.sample.append(draft)

    def refuse(self) -> None:
        """All or nothing, and a row is wrong: none of the good rows was written either."""
        self.is_refused = True
        self.created = self.updated = 0
        self.rejected = self.rows - self.unchanged


def import_file(
    *, content: bytes, name: str, options: Options, by: AbstractBaseUser | None = None
) -> Report:
    """Import the bytes of a file; a FileError means that nothing has been written."""
    began = time.monotonic()
    table = read_file(content, name, options.encoding)
    batch = ImportBatch(
        # A name in another encoding than the system's reaches Python as halves of surrogates.
        file_name=name.encode(errors="replace").decode()[-255:],
        file_size=len(content),
        file_sha256=hashlib.sha256(content).hexdigest(),
    )
    report = import_table(table=table, batch=batch, options=options, by=by)
    report.seconds = time.monotonic() - began
    return report


def import_table(
    *, table: Table, batch: ImportBatch, options: Options, by: AbstractBaseUser | None = None
) -> Report:
    """Import rows that were read; `batch` is saved only if something may be written."""
    if options.atomic or options.dry_run:
        report = ImportRun(table, options, by).check()
        if options.atomic and report.rejected:
            report.refuse()
        if options.dry_run or report.is_refused:
            return report
    batch.tool = options.tool or options.only_tool
    batch.options, batch.started_by = options.as_json(), by
    return ImportRun(table, options, by).write(batch)


class ImportRun:
    """One pass over the rows of a table, checking only or writing as well."""

    def __init__(self, table: Table, options: Options, by: AbstractBaseUser | None) -> None:
        position = find_header(table.rows)
        self.headers = [header.strip() for header in table.rows[position][1]]
        body = table.rows[position + 1 :]
        self.rows = [(line, cells) for line, cells in body if any(map(str.strip, cells))]
        self.columns = match_headers(self.headers, [cells for _line, cells in self.rows])
        self._require(options)
        self.options, self.by = options, by
        self.lookups = Lookups(options)
        self.reader = RowReader(self.columns, self.headers, self.lookups)
        self.fingerprints = Fingerprints()
        self.report = Report(table, self.headers)
        self.deferred = self._references()
        self.waiting: list[Draft] = []
        self.accepted: set[str] = set()
        self.first_rows: dict[object, int] = {}

    def check(self) -> Report:
        """Say what would become of each row; nothing is written."""
        for drafts in self._chunks():
            self._tally(drafts)
        self._count_late(self._late(self.accepted))
        return self.report

    def write(self, batch: ImportBatch) -> Report:
        """Write the good rows, a transaction per chunk, or one for all with `atomic`."""
        if self.options.atomic:
            with transaction.atomic():
                report = self._write(batch)
                if report.rejected:
                    # Every row passed the check, but the database refused one of them.
                    transaction.set_rollback(True)
                    report.batch = None
                    report.refuse()
            return report
        return self._write(batch)

    def _write(self, batch: ImportBatch) -> Report:
        batch.save()
        self.report.batch = batch.pk
        status = Activity.Status.PUBLISHED if self.options.publish else Activity.Status.DRAFT
        writer = ChunkWriter(batch, self.headers, self.lookups.created, self.by, status)
        for drafts in self._chunks():
            self._write_chunk(writer, drafts)
            self._tally(drafts)
        self._link_waiting(writer)
        for name in ("rows", "created", "updated", "unchanged", "rejected"):
            setattr(batch, name, getattr(self.report, name))
        batch.finished_at = timezone.now()
        batch.save()
        return self.report

    def _require(self, options: Options) -> None:
        """Without these columns no row could become a record."""
        if not self.rows:
            raise FileError(
                _("The file has headers but no rows."), _("Choose the file that holds the records.")
            )
        names = {column.name for column in self.columns.values()}
        needed = {
            "start_date": "",
            "tool": options.tool or options.only_tool,
            "kind": options.default_kind,
        }
        missing = [name for name, given in needed.items() if name not in names and not given]
        if missing and "reference" not in names:
            raise FileError(
                _("The file lacks these columns: %(names)s.") % {"names": ", ".join(missing)},
                _("Add them, or give one tool and one kind for the whole file."),
            )

    def _references(self) -> set[str]:
        """All references of the file, for rows that refer to one further down."""
        position = next((n for n, each in self.columns.items() if each.name == "reference"), None)
        if position is None:
            return set()
        return {
            cell_text("reference", cells[position])
            for _line, cells in self.rows
            if len(cells) > position
        }

    def _chunks(self) -> Iterator[list[Draft]]:
        rows = iter(self.rows)
        while chunk := list(islice(rows, CHUNK)):
            drafts = [self.reader.open(line, cells) for line, cells in chunk]
            for draft in drafts:
                self._note_repeated(draft)
            linked = self._load({text for draft in drafts for text in self._references_in(draft)})
            for draft in drafts:
                draft.existing = linked.get(draft.reference)
                self.reader.read(draft)
            self._recognise(drafts)
            for draft in drafts:
                settle(draft, self.reader, linked, self.deferred)
            yield drafts

    def _references_in(self, draft: Draft) -> Iterator[str]:
        for name in REFERENCES:
            if text := draft.texts.get(name):
                yield text

    def _note_repeated(self, draft: Draft) -> None:
        """The first of several rows with one reference, or wholly equal ones, is taken."""
        key = draft.reference or tuple(sorted(draft.texts.items()))
        first = self.first_rows.setdefault(key, draft.line)
        if first == draft.line:
            return
        if draft.reference:
            message = _("The reference repeats that of row %(row)s, which is taken.")
            hint = _("Give this row a reference of its own, or remove it.")
        else:
            message = _("The row repeats row %(row)s in every cell.")
            hint = _("Remove it; or give both a reference if both took place.")
        self.reader.problem(draft, "reference", message % {"row": first}, hint)

    def _load(self, references: set[str]) -> dict[str, Activity]:
        """Records by reference, with all that is compared, in a fixed number of queries."""
        found = list(Activity.objects.filter(reference__in=references)) if references else []
        self._prefetch(found)
        return {record.reference: record for record in found}

    def _recognise(self, drafts: Sequence[Draft]) -> None:
        """Find the records that rows without a reference made in an earlier import."""
        matches: dict[int, Draft] = {}
        for draft in drafts:
            if draft.reference or draft.problems:
                continue
            draft.fingerprint = self.fingerprints.of(draft)
            if key := self.fingerprints.record_of(draft.fingerprint):
                matches[key] = draft
        records = list(Activity.objects.filter(pk__in=matches)) if matches else []
        self._prefetch(records)
        for record in records:
            matches[record.pk].existing = record

    def _prefetch(self, records: Sequence[Activity]) -> None:
        for tool in {record.tool for record in records}:
            names = {"participations__partner", "sources", f"{tool}_detail"}
            for column in self.columns.values():
                if isinstance(column, DetailColumn | RowsColumn) and column.tool == tool:
                    names.update(column.prefetch)
            group = [record for record in records if record.tool == tool]
            models.prefetch_related_objects(group, *sorted(names))

    def _write_chunk(self, writer: ChunkWriter, drafts: list[Draft]) -> None:
        """Write a chunk; where the database refuses it, row by row to find the one it refuses."""
        try:
            writer.write(drafts)
        except REFUSALS:
            for draft in drafts:
                self._write_one(writer, draft)

    def _write_one(self, writer: ChunkWriter, draft: Draft) -> None:
        try:
            writer.write([draft])
        except REFUSALS as error:
            draft.outcome, draft.record, draft.fields = Outcome.REJECTED, None, {}
            self.reader.problem(
                draft,
                "reference",
                _("The database refused the row: %(error)s.") % {"error": error},
                _("Someone may have saved the same record meanwhile. Import the file again."),
            )
            writer.write([draft])

    def _late(self, references: Set[str]) -> list[Draft]:
        """Rows that change nothing but a link to a record that came further down in the file."""
        return [
            draft
            for draft in self.waiting
            if draft.outcome == UNCHANGED and not references.isdisjoint(draft.links.values())
        ]

    def _count_late(self, drafts: Sequence[Draft]) -> None:
        self.report.unchanged -= len(drafts)
        self.report.updated += len(drafts)

    def _link_waiting(self, writer: ChunkWriter) -> None:
        """Links to records further down in the file, now that those are written."""
        wanted = {reference for draft in self.waiting for reference in draft.links.values()}
        found = {
            record.reference: record
            for record in Activity.objects.filter(reference__in=wanted, tool="agreements")
        }
        late = self._late(found.keys())
        for draft in late:
            draft.outcome = Outcome.UPDATED
            draft.before["detail"] = {
                f"{name}_id": getattr(draft.existing.detail, f"{name}_id", None)
                for name in draft.links
            }
        writer.write(late)
        self._count_late(late)
        by_tool: dict[str, list[Draft]] = {}
        for draft in self.waiting:
            if draft.record:
                by_tool.setdefault(draft.tool, []).append(draft)
        for tool, drafts in by_tool.items():
            self._link_all(detail_model(tool), drafts, found)

    def _link_all(
        self, model: type[models.Model], drafts: Sequence[Draft], found: dict[str, Activity]
    ) -> None:
        details = model.objects.in_bulk([draft.record.pk for draft in drafts])
        for draft in drafts:
            detail = details.setdefault(draft.record.pk, model(activity=draft.record))
            for name, reference in draft.links.items():
                self._link(draft, detail, name, found.get(reference))
        names = sorted({name for draft in drafts for name in draft.links})
        model.objects.bulk_create([each for each in details.values() if each._state.adding])
        model.objects.bulk_update(details.values(), names)

    def _link(self, draft: Draft, detail: models.Model, name: str, target: Activity | None) -> None:
        if target is None:
            self.reader.warn(
                draft,
                name,
                _("The agreement was not imported, so the record does not refer to it."),
                _("Correct the row of the agreement and import the file again."),
            )
            self.report.warnings.append(draft.warnings[-1])
        else:
            setattr(detail, name, target)

    def _tally(self, drafts: Sequence[Draft]) -> None:
        self.report.rows += len(drafts)
        for draft in drafts:
            self.report.count(draft)
            if draft.outcome == Outcome.REJECTED:
                continue
            self.accepted.add(draft.reference)
            if draft.links:
                self.waiting.append(draft)
