"""The rows of a check as its page shows them: each problem and change at its cell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count
from django.utils.functional import cached_property

from ...models import Activity, CheckedRow, ImportBatch
from ..facts import FileFacts

Outcome = CheckedRow.Outcome
# What asks for a person comes first.
ORDER = (Outcome.ERROR, Outcome.DUPLICATE, Outcome.CHANGED, Outcome.NEW, Outcome.UNCHANGED)
LOOKS = {
    Outcome.ERROR: "bad",
    Outcome.DUPLICATE: "wait",
    Outcome.CHANGED: "info",
    Outcome.NEW: "ok",
    Outcome.UNCHANGED: "off",
}
PER_PAGE = 50
# The columns that have a place in the table; problems and changes of others stand beside them.
SHOWN = (
    *("reference", "title", "title_en", "title_ja", "start_date", "end_date", "kind"),
    *("partners", "location", "location_en", "location_ja", "tool"),
)
MOST_COLUMNS = 7
SHORT = 80
LONGEST_INPUT = 600
# What a row may weigh on the page, so that fifty of the worst stay below 300 kB.
BUDGET = 2_400


@dataclass
class Cell:
    """A cell with what is to be said of it; `name` is that of its input, where it has one."""

    header: str
    text: str
    name: str = ""
    problems: list[dict[str, Any]] = field(default_factory=list)
    old: str = ""
    new: str = ""
    is_changed: bool = False

    @property
    def has_error(self) -> bool:
        return any(not each.get("is_warning") for each in self.problems)

    @property
    def short(self) -> str:
        return self.text if len(self.text) <= SHORT else f"{self.text[:SHORT]}…"

    @property
    def has_lines(self) -> bool:
        return "\n" in self.text or len(self.text) > SHORT

    def weight(self) -> int:
        texts = [self.short, self.old, self.new, self.text if self.name else ""]
        texts += [each["message"] + each["hint"] for each in self.problems]
        return 150 * bool(self.problems) + sum(len(escape(text)) for text in texts)


@dataclass
class Row:
    """A row of the page: the cells of the table, other cells of which something is to be said."""

    checked: CheckedRow
    cells: list[Cell]
    others: list[Cell]
    record: Activity | None
    hidden: list[str]

    @property
    def line(self) -> int:
        return self.checked.line

    @property
    def look(self) -> str:
        return LOOKS[Outcome(self.checked.outcome)]

    @property
    def label(self) -> str:
        return self.checked.get_outcome_display()


class Rows:
    """Checked rows by outcome, in the order in which a person needs them, page by page.

    Each page costs one query for each kind of outcome on it, and none sorts the whole table.
    """

    def __init__(self, batch: ImportBatch, counts: dict[str, int], outcome: str) -> None:
        self.batch = batch
        chosen = [outcome] if outcome else list(ORDER)
        self.groups = [(each, counts.get(each, 0)) for each in chosen]

    def __len__(self) -> int:
        return sum(count for _outcome, count in self.groups)

    def __getitem__(self, place: slice) -> list[CheckedRow]:
        found: list[CheckedRow] = []
        skip, wanted = place.start, place.stop - place.start
        for outcome, count in self.groups:
            if skip < count and wanted > 0:
                rows = self.batch.checked_rows.filter(outcome=outcome).order_by("line")
                some = list(rows[skip : skip + wanted])
                found += some
                wanted -= len(some)
            skip = max(0, skip - count)
        return found


class RowsPage:
    """One page of the table."""

    def __init__(
        self, batch: ImportBatch, facts: FileFacts, counts: dict[str, int], outcome: str, page: str
    ) -> None:
        self.facts = facts
        self.page = Paginator(Rows(batch, counts, outcome), PER_PAGE).get_page(page)
        places = {name: place for place, name in facts.columns.items()}
        self.places = [places[name] for name in SHOWN if name in places][:MOST_COLUMNS]

    @property
    def headers(self) -> list[str]:
        return [self.facts.headers[place] for place in self.places]

    @cached_property
    def rows(self) -> list[Row]:
        checked = list(self.page.object_list)
        references = [self.facts.cell(row.cells, "reference") for row in checked]
        wanted = [reference for reference in references if reference]
        found = Activity.objects.filter(reference__in=wanted) if wanted else ()
        records = {record.reference: record for record in found}
        return [
            self._row(row, records.get(reference))
            for row, reference in zip(checked, references, strict=True)
        ]

    def _row(self, row: CheckedRow, record: Activity | None) -> Row:
        noted = list(self._noted(row))
        by_place = {place: cell for place, cell in noted if place is not None}
        shown = [by_place.get(place) or self._cell(row, place) for place in self.places]
        others = [cell for place, cell in noted if place not in self.places]
        left = BUDGET - sum(len(escape(cell.short)) for cell in shown)
        hidden = []
        for cell in [cell for _place, cell in noted]:
            left -= cell.weight()
            if left < 0:
                hidden.append(cell.header[:SHORT])
                cell.problems = [each for each in cell.problems[:1] if not each.get("is_warning")]
                cell.problems = [{**each, "message": "", "hint": ""} for each in cell.problems]
                cell.name, cell.old, cell.new = "", cell.old[:SHORT], cell.new[:SHORT]
        others = [cell for cell in others if cell.header[:SHORT] not in hidden]
        return Row(row, shown, others, record, hidden[:10])

    def _cell(self, row: CheckedRow, place: int) -> Cell:
        text = row.cells[place] if place < len(row.cells) else ""
        return Cell(self.facts.headers[place], text)

    def _noted(self, row: CheckedRow) -> Iterator[tuple[int | None, Cell]]:
        """Cells with a problem or a change, each once, in the order of the columns."""
        cells: dict[int | str, Cell] = {}
        for problem in row.problems:
            self._at(cells, row, problem["column"]).problems.append(problem)
        for column, old, new in row.changes:
            cell = self._at(cells, row, column)
            cell.is_changed, cell.old, cell.new = True, old, new
        for place, cell in cells.items():
            if isinstance(place, int):
                if cell.has_error and len(cell.text) <= LONGEST_INPUT:
                    cell.name = f"cell-{row.line}-{place}"
                yield place, cell
            else:
                yield None, cell

    def _at(self, cells: dict[int | str, Cell], row: CheckedRow, header: str) -> Cell:
        place = self.facts.place_of(header)
        key: int | str = header if place is None else place
        if key not in cells:
            cells[key] = Cell(header, "") if place is None else self._cell(row, place)
        return cells[key]


def counts_of(batch: ImportBatch) -> dict[str, int]:
    """How many rows of the check have each outcome."""
    found: Sequence[tuple[str, int]] = list(
        batch.checked_rows.order_by().values_list("outcome").annotate(count=Count("pk"))
    )
    return {**dict.fromkeys(Outcome.values, 0), **dict(found)}
