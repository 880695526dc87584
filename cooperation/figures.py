"""Counts of published records by partner, tool and year; a fixed number of queries each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlencode

from django.db.models import Count, F, Max, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from agreements.models import Agreement, AgreementDetail
from agreements.status import status_on
from exchanges.models import Activity, Partner, Tool
from exchanges.querysets import ActivityQuerySet

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

    def add(self, tool: str, count: int, latest: date) -> None:
        self.by_tool[tool] = count
        self.latest = max(self.latest or latest, latest)


def figures_by_partner(today: date) -> dict[int, PartnerFigures]:
    """Figures of every partner that a published record names, by the partner's id."""
    figures: dict[int, PartnerFigures] = {}
    for row in (
        Activity.objects.published()
        .filter(participations__partner__isnull=False)
        .order_by()
        .values("participations__partner", "tool")
        .annotate(count=Count("pk"), latest=Max("start_date"))
    ):
        partner = figures.setdefault(row["participations__partner"], PartnerFigures())
        partner.add(row["tool"], row["count"], row["latest"])
    for partner_id, count in (
        Agreement.objects.published()
        .annotate(standing=status_on(today))
        .filter(standing=AgreementDetail.Status.IN_FORCE, participations__partner__in=list(figures))
        .order_by()
        .values_list("participations__partner")
        .annotate(count=Count("pk"))
    ):
        figures[partner_id].agreements_in_force = count
    return figures


def counts_by_year(activities: ActivityQuerySet) -> dict[int, dict[str, int]]:
    """Counts of the four tools by year: {2019: {"troops": 2}}, oldest year first."""
    years: dict[int, dict[str, int]] = {}
    for year, tool, count in (
        activities.of_tools()
        .order_by("start_year")
        .values_list("start_year", "tool")
        .annotate(count=Count("pk"))
    ):
        years.setdefault(year, {})[tool] = count
    return years


def firsts_and_latest(activities: ActivityQuerySet) -> list[tuple[Tool, list[Activity]]]:
    """Each tool that has activities with its first and its latest, which may be the same."""
    ends = activities.of_tools().annotate(
        from_start=Window(
            RowNumber(), partition_by=F("tool"), order_by=[F("start_date").asc(), F("id").asc()]
        ),
        from_end=Window(
            RowNumber(), partition_by=F("tool"), order_by=[F("start_date").desc(), F("id").desc()]
        ),
    )
    found: dict[str, list[Activity]] = {}
    for activity in ends.filter(Q(from_start=1) | Q(from_end=1)).order_by("start_date", "id"):
        found.setdefault(activity.tool, []).append(activity)
    return [
        (tool, [found[tool.value][0], found[tool.value][-1]])
        for tool in FOUR_TOOLS
        if tool.value in found
    ]


def activities_with_any(partners: Iterable[Partner]) -> QuerySet:
    """Published activities of the four tools with at least one of the partners, each once."""
    return (
        Activity.objects.published()
        .of_tools()
        .filter(participations__partner__in=list(partners))
        .order_by()
        .distinct()
    )
