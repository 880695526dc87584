"""Which column each header of a file means."""

from __future__ import annotations

import difflib
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from itertools import islice
from typing import TYPE_CHECKING

from django.apps import apps
from django.utils.translation import gettext as _

from ..tools import Tool
from .columns import Column
from .labels import labels_for
from .options import Options
from .problems import FileError
from .shared import SHARED

if TYPE_CHECKING:
    from .reading import Table

PREAMBLE_ROWS = 20
NO_OPTIONS = Options()
Row = tuple[int, list[str]]


@cache
def columns_of(tool: str) -> tuple[Column, ...]:
    """The columns of one tool: the shared ones, those of its details, and the labels of these."""
    own = import_module(f"{apps.get_app_config(tool).name}.resources").COLUMNS
    return (*SHARED, *own, *labels_for(own))


@cache
def all_columns() -> dict[str, Column]:
    """Every column of every tool by name."""
    return {column.name: column for tool in Tool.values for column in columns_of(tool)}


def header_key(header: str) -> str:
    """The form in which headers are compared: without case, width, spaces and underscores."""
    folded = unicodedata.normalize("NFKC", header).casefold()
    return "".join(sign for sign in folded if sign not in "_-" and not sign.isspace())


@cache
def _known_headers() -> dict[str, Column]:
    known: dict[str, Column] = {}
    for column in all_columns().values():
        for header in column.headers:
            known.setdefault(header_key(header), column)
    return known


def known_column(header: str) -> Column | None:
    """The column that a header names by itself, in either language or by an alias."""
    return _known_headers().get(header_key(header))


def nearest_column(header: str) -> Column | None:
    """The column whose header is most like an unknown one."""
    nearest = difflib.get_close_matches(header_key(header), _known_headers(), n=1, cutoff=0.5)
    return _known_headers()[nearest[0]] if nearest else None


def count_known(cells: Sequence[str]) -> int:
    """How many columns the cells name."""
    found = (known_column(cell) for cell in cells if cell)
    return len({column.name for column in found if column})


@dataclass(frozen=True)
class Headed:
    """A table taken apart at its header row. `names` tell equal and blank headers apart."""

    table: Table
    line: int
    headers: list[str]
    preamble: list[Row]

    @property
    def names(self) -> list[str]:
        return unique_names(self.headers)

    def rows(self) -> Iterator[Row]:
        """The rows below the headers that hold something, anew each time."""
        for line, cells in self.table.rows:
            if line > self.line and any(map(str.strip, cells)):
                yield line, cells


def headed(table: Table, options: Options = NO_OPTIONS) -> Headed:
    """The table with its headers found; those that the options map to columns count as known."""
    top = list(islice(table.rows, PREAMBLE_ROWS))
    position = find_header(top, options.columns)
    if position >= len(top):
        return Headed(table, 0, [], [])
    line, cells = top[position]
    preamble = [(number, row) for number, row in top[:position] if any(map(str.strip, row))]
    return Headed(table, line, [cell.strip() for cell in cells], preamble)


def find_header(rows: Iterable[Row], mapping: Mapping[str, str] | None = None) -> int:
    """The position of the header row: below a preamble, the first that names two columns.

    Where none does, the first about as wide as most rows are: what stands above is narrower.
    """
    top = list(islice(rows, PREAMBLE_ROWS))
    mapped = set(mapping or ())
    for position, (_number, cells) in enumerate(top):
        if count_known(cells) >= 2 or len(mapped & {cell.strip() for cell in cells}) >= 2:
            return position
    widths = [sum(bool(cell.strip()) for cell in cells) for _number, cells in top]
    usual = Counter(width for width in widths if width > 1)
    most = usual.most_common(1)[0][0] if usual else 1
    return next((n for n, width in enumerate(widths) if width * 2 > most), 0)


def unique_names(headers: Sequence[str]) -> list[str]:
    """A name for each header: a number is added to one that repeats, a blank one is `#5`.

    Options and corrections know columns by these names, so they are the same in every language.
    """
    seen: Counter[str] = Counter()
    names = []
    for position, header in enumerate(headers, start=1):
        name = header.strip() or f"#{position}"
        seen[name] += 1
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return names


def match_headers(
    headers: Sequence[str], rows: Iterable[Sequence[str]], options: Options = NO_OPTIONS
) -> dict[int, Column]:
    """The column at each position; a FileError names every header that cannot be used.

    `rows` are some rows of the file: a column without a header matters only if it is filled.
    `options.columns` says more than the headers do: the column of a header, or "" for none.
    """
    matched: dict[int, Column] = {}
    unknown = []
    is_filled = _filled_positions(rows)
    for position, (header, name) in enumerate(zip(headers, unique_names(headers), strict=True)):
        if name in options.columns:
            if target := options.columns[name]:
                matched[position] = _required_column(name, target)
        elif column := known_column(header):
            matched[position] = column
        elif header.strip():
            unknown.append(header.strip())
        elif position in is_filled:
            unknown.append(_("column %(number)s without a header") % {"number": position + 1})
    if unknown and not matched:
        raise _nothing_known(unknown)
    if unknown:
        raise FileError(
            _("Unknown columns: %(headers)s.")
            % {"headers": ", ".join(_with_nearest(header) for header in unknown[:20])},
            _("Correct the header or remove the column. Nothing has been imported."),
        )
    if not matched:
        raise _nothing_known([])
    _refuse_duplicates(headers, matched)
    return {n: column for n, column in matched.items() if not column.is_ignored}


def _filled_positions(rows: Iterable[Sequence[str]]) -> set[int]:
    return {n for cells in rows for n, cell in enumerate(cells) if cell.strip()}


def _required_column(header: str, name: str) -> Column:
    if column := all_columns().get(name):
        return column
    raise FileError(
        _("“%(name)s”, to which the column “%(header)s” goes, is not a column of the import.")
        % {"name": name, "header": header[:60]},
        _("Choose another column for it."),
    )


def _nothing_known(unknown: Sequence[str]) -> FileError:
    return FileError(
        _("No header of the file is known: %(headers)s.")
        % {"headers": ", ".join(f"“{header[:60]}”" for header in unknown[:10]) or "–"},
        _("The first row must name the columns, for example: start_date, kind, title."),
    )


def _with_nearest(header: str) -> str:
    quoted = f"“{header[:60]}”"
    if column := nearest_column(header):
        return _("%(header)s (nearest: %(name)s)") % {"header": quoted, "name": column.name}
    return quoted


def _refuse_duplicates(headers: Sequence[str], matched: dict[int, Column]) -> None:
    first: dict[str, str] = {}
    for position, column in matched.items():
        if column.name in first:
            raise FileError(
                _("Two headers mean the same column, %(name)s: “%(first)s” and “%(second)s”.")
                % {
                    "name": column.name,
                    "first": first[column.name],
                    "second": headers[position],
                },
                _("Keep one of the two columns."),
            )
        first[column.name] = headers[position]


def missing_columns(names: Iterable[str], options: Options) -> list[str]:
    """The columns without which no row could become a record, and that no option stands for."""
    given = {
        "start_date": "",
        "tool": options.tool or options.only_tool,
        "kind": options.default_kind,
    }
    present = set(names)
    if "reference" in present:
        return []
    if options.tool_from_kind and "kind" in present:
        present.add("tool")
    return [name for name, value in given.items() if name not in present and not value]
