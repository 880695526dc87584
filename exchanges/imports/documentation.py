"""docs/import-columns.md, written from the column objects so that it cannot fall behind them.

`python -m django shell -c "from exchanges.imports.documentation import write; write()"` renews it.
"""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.utils.translation import override

from ..tools import Tool
from .columns import Column
from .headers import columns_of
from .options import CHOICES
from .reading import ENCODINGS
from .shared import SHARED

PATH = Path(settings.BASE_DIR) / "docs" / "import-columns.md"

INTRODUCTION = """\
# Import columns

For `manage.py import_activities`, the import pages of the admin and the files that
`manage.py export_activities` writes. This page is made from the column definitions; after changing
one, renew it with
`manage.py shell -c "from exchanges.imports.documentation import write; write()"`.

## The file

CSV, TSV, semicolon-separated text or XLSX (the first sheet that has rows). The encoding of a text
is found in this order: byte order mark, {encodings}; `--encoding` names it instead. Rows above the
headers are skipped when a row below them names two columns or more. Row numbers in messages are
those a spreadsheet shows.

Headers are compared without case, spaces, hyphens and underscores, in English or Japanese. An
unknown header refuses the file and names the nearest known one, so that no column is lost by a
slip; so do two headers for one column, a file without a known header, an empty file, headers
without rows, and files that are no tables. Nothing is written then, and the command ends with 2.

Cells are trimmed. Line breaks stay in summaries and other long texts only. An apostrophe before
`=` `+` `-` `@` `＝` `＋` `－` `＠`, a tab or a carriage return is one that an export put there so
that no spreadsheet runs the cell; it is taken off. `-9` and `+81 3` without one stay as they are.

## What becomes of a row

- **Created**: a draft (published with `--publish`), with all that the row states.
- **Updated**: a row with the reference of a record changes what its cells state differently.
  Blank cells and absent columns change nothing, and the status stays. Start and end date are one
  statement: with a start date, a blank end date means that the start date says it all. Entries of
  a cell with several, such as partners or units, replace those of the record.
- **Unchanged**: nothing differs, nothing is written.
- **Rejected**: something cannot be read or may not be saved. Every such cell of the file is named
  at once, with what to do; the good rows go in. `--rejects` keeps the rejected rows in the file's
  encoding, with the columns `problem` and `hint`; corrected, that file can be imported as it is.

A row **without a reference** is recognised by its tool, kind, dates, title and partners, as they
were when it was imported. These five are then left as they are on the record, so that the same file
again undoes no correction that staff have made; other cells update it as usual. Rows that agree in
these five and differ elsewhere are records of their own, in their order. Of rows with one
reference, or equal in every cell, the first is taken.

Partners that a cell leaves open ("24 countries", "unknown") are kept as text with the other
participants; `-9` and the like are nothing. The home partner (`HOME_PARTNER`) is left out of the
partners, with a warning. A row without a title gets one from its kind, partners and year, with a
warning. A date without a year takes that of the other date of the row, else `--default-year`, else
it is an error. Dates of different precision become a period of the coarser one, with a warning.

## Cells with several entries

Entries are separated by `;`, the parts of an entry by `|`. A backslash before `;`, `|` or `\\`
makes it text. Parts left blank at the end may be left out:
`JS Izumo | jp | maritime; USS Benfold | us`.

"""


def documentation() -> str:
    """The whole page, in English."""
    with override("en"):
        parts = [INTRODUCTION.replace("{encodings}", ", ".join(ENCODINGS))]
        parts.append("## Columns of every tool\n\n" + _table(SHARED))
        for tool in Tool.values:
            own = columns_of(tool)[len(SHARED) :]
            parts.append(f"\n## Columns of `{tool}`: {Tool(tool).label}\n\n" + _table(own))
        parts.append(_options())
    return "".join(parts)


def write() -> None:
    PATH.parent.mkdir(exist_ok=True)
    PATH.write_text(documentation(), encoding="utf-8")


def _table(columns: tuple[Column, ...]) -> str:
    rows = ["| column | Japanese | also | what it holds | example |", "|---|---|---|---|---|"]
    for column in columns:
        cells = (
            f"`{column.name}`",
            column.ja,
            ", ".join(column.aliases),
            str(column.about),
            f"`{column.example}`" if column.example else "",
        )
        rows.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(rows) + "\n"


def _options() -> str:
    rows = [
        ("--tool T", f"Tool of rows that name none: {', '.join(CHOICES['tool'])}."),
        ("--profile P.json", "Options from a JSON object with these names; the line given wins."),
        ("--encoding E", f"Encoding of the text: {', '.join(ENCODINGS)} or another."),
        ("--date-order", f"Order of dates of numbers alone: {', '.join(CHOICES['date_order'])}."),
        ("--pivot-year N", "Last year that a year of two digits can mean; next year unless given."),
        ("--default-year N", "Year of dates without one, where the other date has none either."),
        ("--default-kind K", "Kind of rows that name none."),
        ('--map-kind "text=code"', "What a spelling of a kind means in this file; repeatable."),
        ('--map-partner "text=code"', "Likewise for a partner."),
        ("--unknown-partners", "reject the row (default), note: kept as text, or create."),
        ("--title-language", "en, ja, or auto: by the script of each text (default)."),
        ('--missing "-9"', "A cell or partner with this text is blank; repeatable."),
        ("--atomic", "One bad row and nothing is written; the command ends with 1."),
        ("--publish", "New records are published at once."),
        ("--dry-run", "Says what would become of each row; writes nothing."),
        (
            "--report R.json",
            "Counts, problems and warnings as JSON; refused at the start if it cannot be written.",
        ),
        (
            "--rejects R.csv",
            "The rejected rows, to be corrected and imported again; likewise.",
        ),
    ]
    lines = [f"| `{name}` | {text} |" for name, text in rows]
    return "\n## Options\n\n| option | meaning |\n|---|---|\n" + "\n".join(lines) + "\n"
