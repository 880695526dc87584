"""A spreadsheet of text cells, written row by row: neither its rows nor its texts are kept."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from xml.sax.saxutils import escape, quoteattr

from django.utils.translation import gettext as _

from .problems import FileError

# What a sheet and a cell of Excel can hold, its row of headers included.
MOST_ROWS = 1_048_576
LONGEST_CELL = 32_767
# Rows whose XML may pass the 2 GB that a plain ZIP entry holds.
MANY_ROWS = 300_000
ROWS_AT_ONCE = 500

_NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
# XML has no way to write these, and a reader would take the second for an escaped character.
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_MARKUP = re.compile("[&<>]")

# Every cell is formatted as text (49), so that a spreadsheet keeps 007 and 1-2 as they are.
_STYLES = (
    f'<styleSheet xmlns="{_NAMESPACE}">'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="2"><xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" '
    'applyNumberFormat="1"/><xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" '
    'applyNumberFormat="1" applyFont="1"/></cellXfs></styleSheet>'
)


def _parts(name: str) -> dict[str, str]:
    """The entries of the file beside the sheet itself."""
    return {
        "[Content_Types].xml": (
            f'<Types xmlns="{_PACKAGE}/content-types">'
            '<Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPES}.sheet.main+xml"/>'
            f'<Override PartName="/xl/styles.xml" ContentType="{_TYPES}.styles+xml"/>'
            '<Override PartName="/xl/worksheets/sheet1.xml" '
            f'ContentType="{_TYPES}.worksheet+xml"/></Types>'
        ),
        "_rels/.rels": _relations(("officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": (
            f'<workbook xmlns="{_NAMESPACE}" xmlns:r="{_OFFICE}"><sheets>'
            f'<sheet name={quoteattr(name)} sheetId="1" r:id="rId1"/></sheets></workbook>'
        ),
        "xl/_rels/workbook.xml.rels": _relations(
            ("worksheet", "worksheets/sheet1.xml"), ("styles", "styles.xml")
        ),
        "xl/styles.xml": _STYLES,
    }


def _relations(*targets: tuple[str, str]) -> str:
    links = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, start=1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{links}</Relationships>'


class _Pipe:
    """What the archive is written into, and taken out of piece by piece."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, piece: bytes) -> int:
        self._pieces.append(bytes(piece))
        return len(piece)

    def flush(self) -> None:
        """Nothing waits here: what was written can be taken at once."""

    def take(self) -> bytes:
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)


def sheet_bytes(
    name: str, headers: Sequence[str], rows: Iterable[Sequence[str]], *, count: int
) -> Iterator[bytes]:
    """The pieces of an XLSX file of one sheet; `count` is about how many rows there will be."""
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for path, xml in _parts(name).items():
            archive.writestr(path, _HEAD + xml)
        entry = zipfile.ZipInfo("xl/worksheets/sheet1.xml", (1980, 1, 1, 0, 0, 0))
        entry.compress_type = zipfile.ZIP_DEFLATED
        with archive.open(entry, "w", force_zip64=count > MANY_ROWS) as target:
            for xml in _sheet_xml(headers, rows):
                target.write(xml.encode())
                yield pipe.take()
    yield pipe.take()


def _sheet_xml(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    columns = [_letters(number) for number in range(len(headers))]
    last = columns[-1] if columns else "A"
    # The headers stay in sight, and every column can be filtered.
    yield (
        f'{_HEAD}<worksheet xmlns="{_NAMESPACE}"><sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
        f'</sheetView></sheetViews><cols><col min="1" max="{max(len(columns), 1)}" width="18" '
        f'customWidth="1" style="0"/></cols><sheetData>{_row(1, columns, headers, style=1)}'
    )
    number = 2
    rows = iter(rows)
    while some := list(islice(rows, ROWS_AT_ONCE)):
        yield "".join(_row(n, columns, cells) for n, cells in enumerate(some, start=number))
        number += len(some)
        if number > MOST_ROWS + 1:
            raise FileError(
                _("A spreadsheet holds no more than %(count)s rows.") % {"count": MOST_ROWS},
                _("Export CSV, or fewer records."),
            )
    yield f'</sheetData><autoFilter ref="A1:{last}{number - 1}"/></worksheet>'


def _row(number: int, columns: Sequence[str], cells: Sequence[str], style: int = 0) -> str:
    written = "".join(
        f'<c r="{column}{number}"{_STYLED[style]} t="inlineStr"><is><t>{_xml(cell)}</t></is></c>'
        for column, cell in zip(columns, cells, strict=True)
        if cell
    )
    return f'<row r="{number}">{written}</row>'


_STYLED = ("", ' s="1"')


def _xml(text: str) -> str:
    if text.isalnum():
        return text
    if len(text) > LONGEST_CELL:
        raise FileError(
            _("The text that begins “%(text)s” is longer than a cell of a spreadsheet can be.")
            % {"text": text[:60]},
            _("Export CSV, which has no such limit."),
        )
    if not text.isprintable():
        text = _NO_XML.sub(lambda found: f"_x{ord(found[0]):04X}_", text)
    elif "_x" in text:
        text = _NO_XML.sub("_x005F_", text)
    return escape(text) if _MARKUP.search(text) else text


def _letters(number: int) -> str:
    """The name of a column, counted from 0: A, B, … Z, AA."""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
