from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.views.generic import DetailView, TemplateView

from agreements.status import with_standing
from exchanges.index.counting import Tally
from exchanges.index.photos import PhotoResults
from exchanges.index.results import Results
from exchanges.index.selecting import activities_at, ends_by_tool, newest, tally
from exchanges.listing import rows_at
from exchanges.models import Activity, Membership, Partner, Programme, Tool
from exchanges.query import MAX_VALUES, asking

from ..charts import chart_by_year
from ..figures import FOUR_TOOLS, OF_TOOLS, counts_by_year, figures_by_partner, figures_of

AGREEMENTS = 12
LATEST = 5
PHOTOS = 8


def current_memberships(today: date) -> Q:
    return Q(
        Q(joined__isnull=True) | Q(joined__lte=today), Q(left__isnull=True) | Q(left__gt=today)
    )


class PartnerList(TemplateView):
    """All partners: those with published records in a table, organisations and the rest apart."""

    template_name = "partners/list.html"

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        today = timezone.localdate()
        figures = figures_by_partner(today)
        with_records, others = [], []
        for partner in sorted(Partner.objects.all(), key=lambda partner: partner.name.casefold()):
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
            of_tools=OF_TOOLS,
            agreements_tool=Tool.AGREEMENTS,
            today=today,
            countries=countries,
            organisations=organisations,
            regions=_by_region(countries),
            others=others,
            other_regions=_by_region(others),
        )


def _by_region(partners: list[Partner]) -> list[tuple[str, str, list[Partner]]]:
    """Code and name of each region that has any of the partners, in the order of the regions."""
    groups = [
        (region.value, region.label, [p for p in partners if p.region == region])
        for region in Partner.Region
    ]
    return [group for group in groups if group[2]]


def _attach_members(organisations: list[Partner], today: date) -> None:
    by_organisation: dict[int, list[Partner]] = {}
    for membership in Membership.objects.filter(
        current_memberships(today), organisation__in=organisations
    ).select_related("member"):
        by_organisation.setdefault(membership.organisation_id, []).append(membership.member)
    for organisation in organisations:
        organisation.current_members = sorted(
            by_organisation.get(organisation.pk, []), key=lambda member: member.name.casefold()
        )


class PartnerPage(DetailView):
    """The profile of any partner, with or without published records."""

    queryset = Partner.objects.prefetch_related("successors", "predecessors")
    template_name = "partners/detail.html"
    context_object_name = "partner"

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        partner, today = self.object, timezone.localdate()
        numbers = tally(partner)
        years = counts_by_year(numbers)
        figures = figures_of(partner, numbers, today)
        tools = [tool.value for tool in FOUR_TOOLS]
        return super().get_context_data(
            **kwargs,
            tools=FOUR_TOOLS,
            of_tools=OF_TOOLS,
            today=today,
            is_home=partner.code == settings.HOME_PARTNER,
            figures=figures,
            chart=chart_by_year(years),
            ends=_ends(partner, today),
            agreements=_agreements(partner, today),
            more_agreements=max(figures.agreements - AGREEMENTS, 0),
            programmes=_programmes(numbers),
            latest=rows_at(newest(given=partner, tools=tools, limit=LATEST)),
            photos=PhotoResults(asking("partner", [partner.code]))[0:PHOTOS],
            members=_members(partner, today),
            organisations=_organisations(partner, today),
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
    agreements = Activity.objects.select_related("kind", "agreements_detail")
    return with_standing(activities_at(positions, agreements), today)


def _programmes(numbers: Tally) -> list[Programme]:
    """Programmes in which the partner takes part, with the number of these activities."""
    counts: dict[int, int] = {}
    for (_tool, key), count in numbers.by("programme").items():
        counts[int(key)] = counts.get(int(key), 0) + count
    programmes = list(Programme.objects.filter(pk__in=list(counts)))
    for programme in programmes:
        programme.shared_count = counts[programme.pk]
    return programmes


def _members(partner: Partner, today: date) -> dict[str, object] | None:
    """Current members of an organisation and how many activities these take part in."""
    if partner.is_country:
        return None
    held = partner.memberships.filter(current_memberships(today)).select_related("member")
    members = sorted((m.member for m in held), key=lambda member: member.name.casefold())
    codes = [member.code for member in members]
    tools = [tool.value for tool in FOUR_TOOLS]
    query = urlencode([("partner", code) for code in codes])
    return {
        "partners": members,
        "activity_count": Results(asking("partner", codes, tools)).total if members else 0,
        "query": query if len(members) <= MAX_VALUES else "",
    }


def _organisations(partner: Partner, today: date) -> list[Partner]:
    held = partner.memberships_held.filter(current_memberships(today))
    return [m.organisation for m in held.select_related("organisation").order_by("organisation")]
