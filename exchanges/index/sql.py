"""Statements of the public lists, written out: composing them by the ORM cost more than running.

At 24 rows with partners and photos the ORM took four times as long as these statements do; they
are the same on SQLite and PostgreSQL.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Model


@cache
def table(model: type[Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)


def marks(values: Sequence[Any]) -> str:
    """The places of some values in a statement."""
    return ", ".join(["%s"] * len(values))


def select(statement: str, values: Sequence[Any] = ()) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()
