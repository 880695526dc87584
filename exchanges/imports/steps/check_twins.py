"""Possible duplicates side by side: what the row says beside what it may repeat."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.utils.translation import gettext as _

from ...dates import DateError, parse_dates
from ...models import Activity, CheckedRow, ImportBatch
from ...names import normalise
from ...partners import PartnerLookup
from ..facts import FileFacts
from ..uploads import options_of

# On the page with all rows, and on the page with nothing else.
FIRST, PER_PAGE = 3, 20
SHORT = 200
TITLES = ("title", "title_en", "title_ja")
PLACES = ("location", "location_en", "location_ja")


@dataclass(frozen=True)
class Pair:
    """One fact of both sides; equal values are marked in words."""

    label: str
    row: str
    other: str
    is_equal: bool


@dataclass(frozen=True)
class TwinPair:
    """A row and the record, or the earlier row, that it may repeat."""

    line: int
    per_cent: int | None
    record: Activity | None
    twin_line: int | None
    pairs: list[Pair]
    decision: str

    @property
    def name(self) -> str:
        return f"decision-{self.line}"


class TwinsPage:
    """The possible duplicates of a check: the first few, or page by page."""

    def __init__(self, batch: ImportBatch, facts: FileFacts, page: str, *, is_whole: bool) -> None:
        self.batch, self.facts = batch, facts
        rows = batch.checked_rows.filter(outcome=CheckedRow.Outcome.DUPLICATE).order_by("line")
        rows = rows.select_related("twin__kind").prefetch_related("twin__partners")
        self.page = Paginator(rows, PER_PAGE if is_whole else FIRST).get_page(page)
        self.others = 0 if is_whole else max(0, self.page.paginator.count - FIRST)

    def pairs(self) -> list[TwinPair]:
        rows = list(self.page.object_list)
        lines = [row.twin_line for row in rows if row.twin_line is not None]
        earlier = self.batch.checked_rows.filter(line__in=lines) if lines else ()
        texts = {row.line: row.cells for row in earlier}
        lookup = PartnerLookup() if rows else None
        return [self._pair(row, texts.get(row.twin_line or 0, []), lookup) for row in rows]

    def _pair(
        self, row: CheckedRow, other: Sequence[str], lookup: PartnerLookup | None
    ) -> TwinPair:
        compare = self._with_record if row.twin else self._with_row
        pairs = compare(row, other, lookup)
        shown = [pair for pair in pairs if pair.row or pair.other]
        decision = self.batch.decisions.get(str(row.line), "leave")
        if decision == "update" and row.twin is None:
            decision = "leave"
        return TwinPair(row.line, row.likeness, row.twin, row.twin_line, shown, decision)

    def _with_record(
        self, row: CheckedRow, _other: Sequence[str], lookup: PartnerLookup
    ) -> list[Pair]:
        record, cell = row.twin, self._reader(row.cells)
        partners = list(record.partners.all())
        title, place, named = cell(*TITLES), cell(*PLACES), cell("partners")
        codes = {each.code for each in lookup.split(named).partners}
        dates = f"{cell('start_date')} – {cell('end_date')}".removesuffix(" – ")
        titles = {normalise(each) for each in (record.title_en, record.title_ja) if each}
        places = {normalise(each) for each in (record.place_en, record.place_ja) if each}
        kind = cell("kind")
        kinds = {normalise(each) for each in (record.kind.name_en, record.kind.name_ja)}
        kinds.add(normalise(record.kind.code))
        shown = ", ".join(str(each) for each in partners)
        return [
            _pair(_("Title"), title, str(record.title), normalise(title) in titles),
            _pair(_("Date"), dates, record.dates_shown, self._same_dates(cell, record)),
            _pair(_("Partners"), named, shown, codes == {each.code for each in partners}),
            _pair(_("Kind"), kind, str(record.kind), normalise(kind) in kinds),
            _pair(_("Place"), place, str(record.place), normalise(place) in places),
        ]

    def _with_row(
        self, row: CheckedRow, other: Sequence[str], _lookup: PartnerLookup | None
    ) -> list[Pair]:
        cell, second = self._reader(row.cells), self._reader(other)
        return [
            _pair(
                label,
                cell(*names),
                second(*names),
                normalise(cell(*names)) == normalise(second(*names)),
            )
            for label, names in (
                (_("Title"), TITLES),
                (_("Date"), ("start_date",)),
                (_("End"), ("end_date",)),
                (_("Partners"), ("partners",)),
                (_("Kind"), ("kind",)),
                (_("Place"), PLACES),
            )
        ]

    def _reader(self, cells: Sequence[str]) -> Callable[..., str]:
        return lambda *names: self.facts.cell(cells, *names)

    def _same_dates(self, cell: Callable[..., str], record: Activity) -> bool:
        options = options_of(self.batch)
        try:
            span = parse_dates(
                cell("start_date"),
                cell("end_date"),
                order=options.date_order or None,
                pivot_year=options.pivot_year,
                default_year=options.default_year,
            )
        except DateError:
            return False
        return span == record.dates


def _pair(label: str, row: str, other: str, is_equal: bool) -> Pair:
    return Pair(label, row[:SHORT], other[:SHORT], bool(row) and is_equal)
