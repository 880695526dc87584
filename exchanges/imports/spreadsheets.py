"""Spreadsheets, row by row: only what their cells hold, whatever they say of their size.

The common readers load a whole sheet, or a rectangle up to its last cell: a file of some kilobytes
makes them use all memory. These parse the XML as it is unpacked and stop at the limits below.
"""

from __future__ import annotations

import zipfile
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO, Any
from xml.parsers import expat

from django.utils.translation import gettext as _

from .problems import FileError
from .sources import Source

MAX_COLUMNS = 1000
MAX_ROWS = 1_048_576
MAX_UNPACKED = 300 * 1024 * 1024
# A part that grows by more when it is unpacked holds no table: real sheets grow by 10 to 50.
MAX_GROWTH, SMALL_PART = 150, 10 * 1024 * 1024
# XML beyond what the texts in it need: blank rows and cells without end, comments.
MAX_IDLE, PER_TEXT = 16 * 1024 * 1024, 200
LONGEST_CELL = 131_072
PIECE = 256 * 1024
Row = tuple[int, list[str]]


class Book(ABC):
    """An opened spreadsheet: its visible sheets and the rows of each."""

    file_format: str
    sheets: tuple[str, ...]

    @abstractmethod
    def rows(self, sheet: str) -> Iterator[Row]:
        """The filled rows of a sheet with their numbers, each cell as one would type it."""

    def has_rows(self, sheet: str) -> bool:
        rows = self.rows(sheet)
        try:
            return next(rows, None) is not None
        finally:
            rows.close()


class Parts:
    """The parts of a spreadsheet's archive, unpacked while they are read."""

    def __init__(self, source: Source) -> None:
        self.source = source
        with self._archive() as archive:
            self.sizes = {entry.filename: entry for entry in archive.infolist()}

    @contextmanager
    def _archive(self) -> Iterator[zipfile.ZipFile]:
        with self.source.opened() as opened, zipfile.ZipFile(opened) as archive:
            yield archive

    def __contains__(self, name: str) -> bool:
        return name in self.sizes

    @contextmanager
    def opened(self, name: str, most: int = MAX_UNPACKED) -> Iterator[IO[bytes]]:
        """A part; never more of it than the size it states, which is checked first."""
        entry = self.sizes[name]
        growth = entry.file_size / max(1, entry.compress_size)
        if entry.file_size > most or (entry.file_size > SMALL_PART and growth > MAX_GROWTH):
            raise too_large()
        with self._archive() as archive, archive.open(name) as part:
            yield part


class Handler(ABC):
    """What is done at the tags and texts of a part; made rows wait in `rows` until taken."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.pieces: list[str] = []
        self.length = self.texts = 0
        self.is_text = False

    @abstractmethod
    def start(self, name: str, attributes: dict[str, str]) -> None:
        """A tag begins."""

    @abstractmethod
    def end(self, name: str) -> None:
        """A tag ends."""

    def text(self, piece: str) -> None:
        if self.is_text:
            self.pieces.append(piece)
            self.length += len(piece)
            if self.length > LONGEST_CELL:
                raise FileError(
                    _("A cell holds more than %(limit)s characters.")
                    % {"limit": f"{LONGEST_CELL:,}"},
                    _("Correct the quotation marks there, or save the table as XLSX."),
                )

    def taken(self) -> str:
        """The text that was collected, which begins anew."""
        text = "".join(self.pieces)
        self.pieces.clear()
        self.length = 0
        self.texts += bool(text)
        return text


def parsed(part: IO[bytes], handler: Handler) -> Iterator[Row]:
    """Feed a part to the handler and give the rows it makes, a piece of the part at a time."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = _begin(parser, handler)
    parser.CharacterDataHandler = handler.text
    parser.StartDoctypeDeclHandler = _refuse_doctype
    size = 0
    while piece := part.read(PIECE):
        parser.Parse(piece)
        yield from handler.rows
        handler.rows.clear()
        size += len(piece)
        if size - handler.texts * PER_TEXT > MAX_IDLE:
            raise too_large()
    parser.Parse(b"", True)
    yield from handler.rows


def _begin(parser: Any, handler: Handler) -> Callable[[str, dict[str, str]], None]:
    """At the first tag: whether names have a prefix, so that only then it is taken off each."""

    def first(name: str, attributes: dict[str, str]) -> None:
        start, end = handler.start, handler.end
        if ":" in name:
            parser.StartElementHandler = lambda name, attributes: start(_local(name), attributes)
            parser.EndElementHandler = lambda name: end(_local(name))
        else:
            parser.StartElementHandler, parser.EndElementHandler = start, end
        parser.StartElementHandler(name, attributes)

    return first


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _refuse_doctype(*_declared: Any) -> None:
    # No office program writes one; it could define entities that grow without end.
    raise ValueError("document type")


def open_book(source: Source) -> Book:
    """The spreadsheet that an archive is."""
    # These two import the limits of this module.
    from .ods import OdsBook
    from .xlsx import XlsxBook

    with sentences():
        parts = Parts(source)
        if "xl/workbook.xml" in parts:
            return XlsxBook(parts)
        if "content.xml" in parts and "mimetype" in parts:
            return OdsBook(parts)
    raise FileError(_("This is a ZIP file without a spreadsheet."), _("Choose a CSV or XLSX file."))


@contextmanager
def sentences() -> Iterator[None]:
    """Whatever the parsers of archives, XML and numbers raise on a damaged file, in a sentence."""
    try:
        yield
    except (FileError, GeneratorExit):
        raise
    except Exception as error:
        raise FileError(
            _("The spreadsheet is damaged and cannot be opened."),
            _("Open it, save it again as XLSX or CSV and choose that file."),
        ) from error


def put(cells: list[str], position: int, text: str) -> None:
    """Set a cell by its position from 1, filling up with blanks."""
    if position > MAX_COLUMNS:
        raise too_many_columns()
    cells.extend([""] * (position - len(cells)))
    cells[position - 1] = text


def too_large() -> FileError:
    return FileError(_("The spreadsheet is too large."), _("Save it as CSV."))


def too_many_columns() -> FileError:
    return FileError(
        _("The file has more than %(count)s columns.") % {"count": MAX_COLUMNS},
        _("Keep the columns of the documentation only."),
    )
