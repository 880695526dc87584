"""Which column each header of a file means."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Sequence
from functools import cache
from importlib import import_module

from django.apps import apps
from django.utils.translation import gettext as _

from ..tools import Tool
from .columns import Column
from .problems import FileError
from .shared import SHARED

PREAMBLE_ROWS = 20


@cache
def columns_of(tool: str) -> tuple[Column, ...]:
    """The columns of one tool: the shared ones, then those of its details."""
    own = import_module(f"{apps.get_app_config(tool).name}.resources").COLUMNS
    return (*SHARED, *own)


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


def count_known(cells: Sequence[str]) -> int:
    """How many columns the cells name."""
    known = _known_headers()
    return len({known[key].name for cell in cells if (key := header_key(cell)) in known})


def find_header(rows: Sequence[tuple[int, list[str]]]) -> int:
    """The position of the header row: below a preamble, the first that names two columns."""
    for position, (_number, cells) in enumerate(rows[:PREAMBLE_ROWS]):
        if count_known(cells) >= 2:
            return position
    return next((n for n, (_number, cells) in enumerate(rows) if any(map(str.strip, cells))), 0)


def match_headers(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> dict[int, Column]:
    """The column at each position; a FileError names every header that cannot be used."""
    known = _known_headers()
    matched: dict[int, Column] = {}
    unknown = []
    for position, header in enumerate(headers):
        if column := known.get(header_key(header)):
            matched[position] = column
        elif header.strip():
            unknown.append(header.strip())
        elif any(len(cells) > position and cells[position].strip() for cells in rows):
            unknown.append(_("column %(number)s without a header") % {"number": position + 1})
    if not matched:
        raise FileError(
            _("No header of the file is known: %(headers)s.")
            % {"headers": ", ".join(f"“{header[:60]}”" for header in unknown[:10]) or "–"},
            _("The first row must name the columns, for example: start_date, kind, title."),
        )
    if unknown:
        raise FileError(
            _("Unknown columns: %(headers)s.")
            % {"headers": ", ".join(_with_nearest(header) for header in unknown[:20])},
            _("Correct the header or remove the column. Nothing has been imported."),
        )
    _refuse_duplicates(headers, matched)
    return {n: column for n, column in matched.items() if not column.is_ignored}


def _with_nearest(header: str) -> str:
    nearest = difflib.get_close_matches(header_key(header), _known_headers(), n=1, cutoff=0.5)
    quoted = f"“{header[:60]}”"
    if not nearest:
        return quoted
    name = _known_headers()[nearest[0]].name
    return _("%(header)s (nearest: %(name)s)") % {"header": quoted, "name": name}


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
