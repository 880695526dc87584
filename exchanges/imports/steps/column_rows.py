"""The rows of the table in which the columns of a file are assigned."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ...bilingual import reader_language
from ...tools import Tool
from ..columns import Column, DetailColumn, RowsColumn
from ..headers import columns_of
from ..recognising import Recognised
from ..shared import SHARED

if TYPE_CHECKING:
    from .column_view import ColumnView

SHOWN_NAME, SHOWN_VALUE = 60, 40


@dataclass(frozen=True)
class ColumnRow:
    """One column of the file, as the page shows it."""

    position: int
    name: str
    target: str
    how: str
    how_label: str
    first: str
    filled: int
    note: str
    is_error: bool


def shown_name(column: Column) -> str:
    """A column by its name in the reader's language."""
    return column.ja if reader_language() == "ja" else column.name


def column_groups(tool: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """The columns to choose from: those of every tool, then the details of one tool or of each."""
    tools = [Tool(tool)] if tool else list(Tool)
    groups = [(_("Every tool"), SHARED)]
    groups += [(str(each.label), columns_of(each.value)[len(SHARED) :]) for each in tools]
    return [
        (label, [(each.name, shown_name(each)) for each in columns if not each.is_ignored])
        for label, columns in groups
    ]


def rows_of(view: ColumnView) -> list[ColumnRow]:
    """Every column of the file with where it goes and what there is to say of it."""
    first: dict[str, str] = {}
    rows = []
    for position, found in enumerate(view.recognised):
        facts = view.survey.columns[position]
        column = found.column
        is_repeated = column is not None and column.name in first
        if is_repeated:
            text = _("“%(header)s” goes to %(name)s too: choose one of the two.")
            note = text % {"header": first[column.name][:40], "name": shown_name(column)}
        else:
            note = _note(view, position, found)
        if column:
            first.setdefault(column.name, found.name)
        rows.append(
            ColumnRow(
                position=position,
                name=found.name[:SHOWN_NAME],
                target=column.name if column and not column.is_ignored else "",
                how=found.how,
                how_label=_how_label(view, found),
                first=facts.first[:SHOWN_VALUE],
                filled=facts.filled,
                note=note,
                is_error=is_repeated,
            )
        )
    return rows


def _how_label(view: ColumnView, found: Recognised) -> str:
    labels = {
        "exact": _("Name"),
        "alias": _("Alias"),
        "content": _("Content"),
        "profile": _("Profile"),
        "chosen": _("Chosen"),
    }
    return labels.get(found.how) or (_("New") if view.batch.profile else _("Not known"))


def _note(view: ColumnView, position: int, found: Recognised) -> str:
    column = found.column
    if column is None:
        return _why_not(found)
    if column.is_ignored:
        return _("Written by an export or an import; not read.")
    own = column.tool if isinstance(column, DetailColumn | RowsColumn) else ""
    if own and view.options.tool and own != view.options.tool:
        return _("For records of another tool: %(tool)s.") % {"tool": Tool(own).label}
    unclear = view.survey.dates_of(position).unclear
    if unclear and view.question.is_open:
        text = ngettext(
            "%(count)s date waits for your answer", "%(count)s dates wait for your answer", unclear
        )
        return text % {"count": f"{unclear:,}"}
    if found.how == "content":
        return _("Its cells look like this; see that it is meant.")
    return ""


def _why_not(found: Recognised) -> str:
    """What a column that goes nowhere seems to be."""
    looks = {
        "date": _("Looks like a date."),
        "url": _("Looks like a web address."),
        "tool": _("Looks like a tool."),
        "kind": _("Looks like a kind."),
        "partners": _("Looks like partners."),
    }.get(found.looks, "")
    if found.how:
        return ""
    nearest = ""
    if found.nearest:
        nearest = _("Nearest: %(name)s.") % {"name": shown_name(found.nearest)}
    return " ".join(filter(None, [looks, nearest]))
