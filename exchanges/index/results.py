"""The records that a query asks for: how many, which page of them, and the counts beside them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from pyroaring import BitMap

from ..listing import Row, rows_at
from ..query import ActivityQuery
from .asking import (
    Search,
    facet_terms,
    intersection,
    positions_from,
    positions_of_values,
    positions_until,
    union,
)
from .counting import Tally, count_entries, facets_at
from .order import Order
from .postings import positions_by_term, stored_by_head
from .selecting import hidden_positions
from .terms import ALL, FACETS

# So many records are counted from their entries; for more, bitmaps are faster.
FEW = 1500
COUNTED = ("tool", *FACETS)


class Results:
    """Published records that a query finds, in the order it asks for.

    Counts of no filter or of one value besides tools are looked up; all others are made by
    intersecting bitmaps. Both give the number of records that the list then shows.
    """

    def __init__(self, query: ActivityQuery) -> None:
        self.query = query
        self._terms = {name: facet_terms(query, name) for name in query.choices if name in COUNTED}
        self._sets: dict[str, BitMap] = {}
        self._counts: dict[str, dict[str, int]] | None = None

    @cached_property
    def hidden(self) -> BitMap:
        return hidden_positions()

    @cached_property
    def searches(self) -> list[Search]:
        return [Search(text) for text in self.query.values("q")]

    @cached_property
    def total(self) -> int:
        given = self._given(leaving_out=None)
        if given is None:
            return len(self.positions)
        return sum(self._tally(given).summed([""], self._tools(None))[""].values())

    @cached_property
    def positions(self) -> BitMap:
        return self.base(leaving_out=None)

    def counts(self, name: str) -> dict[str, int]:
        """Numbers by value of a filter, as if each were chosen in place of what is chosen there.

        The values of partners, kinds, programmes and fields are their keys as text.
        """
        if self._counts is None:
            self._counts = self._count()
        return self._counts[name]

    def count(self) -> int:
        """The number of records, for a paginator."""
        return self.total

    def __getitem__(self, part: slice) -> list[Row]:
        """The rows of a page, in order."""
        start, stop = part.start or 0, self.total if part.stop is None else part.stop
        return rows_at(self._order().page(start, stop - start))

    def _order(self) -> Order:
        given = self._given(leaving_out=None)
        if given is None:
            return Order(self.query.sort, self.total, positions=self.positions)
        terms = [given] if given else []
        tools = self._terms.get("tool", [])
        return Order(
            self.query.sort,
            self.total,
            groups=[terms, tools] if tools else [terms or [ALL]],
            hidden=self.hidden,
        )

    def _given(self, leaving_out: str | None) -> str | None:
        """The term whose counts are kept and that alone is asked for, besides tools; "" for none.

        None where the query asks for more than that.
        """
        names = [name for name in self.query.choices if name not in ("tool", leaving_out)]
        if not names:
            return ""
        terms = self._terms.get(names[0], [])
        return terms[0] if len(names) == 1 and len(terms) == 1 else None

    def _tools(self, leaving_out: str | None) -> list[str]:
        return [] if leaving_out == "tool" else self.query.values("tool")

    def _tally(self, given: str) -> Tally:
        return Tally(given, self._hidden_facets)

    @cached_property
    def _hidden_facets(self) -> list[str]:
        return facets_at(self.hidden)

    def _count(self) -> dict[str, dict[str, int]]:
        """Facets that need the same records are counted together."""
        counts: dict[str, dict[str, int]] = {}
        looked_up: dict[tuple[str, tuple[str, ...]], list[str]] = {}
        made: dict[tuple[str, ...], list[str]] = {}
        for name in COUNTED:
            given = self._given(name)
            if given is None:
                made.setdefault(tuple(n for n in self.query.choices if n != name), []).append(name)
            elif name == "tool":
                tally = self._tally(given)
                counts[name] = tally.by_tool()
            else:
                looked_up.setdefault((given, tuple(self._tools(name))), []).append(name)
        for (given, tools), names in looked_up.items():
            counts |= self._tally(given).summed(names, tools)
        for names in made.values():
            left_out = next((n for n in names if n in self.query.choices), None)
            counts |= _count_set(self.base(left_out), names)
        return counts

    def base(self, leaving_out: str | None) -> BitMap:
        """The positions of what all filters ask for, or all but one."""
        names = [name for name in self.query.choices if name != leaving_out]
        if not names:
            return positions_by_term([ALL]).get(ALL, BitMap()) - self.hidden
        return intersection([self._set(name) for name in names]) - self.hidden

    def _set(self, name: str) -> BitMap:
        if name not in self._sets:
            self._sets[name] = self._read(name)
        return self._sets[name]

    def _read(self, name: str) -> BitMap:
        if name == "q":
            return union(search.positions() for search in self.searches)
        if name == "from":
            return positions_from(self.query.since)
        if name == "to":
            return positions_until(self.query.until)
        return positions_of_values(self._terms[name])


def _count_set(positions: BitMap, names: Sequence[str]) -> dict[str, dict[str, int]]:
    if len(positions) <= FEW:
        return count_entries(facets_at(positions), names)
    found: dict[str, dict[str, int]] = {name: {} for name in names}
    for term, bitmap in stored_by_head(names):
        if number := positions.intersection_cardinality(bitmap):
            name, _colon, value = term.partition(":")
            found[name][value] = found[name].get(value, 0) + number
    return found
