from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.conf import settings
from django.utils import timezone
from django.views.generic import DetailView, TemplateView

from agreements.status import with_standing
from exchanges.index.counting import Tally
from exchanges.index.photos import PhotoResults
from exchanges.index.selecting import NAMED, activities_at, ends_by_tool, newest, tally
from exchanges.index.sql import select, table
from exchanges.listing import rows_at
from exchanges.models import Activity, Membership, Partner, Programme, Tool
from exchanges.query import MAX_VALUES, asking

from ..charts import chart_by_year
from ..figures import (
    FOUR_TOOLS,
    OF_TOOLS,
    counts_by_programme,
    counts_by_year,
    counts_of_members,
    figures_by_partner,
    figures_of,
)

AGREEMENTS = 12
LATEST = 5
PHOTOS = 8
PROGRAMMES = 30
# Of an index of more countries than this, flags and links of numbers would be more than half.
FULL_ROWS = 100
# What the table of agreements shows.
IN_TABLE = (
    *NAMED,
    *("kind__name_en", "kind__name_ja"),
    *(f"agreements_detail__{name}" for name in ("signed_on", "in_force_on", "terminated_on")),
)
COLUMNS = ("code", "slug", "kind", "name_en", "name_ja", "region", "valid_to")


class PartnerList(TemplateView):
    """All partners: those with published records in a table, organisations and the rest apart."""

    template_name = "partners/list.html"

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        today = timezone.localdate()
        figures = figures_by_partner(today)
        with_records, others = [], []
        for partner in _by_name(Partner.objects.order_by().only(*COLUMNS)):
            partner.figures = figures.get(partner.pk)
            if partner.figures:
                with_records.append(partner)
            elif partner.code != settings.HOME_PARTNER:
                others.append(partner)
        countries = [partner for partner in with_records if partner.is_country]
        organisations = [partner for partner in with_records if not partner.is_country]
        _attach_members(organisations, today)
        return super().get_context_data(
            **kwargs,
            tools=FOUR_TOOLS,
            agreements_tool=Tool.AGREEMENTS,
            countries=countries,
            organisations=organisations,
            regions=_by_region(countries),
            is_full=len(countries) <= FULL_ROWS,
            others=others,
            other_regions=_by_region(others),
        )


def _by_name(partners: Iterable[Partner]) -> list[Partner]:
    return sorted(partners, key=lambda partner: partner.name.casefold())


def _by_region(partners: list[Partner]) -> list[tuple[str, str, list[Partner]]]:
    """Code and name of each region that has any of the partners, in the order of the regions."""
    groups = [
        (region.value, region.label, [p for p in partners if p.region == region])
        for region in Partner.Region
    ]
    return [group for group in groups if group[2]]


def _attach_members(organisations: list[Partner], today: date) -> None:
    by_organisation: dict[int, list[Partner]] = {}
    held = Membership.objects.filter(organisation__in=organisations).order_by()
    for membership in held.select_related("member"):
        if _is_held(membership, today):
            by_organisation.setdefault(membership.organisation_id, []).append(membership.member)
    for organisation in organisations:
        organisation.current_members = _by_name(by_organisation.get(organisation.pk, []))


class PartnerPage(DetailView):
    """The profile of any partner, with or without published records."""

    model = Partner
    template_name = "partners/detail.html"
    context_object_name = "partner"

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        partner, today = self.object, timezone.localdate()
        numbers = tally(partner)
        years = counts_by_year(numbers)
        figures = figures_of(partner, numbers, today)
        programmes = _programmes(numbers)
        tools = [tool.value for tool in FOUR_TOOLS]
        successors, predecessors = _before_and_after(partner)
        return super().get_context_data(
            **kwargs,
            successors=successors,
            predecessors=predecessors,
            of_tools=OF_TOOLS,
            today=today,
            is_home=partner.code == settings.HOME_PARTNER,
            figures=figures,
            chart=chart_by_year(years),
            ends=_ends(partner, today),
            agreements=_agreements(partner, today),
            more_agreements=max(figures.agreements - AGREEMENTS, 0),
            programmes=programmes[:PROGRAMMES],
            more_programmes=max(len(programmes) - PROGRAMMES, 0),
            latest=rows_at(newest(given=partner, tools=tools, limit=LATEST)),
            photos=PhotoResults(asking("partner", [partner.code]))[0:PHOTOS],
            members=_members(partner, today),
            organisations=_organisations(partner, today),
        )


