"""Facets of a list of activities: each value with the number of records that choosing it gives."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import Count

from .filters import activities_for
from .models import Activity, Kind, Participation, Partner, Tool
from .query import LABELS, ActivityQuery
from .querysets import ActivityQuerySet

# Options before the rest goes behind "More"; chosen ones always stand in front.
SHOWN = 8
OPEN = ("tool", "partner")


@dataclass(frozen=True)
class Option:
    value: str
    label: str
    count: int
    is_selected: bool

    @property
    def code(self) -> str:
        """Under this name the `flag` tag looks for a partner's code."""
        return self.value


@dataclass(frozen=True)
class Facet:
    name: str
    label: str
    options: list[Option]

    @property
    def selected(self) -> int:
        return sum(option.is_selected for option in self.options)

    @property
    def is_open(self) -> bool:
        return bool(self.selected) or self.name in OPEN

    @property
    def shown(self) -> list[Option]:
        """The options in front, in the order of all of them."""
        chosen = [option for option in self.options if option.is_selected]
        others = [option for option in self.options if not option.is_selected]
        front = {option.value for option in [*chosen, *others[: max(SHOWN - len(chosen), 0)]]}
        return [option for option in self.options if option.value in front]

    @property
    def more(self) -> list[Option]:
        front = {option.value for option in self.shown}
        return [option for option in self.options if option.value not in front]


def facets_for(query: ActivityQuery) -> list[Facet]:
    """All facets: one grouped query each, and one for the kinds' names."""
    return [
        Facet(name, str(LABELS[name]), _options(query, name, count(query)))
        for name, count in COUNTERS.items()
    ]


def _options(
    query: ActivityQuery, name: str, counted: Iterable[tuple[str, str, int]]
) -> list[Option]:
    """Options in the given order; chosen values that count nothing are kept, at zero."""
    selected = {choice.value: choice.label for choice in query.choices.get(name, [])}
    options = [Option(value, label, n, value in selected) for value, label, n in counted]
    found = {option.value for option in options}
    lost = [
        Option(value, label, 0, True) for value, label in selected.items() if value not in found
    ]
    return [*options, *lost]


def _others(query: ActivityQuery, name: str) -> ActivityQuerySet:
    """The records of every other filter: what choosing one value of this filter would narrow."""
    return activities_for(query.without(name), Activity.objects.published())


def _tools(query: ActivityQuery) -> list[tuple[str, str, int]]:
    counts = dict(_others(query, "tool").values_list("tool").annotate(n=Count("pk")))
    return [(tool.value, f"{tool.mark}. {tool.short_name}", counts.get(tool, 0)) for tool in Tool]


def _kinds(query: ActivityQuery) -> list[tuple[str, str, int]]:
    """The kinds of the chosen tools; a code that several tools share is one value."""
    counts = dict(_others(query, "kind").values_list("kind__code").annotate(n=Count("pk")))
    tools = query.values("tool") or Tool.values
    order = {tool: position for position, tool in enumerate(Tool.values)}
    kinds = sorted(Kind.objects.filter(tool__in=tools), key=lambda kind: order[kind.tool])
    names: dict[str, str] = {}
    for kind in kinds:
        names.setdefault(kind.code, str(kind.name))
    return [(code, name, counts.get(code, 0)) for code, name in names.items()]


def _partners(query: ActivityQuery) -> list[tuple[str, str, int]]:
    """The partners that occur, by name: partners are never ranked."""
    rows = (
        Participation.objects.filter(activity__in=_others(query, "partner"))
        .order_by()
        .values("partner__code", "partner__name_en", "partner__name_ja")
        .annotate(n=Count("pk"))
    )
    found = (
        (Partner(name_en=row["partner__name_en"], name_ja=row["partner__name_ja"]), row)
        for row in rows
    )
    options = ((row["partner__code"], str(partner.name), row["n"]) for partner, row in found)
    return sorted(options, key=lambda option: option[1].casefold())


def _regions(query: ActivityQuery) -> list[tuple[str, str, int]]:
    """A record with partners of several regions counts once in each."""
    counts = dict(
        Participation.objects.filter(activity__in=_others(query, "region"))
        .order_by()
        .values_list("partner__region")
        .annotate(n=Count("activity", distinct=True))
    )
    return [(region.value, str(region.label), counts.get(region, 0)) for region in Partner.Region]


def _years(query: ActivityQuery) -> list[tuple[str, str, int]]:
    counts = _others(query, "year").values_list("start_year").annotate(n=Count("pk"))
    return [(str(year), str(year), n) for year, n in counts.order_by("-start_year")]


COUNTERS: dict[str, Callable[[ActivityQuery], list[tuple[str, str, int]]]] = {
    "tool": _tools,
    "partner": _partners,
    "region": _regions,
    "kind": _kinds,
    "year": _years,
}


@dataclass(frozen=True)
class Suggestion:
    """A search that asks for one filter less."""

    left_out: str
    remaining: list[str]
    address: str
    count: int


def searches_less_one(query: ActivityQuery) -> list[Suggestion]:
    """What a search without results gives without each of its filters in turn."""
    found = []
    for name in query.choices:
        less = query.without(name)
        count = activities_for(less, Activity.objects.published()).count()
        labels = [choice.label for choice in less.all_choices]
        found.append(Suggestion(str(LABELS[name]), labels, less.address, count))
    return found
