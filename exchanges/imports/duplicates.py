"""Rows that may say again what a record, or another row of the file, says already.

A likeness never decides: a person is shown both and chooses. It is scored in per cent of four
things that both should share:

| | weight | full when |
|---|---|---|
| title | 40 | the words of the titles in one language are the same |
| partners | 25 | both name the same ones |
| date | 20 | both have the same dates |
| kind | 15 | it is the same |

What one side does not say counts by half or a little more, a title that is made up of kind,
partners and year by less. From THRESHOLD on a row is shown as a possible duplicate: the same day,
partners and kind are enough where one title is missing or in another language, and not where the
titles are about different things. Only records of the same tool within NEAR days, or as coarse
periods around the row, are compared, and only where no partner speaks against it.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import chain
from typing import Any, NamedTuple

from django.db import connection

from ..dates import Precision
from ..models import Activity, Kind, Participation
from ..words import STOP_WORDS, runs_of, words_of
from .drafts import Draft

THRESHOLD = 75
NEAR = 3
TITLE, PARTNERS, DATE, KIND = 40, 25, 20, 15
# What a part counts that one of the two does not state.
UNSAID_TITLE, MADE_UP_TITLE, UNSAID_PARTNERS = 0.5, 0.4, 0.6
OTHER_KIND = 0.3
# Titles that differ in a number are of another edition, phase or leg.
OTHER_NUMBER = 0.4
KEPT = 200_000
COARSE = (Precision.YEAR, Precision.FISCAL_YEAR)


class Twin(NamedTuple):
    """What a row may repeat: a record, or else an earlier row of the file."""

    record: Activity | None
    line: int | None
    per_cent: int


@dataclass(frozen=True, slots=True)
class Facts:
    """What is compared of a row or a record; partners as the bits of one number."""

    kind: int
    start: date
    end: date
    precision: str
    partners: int
    titles: tuple[str, str]
    is_made_up: bool = False


class Twins:
    """Looks for twins of the rows of one file, chunk by chunk, in the order of the file.

    The records of a year are read once, when the first row of it comes; a chunk costs three
    queries more, however many rows and records there are.
    """

    def __init__(self) -> None:
        self.tools: dict[str, list[int]] = {}
        for tool, key in Kind.objects.order_by("pk").values_list("tool", "pk"):
            self.tools.setdefault(tool, []).append(key)
        self.years: set[tuple[str, int]] = set()
        self.starts: dict[tuple[int, int], array] = {}
        self.partners: dict[int, int] = {}
        self.rows: dict[tuple[int, int, int], list[tuple[int, Facts]]] = {}

    def of(self, drafts: Sequence[Draft]) -> dict[int, Twin]:
        """The likeliest twin of each row that has one, by its line in the file.

        Give rows that were read without errors and are recognised as no record; a row that brings
        a reference is no twin of other rows of the file, since they are told apart by it.
        """
        drafts = [draft for draft in drafts if draft.existing is None]
        facts = {draft.line: facts_of(draft) for draft in drafts}
        tools = {draft.line: draft.tool for draft in drafts}
        self._load({(tools[line], year) for line, each in facts.items() for year in _years(each)})
        found = self._among_records(facts, tools)
        for draft in drafts:
            if not draft.reference:
                twin = self._among_rows(draft.line, facts[draft.line])
                if draft.line not in found and twin:
                    found[draft.line] = twin
        return found

    def _load(self, years: set[tuple[str, int]]) -> None:
        """Read which records of these years start on which day."""
        years = years - self.years
        if not years:
            return
        self.years |= years
        records = Activity.objects.filter(
            tool__in={tool for tool, _year in years}, start_year__in={year for _tool, year in years}
        )
        found = records.order_by().values_list("tool", "start_year", "kind", "start_date", "pk")
        for tool, year, kind, start, key in _rows_of(*found.query.sql_with_params()):
            if (tool, year) in years:
                place = (kind, start.toordinal())
                if place in self.starts:
                    self.starts[place].append(key)
                else:
                    self.starts[place] = array("q", (key,))

    def _among_records(self, rows: dict[int, Facts], tools: dict[int, str]) -> dict[int, Twin]:
        near = {line: self._near(facts, tools[line]) for line, facts in rows.items()}
        self._load_partners(set().union(*near.values()))
        pairs = {
            line: [key for key in keys if _may_be(rows[line].partners, self.partners[key])]
            for line, keys in near.items()
        }
        records = self._facts(set(chain.from_iterable(pairs.values())))
        best: dict[int, tuple[int, int]] = {}
        for line, keys in pairs.items():
            scored = ((likeness(rows[line], records[key]), key) for key in keys if key in records)
            score, key = max(scored, default=(0, 0))
            if score >= THRESHOLD:
                best[line] = (score, key)
        found = Activity.objects.in_bulk([key for _score, key in best.values()])
        return {
            line: Twin(found[key], None, score)
            for line, (score, key) in best.items()
            if key in found
        }

    def _near(self, facts: Facts, tool: str) -> set[int]:
        """Records of the row's tool whose dates may be those of the row."""
        starts, kind, first = self.starts, facts.kind, facts.start.toordinal()
        places = [(kind, day) for day in range(first - NEAR, facts.end.toordinal() + NEAR + 1)]
        places += [(kind, day) for day in _starts_of_periods(facts.start)]
        if facts.precision not in COARSE:
            places += [(other, first) for other in self.tools.get(tool, ())]
        found: set[int] = set()
        for place in places:
            if place in starts:
                found.update(starts[place])
        return found

    def _load_partners(self, keys: set[int]) -> None:
        if len(self.partners) > KEPT:
            self.partners.clear()
        found = dict.fromkeys(keys - self.partners.keys(), 0)
        if found:
            parts = Participation.objects.order_by().values_list("activity_id", "partner_id")
            for key, partner in _rows_among(parts, "activity_id", found):
                found[key] |= 1 << partner
        self.partners.update(found)

    def _facts(self, keys: set[int]) -> dict[int, Facts]:
        if not keys:
            return {}
        names = ("kind_id", "start_date", "end_date", "date_precision", "title_en", "title_ja")
        records = Activity.objects.order_by().values_list("pk", *names)
        return {
            key: Facts(*said, self.partners[key], (english, japanese))
            for key, *said, english, japanese in _rows_among(records, "id", keys)
        }

    def _among_rows(self, line: int, facts: Facts) -> Twin | None:
        """The likeliest of the rows before, among which this one is noted for those to come."""
        keys = list(_bits(facts.partners)) or [0]
        day = facts.start.toordinal()
        near = {
            earlier: other
            for partner in keys
            for start in range(day - NEAR, day + NEAR + 1)
            for earlier, other in self.rows.get((facts.kind, partner, start), ())
        }
        for partner in keys:
            self.rows.setdefault((facts.kind, partner, day), []).append((line, facts))
        scored = ((likeness(facts, other), -earlier) for earlier, other in near.items())
        score, earlier = max(scored, default=(0, 0))
        return Twin(None, -earlier, score) if score >= THRESHOLD else None


