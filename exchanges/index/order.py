"""Pages of a set of records at any depth: by place in the bitmaps, never by an offset."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pyroaring import BitMap

from ..models import Activity
from .asking import union
from .postings import chunks_of, positions_by_term

NEWEST, OLDEST, UPDATED = "newest", "oldest", "updated"
# Up to so many records are sorted by their last change; of more, the changes are walked through.
SORTED_AT_ONCE = 2000
WALKED_AT_ONCE = 2000


class Order:
    """The positions of a set, newest day first unless told otherwise.

    The set is either given as `positions`, or as `groups` of terms: the records that have a term
    of each group. Of these only the chunks of days that a page needs are read.
    """

    def __init__(
        self,
        sort: str,
        total: int,
        *,
        positions: BitMap | None = None,
        groups: Sequence[Sequence[str]] = (),
        hidden: BitMap | None = None,
    ) -> None:
        self.sort, self.total = sort, total
        self.positions = positions
        self.groups = [group for group in groups if group]
        self.hidden = hidden or BitMap()

    def page(self, offset: int, size: int) -> list[int]:
        if offset >= self.total:
            return []
        if self.sort == UPDATED:
            return self._recently_changed(offset, size)
        found: list[int] = []
        for part in self._parts(reverse=self.sort != OLDEST):
            if offset >= len(part):
                offset -= len(part)
                continue
            found += self._slice(part, offset, size - len(found))
            offset = 0
            if len(found) == size:
                break
        return found

    def _slice(self, part: BitMap, offset: int, size: int) -> list[int]:
        if self.sort == OLDEST:
            return list(part[offset : offset + size])
        end = len(part) - offset
        return list(part[max(end - size, 0) : end])[::-1]

    def _parts(self, *, reverse: bool) -> Iterator[BitMap]:
        if self.positions is not None:
            yield self.positions
            return
        terms = [term for group in self.groups for term in group]
        # A record has a term of each group: the chunks of the first are enough.
        chunks = chunks_of(self.groups[0])
        for chunk in reversed(chunks) if reverse else chunks:
            yield self._chunk(terms, chunk)

    def _chunk(self, terms: Sequence[str], chunk: int | None) -> BitMap:
        stored = positions_by_term(terms, chunk)
        found: BitMap | None = None
        for group in self.groups:
            own = union(stored[term] for term in group if term in stored)
            found = own if found is None else found & own
        return (found or BitMap()) - self.hidden

    def _all(self) -> BitMap:
        return union(self._parts(reverse=False))

    def _recently_changed(self, offset: int, size: int) -> list[int]:
        changes = (
            Activity.objects.filter(status=Activity.Status.PUBLISHED)
            .order_by("-changed_at", "-id")
            .values_list("index_entry__position", flat=True)
        )
        wanted = self._all()
        if len(wanted) <= SORTED_AT_ONCE:
            found = changes.filter(index_entry__position__in=list(wanted))
            return list(found[offset : offset + size])
        found = []
        for position in changes.iterator(chunk_size=WALKED_AT_ONCE):
            # Records whose time is over have no place.
            if position is not None and position in wanted:
                found.append(position)
                if len(found) == offset + size:
                    break
        return found[offset:]
