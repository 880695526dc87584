"""The holding area: rows of imports that wait for a correction, and their second try."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import F, QuerySet

from ..models import ImportBatch, ImportRow
from .batch import import_table
from .reading import Table
from .uploads import options_of

HELD = ImportRow.Outcome.HELD


@dataclass(frozen=True)
class Tried:
    """What became of held rows that were imported again."""

    imported: int = 0
    unchanged: int = 0
    still_held: int = 0


def held_rows(batch: ImportBatch | None = None) -> QuerySet[ImportRow]:
    """Rows that are held, of one import or of all that are not undone."""
    rows = ImportRow.objects.filter(outcome=HELD, batch__undone_at__isnull=True)
    return (rows.filter(batch=batch) if batch else rows).order_by("batch", "line")


@transaction.atomic
def import_held(
    *, batch: ImportBatch, cells: Mapping[int, Mapping[str, str]], by: AbstractBaseUser | None
) -> Tried:
    """Import held rows once more, by their key with the cells that were corrected.

    They become rows of the import that they came in, so that undoing it takes them back as well;
    those that are still wrong stay held, with what was corrected. FileError for what concerns the
    whole file.
    """
    ImportBatch.objects.select_for_update().get(pk=batch.pk)
    rows = list(held_rows(batch).select_for_update().filter(pk__in=cells))
    if not rows:
        return Tried()
    headers = list(dict.fromkeys(header for row in rows for header in row.cells))
    lines = [
        (row.line, [{**row.cells, **cells[row.pk]}.get(header, "") for header in headers])
        for row in rows
    ]
    second = ImportBatch(file_name=batch.file_name)
    options = replace(options_of(batch), bad_rows="hold", atomic=False)
    table = Table(batch.file_name, "held", "", "", [(0, headers), *lines])
    report = import_table(table=table, batch=second, options=options, by=by)
    _put_in(batch, second, rows)
    done = report.created + report.updated
    ImportBatch.objects.filter(pk=batch.pk).update(
        created=F("created") + report.created,
        updated=F("updated") + report.updated,
        unchanged=F("unchanged") + report.unchanged,
        rejected=F("rejected") - done - report.unchanged,
    )
    batch.refresh_from_db()
    return Tried(done, report.unchanged, report.rejected)


def _put_in(batch: ImportBatch, second: ImportBatch, rows: Sequence[ImportRow]) -> None:
    """Let the rows of the second try take the place of those that were held."""
    ImportRow.objects.filter(pk__in=[row.pk for row in rows]).delete()
    second.import_rows.update(batch=batch)
    second.delete()


@transaction.atomic
def discard_held(*, batch: ImportBatch, keys: Sequence[int]) -> int:
    """Leave held rows out for good; they stay in the log of the import."""
    return held_rows(batch).filter(pk__in=keys).update(outcome=ImportRow.Outcome.REJECTED)
