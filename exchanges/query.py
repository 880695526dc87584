"""What a reader asks of a list of activities: the query of its address, read once and bounded.

The same object feeds the filters, the facets, the chips and the notices. Values that are unknown or
impossible never raise: they are left out and listed in `ignored`, so that the page can name them.
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlencode

from django.apps import apps
from django.db.models import Model, Q, QuerySet
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .dates import MAX_YEAR, MIN_YEAR
from .models import Kind, Partner, Programme, Tool

MAX_VALUES = 50
# A text costs more than a code: every word of it is looked for in a dozen columns.
MAX_TEXTS = 3
MAX_TEXT = 200
SHOWN_LENGTH = 60
NEWEST = "newest"
SORTS: dict[str, tuple[Promise, tuple[str, ...]]] = {
    NEWEST: (_("Newest"), ("-start_date", "-id")),
    "oldest": (_("Oldest"), ("start_date", "id")),
    "updated": (_("Recently updated"), ("-changed_at", "-id")),
}
LABELS: dict[str, Promise] = {
    "q": _("Words"),
    "tool": _("Tool"),
    "kind": _("Kind"),
    "partner": _("Partner"),
    "region": _("Region"),
    "year": _("Year"),
    "from": _("From"),
    "to": _("To"),
    "programme": _("Programme"),
    "field": _("Field"),
    "sort": _("Sort"),
    "page": _("Page"),
}
DAY = re.compile(r"([0-9]{4})(?:-([0-9]{1,2})(?:-([0-9]{1,2}))?)?")


@dataclass(frozen=True)
class Choice:
    """One value asked for, with the words it is shown by."""

    name: str
    value: str
    label: str


@dataclass(frozen=True)
class Ignored:
    """A value that could not be used, cut to what a notice can show."""

    label: str
    value: str


@dataclass(frozen=True)
class Chip:
    """A filter in use, with the address of the same search without it."""

    label: str
    words: str
    address: str


@dataclass
class ActivityQuery:
    """The values in use by filter, the order, the page wanted, and what had to be ignored."""

    choices: dict[str, list[Choice]] = field(default_factory=dict)
    sort: str = NEWEST
    page: int = 1
    ignored: list[Ignored] = field(default_factory=list)

    @classmethod
    def read(cls, parameters: QueryDict) -> ActivityQuery:
        query = cls()
        for name, look_up in READERS.items():
            query._take(name, parameters.getlist(name), look_up)
        query._check_period()
        query._take_sort(parameters.getlist("sort"))
        query._take_page(parameters.getlist("page"))
        return query

    def values(self, name: str) -> list[str]:
        return [choice.value for choice in self.choices.get(name, [])]

    @property
    def since(self) -> date | None:
        """The first day asked for; of several the earliest, as repeating widens a filter."""
        return min((_read_day(value)[0] for value in self.values("from")), default=None)

    @property
    def until(self) -> date | None:
        return max((_read_day(value)[1] for value in self.values("to")), default=None)

    @property
    def all_choices(self) -> list[Choice]:
        return [choice for choices in self.choices.values() for choice in choices]

    @property
    def chips(self) -> list[Chip]:
        return [
            Chip(str(LABELS[c.name]), c.label, self.without(c.name, c.value).address)
            for c in self.all_choices
        ]

    @property
    def ordering(self) -> tuple[str, ...]:
        return SORTS[self.sort][1]

    def without(self, name: str, value: str | None = None) -> ActivityQuery:
        """This query less one filter, or less one value of it; from the first page."""
        choices = dict(self.choices)
        kept = [choice for choice in choices.pop(name, []) if value not in (None, choice.value)]
        if kept:
            choices[name] = kept
        return ActivityQuery(choices=choices, sort=self.sort)

    def sorted_by(self, sort: str) -> ActivityQuery:
        return ActivityQuery(choices=self.choices, sort=sort)

    @property
    def address(self) -> str:
        """The query string of what is in use, without the page: "?tool=troops&partner=in"."""
        pairs = [(choice.name, choice.value) for choice in self.all_choices]
        if self.sort != NEWEST:
            pairs.append(("sort", self.sort))
        return f"?{urlencode(pairs)}"

    def sort_within(self, sorts: Collection[str]) -> None:
        """Keep to the orders that a list has; another one that is asked for is then said."""
        if self.sort not in sorts:
            self._ignore("sort", [self.sort])
            self.sort = NEWEST

    def page_within(self, last: int) -> int:
        """The page to show: the one asked for, or the last one, which is then said."""
        if self.page > last:
            self._ignore("page", [str(self.page)])
        return min(self.page, last)

    def _take(self, name: str, given: list[str], look_up: Callable[[list[str]], dict]) -> None:
        values = list(dict.fromkeys(value for value in given if value.strip()))
        most = MAX_TEXTS if name == "q" else MAX_VALUES
        usable = [value for value in values[:most] if _is_usable(value)]
        labels = look_up(usable) if usable else {}
        if labels:
            self.choices[name] = [Choice(name, value, label) for value, label in labels.items()]
        # A reader may write a value in another form, full-width digits say; it is then not unknown.
        known = {value for value in usable if _plain(value) in labels or value.strip() in labels}
        self._ignore(name, [value for value in values if value not in known])

    def _take_sort(self, given: list[str]) -> None:
        wanted = [value for value in given if value.strip()]
        if wanted and wanted[0] in SORTS:
            self.sort = wanted.pop(0)
        self._ignore("sort", wanted)

    def _take_page(self, given: list[str]) -> None:
        wanted = [value for value in given if value.strip()]
        number = _plain(wanted[0]) if wanted else ""
        if re.fullmatch(r"[0-9]{1,9}", number) and int(number) > 0:
            self.page = int(number)
            wanted.pop(0)
        self._ignore("page", wanted)

    def _check_period(self) -> None:
        if self.since and self.until and self.until < self.since:
            self._ignore("to", self.values("to"))
            del self.choices["to"]

    def _ignore(self, name: str, values: Iterable[str]) -> None:
        self.ignored.extend(Ignored(str(LABELS[name]), shown(value)) for value in values)


def asking(name: str, values: Iterable[str], tools: Iterable[str] = ()) -> ActivityQuery:
    """A query that the code asks: some values of one filter, among some tools."""
    asked = {name: list(values), "tool": list(tools)}
    return ActivityQuery(
        choices={
            name: [Choice(name, value, value) for value in given]
            for name, given in asked.items()
            if given
        }
    )


def shown(value: str) -> str:
    """A value as a notice can show it: on one line, without invisible characters, cut short."""
    start = value[: SHOWN_LENGTH + 1]
    line = "".join(letter if letter.isprintable() else "\ufffd" for letter in start)
    return line if len(line) <= SHOWN_LENGTH else f"{line[:SHOWN_LENGTH]}…"


def _is_usable(value: str) -> bool:
    return len(value) <= MAX_TEXT and "\x00" not in value


def _plain(value: str) -> str:
    return unicodedata.normalize("NFKC", value).strip()


def _text(values: list[str]) -> dict[str, str]:
    return {value.strip(): value.strip() for value in values}


def _tools(values: list[str]) -> dict[str, str]:
    return {value: str(Tool(value).short_name) for value in values if value in Tool.values}


def _regions(values: list[str]) -> dict[str, str]:
    regions = dict(Partner.Region.choices)
    return {value: str(regions[value]) for value in values if value in regions}


def _named(rows: QuerySet, key: str, values: list[str]) -> dict[str, str]:
    """Names by code of the rows that exist; a code that several rows share is one value."""
    found: dict[str, Model] = {}
    for row in rows.filter(Q(**{f"{key}__in": values})):
        found.setdefault(getattr(row, key), row)
    return {value: str(found[value].name) for value in values if value in found}


def _kinds(values: list[str]) -> dict[str, str]:
    return _named(Kind.objects.all(), "code", values)


def _partners(values: list[str]) -> dict[str, str]:
    return _named(Partner.objects.all(), "code", values)


def _programmes(values: list[str]) -> dict[str, str]:
    return _named(Programme.objects.published(), "slug", values)


def _fields(values: list[str]) -> dict[str, str]:
    return _named(apps.get_model("capacity", "CapacityField").objects.all(), "code", values)


def _years(values: list[str]) -> dict[str, str]:
    plain = (_plain(value) for value in values)
    return {
        value: value
        for value in plain
        if re.fullmatch(r"[0-9]{4}", value) and MIN_YEAR <= int(value) <= MAX_YEAR
    }


def _days(values: list[str]) -> dict[str, str]:
    plain = (_plain(value) for value in values)
    return {value: value for value in plain if _read_day(value)}


def _read_day(value: str) -> tuple[date, date] | None:
    """The first and last day of "2019", "2019-05" or "2019-05-23"; None if there is no such day."""
    match = DAY.fullmatch(value)
    if not match or not MIN_YEAR <= int(match[1]) <= MAX_YEAR:
        return None
    year, month, day = int(match[1]), int(match[2] or 0), int(match[3] or 0)
    try:
        first = date(year, month if match[2] else 1, day if match[3] else 1)
    except ValueError:
        return None
    if match[3]:
        return first, first
    last_month = first.month if match[2] else 12
    return first, date(year, last_month, calendar.monthrange(year, last_month)[1])


READERS: dict[str, Callable[[list[str]], dict[str, str]]] = {
    "q": _text,
    "tool": _tools,
    "kind": _kinds,
    "partner": _partners,
    "region": _regions,
    "year": _years,
    "from": _days,
    "to": _days,
    "programme": _programmes,
    "field": _fields,
}
