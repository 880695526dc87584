from __future__ import annotations

from typing import NamedTuple

from django.db.models import Count, F, Max, Min
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.generic import DetailView, TemplateView

from exchanges.bilingual import reader_language
from exchanges.dates import DateSpan, Precision, format_span
from exchanges.models import Activity, Partner, Programme
from exchanges.querysets import ActivityQuerySet, ProgrammeQuerySet

from ..figures import FOUR_TOOLS


class ProgrammeList(TemplateView):
    """Programmes that have a published activity, by kind and name."""

    template_name = "programmes/list.html"

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        spans = {
            row["programme"]: row
            for row in Activity.objects.published()
            .filter(programme__isnull=False)
            .order_by()
            .values("programme")
            .annotate(count=Count("pk"), first=Min("start_year"), latest=Max("start_year"))
        }
        programmes = sorted(
            Programme.objects.filter(pk__in=list(spans)), key=lambda p: p.name.casefold()
        )
        for programme in programmes:
            programme.span = spans[programme.pk]
        groups = [
            (kind, [programme for programme in programmes if programme.kind == kind])
            for kind in Programme.ProgrammeKind
        ]
        return super().get_context_data(
            **kwargs, groups=[group for group in groups if group[1]], count=len(programmes)
        )


class Words(NamedTuple):
    """What the numbered parts of a kind of programme are called."""

    heading: str | Promise
    parts: str | Promise
    missing: str | Promise
    missing_range: str | Promise


WORDS = {
    Programme.ProgrammeKind.DEPLOYMENT: Words(
        _("Itinerary"),
        _("Legs"),
        _("Leg %(first)s: no record"),
        _("Legs %(first)s to %(last)s: no record"),
    ),
    Programme.ProgrammeKind.SERIES: Words(
        _("Editions"),
        _("Editions"),
        _("Edition %(first)s: no record"),
        _("Editions %(first)s to %(last)s: no record"),
    ),
    Programme.ProgrammeKind.PROJECT: Words(
        _("Years of the project"),
        _("Years of the project"),
        _("Year %(first)s of the project: no record"),
        _("Years %(first)s to %(last)s of the project: no record"),
    ),
}
# A strip of more years says nothing; the list has them all.
LONGEST_STRIP = 80


class Step(NamedTuple):
    """A leg, an edition or a year with its activities; without any it is a gap up to `last`."""

    number: int | None
    last: int | None
    activities: list[Activity]


class ProgrammePage(DetailView):
    """One programme: its activities in the order of their numbers, with the gaps between them."""

    template_name = "programmes/detail.html"
    context_object_name = "programme"

    def get_queryset(self) -> ProgrammeQuerySet:
        return Programme.objects.published()

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        activities = list(_activities(self.object))
        words = WORDS[Programme.ProgrammeKind(self.object.kind)]
        is_series = self.object.kind == Programme.ProgrammeKind.SERIES
        steps = steps_of(activities)
        leading = reversed(activities) if is_series else activities
        tools = [tool for tool in FOUR_TOOLS if any(a.tool == tool for a in activities)]
        return super().get_context_data(
            **kwargs,
            activities=activities,
            dates=format_span(_span(self.object, activities), reader_language()),
            is_newest_first=is_series,
            lead=next((a for a in leading if a.public_photos), None),
            part_count=len({a.edition for a in activities if a.edition is not None}),
            partners=_partners(activities),
            steps=[(step, _gap(step, words)) for step in _in_order(steps, is_series)],
            strip=_strip(activities) if is_series else [],
            tools=tools,
            words=words,
        )


def _activities(programme: Programme) -> ActivityQuerySet:
    return (
        Activity.objects.published()
        .filter(programme=programme)
        .with_list_relations()
        .order_by(F("edition").asc(nulls_last=True), "start_date", "id")
    )


def _span(programme: Programme, activities: list[Activity]) -> DateSpan:
    """The programme's own dates, else those from its first to its last activity."""
    if programme.start_date and programme.end_date:
        return DateSpan(programme.start_date, programme.end_date, Precision.DAY)
    first = min(activities, key=lambda activity: activity.start_date)
    last = max(activities, key=lambda activity: activity.end_date)
    return first.dates.to(last.dates)


def steps_of(activities: list[Activity]) -> list[Step]:
    """One step per number, a gap for the numbers between that have no record, the rest last."""
    numbered: dict[int, list[Activity]] = {}
    steps = []
    for activity in activities:
        if activity.edition is not None:
            numbered.setdefault(activity.edition, []).append(activity)
    previous = min(numbered, default=0) - 1
    for number, group in sorted(numbered.items()):
        if number > previous + 1:
            steps.append(Step(previous + 1, number - 1, []))
        steps.append(Step(number, number, group))
        previous = number
    return [*steps, *(Step(None, None, [a]) for a in activities if a.edition is None)]


def _in_order(steps: list[Step], is_newest_first: bool) -> list[Step]:
    """Editions are read from the latest back; those without a number come last all the same."""
    if not is_newest_first:
        return steps
    numbered = [step for step in steps if step.number is not None]
    unnumbered = [step for step in steps if step.number is None]
    return [*reversed(numbered), *reversed(unnumbered)]


def _gap(step: Step, words: Words) -> str:
    """What a gap says; nothing for a step with activities."""
    if step.activities:
        return ""
    sentence = words.missing if step.number == step.last else words.missing_range
    return sentence % {"first": step.number, "last": step.last}


def _strip(activities: list[Activity]) -> list[tuple[int, Activity | None]]:
    """Every year from the first to the last with its first activity, or None without one."""
    by_year: dict[int, Activity] = {}
    for activity in sorted(activities, key=lambda activity: (activity.start_date, activity.pk)):
        by_year.setdefault(activity.start_year, activity)
    years = range(min(by_year), max(by_year) + 1)
    if not 1 < len(years) <= LONGEST_STRIP:
        return []
    return [(year, by_year.get(year)) for year in years]


def _partners(activities: list[Activity]) -> list[Partner]:
    found = {partner for activity in activities for partner in activity.partners.all()}
    return sorted(found, key=lambda partner: partner.name.casefold())
