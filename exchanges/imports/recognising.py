"""What the columns of a file hold, and to which column of the site each seems to belong."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

from ..dates import DateError, parse_date
from ..kinds import KindLookup, find_tool
from ..partners import PartnerLookup
from ..tools import Tool
from .columns import Column
from .date_orders import DateCells, DateOrders, is_date_column
from .headers import Headed, all_columns, known_column, nearest_column

# Of the first rows, as many different cells of a column as it takes to know it by.
SAMPLED_ROWS, SAMPLES = 2000, 60
LONGEST_SAMPLE = 200
# A column is known by its content if this share of its different cells is of one sort.
MOST = 0.8
# The column that one known by its content can be meant for.
TARGETS = {
    "date": "start_date",
    "url": "source_url",
    "tool": "tool",
    "kind": "kind",
    "partners": "partners",
}


@dataclass
class ColumnFacts:
    """How many cells of a column are filled, its first one and what they look like."""

    filled: int = 0
    first: str = ""
    samples: dict[str, None] = field(default_factory=dict)
    looks: str = ""


@dataclass(frozen=True)
class Survey:
    """What one pass over all rows of a file found."""

    rows: int
    columns: list[ColumnFacts]
    dates: DateOrders

    def dates_of(self, position: int) -> DateCells:
        return self.dates.columns.get(position, DateCells())


@dataclass(frozen=True)
class Recognised:
    """Where a column of the file goes, and how that was found.

    `how` is exact, alias, content, profile or chosen; blank where nothing is known of the header.
    """

    name: str
    column: Column | None
    how: str
    looks: str = ""
    nearest: Column | None = None


def survey(head: Headed, chosen: Collection[int], pivot_year: int | None = None) -> Survey:
    """Go through all rows once; dates are counted in the `chosen` columns and where they show.

    A FileError comes from here where the file cannot be read to its end.
    """
    columns = [ColumnFacts() for _header in head.headers]
    waiting, dates, rows = [], DateOrders(pivot_year), 0
    positions: list[int] | None = None
    for _line, cells in head.rows():
        rows += 1
        for facts, cell in zip(columns, cells, strict=False):
            if cell and not cell.isspace():
                facts.filled += 1
                if rows <= SAMPLED_ROWS and len(facts.samples) < SAMPLES:
                    facts.samples[cell.strip()[:LONGEST_SAMPLE]] = None
        if positions is None:
            waiting.append(cells)
            if rows == SAMPLED_ROWS:
                positions = _date_positions(columns, chosen)
                _count_dates(dates, positions, waiting)
        else:
            _count_dates(dates, positions, (cells,))
    if positions is None:
        _count_dates(dates, _date_positions(columns, chosen), waiting)
    for facts in columns:
        facts.first = next(iter(facts.samples), "")
    return Survey(rows, columns, dates)


def _count_dates(dates: DateOrders, positions: list[int], rows: Iterable[list[str]]) -> None:
    for cells in rows:
        for position in positions:
            if position < len(cells) and (cell := cells[position]) and not cell.isspace():
                dates.note(position, cell)


def _date_positions(columns: list[ColumnFacts], chosen: Collection[int]) -> list[int]:
    looking = Looks()
    for facts in columns:
        facts.looks = looking.of(facts.samples)
    found = {n for n, facts in enumerate(columns) if facts.looks == "date"}
    return sorted(found | set(chosen))


class Looks:
    """Tells what sort of values cells are."""

    def __init__(self) -> None:
        self.partners, self.kinds = PartnerLookup(), KindLookup()

    def of(self, samples: Collection[str]) -> str:
        """The one sort of most of the cells, or blank."""
        if not samples:
            return ""
        sorts: dict[str, Callable[[str], bool]] = {
            "url": lambda text: text.startswith(("http://", "https://")),
            "date": _is_date,
            "tool": lambda text: not text.isdigit() and find_tool(text) is not None,
            "kind": lambda text: any(self.kinds.find(text, tool) for tool in Tool.values),
            "partners": self._is_partners,
        }
        for sort, is_one in sorts.items():
            if sum(map(is_one, samples)) >= MOST * len(samples):
                return sort
        return ""

    def _is_partners(self, text: str) -> bool:
        split = self.partners.split(text)
        return bool(split.partners) and not split.unknown


def _is_date(text: str) -> bool:
    if text.isdigit() and len(text) != 4:
        return False
    try:
        parse_date(text)
    except DateError as error:
        return error.code in ("ambiguous", "no_year")
    return True


def recognise(
    head: Headed, facts: Survey, chosen: Mapping[str, str], profile: Mapping[str, str]
) -> list[Recognised]:
    """Where each column of the file goes: by the profile, by name, by content, or as chosen.

    Of several headers for one column the first has it; the others are left for a person.
    """
    found = _by_names(head, profile)
    taken = {each.column.name for each in found if each.column}
    for position, each in enumerate(found):
        if each.column or each.how == "profile":
            continue
        looks = facts.columns[position].looks
        target = TARGETS.get(looks, "")
        if target and target not in taken and each.nearest is None:
            taken.add(target)
            found[position] = Recognised(each.name, all_columns()[target], "content", looks)
        else:
            near = each.nearest or nearest_column(head.headers[position])
            found[position] = Recognised(each.name, None, "", looks, near)
    return [_as_chosen(each, chosen) for each in found]


def _by_names(head: Headed, profile: Mapping[str, str]) -> list[Recognised]:
    """By the profile and by name; a header whose column is taken already keeps it as nearest."""
    found, taken = [], set()
    for name, header in zip(head.names, head.headers, strict=True):
        column, how = known_column(header), "alias"
        if name in profile:
            column, how = all_columns().get(profile[name]), "profile"
        elif column and header == column.name:
            how = "exact"
        if column is None:
            found.append(Recognised(name, None, how if how == "profile" else ""))
        elif column.name in taken:
            found.append(Recognised(name, None, "", nearest=column))
        else:
            taken.add(column.name)
            found.append(Recognised(name, column, how))
    return found


def _as_chosen(found: Recognised, chosen: Mapping[str, str]) -> Recognised:
    target = chosen.get(found.name)
    if target is None or target == (found.column.name if found.column else ""):
        return found
    return replace(found, column=all_columns().get(target), how="chosen")


def date_positions(found: list[Recognised]) -> list[int]:
    """The columns whose dates matter for the order of days and months."""
    return [n for n, each in enumerate(found) if is_date_column(each.column)]
