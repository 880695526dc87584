"""The parts of a programme in order: legs, editions or years, and what is missing between them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import Enum
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from exchanges.dates import DateSpan, Precision
from exchanges.models import Programme

# A strip of more years says nothing; the list has them all.
LONGEST_STRIP = 80


class Record(NamedTuple):
    """What the order of a programme's published records is made from."""

    pk: int
    edition: int | None
    start: date
    end: date
    precision: Precision = Precision.DAY

    @property
    def dates(self) -> DateSpan:
        return DateSpan(self.start, self.end, self.precision)


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


class Gap(NamedTuple):
    """What is missing between two parts, in words, with the years in between as far as known."""

    heading: str
    words: str
    years: str
    is_unheld: bool = False


class Step(NamedTuple):
    """A leg, an edition or a year with its records, or the gap up to number `last`."""

    number: int | None
    last: int | None
    records: list[Record]
    gap: Gap | None = None


def steps_of(records: Sequence[Record], words: Words, *, is_series: bool) -> list[Step]:
    """One step per number, a gap for the numbers between that have no record, the rest last.

    In a series a gap also stands for the years between two editions that follow one another, if
    it is usually held every year: their numbers show that none was held then.
    """
    numbered = _by_number(records)
    is_yearly = is_series and _is_yearly(numbered)
    steps: list[Step] = []
    before: list[Record] = []
    previous = min(numbered, default=0) - 1
    for number, group in sorted(numbered.items()):
        years = _years_between(before, group)
        if number > previous + 1:
            steps.append(_missing(previous + 1, number - 1, years, words))
        elif is_yearly and years:
            steps.append(Step(None, None, [], _unheld(previous, number, years)))
        steps.append(Step(number, number, group))
        previous, before = number, group
    return [*steps, *(Step(None, None, [r]) for r in records if r.edition is None)]


def newest_first(steps: Sequence[Step]) -> list[Step]:
    """Editions are read from the latest back; those without a number come last all the same."""
    rest = [step for step in steps if step.number is None and not step.gap]
    return [*(step for step in reversed(steps) if step not in rest), *reversed(rest)]


class Held(Enum):
    YES = "held"
    NO = "off"
    UNKNOWN = "no"


class Year(NamedTuple):
    """A year of a series: whether it was held, with its first record if there is one."""

    year: int
    held: Held
    record: Record | None

    @property
    def words(self) -> str:
        return "" if self.record else gettext("not held" if self.held is Held.NO else "no record")


def years_of(records: Sequence[Record]) -> list[Year]:
    """Every year from the first to the last; none where there is only one, or too many."""
    by_year: dict[int, Record] = {}
    for record in sorted(records, key=lambda record: (record.start, record.pk)):
        by_year.setdefault(record.start.year, record)
    years = range(min(by_year), max(by_year) + 1)
    if not 1 < len(years) <= LONGEST_STRIP:
        return []
    unheld = _unheld_years(_by_number(records))
    return [_year(year, by_year.get(year), year in unheld) for year in years]


def _year(year: int, record: Record | None, is_unheld: bool) -> Year:
    if record:
        return Year(year, Held.YES, record)
    return Year(year, Held.NO if is_unheld else Held.UNKNOWN, None)


def _by_number(records: Sequence[Record]) -> dict[int, list[Record]]:
    numbered: dict[int, list[Record]] = {}
    for record in records:
        if record.edition is not None:
            numbered.setdefault(record.edition, []).append(record)
    return numbered


def _years_between(before: Sequence[Record], after: Sequence[Record]) -> range:
    """The years after all of one part and before all of the next."""
    if not before:
        return range(0)
    return range(max(r.end.year for r in before) + 1, min(r.start.year for r in after))


def _unheld_years(numbered: dict[int, list[Record]]) -> set[int]:
    """Years between editions that follow one another: their numbers leave none for them."""
    return {
        year
        for number, group in numbered.items()
        for year in _years_between(group, numbered.get(number + 1, ()) or group)
    }


def _is_yearly(numbered: dict[int, list[Record]]) -> bool:
    """Most editions that follow one another have no year between them."""
    pairs = [(group, numbered[n + 1]) for n, group in numbered.items() if n + 1 in numbered]
    return 2 * sum(not _years_between(*pair) for pair in pairs) > len(pairs)


def _missing(first: int, last: int, years: range, words: Words) -> Step:
    heading = words.missing if first == last else words.missing_range
    text = gettext(
        "The numbers before and after show that something is missing here; nothing about it has"
        " been published yet."
    )
    gap = Gap(heading % {"first": first, "last": last}, text, _shown(years))
    return Step(first, last, [], gap)


def _unheld(before: int, after: int, years: range) -> Gap:
    text = gettext(
        "Editions %(before)s and %(after)s follow one another, so none was held in between."
    )
    words = text % {"before": before, "after": after}
    return Gap(gettext("Not held"), words, _shown(years), is_unheld=True)


def _shown(years: range) -> str:
    if not years:
        return ""
    return str(years[0]) if len(years) == 1 else f"{years[0]}–{years[-1]}"
