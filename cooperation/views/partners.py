from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Count, Q
from django.utils import timezone
from django.views.generic import DetailView, TemplateView

from agreements.status import Status, with_standing
from exchanges.models import Activity, Membership, Partner, Photo, Programme, Tool
from exchanges.query import MAX_VALUES
from exchanges.querysets import ActivityQuerySet

from ..charts import chart_by_year
from ..figures import (
    FOUR_TOOLS,
    OF_TOOLS,
    PartnerFigures,
    activities_with_any,
    counts_by_year,
    figures_by_partner,
    firsts_and_latest,
)

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
        activities = Activity.objects.published().for_partner(partner)
        years = counts_by_year(activities)
        agreements = _agreements(activities, today)
        return super().get_context_data(
            **kwargs,
            tools=FOUR_TOOLS,
            of_tools=OF_TOOLS,
            today=today,
            is_home=partner.code == settings.HOME_PARTNER,
            figures=_figures(years, agreements),
            chart=chart_by_year(years),
            firsts_and_latest=firsts_and_latest(activities),
            agreements=agreements,
            programmes=_programmes(activities),
            latest=activities.of_tools().with_list_relations()[:LATEST],
            photos=_photos(partner),
            members=_members(partner, today),
            organisations=_organisations(partner, today),
        )


def _figures(years: dict[int, dict[str, int]], agreements: list[Activity]) -> PartnerFigures:
    figures = PartnerFigures()
    for counts in years.values():
        for tool, count in counts.items():
            figures.by_tool[tool] = figures.by_tool.get(tool, 0) + count
    figures.by_tool[Tool.AGREEMENTS.value] = len(agreements)
    figures.agreements_in_force = sum(
        agreement.standing == Status.IN_FORCE for agreement in agreements
    )
    return figures


def _agreements(activities: ActivityQuerySet, today: date) -> list[Activity]:
    agreements = activities.filter(tool=Tool.AGREEMENTS)
    return with_standing(agreements.select_related("kind", "agreements_detail"), today)


def _programmes(activities: ActivityQuerySet) -> list[Programme]:
    """Programmes in which the partner takes part, with the number of these activities."""
    counts = dict(
        activities.filter(programme__isnull=False)
        .order_by()
        .values_list("programme")
        .annotate(count=Count("pk"))
    )
    programmes = Programme.objects.filter(pk__in=list(counts))
    for programme in programmes:
        programme.shared_count = counts[programme.pk]
    return list(programmes)


def _photos(partner: Partner) -> list[Photo]:
    return list(
        Photo.objects.public()
        .filter(activity__participations__partner=partner)
        .select_related("activity")
        .prefetch_related("renditions")
        .order_by("-activity__start_date", "-activity_id", "position", "id")[:PHOTOS]
    )


def _members(partner: Partner, today: date) -> dict[str, object] | None:
    """Current members of an organisation and how many activities these take part in."""
    if partner.is_country:
        return None
    held = partner.memberships.filter(current_memberships(today)).select_related("member")
    members = sorted((m.member for m in held), key=lambda member: member.name.casefold())
    query = urlencode([("partner", member.code) for member in members])
    return {
        "partners": members,
        "activity_count": activities_with_any(members).count(),
        "query": query if len(members) <= MAX_VALUES else "",
    }


def _organisations(partner: Partner, today: date) -> list[Partner]:
    held = partner.memberships_held.filter(current_memberships(today))
    return [m.organisation for m in held.select_related("organisation").order_by("organisation")]
