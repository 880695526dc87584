"""Which records of an import somebody has changed since: undoing leaves them as they are."""

from __future__ import annotations

from django.db.models import Exists, F, IntegerField, Max, OuterRef, Q, QuerySet
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce

from ..models import Activity, ImportBatch, ImportRow, Photo

WRITTEN = (ImportRow.Outcome.CREATED, ImportRow.Outcome.UPDATED)


def _of_before(name: str) -> Cast:
    return Cast(KeyTextTransform(name, "before"), IntegerField())


def edited_since(batch: ImportBatch) -> QuerySet[Activity]:
    """Records whose version is not the one that the import left, or that were given photos."""
    left = Coalesce(_of_before("left"), _of_before("version") + 1, 1)
    rows = ImportRow.objects.filter(batch=batch, outcome__in=WRITTEN, activity__isnull=False)
    pictured = Photo.objects.filter(activity=OuterRef("activity"))
    changed = (
        rows.order_by()
        .annotate(left=left, has_photos=Exists(pictured))
        .values("activity")
        .annotate(last=Max("left"))
        .filter(
            ~Q(last=F("activity__version")) | Q(outcome=ImportRow.Outcome.CREATED, has_photos=True)
        )
    )
    return Activity.objects.filter(pk__in=changed.values("activity")).order_by("reference")
