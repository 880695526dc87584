"""Counts of published records by partner, tool, year and programme; a fixed number of queries each.

All come from the kept counts and bitmaps of `exchanges.index`: nothing here reads or counts the
records themselves, of which there may be a million.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple
from urllib.parse import urlencode

from django.db import connection
from django.utils import timezone
from pyroaring import BitMap

from agreements.models import AgreementDetail
from exchanges.index.asking import union
from exchanges.index.counting import Tally, facets_at, split_tool
from exchanges.index.postings import positions_by_term
from exchanges.index.selecting import hidden_positions, latest_days, tally
from exchanges.index.sql import marks, select, table
from exchanges.index.terms import facet_term, first_slot
from exchanges.models import FacetCount, IndexEntry, Membership, Participation, Partner, Tool

FOUR_TOOLS = [tool for tool in Tool if tool != Tool.AGREEMENTS]
# The filters of the list of activities that leave the agreements out, as the figures here do.
OF_TOOLS = urlencode([("tool", tool.value) for tool in FOUR_TOOLS])
# Agreements whose partners are read at once.
AT_ONCE = 10_000


@dataclass
class PartnerFigures:
    """What is published with one partner. Activities are those of the four tools."""

    by_tool: dict[str, int] = field(default_factory=dict)
    agreements_in_force: int = 0
    latest: date | None = None

    @property
    def activities(self) -> int:
        return sum(self.by_tool.get(tool, 0) for tool in FOUR_TOOLS)

    @property
    def agreements(self) -> int:
        return self.by_tool.get(Tool.AGREEMENTS, 0)

    @property
    def by_each_tool(self) -> list[tuple[Tool, int]]:
        """The four tools in their order, those without activities too."""
        return [(tool, self.by_tool.get(tool, 0)) for tool in FOUR_TOOLS]


def figures_by_partner(today: date) -> dict[int, PartnerFigures]:
    """Figures of every partner that a published record names, by the partner's id."""
    figures: dict[int, PartnerFigures] = {}
    for (tool, key), count in tally().by("partner").items():
        figures.setdefault(int(key), PartnerFigures()).by_tool[tool] = count
    for key, day in latest_days("partner").items():
        if key in figures:
            figures[key].latest = day
    for key, count in _in_force_by_partner(today).items():
        if key in figures:
            figures[key].agreements_in_force = count
    return figures


def figures_of(partner: Partner, numbers: Tally, today: date) -> PartnerFigures:
    return PartnerFigures(
        by_tool=numbers.by_tool(), agreements_in_force=agreements_in_force(today, partner)
    )


def agreements_in_force(today: date, partner: Partner | None = None) -> int:
    """Published agreements in force on a day, of all partners or of one."""
    of_partner, values = "", []
    if partner:
        of_partner = (
            f" AND EXISTS (SELECT 1 FROM {table(Participation)} p"
            " WHERE p.activity_id = d.activity_id AND p.partner_id = %s)"
        )
        values = [partner.pk]
    ((number,),) = select(
        f"SELECT COUNT(*) FROM {table(AgreementDetail)} d WHERE {_in_force()}{of_partner}",
        [*_moments(today), *values],
    )
    return number


def _in_force_by_partner(today: date) -> dict[int, int]:
    """The participations are looked up for each agreement: in a join SQLite begins with them."""
    keys = [
        key
        for (key,) in select(
            f"SELECT d.activity_id FROM {table(AgreementDetail)} d WHERE {_in_force()}",
            _moments(today),
        )
    ]
    counts: dict[int, int] = {}
    for start in range(0, len(keys), AT_ONCE):
        some = keys[start : start + AT_ONCE]
        rows = select(
            f"SELECT partner_id, COUNT(*) FROM {table(Participation)}"
            f" WHERE activity_id IN ({marks(some)}) GROUP BY partner_id",
            some,
        )
        for partner, number in rows:
            counts[partner] = counts.get(partner, 0) + number
    return counts


def _in_force() -> str:
    """Only agreements with dates have a row of details: few, however many records there are."""
    return (
        "d.in_force_on <= %s AND (d.terminated_on IS NULL OR d.terminated_on > %s)"
        f" AND EXISTS (SELECT 1 FROM {table(IndexEntry)} e WHERE e.activity_id = d.activity_id"
        " AND (e.visible_from IS NULL OR e.visible_from <= %s)"
        " AND (e.visible_until IS NULL OR e.visible_until > %s))"
    )


def _moments(today: date) -> list[object]:
    day = connection.ops.adapt_datefield_value(today)
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    return [day, day, now, now]


def counts_by_year(numbers: Tally) -> dict[int, dict[str, int]]:
    """Counts of the four tools by year: {2019: {"troops": 2}}, oldest year first."""
    years: dict[int, dict[str, int]] = {}
    for (tool, year), count in sorted(numbers.by("year").items(), key=lambda item: item[0][1]):
        if tool != Tool.AGREEMENTS:
            years.setdefault(int(year), {})[tool] = count
    return years


def counts_by_programme(numbers: Tally) -> dict[int, int]:
    """Records by the key of their programme, those of all tools."""
    counts: dict[int, int] = {}
    for (_tool, key), count in numbers.by("programme").items():
        counts[int(key)] = counts.get(int(key), 0) + count
    return counts


def years_by_programme(programmes: Sequence[int]) -> dict[int, list[int]]:
    """By the key of a programme, the years in which a visible record of it starts, in order."""
    given = {facet_term("programme", key): key for key in programmes}
    rows = FacetCount.objects.filter(given__in=list(given), facet="year")
    counts: dict[tuple[int, int], int] = {}
    for term, year, number in rows.values_list("given", "value", "number"):
        place = given[term], int(year)
        counts[place] = counts.get(place, 0) + number
    for facets in facets_at(hidden_positions()):
        of_record = dict(split_tool(facets.split())[1])
        place = int(of_record.get("programme", 0)), int(of_record["year"])
        if place in counts:
            counts[place] -= 1
    years: dict[int, list[int]] = {}
    for (key, year), number in sorted(counts.items()):
        if number:
            years.setdefault(key, []).append(year)
    return years


class MemberCounts(NamedTuple):
    """Activities with members of an organisation, each counted once however many take part."""

    at_the_time: dict[str, int]
    today: int


def counts_of_members(held: Sequence[Membership], members: Collection[int]) -> MemberCounts:
    """Activities by tool with those that were members on its first day; all with some members.

    A time of membership whose start or end is not recorded is open at that side. `members` are the
    keys of those whose activities count at any time.
    """
    terms = sorted({facet_term("partner", membership.member_id) for membership in held})
    tools = {facet_term("tool", tool.value): tool.value for tool in FOUR_TOOLS}
    stored = positions_by_term([*terms, *tools])
    of_tools = union(stored[term] for term in tools if term in stored) - hidden_positions()
    then = union(_during(membership, stored) for membership in held) & of_tools
    now = union(stored.get(facet_term("partner", key), BitMap()) for key in members)
    by_tool = {
        tool: then.intersection_cardinality(stored[term])
        for term, tool in tools.items()
        if term in stored
    }
    return MemberCounts(by_tool, now.intersection_cardinality(of_tools))


def _during(membership: Membership, stored: dict[str, BitMap]) -> BitMap:
    """The records with a member that start within the time of its membership."""
    positions = stored.get(facet_term("partner", membership.member_id), BitMap())
    if not positions or not (membership.joined or membership.left):
        return positions
    within = BitMap(positions)
    if membership.joined:
        within.remove_range(0, first_slot(membership.joined))
    if membership.left:
        within.remove_range(first_slot(membership.left), positions.max() + 1)
    return within
