"""Files for import tests, made from rows in memory."""

from __future__ import annotations

import csv
import io

from openpyxl import Workbook

from exchanges.imports.batch import import_file
from exchanges.imports.options import Options
from exchanges.imports.reports import Report

HEADERS = ("reference", "title", "tool", "kind", "start_date", "end_date", "partners")
GOOD = ("T-1", "Port call at Subic", "troops", "port-call", "2019-06-29", "2019-07-02", "ph; us")


def csv_bytes(*rows: tuple[str, ...], headers: tuple[str, ...] = HEADERS) -> bytes:
    target = io.StringIO(newline="")
    csv.writer(target).writerows([headers, *rows])
    return target.getvalue().encode()


def xlsx_bytes(*rows: tuple[object, ...]) -> bytes:
    workbook = Workbook()
    for row in rows:
        workbook.active.append(row)
    target = io.BytesIO()
    workbook.save(target)
    return target.getvalue()


def run(content: bytes, *, name: str = "past.csv", **options: object) -> Report:
    return import_file(content=content, name=name, options=Options(**options))


def run_rows(
    *rows: tuple[str, ...], headers: tuple[str, ...] = HEADERS, **options: object
) -> Report:
    return run(csv_bytes(*rows, headers=headers), **options)


def row(**cells: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Headers and cells of a good row with some cells replaced or added."""
    filled = {**dict(zip(HEADERS, GOOD, strict=True)), **cells}
    return tuple(filled), tuple(filled.values())


def run_row(options: dict[str, object] | None = None, **cells: str) -> Report:
    headers, values = row(**cells)
    return run_rows(values, headers=headers, **(options or {}))


def counts(report: Report) -> tuple[int, int, int, int]:
    return report.created, report.updated, report.unchanged, report.rejected
