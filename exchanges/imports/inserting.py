"""Many new rows at once: `bulk_create` spends most of an import on building its SQL.

PostgreSQL takes them by COPY, SQLite by one prepared statement.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import cache, lru_cache
from json import JSONEncoder
from operator import attrgetter, itemgetter
from typing import Any

from django.db import connection, models
from django.db.backends.sqlite3 import _functions as sqlite_functions

# Drivers take these as they are, so the field need not be asked for each of them.
PLAIN = frozenset((str, int, bool, type(None)))
_json = JSONEncoder(ensure_ascii=False).encode


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
    adapters = [_adapter(model._meta.get_field(name)) for name in names]
    insert_prepared(
        model,
        names,
        [[adapt(value) for adapt, value in zip(adapters, row, strict=True)] for row in rows],
    )


def insert_prepared(
    model: type[models.Model], names: Sequence[str], rows: Sequence[Sequence[Any]]
) -> None:
    """Insert values as the driver takes them: JSON and, on SQLite, dates are text already."""
    if not rows:
        return
    quote = connection.ops.quote_name
    columns = ", ".join(quote(model._meta.get_field(name).column) for name in names)
    target = f"{quote(model._meta.db_table)} ({columns})"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {target} FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            places = ", ".join(["%s"] * len(names))
            cursor.executemany(f"INSERT INTO {target} VALUES ({places})", rows)


def insert_states(
    model: type[models.Model], states: Iterable[Mapping[str, Any]], common: Mapping[str, Any]
) -> None:
    """Insert rows from what is not as the model's defaults have it, by field or column name.

    `common` is what they all have, and names the primary key where the rows bring one.
    """
    names, columns, defaults = _layout(model)
    fixed = {**defaults, **{names[name]: value for name, value in common.items()}}
    is_sqlite = connection.vendor == "sqlite"
    own_key = model._meta.pk.attname
    written = [name for name in columns if name != own_key or name in fixed or _is_owned(model)]
    values_of = itemgetter(*written)
    rows = []
    for state in states:
        values = fixed.copy()
        for name, value in state.items():
            if (kind := type(value)) not in PLAIN:
                if kind is date:
                    value = value.isoformat() if is_sqlite else value
                elif isinstance(value, models.Model):
                    value = value.pk
                else:
                    value = model._meta.get_field(name).get_db_prep_save(value, connection)
            values[names[name]] = value
        rows.append(values_of(values))
    insert_prepared(model, written, rows)


@cache
def _layout(model: type[models.Model]) -> tuple[dict[str, str], list[str], dict[str, Any]]:
    """Column names by both names of each field, in order, and the defaults of the model."""
    fields = model._meta.concrete_fields
    names = {name: field.attname for field in fields for name in (field.name, field.attname)}
    defaults = {
        field.attname: field.get_db_prep_save(field.get_default(), connection)
        for field in fields
        if not field.primary_key
    }
    return names, [field.attname for field in fields], defaults


def _is_owned(model: type[models.Model]) -> bool:
    """Whether the primary key is that of another row."""
    return not isinstance(model._meta.pk, models.AutoField)


def take_keys(model: type[models.Model], count: int) -> Sequence[int]:
    """Primary keys for new rows, to be given in the transaction that takes them.

    On SQLite that transaction is the only one that writes, and what it inserts moves the sequence.
    """
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
                [table, model._meta.pk.column, count],
            )
            return [key for (key,) in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        last = next(iter(cursor.fetchall()), (0,))[0]
    return range(last + 1, last + 1 + count)


def speed_up() -> None:
    """Prepare the connection for writing many rows; it stays as exact as it was.

    SQLite asks Python for the parts of dates in the constraints of every row, mostly of the same
    days, and its usual cache of 2 MB holds none of the indexes of a large register.
    """
    if connection.vendor != "sqlite":
        return
    connection.ensure_connection()
    connection.connection.create_function(
        "django_date_extract",
        2,
        lru_cache(maxsize=50_000)(sqlite_functions._sqlite_datetime_extract),
        deterministic=True,
    )
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA cache_size = -65536")


def as_json(value: Any) -> str:
    """The text of a JSON column."""
    return _json(value)


def _adapter(field: models.Field) -> Callable[[Any], Any]:
    """What the database is given for a value of a field."""
    if isinstance(field, models.JSONField):
        return as_json

    def adapt(value: Any) -> Any:
        if type(value) in PLAIN:
            return value
        return field.get_db_prep_save(value, connection)

    return adapt
