"""Making the index anew from the records, and comparing it with them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone
from pyroaring import BitMap

from ..models import Activity, FacetCount, IndexEntry, NameWord, Posting, SiteState
from .counting import Key, keys_of
from .naming import index_names, named_models, words_of_name
from .postings import CHUNK_BITS, chunk_of
from .refreshing import refresh
from .state import raise_version
from .terms import ALL, facet_term, pack, terms_of, unpack

# To be raised with every change of what a record is indexed by: `migrate` then makes it anew.
FORMAT = 1
BATCH = 20_000
TIMES = ("end_date", "visible_from", "visible_until")


def rebuild() -> int:
    """Make the index anew in one transaction; returns the number of records in it."""
    with transaction.atomic():
        raise_version()
        for model in (FacetCount, Posting, NameWord, IndexEntry):
            model.objects.all().delete()
        for model in named_models():
            index_names(model.objects.all())
        # By day, so that records that stand in the same postings come together.
        published = Activity.objects.filter(status=Activity.Status.PUBLISHED)
        keys = published.order_by("start_date", "pk").values_list("pk", flat=True)
        for some in _batches(list(keys)):
            refresh(some)
        SiteState.objects.filter(pk=1).update(index_format=FORMAT)
        return IndexEntry.objects.count()


def rebuild_if_outdated(**kwargs: Any) -> None:
    """After `migrate`: make the index where there is none yet, or one of another format."""
    tables = connection.introspection.table_names()
    if SiteState._meta.db_table not in tables or Activity._meta.db_table not in tables:
        return
    if SiteState.objects.filter(pk=1, index_format=FORMAT).exists():
        return
    rebuild()


def differences() -> Iterator[str]:
    """What the index holds otherwise than the records say; nothing when all is well."""
    yield from _names_that_differ()
    yield from _entries_that_differ()
    yield from _counts_that_differ()
    yield from _postings_that_differ()


def _names_that_differ() -> Iterator[str]:
    expected = {
        (word, facet_term(facet, row.pk))
        for model, facet in named_models().items()
        for row in model.objects.all()
        for word in words_of_name(row, facet)
    }
    stored = set(NameWord.objects.values_list("word", "term"))
    for word, term in sorted(expected ^ stored):
        yield f"The word {word} of {term} is {'missing' if (word, term) in expected else 'old'}."


def _entries_that_differ() -> Iterator[str]:
    now = timezone.now()
    published = Activity.objects.filter(status=Activity.Status.PUBLISHED)
    visible = published.filter(Q(unpublish_at__isnull=True) | Q(unpublish_at__gt=now))
    lost = IndexEntry.objects.exclude(activity__in=published)
    for key in lost.values_list("pk", flat=True):
        yield f"Record {key} is not published but in the index."
    for some in _batches(list(published.order_by("pk").values_list("pk", flat=True))):
        entries = IndexEntry.objects.in_bulk(some)
        expected = set(visible.filter(pk__in=some).values_list("pk", flat=True))
        for terms in terms_of(Activity.objects.filter(pk__in=some)):
            entry = entries.get(terms.activity)
            if entry is None:
                if terms.activity in expected:
                    yield f"Record {terms.activity} is not in the index."
            elif entry.facets != " ".join(terms.facets) or bytes(entry.words) != pack(terms.words):
                yield f"Record {terms.activity} has other terms in the index."
            elif any(getattr(entry, name) != getattr(terms, name) for name in TIMES):
                yield f"Record {terms.activity} has another time in the index."


def _counts_that_differ() -> Iterator[str]:
    expected: Counter[Key] = Counter()
    for facets in IndexEntry.objects.values_list("facets", flat=True).iterator():
        expected.update(keys_of(facets.split()))
    columns = (*Key._fields, "number")
    stored = {
        Key(*key): number for *key, number in FacetCount.objects.values_list(*columns).iterator()
    }
    for key in expected.keys() | stored.keys():
        if expected.get(key, 0) != stored.get(key, 0):
            shown = " ".join(part or "-" for part in key)
            yield f"Count {shown} is {stored.get(key, 0)}, not {expected.get(key, 0)}."


def _postings_that_differ() -> Iterator[str]:
    """Chunk by chunk, so that the postings of some years only are held at once."""
    stored = set(Posting.objects.order_by().values_list("chunk", flat=True).distinct())
    ends = IndexEntry.objects.order_by("position").values_list("position", flat=True)
    present = set()
    if (first := ends.first()) is not None:
        present = set(range(chunk_of(first), chunk_of(ends.last()) + 1))
    for chunk in sorted(stored | present):
        expected: dict[str, list[int]] = defaultdict(list)
        entries = IndexEntry.objects.filter(
            position__gte=chunk << CHUNK_BITS, position__lt=(chunk + 1) << CHUNK_BITS
        )
        for position, facets, words in entries.values_list("position", "facets", "words"):
            for term in {*facets.split(), *unpack(words), ALL}:
                expected[term].append(position)
        rows = Posting.objects.filter(chunk=chunk).values_list("term", "number", "bitmap")
        for term, number, blob in rows.iterator():
            wanted = BitMap(expected.pop(term, ()))
            if number != len(wanted) or BitMap.deserialize(bytes(blob)) != wanted:
                yield f"Posting {term} {chunk} holds other records."
        for term in expected:
            yield f"Posting {term} {chunk} is missing."


def _batches(keys: Iterable[int]) -> Iterator[Sequence[int]]:
    remaining = iter(keys)
    while some := list(islice(remaining, BATCH)):
        yield some
