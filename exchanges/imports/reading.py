"""From a file to its rows: text tables and spreadsheets, streamed."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from .encodings import ENCODINGS, find_encoding
from .headers import PREAMBLE_ROWS, count_known
from .problems import FileError
from .sources import Content, Source
from .spreadsheets import MAX_COLUMNS, Book, open_book, too_many_columns

__all__ = ["ENCODINGS", "MAX_COLUMNS", "Rows", "Table", "read_file"]

DELIMITERS = ",\t;|"
# The part of a text in which its delimiter is looked for.
BEGINNING = 100_000
LONGEST_LINE = 8_000_000
_OLE = b"\xd0\xcf\x11\xe0"
# The part in which a spreadsheet with a password lies.
_PROTECTED = "EncryptedPackage".encode("utf-16-le")
_OTHER_FILES = {
    _OLE: "XLS",
    b"%PDF": "PDF",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"\x1f\x8b": "GZIP",
    b"7z\xbc\xaf": "7z",
    b"{\\rtf": "RTF",
}
Row = tuple[int, list[str]]


class Rows:
    """Rows with their numbers, read anew each time they are gone through; none is kept."""

    def __init__(self, begin: Callable[[], Iterator[Row]]) -> None:
        self._begin = begin

    def __iter__(self) -> Iterator[Row]:
        return self._begin()


@dataclass(frozen=True)
class Table:
    """The rows of a file as text; `rows` gives each with its row number in the spreadsheet.

    A FileError may still come while the rows are gone through, for a quotation mark that is not
    closed or a damaged sheet: go through all of them before anything is written.
    """

    file_name: str
    file_format: str
    encoding: str
    delimiter: str
    rows: Iterable[Row]
    sheet: str = ""
    sheets: tuple[str, ...] = ()


def read_file(content: Content, name: str, encoding: str = "", sheet: str = "") -> Table:
    """Read CSV, TSV, XLSX or ODS; a FileError says in one sentence why a file cannot be read.

    `content` is bytes, a path or a Django file. Without a `sheet`, the first that has rows.
    """
    source = Source(content)
    start = source.head(BEGINNING)
    if start.startswith(_OLE) and _PROTECTED in start:
        raise FileError(
            _("The spreadsheet is protected with a password."),
            _("Save it without a password and choose that file."),
        )
    for mark, kind in _OTHER_FILES.items():
        if start.startswith(mark):
            raise FileError(
                _("This is a %(format)s file, whatever its name says.") % {"format": kind},
                _("Save the table as CSV or XLSX and choose that file."),
            )
    if start.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _filled(_spreadsheet(open_book(source), name, sheet))
    found = find_encoding(source, encoding)
    delimiter = _delimiter(_beginning(source, found))
    rows = Rows(lambda: _text_rows(source, found, delimiter))
    return _filled(Table(name, "csv", found, delimiter, rows))


def _spreadsheet(book: Book, name: str, sheet: str) -> Table:
    if sheet and sheet not in book.sheets:
        raise FileError(
            _("The file has no sheet “%(sheet)s”.") % {"sheet": sheet},
            _("Its sheets: %(names)s.") % {"names": ", ".join(book.sheets)},
        )
    chosen = sheet or next((each for each in book.sheets if book.has_rows(each)), "")
    rows = Rows(lambda: book.rows(chosen)) if chosen else ()
    return Table(name, book.file_format, "", "", rows, chosen, book.sheets)


def _filled(table: Table) -> Table:
    if not any(cell.strip() for _number, cells in table.rows for cell in cells):
        raise FileError(_("The file is empty."), _("Choose the file that holds the records."))
    return table


def _lines(source: Source, encoding: str) -> Iterator[str]:
    """The lines of a text with their ends; one that is too long to be a row is refused."""
    with source.opened() as opened:
        text = io.TextIOWrapper(opened, encoding=encoding, newline="")
        try:
            number = 0
            while line := text.readline(LONGEST_LINE):
                number += 1
                if len(line) == LONGEST_LINE:
                    raise FileError(
                        _("Line %(line)s of the file is longer than %(limit)s characters.")
                        % {"line": number, "limit": f"{LONGEST_LINE:,}"},
                        _("Save the table as CSV or XLSX and choose that file."),
                    )
                yield line
        finally:
            text.detach()


def _beginning(source: Source, encoding: str) -> list[str]:
    lines, length = [], 0
    for line in _lines(source, encoding):
        lines.append(line)
        length += len(line)
        if length > BEGINNING:
            break
    return [line for line in lines if line.strip()]


def _delimiter(lines: list[str]) -> str:
    """The one that separates the names of columns; without those, that of the most even rows."""
    for line in lines[:PREAMBLE_ROWS]:
        found = {sign: _columns_named(line, sign) for sign in DELIMITERS}
        best = max(found, key=found.__getitem__)
        if found[best] >= 2:
            return best
    return max(DELIMITERS, key=lambda sign: _evenness(lines[:PREAMBLE_ROWS], sign))


def _columns_named(line: str, delimiter: str) -> int:
    # A cell may go on in the next line: what can be told of this one is enough.
    return count_known(next(csv.reader([line[:BEGINNING]], delimiter=delimiter), []))


def _evenness(lines: list[str], delimiter: str) -> tuple[int, int]:
    """How many lines have as many delimiters, outside of quotation marks, and how many those are.

    `|` separates the parts of a cell in files of our own, so it comes last.
    """
    widths = Counter(re.sub(r'"[^"]*"', "", line).count(delimiter) for line in lines)
    widths.pop(0, None)
    if not widths:
        return (0, 0)
    width, count = max(widths.items(), key=lambda item: (item[1], item[0]))
    return (count - (delimiter == "|"), width)


def _text_rows(source: Source, encoding: str, delimiter: str) -> Iterator[Row]:
    lines = _lines(source, encoding)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    number = line = 0
    try:
        for number, cells in enumerate(reader, start=1):
            if len(cells) > MAX_COLUMNS:
                raise too_many_columns()
            yield number, cells
            line = reader.line_num
    except csv.Error as error:
        raise FileError(
            _(
                "Row %(row)s, on line %(line)s of the file, cannot be read: a quotation mark is "
                "not closed, or a cell is too long."
            )
            % {"row": number + 1, "line": line + 1},
            _("Correct the quotation marks there, or save the table as XLSX."),
        ) from error
    finally:
        lines.close()
