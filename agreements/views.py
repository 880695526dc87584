from __future__ import annotations

from collections import Counter

from django.core.paginator import Page, Paginator
from django.utils import timezone
from django.views.generic import DetailView, TemplateView

from exchanges.listing import rows_of
from exchanges.models import Activity, Kind, SiteText, Tool
from exchanges.query import SORTS
from exchanges.querysets import ActivityQuerySet

from .coverage import coverage_of
from .filters import AgreementQuery, facets_for, read_day
from .models import Agreement
from .relations import activities_under, chain_of, others_with_partners, parties_of
from .status import Status, periods, with_standing

PAGE_SIZE = 25
MOST_UNDER = 10
COUNTED = (Status.IN_FORCE, Status.SIGNED, Status.ENDED)


class AgreementList(TemplateView):
    """All published agreements: counts by status, coverage by partner and type, and the records."""

    template_name = "agreements/list.html"

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        query = AgreementQuery.read(self.request.GET)
        page = _page(query)
        everything = with_standing(_for_table(Agreement.objects.published()), query.on)
        standings = Counter(agreement.standing for agreement in everything)
        return super().get_context_data(
            **kwargs,
            query=query,
            introduction=SiteText.objects.filter(key=Tool.AGREEMENTS).first(),
            chips=query.chips,
            page_obj=page,
            total=page.paginator.count,
            figures=[(status, standings[status]) for status in COUNTED],
            by_kind=_bars(everything),
            coverage=coverage_of(everything),
            facets=facets_for(query),
            sorts=[(name, label) for name, (label, _order) in SORTS.items()],
            suggestions=query.searches_less_one() if not page.paginator.count else [],
        )


def _for_table(agreements: ActivityQuerySet) -> ActivityQuerySet:
    return agreements.select_related("kind", "agreements_detail").prefetch_related("partners")


def _bars(agreements: list[Activity]) -> list[tuple[Kind, int, str]]:
    """Each type with its number of agreements and the width of its bar, in percent of the most."""
    counts = Counter(agreement.kind for agreement in agreements)
    most = max(counts.values(), default=1)
    kinds = sorted(counts, key=lambda kind: (kind.position, kind.code))
    return [(kind, counts[kind], f"{100 * counts[kind] / most:.1f}") for kind in kinds]


def _page(query: AgreementQuery) -> Page:
    """The page asked for, or the last one; a page that does not exist is then named."""
    found = query.agreements().order_by(*query.asked.ordering)
    paginator = Paginator(_for_table(found), PAGE_SIZE)
    before = len(query.asked.ignored)
    page = paginator.page(query.asked.page_within(paginator.num_pages))
    query.ignored.extend(query.asked.ignored[before:])
    page.object_list = with_standing(page.object_list, query.on)
    return page


class AgreementPage(DetailView):
    """One published agreement and where it stands on a day."""

    template_name = "agreements/detail.html"
    context_object_name = "agreement"

    def get_queryset(self) -> ActivityQuerySet:
        return (
            Agreement.objects.published()
            .with_page_relations()
            .select_related("agreements_detail")
            .prefetch_related("agreements_detail__party_actions__partner")
        )

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        agreement = self.object
        day, unusable = read_day(self.request.GET.getlist("on"))
        today = timezone.localdate()
        with_standing([agreement], day or today)
        partners = [participation.partner for participation in agreement.participations.all()]
        under = activities_under(agreement)
        return super().get_context_data(
            **kwargs,
            detail=agreement.detail,
            on=day or today,
            ignored=unusable,
            periods=periods(agreement.detail) if agreement.detail else [],
            partners=sorted(partners, key=lambda partner: partner.name.casefold()),
            parties=parties_of(agreement, partners),
            chain=chain_of(agreement),
            activities=rows_of(list(under.values_list("pk", flat=True)[:MOST_UNDER])),
            others=others_with_partners(agreement, partners, today),
        )
