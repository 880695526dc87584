"""ODS: the cells of a sheet as one would type them."""

from __future__ import annotations

from collections.abc import Iterator

from .sheet_values import number_text, plain_text
from .spreadsheets import Book, Handler, Parts, Row, parsed, put, sentences, too_large

# Filled rows that a file writes once and repeats; more is no table that a person made.
MAX_REPEATED = 1000
# Comments and drawings lie inside cells, but are none of their text.
_NOT_CELL = {"annotation", "shape", "frame", "shapes"}
_CELLS = {"table-cell", "covered-table-cell"}


class OdsBook(Book):
    file_format = "ods"

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        names = _Names()
        with parts.opened("content.xml") as part:
            for _row in parsed(part, names):
                pass
        self.sheets = tuple(dict.fromkeys(names.found))

    def rows(self, sheet: str) -> Iterator[Row]:
        with sentences(), self.parts.opened("content.xml") as part:
            yield from parsed(part, _Sheet(sheet))


class _Names(Handler):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.depth = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "table":
            self.depth += 1
            if self.depth == 1:
                self.found.append(attributes.get("table:name", ""))
        elif name == "p":
            # The texts say that the file is no mass of blank elements.
            self.texts += 1

    def end(self, name: str) -> None:
        self.depth -= name == "table"


class _Sheet(Handler):
    """The filled rows of one table."""

    def __init__(self, sheet: str) -> None:
        super().__init__()
        self.sheet = sheet
        self.depth = self.skipped = 0
        self.is_here = self.is_done = False
        self.number = self.repeated = self.position = 0
        self.cells: list[str] = []
        self.attributes: dict[str, str] = {}
        self.paragraphs = 0
        # What a cell over several rows says in those below it: column → text, rows left.
        self.spanned: dict[int, tuple[str, int]] = {}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "table":
            self.depth += 1
            if self.depth == 1 and not self.is_done:
                self.is_here = attributes.get("table:name", "") == self.sheet
        elif not self.is_here or self.depth > 1:
            return
        elif name in _NOT_CELL or self.skipped:
            self.skipped += 1
        elif name == "table-row":
            self.repeated = int(attributes.get("table:number-rows-repeated", 1))
            self.position, self.cells = 0, []
        elif name in _CELLS:
            self.attributes, self.paragraphs = attributes, 0
        else:
            self._start_text(name, attributes)

    def _start_text(self, name: str, attributes: dict[str, str]) -> None:
        if name == "p":
            if self.paragraphs:
                self._add("\n")
            self.paragraphs += 1
            self.is_text = True
        elif self.is_text and name == "s":
            self._add(" " * min(int(attributes.get("text:c", 1)), 1000))
        elif self.is_text and name in ("tab", "line-break"):
            self._add("\t" if name == "tab" else "\n")

    def _add(self, text: str) -> None:
        was_text, self.is_text = self.is_text, True
        self.text(text)
        self.is_text = was_text

    def end(self, name: str) -> None:
        if name == "table":
            self.depth -= 1
            if self.depth == 0 and self.is_here:
                self.is_here, self.is_done = False, True
        elif not self.is_here or self.depth > 1:
            return
        elif self.skipped:
            self.skipped -= 1
        elif name == "p":
            self.is_text = False
        elif name in _CELLS:
            self._end_cell(is_covered=name == "covered-table-cell")
        elif name == "table-row":
            self._end_row()

    def _end_cell(self, *, is_covered: bool) -> None:
        repeated = int(self.attributes.get("table:number-columns-repeated", 1))
        text = self._value(self.taken())
        first = self.position + 1
        self.position += repeated
        if is_covered and first in self.spanned:
            text = self.spanned[first][0]
        rows = int(self.attributes.get("table:number-rows-spanned", 1))
        columns = int(self.attributes.get("table:number-columns-spanned", 1))
        if text and rows > 1 and columns == 1:
            self.spanned[first] = (text, rows)
        if text:
            # The last first: a value that is repeated too often is refused before it is written.
            put(self.cells, self.position, text)
            for position in range(first, self.position):
                put(self.cells, position, text)

    def _end_row(self) -> None:
        if self.cells and self.repeated > MAX_REPEATED:
            raise too_large()
        for _again in range(self.repeated if self.cells else 0):
            self.number += 1
            self.rows.append((self.number, list(self.cells)))
        if not self.cells:
            self.number += self.repeated
        left = {n: (text, rows - self.repeated) for n, (text, rows) in self.spanned.items()}
        self.spanned = {n: (text, rows) for n, (text, rows) in left.items() if rows > 0}

    def _value(self, text: str) -> str:
        """What the cell holds, where that is more exact than what it shows."""
        kind = self.attributes.get("office:value-type", "string")
        if kind == "date":
            written = self.attributes.get("office:date-value", text)
            return plain_text(written.partition("T00:00")[0].replace("T", " "))
        if kind in ("float", "currency", "percentage"):
            value = self.attributes.get("office:value", "")
            return number_text(value, is_percent=kind == "percentage") if value else text
        if kind == "boolean":
            return self.attributes.get("office:boolean-value", text).upper()
        return plain_text(text)
