"""Postings: for each term the positions of its records, as roaring bitmaps in chunks of days."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from django.db import connection
from pyroaring import BitMap

from ..models import Posting
from .sql import marks, select, table
from .terms import head_of

# 1,024 days a chunk: one save rewrites some kilobytes per term, a search reads ten rows a term.
CHUNK_BITS = 22
AT_ONCE = 400
# Up to so many positions are read at once where only a page of them is wanted.
SMALL = 20_000
# Word for word the condition of the index, or SQLite does not use it.
HAS_HEAD = "NOT (head = '')"


def chunk_of(position: int) -> int:
    return position >> CHUNK_BITS


class PostingChanges:
    """Positions to add to and take from terms, gathered and then written term by term."""

    def __init__(self) -> None:
        self._added: dict[tuple[str, int], list[int]] = defaultdict(list)
        self._removed: dict[tuple[str, int], list[int]] = defaultdict(list)

    def add(self, terms: Iterable[str], position: int) -> None:
        chunk = chunk_of(position)
        for term in terms:
            self._added[term, chunk].append(position)

    def remove(self, terms: Iterable[str], position: int) -> None:
        chunk = chunk_of(position)
        for term in terms:
            self._removed[term, chunk].append(position)

    def write(self) -> None:
        # In one order for all writers, so that two of them never wait for each other.
        keys = iter(sorted(self._added.keys() | self._removed.keys()))
        while some := list(islice(keys, AT_ONCE)):
            self._write(some)

    def _write(self, keys: Sequence[tuple[str, int]]) -> None:
        stored = self._stored(keys)
        kept, emptied = [], []
        for key in keys:
            bitmap = stored.get(key) or BitMap()
            bitmap |= BitMap(self._added.get(key, ()))
            bitmap -= BitMap(self._removed.get(key, ()))
            if bitmap:
                term, chunk = key
                kept.append((term, chunk, head_of(term), len(bitmap), _blob(bitmap)))
            elif key in stored:
                emptied.append(key)
        with connection.cursor() as cursor:
            if kept:
                cursor.executemany(
                    f"INSERT INTO {table(Posting)} (term, chunk, head, number, bitmap)"
                    " VALUES (%s, %s, %s, %s, %s) ON CONFLICT (term, chunk)"
                    " DO UPDATE SET number = excluded.number, bitmap = excluded.bitmap",
                    kept,
                )
            if emptied:
                cursor.executemany(
                    f"DELETE FROM {table(Posting)} WHERE term = %s AND chunk = %s", emptied
                )

    def _stored(self, keys: Sequence[tuple[str, int]]) -> dict[tuple[str, int], BitMap]:
        terms = list(dict.fromkeys(term for term, _chunk in keys))
        chunks = list(dict.fromkeys(chunk for _term, chunk in keys))
        rows = Posting.objects.filter(term__in=terms, chunk__in=chunks)
        return {
            (term, chunk): BitMap.deserialize(bytes(blob))
            for term, chunk, blob in rows.values_list("term", "chunk", "bitmap")
        }


def _blob(bitmap: BitMap) -> bytes:
    bitmap.run_optimize()
    return bitmap.serialize()


def positions_by_term(terms: Sequence[str], chunk: int | None = None) -> dict[str, BitMap]:
    """The positions of each term, of one chunk of days only where it is given.

    A term that no record has is not among the keys.
    """
    if not terms:
        return {}
    where, values = f"term IN ({marks(terms)})", list(terms)
    if chunk is not None:
        where, values = f"{where} AND chunk = %s", [*values, chunk]
    return _by_term(where, values)


def positions_by_head(heads: Sequence[str]) -> dict[str, BitMap]:
    """The positions of all terms of some facets, or of all words that begin with a letter."""
    return _joined(stored_by_head(heads))


def stored_by_head(heads: Sequence[str]) -> Iterator[tuple[str, BitMap]]:
    """The same as it is stored: each term once for each chunk of days."""
    return _stored(f"{HAS_HEAD} AND head IN ({marks(heads)})", list(heads))


def chunks_of(terms: Sequence[str]) -> list[int | None]:
    """The chunks of days in which any of the terms occurs, in order.

    A small set is read at once: it is then [None], the chunk that is all of them.
    """
    found = select(
        f"SELECT chunk, SUM(number) FROM {table(Posting)} WHERE term IN ({marks(terms)})"
        " GROUP BY chunk",
        list(terms),
    )
    if sum(number for _chunk, number in found) <= SMALL:
        return [None] if found else []
    return sorted(chunk for chunk, _number in found)


def _by_term(where: str, values: Sequence[object]) -> dict[str, BitMap]:
    return _joined(_stored(where, values))


def _stored(where: str, values: Sequence[object]) -> Iterator[tuple[str, BitMap]]:
    for term, blob in select(f"SELECT term, bitmap FROM {table(Posting)} WHERE {where}", values):
        yield term, BitMap.deserialize(bytes(blob))


def _joined(stored: Iterable[tuple[str, BitMap]]) -> dict[str, BitMap]:
    found: dict[str, BitMap] = {}
    for term, bitmap in stored:
        if term in found:
            found[term] |= bitmap
        else:
            found[term] = bitmap
    return found
