"""Keeping the index in step: every change of records ends in `refresh`, in its transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from itertools import islice
from operator import attrgetter

from asgiref.local import Local
from django.db import connection, transaction
from django.utils import timezone

from ..imports.inserting import insert_values
from ..models import Activity, IndexEntry
from .counting import CountChanges
from .postings import PostingChanges
from .state import raise_version
from .terms import ALL, SLOT_BITS, SLOTS, Terms, pack, terms_of, unpack

# So many at once: a posting is read and written once for all of them.
BATCH = 20_000
ENTRY_FIELDS = ("position", "end_date", "facets", "words", "visible_from", "visible_until")
ENTRY_COLUMNS = ("activity", *ENTRY_FIELDS)
_waiting = Local()


def refresh(keys: Iterable[int]) -> None:
    """Bring the index in step with the records of these keys, deleted ones included.

    Call it in the transaction that changed them. Inside `refreshing_once` it only takes note.
    """
    noted = getattr(_waiting, "keys", None)
    if noted is not None:
        noted.update(key for key in keys if key is not None)
        return
    remaining = iter(sorted({key for key in keys if key is not None}))
    while some := list(islice(remaining, BATCH)):
        _refresh(some)


@contextmanager
def refreshing_once() -> Iterator[None]:
    """Refresh the records that change inside once, at the end, in one transaction with them."""
    if getattr(_waiting, "keys", None) is not None:
        yield
        return
    with transaction.atomic():
        _waiting.keys = set()
        try:
            yield
            keys = _waiting.keys
        finally:
            _waiting.keys = None
        refresh(keys)


def _refresh(keys: Sequence[int]) -> None:
    has_entries = IndexEntry.objects.filter(pk__in=keys).exists()
    is_public = (
        has_entries
        or Activity.objects.filter(pk__in=keys, status=Activity.Status.PUBLISHED).exists()
    )
    if not is_public:
        return
    with transaction.atomic():
        # Before anything is read: it keeps a second writer out until this one is done.
        raise_version()
        _Refresh(keys).run()


class _Refresh:
    def __init__(self, keys: Sequence[int]) -> None:
        self.keys = keys
        self.postings = PostingChanges()
        self.counts = CountChanges()
        self.free: dict[int, int] = {}

    def run(self) -> None:
        old = IndexEntry.objects.in_bulk(self.keys)
        now = timezone.now()
        kept: set[int] = set()
        new: list[IndexEntry] = []
        changed: list[IndexEntry] = []
        for terms in sorted(terms_of(Activity.objects.filter(pk__in=self.keys)), key=_in_order):
            if terms.visible_until is not None and terms.visible_until <= now:
                continue
            kept.add(terms.activity)
            before = old.get(terms.activity)
            entry = self._entry(terms, before)
            if before is None or _differ(before, entry):
                self._note(before, entry, terms)
                (changed if before else new).append(entry)
        gone = [entry for key, entry in old.items() if key not in kept]
        for entry in gone:
            self._forget(entry)
        IndexEntry.objects.filter(pk__in=[entry.pk for entry in (*gone, *changed)]).delete()
        insert_values(
            IndexEntry,
            ENTRY_COLUMNS,
            map(attrgetter("activity_id", *ENTRY_FIELDS), (*new, *changed)),
        )
        self.postings.write()
        self.counts.write()

    def _entry(self, terms: Terms, before: IndexEntry | None) -> IndexEntry:
        return IndexEntry(
            activity_id=terms.activity,
            position=self._position(terms.start_date, before),
            end_date=terms.end_date,
            facets=" ".join(terms.facets),
            words=pack(terms.words),
            visible_from=terms.visible_from,
            visible_until=terms.visible_until,
        )

    def _position(self, day: date, before: IndexEntry | None) -> int:
        """The one it has where its day is still the same, else the next free one of the day.

        Of a day that is full the further records stand with those of the next days.
        """
        ordinal = day.toordinal()
        if before and before.position >> SLOT_BITS == ordinal:
            return before.position
        while True:
            if ordinal not in self.free:
                self.free[ordinal] = _first_free(ordinal)
            slot = self.free[ordinal]
            if slot < SLOTS:
                self.free[ordinal] = slot + 1
                return (ordinal << SLOT_BITS) + slot
            ordinal += 1

    def _note(self, before: IndexEntry | None, entry: IndexEntry, terms: Terms) -> None:
        now = {*terms.words, *terms.facets, ALL}
        if before is None:
            self.postings.add(now, entry.position)
            self.counts.add(terms.facets)
            return
        was = {*unpack(before.words), *before.facets.split(), ALL}
        if before.position == entry.position:
            self.postings.add(now - was, entry.position)
            self.postings.remove(was - now, entry.position)
        else:
            self.postings.remove(was, before.position)
            self.postings.add(now, entry.position)
        if before.facets != entry.facets:
            self.counts.remove(before.facets.split())
            self.counts.add(terms.facets)

    def _forget(self, entry: IndexEntry) -> None:
        facets = entry.facets.split()
        self.postings.remove({*unpack(entry.words), *facets, ALL}, entry.position)
        self.counts.remove(facets)


def _differ(before: IndexEntry, now: IndexEntry) -> bool:
    return any(getattr(before, name) != getattr(now, name) for name in ENTRY_FIELDS)


def _in_order(terms: Terms) -> tuple[date, int]:
    return terms.start_date, terms.activity


def _first_free(ordinal: int) -> int:
    """The first place of a day after all that are taken; `SLOTS` where the day is full."""
    first = ordinal << SLOT_BITS
    table = connection.ops.quote_name(IndexEntry._meta.db_table)
    with connection.cursor() as cursor:
        # Once per day of an import: through the ORM this took a third of its time.
        cursor.execute(
            f"SELECT MAX(position) FROM {table} WHERE position >= %s AND position < %s",
            [first, first + SLOTS],
        )
        (last,) = cursor.fetchone()
    return 0 if last is None else last - first + 1
