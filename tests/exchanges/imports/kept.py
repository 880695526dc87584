"""Imports of kept files, as the admin begins them."""

from __future__ import annotations

from django.core.files.base import ContentFile

from exchanges.imports.checking import check_batch
from exchanges.models import ImportBatch

from .files import HEADERS, csv_bytes


def keep(
    *rows: tuple[str, ...], headers: tuple[str, ...] = HEADERS, **options: object
) -> ImportBatch:
    """An import whose columns and names are settled."""
    content = csv_bytes(*rows, headers=headers)
    batch = ImportBatch(
        file_name="past.csv",
        file_size=len(content),
        state=ImportBatch.State.NAMES,
        options=options,
    )
    batch.file.save("past.csv", ContentFile(content), save=False)
    batch.save()
    return batch


def checked(
    *rows: tuple[str, ...],
    headers: tuple[str, ...] = HEADERS,
    decide: str = "",
    **options: object,
) -> ImportBatch:
    """An import that was checked, with one decision on every row if one is given."""
    batch = keep(*rows, headers=headers, **options)
    if decide:
        batch.decisions = {str(line): decide for line in range(2, len(rows) + 2)}
    check_batch(batch)
    return batch


def outcomes(batch: ImportBatch) -> dict[int, str]:
    return dict(batch.checked_rows.values_list("line", "outcome"))
