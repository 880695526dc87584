"""The rejected rows as a file that can be corrected and imported again."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator

from .batch import Report
from .problems import Problem

NOTES = ("problem", "hint")


def rejects_csv(report: Report) -> bytes:
    """The original columns with `problem` and `hint`, in the encoding of the file."""
    kept = [n for n, header in enumerate(report.headers) if header.lower() not in NOTES]
    target = io.StringIO(newline="")
    writer = csv.writer(target, delimiter=report.table.delimiter or ",")
    writer.writerow([*(report.headers[n] for n in kept), *NOTES])
    for draft in report.rejected_rows:
        cells = [draft.cells[n] if n < len(draft.cells) else "" for n in kept]
        writer.writerow([*cells, *_notes(draft.problems)])
    return _encoded(target.getvalue(), report.table.encoding)


def _notes(problems: list[Problem]) -> Iterator[str]:
    yield " ".join(
        f"{problem.column}: {problem.message}" if problem.column else problem.message
        for problem in problems
    )
    yield " ".join(dict.fromkeys(problem.hint for problem in problems))


def _encoded(text: str, encoding: str) -> bytes:
    """In the file's encoding; a sign of ours that it lacks becomes a question mark, none of its."""
    if encoding in ("", "utf-8", "utf-8-sig"):
        return text.encode("utf-8-sig" if encoding != "utf-8" else "utf-8")
    if encoding.startswith("utf-16-"):
        # Without the mark a short file would not be recognised again.
        return text.encode("utf-16")
    return codecs.encode(text, encoding, "replace")
