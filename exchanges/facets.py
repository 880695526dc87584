"""Facets of a list of activities: each value with the number of records that choosing it gives."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

from django.apps import apps

from .bilingual import reader_language, text_in
from .index.sql import marks, select, table
from .models import Kind, Partner, Programme, Tool
from .query import LABELS, ActivityQuery

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

    @cached_property
    def selected(self) -> int:
        return sum(option.is_selected for option in self.options)

    @property
    def is_open(self) -> bool:
        return bool(self.selected) or self.name in OPEN

    @cached_property
    def shown(self) -> list[Option]:
        """The options in front: all of a few, else those chosen and then the first others."""
        if len(self.options) <= SHOWN:
            return self.options
        chosen = [option for option in self.options if option.is_selected]
        others = [option for option in self.options if not option.is_selected]
        return [*chosen, *others[: max(SHOWN - len(chosen), 0)]]

    @cached_property
    def more(self) -> list[Option]:
        front = {option.value for option in self.shown}
        return [option for option in self.options if option.value not in front]


Counts = Callable[[str], dict[str, int]]
# Value, label and number.
Counted = tuple[str, str, int]


def facets_for(query: ActivityQuery, counts: Counts) -> list[Facet]:
    """All facets, from the numbers that `counts` has by value of each filter."""
    return [
        Facet(name, str(LABELS[name]), _options(query, name, options(query, counts(name))))
        for name, options in OPTIONS.items()
    ]


def _options(query: ActivityQuery, name: str, counted: Iterable[Counted]) -> list[Option]:
    """Options in the given order; chosen values that count nothing are kept, at zero."""
    selected = {choice.value: choice.label for choice in query.choices.get(name, [])}
    options = [Option(value, label, n, value in selected) for value, label, n in counted]
    found = {option.value for option in options}
    lost = [
        Option(value, label, 0, True) for value, label in selected.items() if value not in found
    ]
    return [*options, *lost]


def _tools(query: ActivityQuery, counts: dict[str, int]) -> list[Counted]:
    return [(tool.value, f"{tool.mark}. {tool.short_name}", counts.get(tool, 0)) for tool in Tool]


def _kinds(query: ActivityQuery, counts: dict[str, int]) -> list[Counted]:
    """The kinds of the chosen tools; a code that several tools share is one value."""
    tools = query.values("tool") or Tool.values
    order = {tool: position for position, tool in enumerate(Tool.values)}
    found = select(
        f"SELECT id, code, name_en, name_ja, tool FROM {table(Kind)}"
        f" WHERE tool IN ({marks(tools)}) ORDER BY position, code",
        tools,
    )
    language = reader_language()
    names: dict[str, str] = {}
    numbers: dict[str, int] = {}
    for pk, code, english, japanese, _tool in sorted(found, key=lambda row: order[row[-1]]):
        if code not in names:
            names[code] = text_in(language, english, japanese)
        numbers[code] = numbers.get(code, 0) + counts.get(str(pk), 0)
    # Of some forty most are empty in any one search: these are left out, unless they are chosen.
    return [(code, name, numbers[code]) for code, name in names.items() if numbers[code]]


def _partners(query: ActivityQuery, counts: dict[str, int]) -> list[Counted]:
    """The partners that occur, by name: partners are never ranked."""
    return _by_name(_named(table(Partner), "code", counts))


def _programmes(query: ActivityQuery, counts: dict[str, int]) -> list[Counted]:
    return _by_name(_named(table(Programme), "slug", counts))


def _fields(query: ActivityQuery, counts: dict[str, int]) -> list[Counted]:
    """The fields of capacity building that occur, in their own order."""
    fields = table(apps.get_model("capacity", "CapacityField"))
    return _named(fields, "code", counts, " ORDER BY position, code")


def _by_name(options: list[Counted]) -> list[Counted]:
    return sorted(options, key=lambda option: option[1].casefold())


def _named(source: str, key: str, counts: dict[str, int], order: str = "") -> list[Counted]:
    """Code, name and number of the rows of a table that count anything."""
    if not counts:
        return []
    is_japanese = reader_language() == "ja"
    return [
        (code, (japanese or english) if is_japanese else (english or japanese), counts[str(pk)])
        for pk, code, english, japanese in select(
            f"SELECT id, {key}, name_en, name_ja FROM {source}{order}"
        )
        if counts.get(str(pk))
    ]


def _regions(query: ActivityQuery, counts: dict[str, int]) -> list[Counted]:
    """A record with partners of several regions counts once in each."""
    return [(region.value, str(region.label), counts.get(region, 0)) for region in Partner.Region]


def _years(query: ActivityQuery, counts: dict[str, int]) -> list[Counted]:
    return [(year, year, counts[year]) for year in sorted(counts, reverse=True) if counts[year]]


OPTIONS: dict[str, Callable[[ActivityQuery, dict[str, int]], list[Counted]]] = {
    "tool": _tools,
    "partner": _partners,
    "region": _regions,
    "kind": _kinds,
    "year": _years,
    "programme": _programmes,
    "field": _fields,
}


@dataclass(frozen=True)
class Suggestion:
    """A search that asks for one filter less."""

    left_out: str
    remaining: list[str]
    address: str
    count: int


def searches_less_one(
    query: ActivityQuery, count: Callable[[ActivityQuery], int]
) -> list[Suggestion]:
    """What a search without results gives without each of its filters in turn."""
    found = []
    for name in query.choices:
        less = query.without(name)
        labels = [choice.label for choice in less.all_choices]
        found.append(Suggestion(str(LABELS[name]), labels, less.address, count(less)))
    return found
