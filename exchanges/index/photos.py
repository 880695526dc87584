"""Photos of the records that a query asks for, counted and paged without counting photos.

A term says "at least n public photos" for each n, so the photos of any set of records are as many
as the sum of what the set shares with each of these terms.
"""

from __future__ import annotations

from bisect import bisect_left
from functools import cached_property

from django.db.models import F
from pyroaring import BitMap

from ..models import Photo
from ..query import ActivityQuery
from ..querysets import page_files
from .order import OLDEST, Order
from .postings import positions_by_head
from .results import COUNTED, Results
from .terms import PHOTOS

# A gallery shows its photos 18rem wide, or as wide as a phone: enough for a dense screen.
PAGE_WIDTH = 640


class PhotoResults:
    """Public photos of the records that a query finds, by the day of the record."""

    def __init__(self, query: ActivityQuery) -> None:
        self.query = query
        self.results = Results(query)

    @cached_property
    def layers(self) -> list[BitMap]:
        """Records with at least one photo, with at least two, and so on."""
        return sorted(positions_by_head([PHOTOS]).values(), key=len, reverse=True)

    @cached_property
    def found(self) -> list[BitMap]:
        """The layers of the records found."""
        return self._layers_of(self.results.base(None))

    @cached_property
    def total(self) -> int:
        return sum(len(layer) for layer in self.found)

    def counts(self, name: str) -> dict[str, int]:
        """Numbers of photos by value of a filter, as if each were chosen."""
        return self._counts[name]

    @cached_property
    def _counts(self) -> dict[str, dict[str, int]]:
        values = positions_by_head(COUNTED)
        found: dict[str, dict[str, int]] = {name: {} for name in COUNTED}
        bases = {
            name: self._layers_of(self.results.base(name))
            if name in self.query.choices
            else self.found
            for name in COUNTED
        }
        for term, positions in values.items():
            name, _colon, value = term.partition(":")
            if number := sum(layer.intersection_cardinality(positions) for layer in bases[name]):
                found[name][value] = number
        return found

    def count(self) -> int:
        """The number of photos, for a paginator."""
        return self.total

    def __getitem__(self, part: slice) -> list[Photo]:
        """Photos of a page: those of one record after the other, within it in their order."""
        start, stop = part.start or 0, self.total if part.stop is None else part.stop
        layers = self.found
        if not layers or start >= self.total:
            return []
        first, skipped = self._record_at(layers, start)
        # Each has one photo at least.
        order = Order(self.query.sort, len(layers[0]), positions=layers[0])
        records = order.page(first, stop - start)
        return _photos_of(records)[skipped : skipped + stop - start]

    def _record_at(self, layers: list[BitMap], offset: int) -> tuple[int, int]:
        """The place of the record that has the photo at an offset, and its photos before that."""
        records = layers[0]

        def photos_in(count: int) -> int:
            """The photos of the first records, in the order of the page."""
            if count == 0:
                return 0
            if self.query.sort == OLDEST:
                end = records[count - 1] + 1
                return sum(layer.range_cardinality(0, end) for layer in layers)
            start = records[len(records) - count]
            return sum(layer.range_cardinality(start, records.max() + 1) for layer in layers)

        place = bisect_left(range(len(records) + 1), offset + 1, key=photos_in) - 1
        return place, offset - photos_in(place)

    def _layers_of(self, positions: BitMap) -> list[BitMap]:
        found = []
        for layer in self.layers:
            if not (shared := layer & positions):
                break
            found.append(shared)
        return found


def _photos_of(positions: list[int]) -> list[Photo]:
    """The public photos of records, in the order of the records and of their own."""
    place = {position: number for number, position in enumerate(positions)}
    photos = (
        Photo.objects.released()
        .filter(activity__index_entry__position__in=positions)
        .annotate(record=F("activity__index_entry__position"))
        .select_related("activity__kind")
        .prefetch_related(page_files(PAGE_WIDTH))
        .order_by("position", "id")
    )
    return sorted(photos, key=lambda photo: place[photo.record])
