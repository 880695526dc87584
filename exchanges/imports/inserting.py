"""Many new rows in one statement: `bulk_create` spends most of an import on building its SQL."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from operator import attrgetter
from typing import Any

from django.db import connection, models

# Drivers take these as they are, so the field need not be asked for each of them.
PLAIN = (str, int, type(None))


def insert_rows(rows: Sequence[models.Model]) -> None:
    """Insert rows of one model whose primary keys are set or automatic; they are not read back.

    Several times as fast as `bulk_create` at 500 rows. Like it, sends no signals.
    """
    if not rows:
        return
    model = type(rows[0])
    fields = [
        each for each in model._meta.concrete_fields if not isinstance(each, models.AutoField)
    ]
    for field in fields:
        if type(field).pre_save is not models.Field.pre_save:
            for row in rows:
                field.pre_save(row, True)
    values_of = attrgetter(*(field.attname for field in fields))
    insert_values(model, [field.name for field in fields], map(values_of, rows))


def insert_values(
    model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """Insert values of the named fields; a field that is not named must have no value to get."""
    fields = [model._meta.get_field(name) for name in names]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    adapters = [_adapter(field) for field in fields]
    values = [[adapt(value) for adapt, value in zip(adapters, row, strict=True)] for row in rows]
    if values:
        with connection.cursor() as cursor:
            cursor.executemany(
                f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({places})", values
            )


def _adapter(field: models.Field) -> Callable[[Any], Any]:
    """What the database is given for a value of a field."""
    if isinstance(field, models.JSONField):
        return lambda value: field.get_db_prep_save(value, connection)

    def adapt(value: Any) -> Any:
        if type(value) in PLAIN:
            return value
        return field.get_db_prep_save(value, connection)

    return adapt
