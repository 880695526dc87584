"""What a reader asks of the list of agreements: a query of activities, a status and its day."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy

from exchanges.dates import MAX_YEAR, MIN_YEAR
from exchanges.facets import Facet, Option
from exchanges.models import Kind, Partner, Tool
from exchanges.query import LABELS, ActivityQuery, Chip, Choice, Ignored, shown

from .status import Status

# The profile of each further partner leads to its agreements.
PARTNERS = 60
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

    @property
    def address(self) -> str:
        """The query string of what is in use, without the page."""
        pairs = [("status", status.value) for status in self.statuses]
        if self.is_other_day:
            pairs.append(("on", self.on.isoformat()))
        base = self.asked.address
        return f"{base}{'&' if pairs and base != '?' else ''}{urlencode(pairs)}"

    @property
    def of_everything(self) -> AgreementQuery:
        """All agreements, on the same day."""
        return AgreementQuery(ActivityQuery(), self.on, self.is_other_day)

    @property
    def among_agreements(self) -> ActivityQuery:
        """The filters shared with activities, as a query of these that finds agreements only."""
        tool = Tool.AGREEMENTS
        among = {"tool": [Choice("tool", tool.value, str(tool.short_name))]}
        return replace(self.asked, choices=self.asked.choices | among)


class AgreementFacet(Facet):
    @property
    def is_open(self) -> bool:
        return bool(self.selected) or self.name != "partner"


def facets_for(query: AgreementQuery, counts: Callable[[str], dict[str, int]]) -> list[Facet]:
    """Status, type and partner, each value with the number of agreements choosing it gives.

    `counts` has the numbers of a filter by value, those of types and partners by their keys.
    """
    chosen = query.asked.values("partner")
    by_partner = counts("partner")
    partners = Partner.objects.order_by().only("code", "name_en", "name_ja")
    found = [p for p in partners if by_partner.get(str(p.pk)) or p.code in chosen]
    found.sort(key=lambda partner: (partner.code not in chosen, partner.name.casefold()))
    by_kind, by_status = counts("kind"), counts("status")
    kinds = Kind.objects.filter(tool=Tool.AGREEMENTS)
    statuses = [status.value for status in query.statuses]
    return [
        _facet("status", [(s.value, str(s.label), by_status.get(s, 0)) for s in Status], statuses),
        _facet(
            "kind",
            [(kind.code, kind.name, by_kind.get(str(kind.pk), 0)) for kind in kinds],
            query.asked.values("kind"),
        ),
        _facet(
            "partner",
            [
                (partner.code, partner.name, by_partner.get(str(partner.pk), 0))
                for partner in sorted(found[:PARTNERS], key=lambda p: p.name.casefold())
            ],
            chosen,
        ),
    ]


def _facet(name: str, counted: list[tuple[str, str, int]], chosen: list[str]) -> Facet:
    options = [Option(code, label, count, code in chosen) for code, label, count in counted]
    return AgreementFacet(name, str(FILTER_LABELS[name]), options)
