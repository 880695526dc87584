"""Long lists of an import: the beginning in memory, the rest in a temporary file."""

from __future__ import annotations

import pickle
import weakref
from collections.abc import Iterable, Iterator
from itertools import islice
from tempfile import TemporaryFile
from typing import IO, Generic, TypeVar, overload

Item = TypeVar("Item")
# Enough for any page; a file of 250,000 rows may have a warning in each of them.
IN_MEMORY = 2_000


class Spooled(Generic[Item]):
    """A list that only grows. Going through it twice or from several places is fine."""

    def __init__(self) -> None:
        self._first: list[Item] = []
        self._rest: IO[bytes] | None = None
        self._count = 0

    def append(self, item: Item) -> None:
        self._count += 1
        if len(self._first) < IN_MEMORY:
            self._first.append(item)
            return
        if self._rest is None:
            # It lives as long as the list, and is gone with it.
            self._rest = TemporaryFile()  # noqa: SIM115
            weakref.finalize(self, self._rest.close)
        self._rest.seek(0, 2)
        pickle.dump(item, self._rest, pickle.HIGHEST_PROTOCOL)

    def extend(self, items: Iterable[Item]) -> None:
        for item in items:
            self.append(item)

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Item]:
        yield from self._first
        if self._rest is None:
            return
        position = 0
        for _number in range(self._count - len(self._first)):
            self._rest.seek(position)
            item = pickle.load(self._rest)
            position = self._rest.tell()
            yield item

    @overload
    def __getitem__(self, place: int) -> Item: ...

    @overload
    def __getitem__(self, place: slice) -> list[Item]: ...

    def __getitem__(self, place: int | slice) -> Item | list[Item]:
        if isinstance(place, slice):
            return list(self)[place] if (place.stop or -1) < 0 else self._part(place)
        return list(self)[place] if place < 0 else next(islice(iter(self), place, None))

    def _part(self, place: slice) -> list[Item]:
        return list(islice(iter(self), place.start or 0, place.stop, place.step or 1))
