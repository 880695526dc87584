"""What an export reads of some records: each table once, as bare rows without model instances."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.models.expressions import RawSQL

from ..models import Activity, Kind, Participation, Partner, Programme
from .columns import (
    ActivityColumn,
    Column,
    DetailColumn,
    FlagsColumn,
    LinkColumn,
    ManyColumn,
    RowsColumn,
    detail_model,
)

# What the columns that are composed of several fields need of a record.
COMPOSED_FIELDS = (
    "id",
    "tool",
    "kind_id",
    "reference",
    "start_date",
    "end_date",
    "date_precision",
    "host_id",
    "programme_id",
)


class Codes:
    """The codes of what records refer to, by key; read once for a whole export."""

    def __init__(self) -> None:
        self.partners = dict(Partner.objects.order_by().values_list("pk", "code"))
        self.kinds = dict(Kind.objects.order_by().values_list("pk", "code"))
        self.programmes = dict(Programme.objects.order_by().values_list("pk", "slug"))


def one_of(keys: Sequence[int]) -> RawSQL:
    """The keys as one parameter: as many as there are keys take longer than the query itself."""
    if connection.vendor == "postgresql":
        return RawSQL("SELECT unnest(%s::bigint[])", (list(keys),))
    return RawSQL("SELECT value FROM json_each(%s)", (json.dumps(list(keys)),))


@dataclass(frozen=True)
class Needed:
    """Which fields of which tables the columns of an export show."""

    record: tuple[str, ...]
    details: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def by(cls, columns: Iterable[Column]) -> Needed:
        record = dict.fromkeys(COMPOSED_FIELDS)
        details: dict[str, dict[str, None]] = {}
        for column in columns:
            if isinstance(column, ActivityColumn):
                record[column.model_field.attname] = None
            elif isinstance(column, DetailColumn):
                details.setdefault(column.tool, {}).update(dict.fromkeys(_fields_of(column)))
        return cls(tuple(record), {tool: tuple(names) for tool, names in details.items()})


def _fields_of(column: DetailColumn) -> list[str]:
    if isinstance(column, ManyColumn):
        return []
    if isinstance(column, FlagsColumn):
        return [f"{column.prefix}{flag}" for flag in column.flags]
    return [linked_field(column) if isinstance(column, LinkColumn) else column.model_field.attname]


def linked_field(column: LinkColumn) -> str:
    """Where the query finds the reference of the linked record."""
    return f"{column.name}__reference"


class Chunk:
    """Records by their keys, in that order; those that are gone meanwhile are left out."""

    def __init__(self, keys: Sequence[int], needed: Needed) -> None:
        self._needed = needed
        found = Activity.objects.filter(pk__in=one_of(keys)).order_by()
        found = found.values_list(*needed.record)
        by_key = {row[0]: row for row in found}
        rows = [by_key[key] for key in keys if key in by_key]
        self._columns = dict(
            zip(needed.record, zip(*rows, strict=True), strict=True) if rows else ()
        )
        self.keys: Sequence[int] = self._columns.get("id", ())
        self.tools = set(self.of_record("tool"))
        self._details: dict[str, dict[str, dict[int, Any]]] = {}
        self._rows: dict[str, dict[int, list[tuple[Any, ...]]]] = {}

    def of_record(self, name: str) -> Sequence[Any]:
        """A field of each record."""
        return self._columns.get(name, ())

    def of_detail(self, tool: str, name: str) -> dict[int, Any]:
        """A field of the details of one tool, by the key of the record."""
        if tool not in self._details:
            self._details[tool] = self._read_details(tool)
        return self._details[tool].get(name, {})

    def _read_details(self, tool: str) -> dict[str, dict[int, Any]]:
        names, keys = self._needed.details[tool], self._keys_of(tool)
        if not keys:
            return {}
        query = detail_model(tool).objects.filter(pk__in=one_of(keys)).order_by()
        found = list(query.values_list("pk", *names))
        return {
            name: {row[0]: row[position] for row in found}
            for position, name in enumerate(names, start=1)
        }

    def many(self, column: ManyColumn) -> dict[int, list[str]]:
        """The codes that the details refer to, by the key of the record."""
        found: dict[int, list[str]] = {}
        if keys := self._keys_of(column.tool):
            query = detail_model(column.tool).objects.order_by()
            named = query.filter(pk__in=one_of(keys), **{f"{column.name}__isnull": False})
            for key, code in named.values_list("pk", f"{column.name}__code"):
                found.setdefault(key, []).append(code)
        return found

    def rows(self, column: RowsColumn) -> dict[int, list[tuple[Any, ...]]]:
        """The parts of the rows of each record, in the order of the rows."""
        if column.name not in self._rows:
            self._rows[column.name] = self._read_rows(column)
        return self._rows[column.name]

    def _read_rows(self, column: RowsColumn) -> dict[int, list[tuple[Any, ...]]]:
        found: dict[int, list[tuple[Any, ...]]] = {}
        keys = self._keys_of(column.tool) if column.tool else self.keys
        if not keys:
            return found
        owner = f"{column.owner_field}_id"
        parts = [column.model._meta.get_field(part).attname for part in column.parts]
        query = column.model.objects.filter(**{f"{owner}__in": one_of(keys)})
        for key, *row in query.values_list(owner, *parts):
            found.setdefault(key, []).append(tuple(row))
        return found

    @cached_property
    def participations(self) -> dict[int, list[tuple[int, str]]]:
        """Key of the partner and role, by the key of the record."""
        found: dict[int, list[tuple[int, str]]] = {}
        query = Participation.objects.filter(activity__in=one_of(self.keys)).order_by()
        for key, partner, role in query.values_list("activity_id", "partner_id", "role"):
            found.setdefault(key, []).append((partner, role))
        return found

    def _keys_of(self, tool: str) -> list[int]:
        tools = self.of_record("tool")
        return [key for key, each in zip(self.keys, tools, strict=True) if each == tool]
