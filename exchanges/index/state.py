"""The number that every change of public content raises; pages are cached and validated by it."""

from __future__ import annotations

from datetime import datetime

from django.db import connection
from django.db.models import F
from django.utils import timezone

from ..models import IndexEntry, SiteState
from .sql import select, table


def raise_version() -> None:
    """Raise the site's version in the transaction of the change.

    It is one row, so on PostgreSQL it also lets only one writer at a time into the index.
    """
    rise = {"version": F("version") + 1, "changed_at": timezone.now()}
    if not SiteState.objects.filter(pk=1).update(**rise):
        SiteState.objects.bulk_create([SiteState(pk=1)], ignore_conflicts=True)
        SiteState.objects.filter(pk=1).update(**rise)


def state() -> tuple[str, datetime | None]:
    """What distinguishes the public content of this moment from any other, and its last change.

    Beside the version stand the numbers of records whose time has not come and is over.
    """
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    entries = table(IndexEntry)
    found = select(
        "SELECT version, changed_at,"
        f" (SELECT COUNT(*) FROM {entries} WHERE visible_from > %s),"
        f" (SELECT COUNT(*) FROM {entries} WHERE visible_until <= %s)"
        f" FROM {table(SiteState)} WHERE id = 1",
        [now, now],
    )
    if not found:
        return "0", None
    version, changed_at, coming, over = found[0]
    return f"{version}-{coming}-{over}", changed_at
