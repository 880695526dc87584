"""The number that every change of public content raises; pages are cached and validated by it."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from typing import NamedTuple

from django.db import connection
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from ..models import IndexEntry, SiteState
from .sql import select, table


def raise_version() -> None:
    """Give the site another version, in the transaction of the change.

    It is a random number: one that counts would come back with other content after a backup is
    restored, and pages kept under it with it. It is one row, so that on PostgreSQL it also lets
    only one writer at a time into the index.
    """
    new = {"version": secrets.randbits(62), "changed_at": timezone.now()}
    if not SiteState.objects.filter(pk=1).update(**new):
        SiteState.objects.bulk_create([SiteState(pk=1)], ignore_conflicts=True)
        SiteState.objects.filter(pk=1).update(**new)


class State(NamedTuple):
    """What distinguishes the public content of a moment, and when it last became another."""

    stamp: str
    changed_at: datetime | None


def read_state() -> State:
    """The state of this moment, in one query.

    Beside the version stand the numbers of records whose time has not come and is over, and the
    content last changed when a record was saved, or when one came or went by itself.
    """
    now = timezone.now()
    moment = connection.ops.adapt_datetimefield_value(now)
    entries = table(IndexEntry)
    found = select(
        "SELECT version, changed_at,"
        f" (SELECT COUNT(*) FROM {entries} WHERE visible_from > %s),"
        f" (SELECT COUNT(*) FROM {entries} WHERE visible_until <= %s),"
        f" (SELECT MAX(visible_from) FROM {entries} WHERE visible_from <= %s),"
        f" (SELECT MAX(visible_until) FROM {entries} WHERE visible_until <= %s)"
        f" FROM {table(SiteState)} WHERE id = 1",
        [moment] * 4,
    )
    if not found:
        return State("0", None)
    version, changed_at, coming, over, *turns = found[0]
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    moments = [_moment(turn) for turn in (changed_at, *turns) if turn is not None]
    # Where agreements stand is said for the day.
    return State(f"{version}-{coming}-{over}", max([midnight, *moments]))


def _moment(value: datetime | str) -> datetime:
    """A stored moment as it comes from a plain statement: SQLite gives it as text, in UTC."""
    moment = parse_datetime(value) if isinstance(value, str) else value
    return timezone.make_aware(moment, UTC) if timezone.is_naive(moment) else moment
