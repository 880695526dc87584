"""The number that every change of public content raises; pages are cached and validated by it."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, F, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from ..models import IndexEntry, SiteState


def raise_version() -> None:
    """Raise the site's version in the transaction of the change.

    It is one row, so on PostgreSQL it also lets only one writer at a time into the index.
    """
    rise = {"version": F("version") + 1, "changed_at": timezone.now()}
    if not SiteState.objects.filter(pk=1).update(**rise):
        SiteState.objects.bulk_create([SiteState(pk=1)], ignore_conflicts=True)
        SiteState.objects.filter(pk=1).update(**rise)


def hidden_entries(now: datetime) -> Q:
    """The published records whose time has not come or is over."""
    return Q(visible_from__gt=now) | Q(visible_until__lte=now)


def state() -> tuple[str, datetime | None]:
    """What distinguishes the public content of this moment from any other, and its last change."""
    now = timezone.now()
    coming = IndexEntry.objects.filter(visible_from__gt=now)
    over = IndexEntry.objects.filter(visible_until__lte=now)
    row = (
        SiteState.objects.filter(pk=1)
        .annotate(coming=_number_of(coming), over=_number_of(over))
        .values_list("version", "changed_at", "coming", "over")
        .first()
    )
    if row is None:
        return "0", None
    version, changed_at, waiting, past = row
    return f"{version}-{waiting}-{past}", changed_at


def _number_of(entries: QuerySet) -> Subquery:
    counted = entries.order_by().values(one=Value(1)).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)


def stamp() -> str:
    return state()[0]