def facts_of(draft: Draft) -> Facts:
    """What is compared of a row; its title is made up unless the file gives one."""
    fields, texts = draft.fields, draft.texts
    titles = (fields.get("title_en", ""), fields.get("title_ja", ""))
    is_titled = any(texts.get(name) for name in ("title", "title_en", "title_ja"))
    partners = 0
    for partner in draft.partners or ():
        # A partner that the import would create has no key yet, and no record either.
        partners |= 1 << (partner.pk or 0)
    return Facts(
        fields["kind"].pk,
        fields["start_date"],
        fields["end_date"],
        fields["date_precision"],
        partners,
        titles if is_titled else ("", ""),
        not is_titled,
    )


def likeness(row: Facts, other: Facts) -> int:
    """How alike the two are, in per cent."""
    dates = _likeness_of_dates(row, other)
    if not dates:
        return 0
    known = DATE * dates + PARTNERS * _likeness_of_partners(row.partners, other.partners)
    known += KIND * (1 if row.kind == other.kind else OTHER_KIND)
    if known + TITLE < THRESHOLD:
        return 0
    return round(known + TITLE * _likeness_of_titles(row, other))


def _likeness_of_dates(row: Facts, other: Facts) -> float:
    if row.start == other.start:
        return 1 if row.end == other.end else 0.9
    if row.start <= other.end and other.start <= row.end:
        return 0.8
    gap = (row.start - other.end).days if row.start > other.end else (other.start - row.end).days
    return 0.8 - 0.1 * gap if gap <= NEAR else 0


