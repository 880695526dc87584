"""The first and latest records with a partner, kind or programme, without reading the others."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import NamedTuple

from django.db import connection
from django.db.models import F, Model
from django.utils import timezone
from pyroaring import BitMap

from ..models import Activity, IndexEntry, Posting
from ..querysets import ActivityQuerySet
from .counting import ALL_GIVEN, Tally, facets_at
from .naming import named_models
from .order import NEWEST, Order
from .postings import HAS_HEAD, chunks_of, positions_by_term
from .sql import select, table
from .terms import ALL, day_of, facet_term

# What names a record, dates it and leads to it.
NAMED = (
    *("tool", "slug", "title_en", "title_ja"),
    *("start_date", "end_date", "start_year", "date_precision"),
)


class Ends(NamedTuple):
    """The first and the latest record, which may be the same."""

    first: Activity
    latest: Activity


def term_of(given: Model | None) -> str:
    """The term of the records that have a partner, kind, programme or field; "" for None."""
    return facet_term(named_models()[type(given)], given.pk) if given is not None else ALL_GIVEN


def hidden_positions() -> BitMap:
    """Published for another time: in the index, and taken out of everything shown."""
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    found = select(
        f"SELECT position FROM {table(IndexEntry)} WHERE visible_from > %s"
        f" UNION ALL SELECT position FROM {table(IndexEntry)} WHERE visible_until <= %s",
        [now, now],
    )
    return BitMap([position for (position,) in found])


def tally(given: Model | None = None) -> Tally:
    """The numbers of all visible records, or of those with a partner, kind or programme."""
    return Tally(term_of(given), facets_at(hidden_positions()))


def newest(*, given: Model | None = None, tools: Sequence[str] = (), limit: int) -> list[int]:
    """The positions of the latest visible records."""
    groups = [[term_of(given) or ALL], [facet_term("tool", tool) for tool in tools]]
    return Order(NEWEST, limit, groups=groups, hidden=hidden_positions()).page(0, limit)


def activities_at(positions: Sequence[int], queryset: ActivityQuerySet) -> list[Activity]:
    """The records at some positions, in the order of these."""
    found = _by_position(positions, queryset)
    return [found[position] for position in positions if position in found]


def _by_position(positions: Collection[int], queryset: ActivityQuerySet) -> dict[int, Activity]:
    """Records by position; one that another writer has moved away meanwhile is not among them."""
    found = (
        queryset.filter(index_entry__position__in=positions)
        .annotate(at_position=F("index_entry__position"))
        .order_by()
    )
    return {activity.at_position: activity for activity in found}


def ends_by_tool(given: Model | None, tools: Sequence[str]) -> dict[str, Ends]:
    """For each tool that has visible records with a partner and so on, the first and the latest."""
    term, hidden = term_of(given) or ALL, hidden_positions()
    chunks = chunks_of([term])
    first = _extremes(term, tools, chunks, hidden, latest=False)
    latest = _extremes(term, tools, chunks[::-1], hidden, latest=True)
    found = _by_position({*first.values(), *latest.values()}, Activity.objects.only(*NAMED))
    ends = {tool: (found.get(first.get(tool)), found.get(latest.get(tool))) for tool in tools}
    return {tool: Ends(*both) for tool, both in ends.items() if all(both)}


def _extremes(
    term: str, tools: Sequence[str], chunks: Sequence[int | None], hidden: BitMap, *, latest: bool
) -> dict[str, int]:
    """The outermost position of each tool, from one side; chunks are read until all are found."""
    terms = {tool: facet_term("tool", tool) for tool in tools}
    found: dict[str, int] = {}
    for chunk in chunks:
        missing = [tool for tool in tools if tool not in found]
        if not missing:
            break
        stored = positions_by_term([term, *(terms[tool] for tool in missing)], chunk)
        records = stored.get(term, BitMap()) - hidden
        for tool in missing:
            if own := records & stored.get(terms[tool], BitMap()):
                found[tool] = own.max() if latest else own.min()
    return found


def latest_days(facet: str) -> dict[int, date]:
    """By the key of each value of a facet, the day on which its latest visible record starts."""
    hidden = hidden_positions()
    found = select(
        f"SELECT p.term, p.bitmap FROM {table(Posting)} p JOIN"
        f" (SELECT term, MAX(chunk) AS chunk FROM {table(Posting)} WHERE {HAS_HEAD} AND head = %s"
        " GROUP BY term) latest ON latest.term = p.term AND latest.chunk = p.chunk",
        [facet],
    )
    days = {}
    for term, blob in found:
        positions = BitMap.deserialize(bytes(blob))
        key = int(term.partition(":")[2])
        if hidden and positions & hidden:
            positions = positions_by_term([term])[term] - hidden
        if positions:
            days[key] = day_of(positions.max())
    return days