def _before_and_after(partner: Partner) -> tuple[list[Partner], list[Partner]]:
    """The states that succeeded a state, and those that it succeeds; most have neither."""
    ties = Partner.successors.through
    pairs = select(
        f"SELECT from_partner_id, to_partner_id FROM {table(ties)}"
        " WHERE from_partner_id = %s OR to_partner_id = %s",
        [partner.pk, partner.pk],
    )
    if not pairs:
        return [], []
    found = Partner.objects.in_bulk({key for pair in pairs for key in pair})
    return (
        _by_name(found[after] for before, after in pairs if before == partner.pk),
        _by_name(found[before] for before, after in pairs if after == partner.pk),
    )


@dataclass(frozen=True)
class ToolEnds:
    """The first and the latest activity of a tool, and the full years since the latest."""

    tool: Tool
    first: Activity
    latest: Activity
    years_since: int


def _ends(partner: Partner, today: date) -> list[ToolEnds]:
    found = ends_by_tool(partner, [tool.value for tool in FOUR_TOOLS])
    return [
        ToolEnds(tool, *found[tool.value], _full_years(found[tool.value].latest.end_date, today))
        for tool in FOUR_TOOLS
        if tool.value in found
    ]


def _full_years(since: date, today: date) -> int:
    years = today.year - since.year - ((today.month, today.day) < (since.month, since.day))
    return max(years, 0)


def _agreements(partner: Partner, today: date) -> list[Activity]:
    """The latest agreements with a partner; a list has all of them."""
    positions = newest(given=partner, tools=[Tool.AGREEMENTS.value], limit=AGREEMENTS)
    agreements = Activity.objects.select_related("kind", "agreements_detail").only(*IN_TABLE)
    return with_standing(activities_at(positions, agreements), today)


def _programmes(numbers: Tally) -> list[Programme]:
    """Programmes in which the partner takes part, with the number of these activities."""
    counts = counts_by_programme(numbers)
    programmes = list(Programme.objects.filter(pk__in=list(counts)))
    for programme in programmes:
        programme.shared_count = counts[programme.pk]
    return sorted(programmes, key=lambda programme: programme.name.casefold())


@dataclass(frozen=True)
class Members:
    """Members of an organisation today, and the activities of members apart from its own.

    `at_the_time` counts those with a partner that was a member then; `today` those with a partner
    that is one now, whenever they took place, which is what a list can show.
    """

    partners: list[Partner]
    at_the_time: list[tuple[Tool, int]]
    without_dates: int
    memberships: int
    today: int
    query: str

    @property
    def total(self) -> int:
        return sum(count for _tool, count in self.at_the_time)


def _members(partner: Partner, today: date) -> Members | None:
    if partner.is_country:
        return None
    held = list(partner.memberships.select_related("member"))
    members = _by_name({membership.member for membership in held if _is_held(membership, today)})
    codes = [member.code for member in members]
    counts = counts_of_members(held, {member.pk for member in members})
    return Members(
        partners=members,
        at_the_time=[(tool, counts.at_the_time.get(tool.value, 0)) for tool in FOUR_TOOLS],
        without_dates=sum(not (m.joined or m.left) for m in held),
        memberships=len(held),
        today=counts.today,
        query=urlencode([("partner", code) for code in codes]) if len(codes) <= MAX_VALUES else "",
    )


def _is_held(membership: Membership, today: date) -> bool:
    has_begun = not membership.joined or membership.joined <= today
    return has_begun and (not membership.left or membership.left > today)


def _organisations(partner: Partner, today: date) -> list[Partner]:
    held = partner.memberships_held.select_related("organisation").order_by()
    return _by_name(m.organisation for m in held if _is_held(m, today))
