"""Searching selections of records by words, in both languages."""

from __future__ import annotations

import json
from collections.abc import Iterable

from django.db import connection
from django.db.models.expressions import RawSQL

from .index.asking import Search
from .querysets import ActivityQuerySet


def search(queryset: ActivityQuerySet, q: str) -> ActivityQuerySet:
    """The published records of a selection in which every word is found, or a name it means."""
    if not q.strip():
        return queryset
    return queryset.filter(index_entry__position__in=_listed(Search(q).positions()))


def _listed(positions: Iterable[int]) -> RawSQL:
    """A list of any length as one value: a statement has room for some thousands only."""
    if connection.vendor == "sqlite":
        return RawSQL("SELECT value FROM json_each(%s)", [json.dumps(list(positions))])
    return RawSQL("SELECT unnest(%s::bigint[])", [list(positions)])
