"""Template files: the columns of a tool with example rows, made from the column definitions."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import override
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from ..bilingual import in_language
from ..models import Kind, Partner
from ..tools import Tool
from .columns import ActivityColumn, Column, DetailColumn, FlagsColumn, LinkColumn, ManyColumn
from .date_orders import is_date_column
from .headers import columns_of
from .labels import LabelColumn

CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# Rows in which a spreadsheet offers the known values.
OFFERED_ROWS = 2000
# What the examples of these would refer to is not there before the first import.
_REFERRING = ("programme", "edition", "roles", "sources", "title")


def template_columns(tool: str) -> list[Column]:
    """The columns that a person fills in for a tool."""
    return [column for column in columns_of(tool) if column.is_exported]


def example_rows(tool: str) -> list[list[str]]:
    """Two rows that can be imported: one with everything, one with what is required."""
    columns = template_columns(tool)
    kind = Kind.objects.filter(tool=tool).order_by("position", "code").first()
    own = {"reference": f"EXAMPLE-{tool}-1", "tool": tool, "kind": kind.code if kind else ""}
    full = [own.get(column.name, _example(column)) for column in columns]
    required = {**own, "reference": f"EXAMPLE-{tool}-2", "start_date": "2019-05"}
    required.update(_titles(columns), partners="au")
    return [full, [required.get(column.name, "") for column in columns]]


def _example(column: Column) -> str:
    if isinstance(column, LinkColumn) or column.name in _REFERRING:
        return ""
    return column.example


def _titles(columns: Iterable[Column]) -> dict[str, str]:
    return {column.name: column.example for column in columns if column.name == "title_en"}


def template_file(tool: str, language: str, file_format: str) -> bytes:
    """The template of a tool with its headers in a language, as CSV for Excel or as XLSX."""
    with override(language):
        headers = [_header(column, language) for column in template_columns(tool)]
        rows = [headers, *example_rows(tool)]
        return _csv(rows) if file_format == "csv" else _xlsx(tool, language, rows)


def _header(column: Column, language: str) -> str:
    return column.ja if language == "ja" else column.name


def _csv(rows: Iterable[Sequence[str]]) -> bytes:
    target = io.StringIO(newline="")
    csv.writer(target).writerows(rows)
    # With this mark, Excel reads the file as UTF-8.
    return target.getvalue().encode("utf-8-sig")


def _xlsx(tool: str, language: str, rows: list[list[str]]) -> bytes:
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = str(Tool(tool).label)[:31]
    for row in rows:
        sheet.append(row)
    sheet.freeze_panes = "A2"
    columns = template_columns(tool)
    for number, column in enumerate(columns, start=1):
        _format(sheet, number, column)
    _add_notes(workbook.create_sheet(_("Notes")), columns, language)
    _add_values(workbook.create_sheet(_("Values")), sheet, columns, tool, language)
    target = io.BytesIO()
    workbook.save(target)
    return target.getvalue()


def _format(sheet: Worksheet, number: int, column: Column) -> None:
    letter = get_column_letter(number)
    sheet.cell(1, number).font = Font(bold=True)
    sheet.column_dimensions[letter].width = min(40, max(12, len(column.example) + 2))
    if is_date_column(column) or column.name == "reference":
        # As text, so that a spreadsheet does not turn FY2019 or 5/6 into a day of its own.
        for line in range(2, OFFERED_ROWS + 2):
            sheet.cell(line, number).number_format = "@"


def _add_notes(sheet: Worksheet, columns: list[Column], language: str) -> None:
    sheet.append([_("Write over the two example rows, or remove them.")])
    sheet.append([])
    sheet.append([_("Column"), _("What it holds"), _("Example")])
    for column in columns:
        sheet.append([_header(column, language), str(column.about), column.example])
    for letter, width in (("A", 24), ("B", 90), ("C", 50)):
        sheet.column_dimensions[letter].width = width
    for row in sheet.iter_rows(min_row=3):
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.font = Font(bold=cell.row == 3)


def _add_values(
    values: Worksheet, sheet: Worksheet, columns: list[Column], tool: str, language: str
) -> None:
    """The values that are known, a column each; the cells of the first sheet offer them."""
    position = 0
    for number, column in enumerate(columns, start=1):
        known = _known_values(column, tool, language)
        if not known:
            continue
        position += 1
        letter, in_sheet = get_column_letter(position), get_column_letter(number)
        for line, text in enumerate((_header(column, language), *known), start=1):
            values.cell(line, position, text).font = Font(bold=line == 1)
        values.column_dimensions[letter].width = 28
        offer = DataValidation(
            type="list",
            formula1=f"'{values.title}'!${letter}$2:${letter}${len(known) + 1}",
            allow_blank=True,
            # Several values, other spellings and values of the future may be written too.
            showErrorMessage=False,
        )
        sheet.add_data_validation(offer)
        offer.add(f"{in_sheet}2:{in_sheet}{OFFERED_ROWS + 1}")


def _known_values(column: Column, tool: str, language: str) -> list[str]:
    """What may stand in a cell, in the language of the file where that is read too."""
    if column.name == "tool":
        return [tool]
    if column.name == "kind":
        kinds = Kind.objects.filter(tool=tool).order_by("position", "code")
        return [in_language(kind, "name", language) for kind in kinds]
    if column.name in ("partners", "host"):
        named = [
            in_language(partner, "name", language) for partner in Partner.objects.order_by("code")
        ]
        return sorted(named)
    if isinstance(column, FlagsColumn):
        return list(column.flags)
    if isinstance(column, ManyColumn):
        related = column.model_field.related_model.objects.order_by("code")
        return [in_language(row, "name", language) for row in related]
    return _choices(column)


def _choices(column: Column) -> list[str]:
    if type(column) not in (ActivityColumn, DetailColumn) or isinstance(column, LabelColumn):
        return []
    field: models.Field = column.model_field
    return [str(label) for value, label in field.flatchoices if value]
