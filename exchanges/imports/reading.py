"""From the bytes of a file to its rows: encodings, delimiters and spreadsheets."""

from __future__ import annotations

import csv
import datetime
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from openpyxl import load_workbook

from .headers import PREAMBLE_ROWS, count_known
from .problems import FileError

ENCODINGS = ("utf-8", "utf-16", "cp932", "euc-jp", "iso-2022-jp")
DELIMITERS = ",\t;"
# The part of a text in which its delimiter is looked for.
BEGINNING = 100_000
MAX_COLUMNS = 1000
MAX_UNPACKED = 400 * 1024 * 1024
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_JIS_SHIFTS = (b"\x1b$B", b"\x1b$@", b"\x1b(J", b"\x1b(I")
# Half of a surrogate pair is no character either, and no database keeps it.
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff]")
# What Python's cp932 makes of bytes that are none of its characters.
_NOT_TEXT = re.compile(r"[\x80-\x9f\uf8f0-\uf8f3]")
_HALF_WIDTH_KANA = re.compile(r"[\uff61-\uff9f]")
_KANA = re.compile(r"[\u3041-\u30ff]")
_OTHER_FILES = {
    b"\xd0\xcf\x11\xe0": "XLS",
    b"%PDF": "PDF",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
}


@dataclass(frozen=True)
class Table:
    """The rows of a file as text; `rows` gives each with its row number in the spreadsheet."""

    file_name: str
    file_format: str
    encoding: str
    delimiter: str
    rows: list[tuple[int, list[str]]]


def read_file(content: bytes, name: str, encoding: str = "") -> Table:
    """Read CSV, TSV or XLSX; a FileError says in one sentence why a file cannot be read."""
    for mark, kind in _OTHER_FILES.items():
        if content.startswith(mark):
            raise FileError(
                _("This is a %(format)s file, whatever its name says.") % {"format": kind},
                _("Save the table as CSV or XLSX and choose that file."),
            )
    if content.startswith(b"PK\x03\x04"):
        return _filled(Table(name, "xlsx", "", "", list(_spreadsheet_rows(content))))
    text, found = decode(content, encoding)
    delimiter = _delimiter(text)
    return _filled(Table(name, "csv", found, delimiter, list(_text_rows(text, delimiter))))


def _filled(table: Table) -> Table:
    if not any(cell.strip() for _number, cells in table.rows for cell in cells):
        raise FileError(_("The file is empty."), _("Choose the file that holds the records."))
    return table


def decode(content: bytes, encoding: str = "") -> tuple[str, str]:
    """The text and the encoding it was in; the surest sign decides, nothing is replaced."""
    if encoding:
        return _decode_as(content, encoding), encoding
    for candidate in _candidates(content):
        try:
            text = content.decode(candidate)
        except UnicodeDecodeError:
            continue
        # UTF proves itself; nearly any bytes are some text of the others.
        if candidate.startswith("utf") or not _NOT_TEXT.search(text):
            return _checked(text), candidate
    raise FileError(
        _("The text is in none of these encodings: %(encodings)s.")
        % {"encodings": ", ".join(ENCODINGS)},
        _("Save the table as CSV UTF-8 or XLSX, or name its encoding."),
    )


def _candidates(content: bytes) -> Iterator[str]:
    for bom, encoding in _BOMS:
        if content.startswith(bom):
            yield encoding
            return
    # Seven-bit, so it would pass as UTF-8: its shift sequences tell.
    if any(shift in content for shift in _JIS_SHIFTS) and content.isascii():
        yield "iso-2022-jp"
    yield from _utf_16_without_mark(content)
    yield "utf-8"
    yield from sorted(("cp932", "euc-jp"), key=lambda encoding: _strangeness(content, encoding))


def _utf_16_without_mark(content: bytes) -> Iterator[str]:
    """UTF-16 by the zero bytes of its commas, quotes and line ends, on one side only."""
    start = content[:4000]
    even, odd = start[0::2].count(0), start[1::2].count(0)
    if len(content) % 2 == 0 and max(even, odd) > len(start) / 20 and min(even, odd) == 0:
        yield "utf-16-le" if odd else "utf-16-be"


def _strangeness(content: bytes, encoding: str) -> float:
    """How unlikely the text is: EUC-JP read as CP932 is full of half-width kana."""
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        return float("inf")
    strange = len(_HALF_WIDTH_KANA.findall(text)) - len(_KANA.findall(text))
    return strange / len(text)


