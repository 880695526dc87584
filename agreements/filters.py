"""What a reader asks of the list of agreements: a query of activities, a status and its day."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date
from urllib.parse import urlencode

from django.db.models import Count
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy

from exchanges.dates import MAX_YEAR, MIN_YEAR
from exchanges.facets import Facet, Option
from exchanges.filters import activities_for
from exchanges.models import Kind, Partner, Tool
from exchanges.query import LABELS, ActivityQuery, Chip, Ignored, shown
from exchanges.querysets import ActivityQuerySet

from .models import Agreement
from .status import Status, status_on

FILTER_LABELS = {
    "q": LABELS["q"],
    "status": gettext_lazy("Status"),
    "kind": gettext_lazy("Type"),
    "partner": LABELS["partner"],
    "region": LABELS["region"],
    "year": LABELS["year"],
    "from": LABELS["from"],
    "to": LABELS["to"],
    "programme": LABELS["programme"],
}
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def read_day(values: list[str]) -> tuple[date | None, list[Ignored]]:
    """The first value that is a day (YYYY-MM-DD) of the years the register knows."""
    label, unusable = gettext("Status on"), []
    for value in values:
        if not value.strip():
            continue
        if day := _day(value.strip()):
            return day, unusable
        unusable.append(Ignored(label, shown(value)))
    return None, unusable


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text) if DAY.fullmatch(text) else None
    except ValueError:
        return None
    return day if day and MIN_YEAR <= day.year <= MAX_YEAR else None


@dataclass
class AgreementQuery:
    """`asked` holds the filters that agreements share with activities, the order and the page."""

    asked: ActivityQuery
    on: date = field(default_factory=timezone.localdate)
    is_other_day: bool = False
    statuses: list[Status] = field(default_factory=list)
    ignored: list[Ignored] = field(default_factory=list)

    @classmethod
    def read(cls, parameters: QueryDict) -> AgreementQuery:
        asked = ActivityQuery.read(parameters)
        for name in set(asked.choices) - set(FILTER_LABELS):
            del asked.choices[name]
        day, unusable = read_day(parameters.getlist("on"))
        statuses = []
        for value in dict.fromkeys(v for v in parameters.getlist("status") if v.strip()):
            if value in Status.values:
                statuses.append(Status(value))
            else:
                unusable.append(Ignored(gettext("Status"), shown(value)))
        return cls(
            asked=asked,
            on=day or timezone.localdate(),
            is_other_day=day not in (None, timezone.localdate()),
            statuses=statuses,
            ignored=[*asked.ignored, *unusable],
        )

    def without(self, name: str, value: str | None = None) -> AgreementQuery:
        """The same question less one filter, or less one value of it; from the first page."""
        if name != "status":
            return replace(self, asked=self.asked.without(name, value))
        kept = [status for status in self.statuses if value not in (None, status.value)]
        return replace(self, asked=replace(self.asked, page=1), statuses=kept)

    @property
    def chips(self) -> list[Chip]:
        """Everything that narrows the list, each with the address of the list without it."""
        used = [(choice.name, choice.value, choice.label) for choice in self.asked.all_choices]
        used += [("status", status.value, str(status.label)) for status in self.statuses]
        return [
            Chip(str(FILTER_LABELS[name]), words, self.without(name, value).address)
            for name, value, words in used
        ]

    def searches_less_one(self) -> list[tuple[str, str, int]]:
        """For a list without results: each filter's name, the address without it, the count."""
        names = [*self.asked.choices, *(["status"] if self.statuses else [])]
        less = [(str(FILTER_LABELS[name]), self.without(name)) for name in names]
        return [(label, query.address, query.agreements().count()) for label, query in less]

    @property
    def address(self) -> str:
        """The query string of what is in use, without the page."""
        pairs = [("status", status.value) for status in self.statuses]
        if self.is_other_day:
            pairs.append(("on", self.on.isoformat()))
        base = self.asked.address
        return f"{base}{'&' if pairs and base != '?' else ''}{urlencode(pairs)}"

    def agreements(self) -> ActivityQuerySet:
        """Published agreements that fit, each with its status on the day as `standing`."""
        published = Agreement.objects.published().annotate(standing=status_on(self.on))
        found = activities_for(self.asked, published)
        return found.filter(standing__in=self.statuses) if self.statuses else found


class AgreementFacet(Facet):
    @property
    def is_open(self) -> bool:
        return bool(self.selected) or self.name != "partner"


def facets_for(query: AgreementQuery) -> list[Facet]:
    """Status, type and partner, each value with the number of agreements choosing it gives."""
    by_status = _counts(query, "status", "standing")
    by_kind = _counts(query, "kind", "kind__code")
    by_partner = _counts(query, "partner", "participations__partner__code")
    chosen = query.asked.values("partner")
    partners = sorted(
        Partner.objects.filter(code__in=[*by_partner, *chosen]), key=lambda p: p.name.casefold()
    )
    kinds = Kind.objects.filter(tool=Tool.AGREEMENTS)
    statuses = [status.value for status in query.statuses]
    return [
        _facet("status", [(s.value, str(s.label)) for s in Status], by_status, statuses),
        _facet("kind", [(k.code, k.name) for k in kinds], by_kind, query.asked.values("kind")),
        _facet("partner", [(p.code, p.name) for p in partners], by_partner, chosen),
    ]


def _counts(query: AgreementQuery, name: str, column: str) -> dict[str, int]:
    pks = query.without(name).agreements().values("pk")
    counted = Agreement.objects.filter(pk__in=pks).annotate(standing=status_on(query.on))
    rows = counted.order_by().values_list(column).annotate(count=Count("pk", distinct=True))
    return {value: count for value, count in rows if value is not None}


def _facet(
    name: str, values: list[tuple[str, str]], counts: dict[str, int], chosen: list[str]
) -> Facet:
    options = [Option(code, label, counts.get(code, 0), code in chosen) for code, label in values]
    return AgreementFacet(name, str(FILTER_LABELS[name]), options)
