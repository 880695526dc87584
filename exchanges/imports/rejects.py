"""The rejected rows as a file like the one they came in, to be corrected and imported again."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from ..models import CheckedRow, ImportBatch, ImportRow
from .facts import facts_of
from .reports import Report
from .running import has_begun
from .sheets import LONGEST_CELL, sheet_bytes

NOTES = ("problem", "hint")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ROWS_AT_ONCE = 500
LEFT_OUT = (ImportRow.Outcome.REJECTED, ImportRow.Outcome.HELD)
Row = tuple[Sequence[str], Sequence[Mapping[str, Any]]]


@dataclass(frozen=True)
class RejectedFile:
    """A file to be downloaded, piece by piece."""

    name: str
    content_type: str
    pieces: Iterable[bytes]


def rejects_csv(report: Report) -> bytes:
    """The rejected rows of an import that was not kept, in the encoding of the file."""
    rows = (
        (row.cells, [problem.as_json() for problem in row.problems]) for row in report.rejected_rows
    )
    table = report.table
    return b"".join(_csv(report.headers, rows, table.delimiter or ",", table.encoding))


def rejected_file(batch: ImportBatch) -> RejectedFile:
    """The rows with errors of a check, or those that a run left out or holds.

    In the format of the file: a text table in its encoding with its separator, a spreadsheet as
    XLSX. FileError where the file is not kept any more.
    """
    facts = facts_of(batch)
    rows = rejected_rows(batch, facts.headers)
    stem = f"rejected-{PurePath(batch.file_name).stem}"
    if facts.file_format != "csv":
        headers, noted = _noted(facts.headers, rows)
        short = ([cell[:LONGEST_CELL] for cell in cells] for cells in noted)
        pieces = sheet_bytes("rejected", headers, short, count=batch.rejected)
        return RejectedFile(f"{stem}.xlsx", XLSX, pieces)
    suffix = "tsv" if facts.delimiter == "\t" else "csv"
    pieces = _csv(facts.headers, rows, facts.delimiter or ",", facts.encoding)
    return RejectedFile(f"{stem}.{suffix}", "text/csv", pieces)


def rejected_rows(batch: ImportBatch, headers: Sequence[str]) -> Iterator[Row]:
    """Cells and problems of each row that was left out, in the order of the file."""
    if has_begun(batch) or batch.import_rows.exists():
        kept = ImportRow.objects.filter(batch=batch, outcome__in=LEFT_OUT).order_by("line")
        for row in kept.iterator(chunk_size=ROWS_AT_ONCE):
            yield [row.cells.get(header, "") for header in headers], row.problems
    else:
        checked = CheckedRow.objects.filter(batch=batch, outcome=CheckedRow.Outcome.ERROR)
        for row in checked.order_by("line").iterator(chunk_size=ROWS_AT_ONCE):
            yield row.cells, row.problems


def _noted(headers: Sequence[str], rows: Iterable[Row]) -> tuple[list[str], Iterator[list[str]]]:
    """Headers and rows with our two columns at the end, in place of those of an earlier file."""
    kept = [n for n, header in enumerate(headers) if header.lower() not in NOTES]
    noted = (
        [*(cells[n] if n < len(cells) else "" for n in kept), *_notes(problems)]
        for cells, problems in rows
    )
    return [*(headers[n] for n in kept), *NOTES], noted


def _csv(
    headers: Sequence[str], rows: Iterable[Row], delimiter: str, encoding: str
) -> Iterator[bytes]:
    """A sign of ours that the encoding lacks becomes a question mark; it has all of the file's."""
    names, noted = _noted(headers, rows)
    encoder = codecs.getincrementalencoder(_encoding(encoding))("replace")
    target = io.StringIO(newline="")
    writer = csv.writer(target, delimiter=delimiter)
    writer.writerow(names)
    for number, cells in enumerate(noted, start=1):
        writer.writerow(cells)
        if number % ROWS_AT_ONCE == 0:
            yield encoder.encode(target.getvalue())
            target.seek(0)
            target.truncate()
    yield encoder.encode(target.getvalue(), final=True)


def _notes(problems: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    errors = [each for each in problems if not each.get("is_warning")]
    yield " ".join(
        f"{each['column']}: {each['message']}" if each["column"] else each["message"]
        for each in errors
    )
    yield " ".join(dict.fromkeys(each["hint"] for each in errors if each["hint"]))


def _encoding(found: str) -> str:
    if found in ("", "utf-8-sig"):
        return "utf-8-sig"
    # Without the mark a short file would not be recognised again.
    return "utf-16" if found.startswith("utf-16") else found