def _decode_as(content: bytes, encoding: str) -> str:
    if encoding.lower().replace("_", "-") in ("utf-8", "utf8"):
        encoding = "utf-8-sig"
    try:
        return _checked(content.decode(encoding))
    except LookupError as error:
        raise FileError(
            _("“%(encoding)s” is not an encoding.") % {"encoding": encoding},
            _("Name one of these: %(encodings)s.") % {"encodings": ", ".join(ENCODINGS)},
        ) from error
    except UnicodeError as error:
        raise FileError(
            _("The file cannot be read as %(encoding)s.") % {"encoding": encoding},
            _("Leave the encoding out to have it found."),
        ) from error


def _checked(text: str) -> str:
    if found := _CONTROL.search(text):
        line = text.count("\n", 0, found.start()) + 1
        raise FileError(
            _("This is not a text table: line %(line)s holds the control character %(code)s.")
            % {"line": line, "code": f"U+{ord(found.group()):04X}"},
            _("Save the table as CSV or XLSX and choose that file."),
        )
    return text


def _delimiter(text: str) -> str:
    """The one that separates the names of columns; without those, the most frequent at the top."""
    lines = [line for line in text[:BEGINNING].splitlines() if line.strip()]
    for line in lines[:PREAMBLE_ROWS]:
        found = {sign: _columns_named(line, sign) for sign in DELIMITERS}
        best = max(found, key=found.__getitem__)
        if found[best] >= 2:
            return best
    outside_quotes = re.sub(r'"[^"]*"', "", lines[0] if lines else "")
    return max(DELIMITERS, key=outside_quotes.count)


def _columns_named(line: str, delimiter: str) -> int:
    return count_known(next(csv.reader([line], delimiter=delimiter)))


def _text_rows(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    try:
        for number, cells in enumerate(reader, start=1):
            yield number, _bounded(cells)
    except csv.Error as error:
        raise FileError(
            _("Row %(row)s cannot be read: a quotation mark is not closed, or a cell is too long.")
            % {"row": number + 1},
            _("Correct the quotation marks there, or save the table as XLSX."),
        ) from error


def _bounded(cells: list[str]) -> list[str]:
    if len(cells) > MAX_COLUMNS:
        raise FileError(
            _("The file has more than %(count)s columns.") % {"count": MAX_COLUMNS},
            _("Keep the columns of the documentation only."),
        )
    return cells


def _spreadsheet_rows(content: bytes) -> Iterator[tuple[int, list[str]]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
            names = archive.namelist()
        if "xl/workbook.xml" not in names:
            raise FileError(
                _("This is a ZIP file without a spreadsheet."), _("Choose a CSV or XLSX file.")
            )
        if size > MAX_UNPACKED:
            raise FileError(_("The spreadsheet is too large."), _("Save it as CSV."))
        yield from _sheet_rows(content)
    except FileError:
        raise
    # openpyxl raises whatever its parsers do on a damaged file: KeyError, ValueError, ParseError.
    except Exception as error:
        raise FileError(
            _("The spreadsheet is damaged and cannot be opened."),
            _("Open it, save it again as XLSX or CSV and choose that file."),
        ) from error


def _sheet_rows(content: bytes) -> Iterator[tuple[int, list[str]]]:
    """Rows of the first sheet that has any."""
    workbook = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    try:
        for sheet in workbook.worksheets:
            # What the file says of its size may be false; the rows themselves tell.
            sheet.reset_dimensions()
            has_rows = False
            for number, values in enumerate(sheet.iter_rows(values_only=True), start=1):
                if cells := _filled_cells(values):
                    has_rows = True
                    yield number, _bounded(cells)
            if has_rows:
                return
    finally:
        workbook.close()


def _filled_cells(values: Sequence[object]) -> list[str]:
    """The texts of a row up to its last one; formatted cells without a value may follow."""
    end = next((n for n in range(len(values), 0, -1) if values[n - 1] is not None), 0)
    return [_cell_text(value) for value in values[:end]]


def _cell_text(value: object) -> str:
    """A spreadsheet's value as one would type it."""
    if value is None:
        return ""
    if isinstance(value, datetime.datetime):
        at_midnight = value.time() == datetime.time()
        return value.date().isoformat() if at_midnight else value.isoformat(" ", "minutes")
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, datetime.time):
        return value.isoformat("minutes")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return _CONTROL.sub("", str(value))
