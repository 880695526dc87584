"""The import of a file as the command does it: in chunks, every bad row at once."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from django.contrib.auth.models import AbstractBaseUser
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ..models import Activity, ImportBatch
from .ahead import reading
from .columns import detail_model
from .drafts import Draft, Outcome
from .first_pass import first_pass
from .inserting import speed_up
from .options import Options
from .passing import FilePass, LateLinks
from .publishing import publish_created
from .reading import Table, read_file
from .reports import Report
from .sources import Content, Source
from .writing import ChunkWriter


def import_file(
    *, content: Content, name: str, options: Options, by: AbstractBaseUser | None = None
) -> Report:
    """Import a file, its bytes or its path; a FileError means that nothing has been written."""
    began = time.monotonic()
    size, digest = 0, hashlib.sha256()
    for part in Source(content).chunks():
        size += len(part)
        digest.update(part)
    table = read_file(content, name, options.encoding, options.sheet)
    options = first_pass(table, options)
    batch = ImportBatch(
        # A name in another encoding than the system's reaches Python as halves of surrogates.
        file_name=name.encode(errors="replace").decode()[-255:],
        file_size=size,
        file_sha256=digest.hexdigest(),
    )
    path = content.resolve() if isinstance(content, Path) else None
    report = import_table(table=table, batch=batch, options=options, by=by, path=path)
    report.seconds = time.monotonic() - began
    return report


def import_table(
    *,
    table: Table,
    batch: ImportBatch,
    options: Options,
    by: AbstractBaseUser | None = None,
    path: Path | None = None,
) -> Report:
    """Import rows that were read; `batch` is saved only if something may be written.

    With the path of its file, a large table may be read ahead by another process.
    """
    if options.atomic or options.dry_run:
        report = ImportRun(table, options, by).check()
        if options.atomic and report.rejected:
            report.refuse()
        if options.dry_run or report.is_refused:
            return report
    batch.tool = options.tool or options.only_tool
    batch.options, batch.started_by = options.as_json(), by
    return ImportRun(table, options, by, path).write(batch)


class ImportRun:
    """One pass over the rows of a table, checking only or writing as well."""

    def __init__(
        self,
        table: Table,
        options: Options,
        by: AbstractBaseUser | None,
        path: Path | None = None,
    ) -> None:
        self.options, self.by, self.path = options, by, path
        self.rows = FilePass(table, options)
        self.report = Report(table, self.rows.headers)
        self.links = LateLinks()

    def check(self) -> Report:
        """Say what would become of each row; nothing is written."""
        accepted: set[str] = set()
        for chunk in self.rows.chunks():
            self.report.count_same(len(chunk.same))
            self.report.count(chunk.drafts)
            self.links.note(chunk.drafts)
            accepted.update(
                draft.reference for draft in chunk.drafts if draft.outcome != Outcome.REJECTED
            )
        self._count_late(self.links.late(accepted))
        return self.report

    def write(self, batch: ImportBatch) -> Report:
        """Write the good rows, a transaction per chunk, or one for all with `atomic`."""
        speed_up()
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
        batch.state, batch.alive_at = ImportBatch.State.RUNNING, timezone.now()
        batch.save()
        self.report.batch = batch.pk
        writer = ChunkWriter(batch, self.rows.headers, self.rows.reader, self.by)
        with reading(self.rows, self.path, batch.file_name) as chunks:
            for _was_written, chunk in chunks:
                writer.write_chunk(chunk.drafts)
                self.report.count_same(len(chunk.same))
                self.report.count(chunk.drafts)
                self.links.note(chunk.drafts)
                batch.done_rows += chunk.size
                batch.alive_at = timezone.now()
                batch.save(update_fields=["done_rows", "alive_at"])
        with transaction.atomic():
            self._count_late(link_waiting(self.links, writer, self.report.warnings.append))
            if self.options.publish:
                publish_created(batch)
            for name in ("rows", "created", "updated", "unchanged", "rejected"):
                setattr(batch, name, getattr(self.report, name))
            batch.state, batch.finished_at = ImportBatch.State.DONE, timezone.now()
            batch.save()
        return self.report

    def _count_late(self, drafts: Sequence[Draft]) -> None:
        self.report.unchanged -= len(drafts)
        self.report.updated += len(drafts)


def link_waiting(
    links: LateLinks, writer: ChunkWriter, warn: Callable[[object], None]
) -> list[Draft]:
    """Make the links to records further down in the file, now that those are written.

    Returns the rows that change nothing else, which are counted as updated by it.
    """
    found = links.records()
    late = links.late(found.keys())
    for draft in late:
        draft.outcome = Outcome.UPDATED
        draft.before["detail"] = {
            f"{name}_id": getattr(draft.existing.detail, f"{name}_id", None) for name in draft.links
        }
    writer.write_chunk(late)
    by_tool: dict[str, list[Draft]] = {}
    for draft in links.waiting:
        if draft.key:
            by_tool.setdefault(draft.tool, []).append(draft)
    for tool, drafts in by_tool.items():
        _link_all(detail_model(tool), drafts, found, writer, warn)
    return late


def _link_all(
    model: type[models.Model],
    drafts: Sequence[Draft],
    found: dict[str, Activity],
    writer: ChunkWriter,
    warn: Callable[[object], None],
) -> None:
    details = model.objects.in_bulk([draft.key for draft in drafts])
    for draft in drafts:
        detail = details.setdefault(draft.key, model(activity_id=draft.key))
        for name, reference in draft.links.items():
            if target := found.get(reference):
                setattr(detail, name, target)
                continue
            writer.reader.warn(
                draft,
                name,
                _("The agreement was not imported, so the record does not refer to it."),
                _("Correct the row of the agreement and import the file again."),
            )
            warn(draft.warnings[-1])
    names = sorted({name for draft in drafts for name in draft.links})
    model.objects.bulk_create([each for each in details.values() if each._state.adding])
    model.objects.bulk_update(details.values(), names)
