"""Publishing what an import made: all of it at once, when the last row is written.

Until then its records are drafts, so that no visitor meets half of a file. Those that someone has
changed meanwhile stay as they are.
"""

from __future__ import annotations

from ..index.refreshing import refreshing_once
from ..models import Activity, ImportBatch, ImportRow

AT_ONCE = 5_000


def publish_created(batch: ImportBatch) -> None:
    """Publish the records that the batch created, in one transaction with the index."""
    with refreshing_once():
        rows = batch.import_rows.filter(
            outcome=ImportRow.Outcome.CREATED,
            activity__status=Activity.Status.DRAFT,
            activity__version=1,
        )
        keys = list(rows.order_by("activity_id").values_list("activity_id", flat=True))
        for start in range(0, len(keys), AT_ONCE):
            some = Activity.objects.filter(pk__in=keys[start : start + AT_ONCE])
            some.update(status=Activity.Status.PUBLISHED)
