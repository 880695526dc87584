from __future__ import annotations

from django.core.paginator import Page, Paginator
from django.utils import timezone
from django.views.generic import DetailView, TemplateView

from exchanges.index.asking import union
from exchanges.index.selecting import tally
from exchanges.listing import rows_of
from exchanges.models import Kind, SiteText, Tool
from exchanges.photo_archive import archive_of
from exchanges.photo_sharing import social_picture
from exchanges.query import SORTS
from exchanges.querysets import ActivityQuerySet
from exchanges.templatetags.records import lead_photo

from .coverage import COVERED, Coverage, coverage_of
from .filters import FILTER_LABELS, PARTNERS, AgreementQuery, facets_for, read_day
from .models import Agreement
from .relations import activities_under, chain_of, others_with_partners, parties_of
from .results import AgreementResults, agreements_at
from .status import Status, periods, with_standing

PAGE_SIZE = 25
MOST_UNDER = 20
COUNTED = (Status.IN_FORCE, Status.SIGNED, Status.ENDED)


class AgreementList(TemplateView):
    """All published agreements: counts by status, coverage by partner and type, and the records."""

    template_name = "agreements/list.html"

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        query = AgreementQuery.read(self.request.GET)
        results = AgreementResults(query)
        everything = AgreementResults(query.of_everything, results.by_status)
        page = _page(results)
        by_status = everything.counts("status")
        partners = sum(number > 0 for number in results.counts("partner").values())
        return super().get_context_data(
            **kwargs,
            query=query,
            introduction=SiteText.objects.filter(key=Tool.AGREEMENTS).first(),
            chips=query.chips,
            page_obj=page,
            total=page.paginator.count,
            figures=[(status, by_status.get(status, 0)) for status in COUNTED],
            by_kind=_bars(),
            coverage=_coverage(everything, shows_all="all" in self.request.GET.getlist("coverage")),
            facets=facets_for(query, results.counts),
            more_partners=max(partners - PARTNERS, 0),
            sorts=[(name, label) for name, (label, _order) in SORTS.items()],
            suggestions=[] if page.paginator.count else _searches_less_one(results),
        )


def _bars() -> list[tuple[Kind, int, str]]:
    """Each type with its number of agreements and the width of its bar, in percent of the most."""
    counts = tally().summed(["kind"], [Tool.AGREEMENTS.value])["kind"]
    most = max(counts.values(), default=1) or 1
    kinds = Kind.objects.filter(tool=Tool.AGREEMENTS).order_by("position", "code")
    found = [(kind, counts.get(str(kind.pk), 0)) for kind in kinds]
    return [(kind, count, f"{100 * count / most:.1f}") for kind, count in found if count]


def _coverage(everything: AgreementResults, *, shows_all: bool) -> Coverage:
    """All agreements where they are few, else the latest of those whose dates are known."""
    positions, total = everything.positions, everything.total
    if total > COVERED:
        positions = positions & union(everything.by_status.values())
    latest = positions[-COVERED:] if len(positions) > COVERED else positions
    agreements = agreements_at(list(latest)[::-1], everything.query.on)
    return coverage_of(agreements, total=total, shows_all=shows_all)


def _page(results: AgreementResults) -> Page:
    """The page asked for, or the last one; a page that does not exist is then named."""
    asked = results.query.asked
    paginator = Paginator(results, PAGE_SIZE)
    before = len(asked.ignored)
    page = paginator.page(asked.page_within(paginator.num_pages))
    results.query.ignored.extend(asked.ignored[before:])
    return page


def _searches_less_one(results: AgreementResults) -> list[tuple[str, str, int]]:
    """For a list without results: each filter's name, the address without it, the count."""
    query = results.query
    names = [*query.asked.choices, *(["status"] if query.statuses else [])]
    less = [(str(FILTER_LABELS[name]), results.without(name)) for name in names]
    return [(label, other.query.address, other.total) for label, other in less]


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
            social_picture=social_picture(lead_photo(agreement)),
            archive=archive_of(agreement, agreement.public_photos),
            on=day or today,
            ignored=unusable,
            periods=periods(agreement.detail) if agreement.detail else [],
            partners=sorted(partners, key=lambda partner: partner.name.casefold()),
            parties=parties_of(agreement, partners),
            chain=chain_of(agreement),
            activities=rows_of(under[:MOST_UNDER]),
            more_activities=max(len(under) - MOST_UNDER, 0),
            others=others_with_partners(agreement, partners, today),
        )
