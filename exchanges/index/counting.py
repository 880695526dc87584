"""Counts by facet: kept with the records, for all of them and for those with any one term."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.db import connection

from ..models import FacetCount, IndexEntry
from .sql import marks, select, table

ALL_GIVEN = ""
COLUMNS = "given, tool, facet, value"


class Key(NamedTuple):
    """A counted value: among the records of a tool that have a given term."""

    given: str
    tool: str
    facet: str
    value: str


def keys_of(facets: Iterable[str]) -> list[Key]:
    """The counts that a record with these facets is part of."""
    tool, pairs = split_tool(facets)
    values = [("", ""), *pairs]
    givens = [ALL_GIVEN, *(f"{facet}:{value}" for facet, value in pairs)]
    return [Key(given, tool, facet, value) for given in givens for facet, value in values]


def split_tool(facets: Iterable[str]) -> tuple[str, list[tuple[str, str]]]:
    """The tool, and the other facets as pairs of name and value."""
    tool, pairs = "", []
    for term in facets:
        name, _colon, value = term.partition(":")
        if name == "tool":
            tool = value
        else:
            pairs.append((name, value))
    return tool, pairs


class CountChanges:
    """Records that come to and go from the counts, gathered and then written in one order."""

    def __init__(self) -> None:
        self._changes: Counter[Key] = Counter()

    def add(self, facets: Iterable[str]) -> None:
        for key in keys_of(facets):
            self._changes[key] += 1

    def remove(self, facets: Iterable[str]) -> None:
        for key in keys_of(facets):
            self._changes[key] -= 1

    def write(self) -> None:
        counts = table(FacetCount)
        changes = sorted((key, number) for key, number in self._changes.items() if number)
        with connection.cursor() as cursor:
            if changes:
                cursor.executemany(
                    f"INSERT INTO {counts} ({COLUMNS}, number) VALUES (%s, %s, %s, %s, %s)"
                    f" ON CONFLICT ({COLUMNS})"
                    f" DO UPDATE SET number = {counts}.number + excluded.number",
                    [(*key, number) for key, number in changes],
                )
            if lowered := [key for key, number in changes if number < 0]:
                cursor.executemany(
                    f"DELETE FROM {counts} WHERE given = %s AND tool = %s AND facet = %s"
                    " AND value = %s AND number = 0",
                    lowered,
                )


class Tally:
    """The numbers of the records with a given term, or of all; of what is visible now only."""

    def __init__(self, given: str = ALL_GIVEN, hidden: Sequence[str] = ()) -> None:
        self.given = given
        self._hidden = Counter(
            key for facets in hidden for key in keys_of(facets.split()) if key.given == given
        )

    def by_tool(self) -> dict[str, int]:
        return {tool: number for (tool, _value), number in self.by("").items()}

    def by(self, facet: str) -> dict[tuple[str, str], int]:
        """Numbers by tool and value; the value of a partner, kind and so on is its key."""
        rows = select(
            f"SELECT tool, value, number FROM {table(FacetCount)} WHERE given = %s AND facet = %s",
            [self.given, facet],
        )
        counts = {(tool, value): number for tool, value, number in rows}
        for key, number in self._hidden.items():
            if key.facet == facet:
                # Between two statements another writer may have taken the record out.
                pair = (key.tool, key.value)
                counts[pair] = counts.get(pair, 0) - number
        return {pair: number for pair, number in counts.items() if number > 0}

    def summed(self, facets: Sequence[str], tools: Sequence[str]) -> dict[str, dict[str, int]]:
        """Numbers by facet and value in some tools together, or in all where none is named."""
        where, values = f"given = %s AND facet IN ({marks(facets)})", [self.given, *facets]
        if tools:
            where, values = f"{where} AND tool IN ({marks(tools)})", [*values, *tools]
        counted = select(
            f"SELECT facet, value, SUM(number) FROM {table(FacetCount)} WHERE {where}"
            " GROUP BY facet, value",
            values,
        )
        found: dict[str, dict[str, int]] = {facet: {} for facet in facets}
        for facet, value, number in counted:
            found[facet][value] = int(number)
        for key, number in self._hidden.items():
            if key.facet in found and (not tools or key.tool in tools):
                own = found[key.facet]
                own[key.value] = own.get(key.value, 0) - number
        return {
            facet: {value: number for value, number in values.items() if number > 0}
            for facet, values in found.items()
        }


def count_entries(entries: Iterable[str], facets: Sequence[str]) -> dict[str, dict[str, int]]:
    """Numbers by facet and value of a few records, from the facets in their entries."""
    terms = Counter(term for each in entries for term in each.split())
    found: dict[str, dict[str, int]] = {facet: {} for facet in facets}
    for term, number in terms.items():
        name, _colon, value = term.partition(":")
        if name in found:
            found[name][value] = number
    return found


def facets_at(positions: Iterable[int]) -> list[str]:
    """The facets of the records at some positions."""
    values = list(positions)
    if not values:
        return []
    found = select(
        f"SELECT facets FROM {table(IndexEntry)} WHERE position IN ({marks(values)})", values
    )
    return [facets for (facets,) in found]
