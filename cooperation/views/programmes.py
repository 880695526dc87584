from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from django.db.models import F
from django.views.generic import DetailView, TemplateView

from exchanges.addresses import address
from exchanges.bilingual import reader_language
from exchanges.dates import DateSpan, Precision, format_span
from exchanges.index.counting import Tally
from exchanges.index.selecting import tally
from exchanges.models import Activity, Partner, Programme
from exchanges.querysets import ProgrammeQuerySet

from ..figures import FOUR_TOOLS, counts_by_programme, years_by_programme
from ..itinerary import WORDS, Gap, Record, Step, newest_first, steps_of, years_of
from ..routes import Leg, Route, route_of

# So many records are drawn with their pictures; the list of activities has the others.
SHOWN = 40


class ProgrammeList(TemplateView):
    """Programmes that have a published activity, by kind and name."""

    template_name = "programmes/list.html"

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        counts = counts_by_programme(tally())
        years = years_by_programme(list(counts))
        found = Programme.objects.filter(pk__in=list(counts))
        programmes = sorted(found, key=lambda programme: programme.name.casefold())
        for programme in programmes:
            programme.count = counts[programme.pk]
            programme.years = years[programme.pk]
        groups = [
            (kind, [programme for programme in programmes if programme.kind == kind])
            for kind in Programme.ProgrammeKind
        ]
        return super().get_context_data(
            **kwargs, groups=[group for group in groups if group[1]], count=len(programmes)
        )


class Part(NamedTuple):
    """A leg, an edition or a year as it is drawn: its number and activities, or a gap."""

    number: int | None
    activities: list[Activity]
    gap: Gap | None


class ProgrammePage(DetailView):
    """One programme: its activities in the order of their numbers, with the gaps between them."""

    template_name = "programmes/detail.html"
    context_object_name = "programme"

    def get_queryset(self) -> ProgrammeQuerySet:
        return Programme.objects.published()

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        programme, numbers = self.object, tally(self.object)
        is_series = programme.kind == Programme.ProgrammeKind.SERIES
        is_deployment = programme.kind == Programme.ProgrammeKind.DEPLOYMENT
        words = WORDS[Programme.ProgrammeKind(programme.kind)]
        records = _records(programme)
        steps = steps_of(records, words, is_series=is_series)
        if is_series:
            steps = newest_first(steps)
        parts = _parts(steps)
        shown = [activity for part in parts for activity in part.activities]
        by_tool = numbers.by_tool()
        return super().get_context_data(
            **kwargs,
            dates=format_span(_span(programme, records), reader_language()),
            days=_days(programme) if is_deployment else None,
            is_newest_first=is_series,
            list_url=f"{address('activities:list')}?programme={programme.slug}",
            lead=next((a for a in shown if a.public_photos), None),
            part_count=len({r.edition for r in records if r.edition is not None}),
            missing=[step.gap for step in steps if step.gap],
            partners=_partners(numbers),
            parts=parts,
            more=len(records) - len(shown),
            route=_route(parts) if is_deployment else None,
            shown_keys={activity.pk for activity in shown},
            strip=years_of(records) if is_series else [],
            tools=[tool for tool in FOUR_TOOLS if by_tool.get(tool)],
            total=len(records),
            words=words,
        )


def _records(programme: Programme) -> list[Record]:
    found = Activity.objects.published().filter(programme=programme)
    ordered = found.order_by(F("edition").asc(nulls_last=True), "start_date", "id")
    columns = ("pk", "edition", "start_date", "end_date", "date_precision")
    return [Record(*row) for row in ordered.values_list(*columns)]


def _parts(steps: Sequence[Step]) -> list[Part]:
    """The first steps with their activities, up to so many; a step is never cut in two."""
    shown: list[Step] = []
    number = 0
    for step in steps:
        if number >= SHOWN:
            break
        shown.append(step)
        number += len(step.records)
    keys = [record.pk for step in shown for record in step.records]
    found = Activity.objects.filter(pk__in=keys).order_by().with_list_relations()
    by_key = {activity.pk: activity for activity in found}
    return [Part(s.number, [by_key[r.pk] for r in s.records], s.gap) for s in shown]


def _span(programme: Programme, records: Sequence[Record]) -> DateSpan:
    """The programme's own dates, else those from its first to its last activity."""
    if programme.start_date and programme.end_date:
        return DateSpan(programme.start_date, programme.end_date, Precision.DAY)
    first = min(records, key=lambda record: record.start)
    last = max(records, key=lambda record: record.end)
    return first.dates.to(last.dates)


def _days(programme: Programme) -> int | None:
    if not (programme.start_date and programme.end_date):
        return None
    return (programme.end_date - programme.start_date).days + 1


def _partners(numbers: Tally) -> list[Partner]:
    keys = {int(key) for _tool, key in numbers.by("partner")}
    found = Partner.objects.order_by().filter(pk__in=keys)
    return sorted(found, key=lambda partner: partner.name.casefold())


def _route(parts: Sequence[Part]) -> Route | None:
    """The drawing of the legs whose point is recorded; the list has them all."""
    legs = []
    for part in parts:
        placed = (a for a in part.activities if a.latitude is not None and a.longitude is not None)
        if part.number is not None and (activity := next(placed, None)):
            place = str(activity.place or activity.title)
            legs.append(
                Leg(part.number, place, float(activity.latitude), float(activity.longitude))
            )
    return route_of(legs)
