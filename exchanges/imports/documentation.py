"""docs/import-columns.md, written from the column objects so that it cannot fall behind them.

`python -m django shell -c "from exchanges.imports.documentation import write; write()"` renews it.
"""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.utils.translation import override

from ..tools import Tool
from .columns import Column
from .encodings import ENCODINGS
from .headers import columns_of
from .options import CHOICES
from .reading import LONGEST_LINE
from .shared import SHARED
from .spreadsheets import MAX_COLUMNS, MAX_UNPACKED

PATH = Path(settings.BASE_DIR) / "docs" / "import-columns.md"

INTRODUCTION = """\
# Import columns

For `manage.py import_activities`, the import pages of the admin and the files that
`manage.py export_activities` writes. This page is made from the column definitions; after changing
one, renew it with
`manage.py shell -c "from exchanges.imports.documentation import write; write()"`.

## The file

Text with commas, tabs, semicolons or vertical bars between its cells, XLSX or ODS: the first
visible sheet that has rows, or the one that `--sheet` names. The encoding of a text is found by
the surest sign: a byte order mark, the shifts of ISO-2022-JP, the zero bytes of UTF-16, then
whether all of it is UTF-8, then which of CP932 and EUC-JP reads as Japanese; accents that stand
alone between letters are Windows-1252. `--encoding` names it instead: {encodings} or another. Rows
above the headers are skipped when a row below them names two columns or more. Row numbers in
messages are those a spreadsheet shows.

A cell of a spreadsheet is read as one would type it: a date as precise as its format shows it
(`2019-05` for a first of May that is shown as May 2019), 2019 and not 2019.0, the value of a
formula, `#N/A` as it stands. A cell that was merged over several rows says the same for each of
them. Hidden sheets are left out; hidden rows are not.

Headers are compared without case, spaces, hyphens and underscores, in English or Japanese. With
the command, an unknown header refuses the file and names the nearest known one, so that no column
is lost by a slip; so do two headers for one column, a file without a known header, an empty file,
headers without rows, and files that are no tables. Nothing is written then, and the command ends
with 2. `columns` in a profile says where a header goes, or with an empty text that it goes
nowhere. On the pages of the admin each column is assigned by a person, with suggestions by name
and content.

No file may have more than {columns} columns, a text no line of more than {line} characters, a
spreadsheet no more than {unpacked} MB when it is unpacked. What only pretends to be a table, or
grows without end when it is unpacked, is refused at once.

Dates of numbers alone are read in the order that the file itself settles: some of them have a
number above 12, and all of those say the same. Where nothing settles it, `--date-order` does, or
such a date is an error; with `--unclear-dates year` its year is kept.

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
        parts = [_introduction()]
        parts.append("## Columns of every tool\n\n" + _table(SHARED))
        for tool in Tool.values:
            own = columns_of(tool)[len(SHARED) :]
            parts.append(f"\n## Columns of `{tool}`: {Tool(tool).label}\n\n" + _table(own))
        parts.append(_options())
    return "".join(parts)


def _introduction() -> str:
    limits = {
        "{encodings}": ", ".join(ENCODINGS),
        "{columns}": str(MAX_COLUMNS),
        "{line}": f"{LONGEST_LINE:,}",
        "{unpacked}": str(MAX_UNPACKED // 1024 // 1024),
    }
    text = INTRODUCTION
    for name, limit in limits.items():
        text = text.replace(name, limit)
    return text


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
        (
            "--tool-from-kind",
            "A row without a tool takes that of its kind, if only one tool has it.",
        ),
        (
            "--profile P.json",
            "Options from a JSON object with these names, and `columns`, the column of each "
            "header; the line given wins. The list of import profiles in the admin has such files.",
        ),
        (
            "--sheet NAME",
            "Sheet of a spreadsheet; the first visible one that has rows unless given.",
        ),
        ("--encoding E", f"Encoding of the text: {', '.join(ENCODINGS)} or another."),
        (
            "--date-order",
            f"Order of dates of numbers alone: {', '.join(CHOICES['date_order'])}; unless given, "
            "what the file settles.",
        ),
        (
            "--unclear-dates",
            "What becomes of dates that nothing settles: year (kept alone) or hold (an error, as "
            "without this option).",
        ),
        ("--pivot-year N", "Last year that a year of two digits can mean; next year unless given."),
        ("--default-year N", "Year of dates without one, where the other date has none either."),
        ("--default-kind K", "Kind of rows that name none."),
        ('--map-kind "text=code"', "What a spelling of a kind means in this file; repeatable."),
        ('--map-partner "text=code"', "Likewise for a partner."),
        ("--unknown-partners", "reject the row (default), note: kept as text, or create."),
        ("--title-language", "en, ja, or auto: by the script of each text (default)."),
        ('--missing "-9"', "A cell or partner with this text is blank; repeatable."),
        (
            "--mode",
            "create: records that are there are left alone; update (default): what the file says "
            "differently is changed; fill: only what is blank on the record; replace: blank cells "
            "empty the record's fields too.",
        ),
        (
            "--bad-rows",
            "Rows with errors: leave (left out, default) or hold (kept with the import until "
            "corrected in the admin).",
        ),
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
