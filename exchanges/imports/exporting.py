"""Records to the rows that an import rebuilds them from, streamed."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO

from django.db.models import QuerySet
from openpyxl import Workbook

from ..models import Activity
from ..tools import Tool
from .columns import Column, DetailColumn, RowsColumn
from .escaping import escape
from .headers import all_columns, columns_of

CHUNK = 500


def exported_columns(tool: str = "") -> list[Column]:
    """The columns of an export of one tool, or of all."""
    columns = columns_of(tool) if tool else all_columns().values()
    return [column for column in columns if column.is_exported]


def export_rows(records: QuerySet[Activity], columns: Sequence[Column]) -> Iterator[list[str]]:
    """The cells of each record, oldest first, in a fixed number of queries per chunk."""
    tools = Tool.values
    prefetch = {name for column in columns for name in column.prefetch}
    prefetch.update(f"{tool}_detail" for tool in tools)
    ordered = (
        records.select_related("kind")
        .prefetch_related(*sorted(prefetch))
        .order_by("start_date", "reference")
    )
    for record in ordered.iterator(chunk_size=CHUNK):
        yield [escape(_cell(column, record)) for column in columns]


def _cell(column: Column, record: Activity) -> str:
    if isinstance(column, DetailColumn | RowsColumn) and column.tool not in ("", record.tool):
        return ""
    return column.show(record)


def write_csv(target: IO[str], records: QuerySet[Activity], tool: str = "") -> int:
    """Write the records as CSV; returns how many."""
    columns = exported_columns(tool)
    writer = csv.writer(target)
    writer.writerow([column.name for column in columns])
    count = 0
    for cells in export_rows(records, columns):
        writer.writerow(cells)
        count += 1
    return count


def write_xlsx(path: Path | IO[bytes], records: QuerySet[Activity], tool: str = "") -> int:
    """Write the records as a spreadsheet of text cells; returns how many."""
    columns = exported_columns(tool)
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet("activities")
    sheet.append([column.name for column in columns])
    count = 0
    for cells in export_rows(records, columns):
        sheet.append([cell or None for cell in cells])
        count += 1
    workbook.save(path)
    return count
