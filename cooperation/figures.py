"""Counts of published records by partner, tool and year; a fixed number of queries each."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet

from agreements.models import AgreementDetail
from exchanges.index.counting import Tally
from exchanges.index.selecting import latest_days, tally
from exchanges.models import Partner, Tool
from exchanges.querysets import of_published

FOUR_TOOLS = [tool for tool in Tool if tool != Tool.AGREEMENTS]
# The filters of the list of activities that leave the agreements out, as the figures here do.
OF_TOOLS = urlencode([("tool", tool.value) for tool in FOUR_TOOLS])


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
    in_force = _details_in_force(today).filter(activity__participations__partner__in=list(figures))
    for key, count in (
        in_force.order_by()
        .values_list("activity__participations__partner")
        .annotate(count=Count("pk"))
    ):
        figures[key].agreements_in_force = count
    return figures


def figures_of(partner: Partner, numbers: Tally, today: date) -> PartnerFigures:
    return PartnerFigures(
        by_tool=numbers.by_tool(), agreements_in_force=agreements_in_force(today, partner)
    )


def agreements_in_force(today: date, partner: Partner | None = None) -> int:
    """Published agreements in force on a day, of all partners or of one."""
    details = _details_in_force(today)
    if partner:
        details = details.filter(activity__participations__partner=partner)
    return details.count()


def _details_in_force(today: date) -> QuerySet:
    """Only agreements with dates have a row here: few, however many records there are."""
    return AgreementDetail.objects.filter(
        Q(terminated_on__isnull=True) | Q(terminated_on__gt=today),
        of_published("activity"),
        in_force_on__lte=today,
    )


def counts_by_year(numbers: Tally) -> dict[int, dict[str, int]]:
    """Counts of the four tools by year: {2019: {"troops": 2}}, oldest year first."""
    years: dict[int, dict[str, int]] = {}
    for (tool, year), count in sorted(numbers.by("year").items(), key=lambda item: item[0][1]):
        if tool != Tool.AGREEMENTS:
            years.setdefault(int(year), {})[tool] = count
    return years
