"""The agreements that a reader's query finds, counted by the index and, for status, by details.

Only agreements with dates have a row of details. The status of all others is not known, so their
number is what is left of the total: no agreement is read to be counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import cached_property

from pyroaring import BitMap

from exchanges.index.asking import union
from exchanges.index.counting import count_entries, facets_at
from exchanges.index.order import Order
from exchanges.index.results import FEW, Results
from exchanges.index.selecting import activities_at
from exchanges.index.sql import marks, select, table
from exchanges.models import Activity, IndexEntry

from .filters import AgreementQuery
from .models import AgreementDetail
from .status import Status, status_on, with_standing

AT_ONCE = 10_000


def positions_by_status(day: date) -> dict[Status, BitMap]:
    """Positions of the agreements whose status on a day follows from their dates."""
    standings = dict(
        AgreementDetail.objects.annotate(standing=status_on(day))
        .exclude(standing=Status.UNKNOWN)
        .values_list("pk", "standing")
    )
    found: dict[Status, list[int]] = {}
    for key, position in positions_of(list(standings)):
        found.setdefault(Status(standings[key]), []).append(position)
    return {status: BitMap(positions) for status, positions in found.items()}


def positions_of(keys: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Keys of records with their positions in the index; in a join SQLite begins with the index."""
    for start in range(0, len(keys), AT_ONCE):
        some = keys[start : start + AT_ONCE]
        yield from select(
            f"SELECT activity_id, position FROM {table(IndexEntry)}"
            f" WHERE activity_id IN ({marks(some)})",
            some,
        )


class AgreementResults:
    """Visible agreements that a query finds, in the order it asks for, with their numbers."""

    def __init__(
        self, query: AgreementQuery, by_status: dict[Status, BitMap] | None = None
    ) -> None:
        self.query = query
        self._results = Results(query.among_agreements)
        self.by_status = positions_by_status(query.on) if by_status is None else by_status

    @cached_property
    def positions(self) -> BitMap:
        return self._of_statuses(self._results.base(None))

    @property
    def total(self) -> int:
        return len(self.positions)

    def count(self) -> int:
        """The number of agreements, for a paginator."""
        return self.total

    def __getitem__(self, part: slice) -> list[Activity]:
        """The agreements of a page with what its table shows and where they stand."""
        start, stop = part.start or 0, self.total if part.stop is None else part.stop
        order = Order(self.query.asked.sort, self.total, positions=self.positions)
        return agreements_at(order.page(start, stop - start), self.query.on)

    def counts(self, name: str) -> dict[str, int]:
        """Numbers by value of a filter, as if each were chosen; kinds and partners by their key."""
        if name == "status":
            return self._by_status(self._results.base(None))
        if not self.query.statuses:
            return self._results.counts(name)
        base = self._results.base(name)
        positions = self._of_statuses(base)
        if len(positions) <= FEW:
            return count_entries(facets_at(positions), [name])[name]
        # Of more, those that the status leaves out are counted, and taken from all.
        left_out = count_entries(facets_at(base - positions), [name])[name]
        everything = self._results.counts(name)
        return {value: number - left_out.get(value, 0) for value, number in everything.items()}

    def without(self, name: str) -> AgreementResults:
        """The results of the same query less one filter."""
        return AgreementResults(self.query.without(name), self.by_status)

    def _by_status(self, positions: BitMap) -> dict[str, int]:
        known = {s.value: positions.intersection_cardinality(b) for s, b in self.by_status.items()}
        return known | {Status.UNKNOWN.value: len(positions) - sum(known.values())}

    def _of_statuses(self, positions: BitMap) -> BitMap:
        statuses = self.query.statuses
        if not statuses:
            return positions
        chosen = union(self.by_status[s] for s in statuses if s in self.by_status) & positions
        if Status.UNKNOWN in statuses:
            chosen |= positions - union(self.by_status.values())
        return chosen


def agreements_at(positions: Sequence[int], day: date) -> list[Activity]:
    agreements = Activity.objects.select_related("kind", "agreements_detail")
    return with_standing(activities_at(positions, agreements.prefetch_related("partners")), day)