def _likeness_of_partners(row: int, other: int) -> float:
    if row and other:
        return (row & other).bit_count() / (row | other).bit_count()
    return UNSAID_PARTNERS


def _likeness_of_titles(row: Facts, other: Facts) -> float:
    if row.is_made_up or other.is_made_up:
        return MADE_UP_TITLE
    pairs = [pair for pair in zip(row.titles, other.titles, strict=True) if all(pair)]
    return max((likeness_of_texts(*pair) for pair in pairs), default=UNSAID_TITLE)


def likeness_of_texts(first: str, second: str) -> float:
    """The share of words that two titles have in common, whatever their order; 1 is all."""
    (words, numbers), (others, other_numbers) = _words(first), _words(second)
    if not words or not others:
        return UNSAID_TITLE
    alike = _shared(words, others)
    if numbers and other_numbers and numbers != other_numbers:
        return min(alike, OTHER_NUMBER)
    if 0.4 < alike < 0.8:
        # A slip of the pen changes a word and leaves most of its letters.
        letters = _shared(_letters(first), _letters(second))
        return max(alike, letters if letters > 0.8 else 0)
    return alike


@lru_cache(maxsize=16384)
def _words(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """The words of a title, and those that are numbers."""
    words = frozenset(words_of(text) - STOP_WORDS)
    return words, frozenset(filter(str.isdigit, words))


@lru_cache(maxsize=16384)
def _letters(text: str) -> frozenset[str]:
    joined = "".join(runs_of(text))
    return frozenset(joined[place : place + 2] for place in range(len(joined) - 1))


def _shared(first: frozenset[str], second: frozenset[str]) -> float:
    return 2 * len(first & second) / ((len(first) + len(second)) or 1)


def _may_be(row: int, record: int) -> bool:
    """Two events without a partner in common are two events."""
    return not (row and record) or bool(row & record)


def _years(facts: Facts) -> Iterable[int]:
    """The years in which a record of the same thing may start."""
    return range(facts.start.year - 1, (facts.end + timedelta(NEAR)).year + 1)


def _starts_of_periods(day: date) -> Iterable[int]:
    """When a month, a year and a fiscal year began of which only that is known."""
    april = date(day.year if day.month > 3 else day.year - 1, 4, 1)
    return {each.toordinal() for each in (day.replace(day=1), date(day.year, 1, 1), april)}


def _bits(number: int) -> Iterator[int]:
    while number:
        yield number.bit_length() - 1
        number &= ~(1 << (number.bit_length() - 1))


def _rows_of(sql: str, values: Sequence[Any] = ()) -> Iterator[tuple[Any, ...]]:
    """Rows as the driver gives them: a third of what the ORM takes for a hundred thousand."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        yield from cursor


def _rows_among(rows: Any, column: str, keys: Iterable[int]) -> Iterator[tuple[Any, ...]]:
    """The rows that have one of the keys; our own numbers, so they may stand in the statement."""
    sql, values = rows.query.sql_with_params()
    return _rows_of(f"{sql} WHERE {column} IN ({', '.join(map(str, keys))})", values)
