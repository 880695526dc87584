"""XLSX: the cells of a sheet as one would type them."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO

from .sheet_values import date_text, minutes_text, number_text, plain_text
from .spreadsheets import MAX_ROWS, Book, Handler, Parts, Row, parsed, put, sentences, too_large

MAX_STRINGS = 64 * 1024 * 1024
MAX_SMALL_PART = 16 * 1024 * 1024
_REFERENCE = re.compile(r"([A-Za-z]{1,3})[0-9]+")
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s+ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
# Formats of dates and times that have a number of their own.
_DAYS = {14, 15, 16, 22, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58}
_MONTHS = {17, 55}
_TIMES = {18, 19, 20, 21, 32, 33, 34, 35, 45, 46, 47, 56}
_PERCENT = {9, 10}
# Quoted text, escaped characters, colours and conditions are no part of what a format shows.
_NO_CODE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)


class XlsxBook(Book):
    file_format = "xlsx"

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        links = _Relations.read(parts, "xl/_rels/workbook.xml.rels")
        book = _Workbook()
        with parts.opened("xl/workbook.xml", MAX_SMALL_PART) as part:
            _run(part, book)
        self.is_1904 = book.is_1904
        places = {name: links.get(link, "") for name, link, is_hidden in book.found}
        visible = [name for name, _link, is_hidden in book.found if not is_hidden]
        self.places = {name: places[name] for name in visible or places if places[name] in parts}
        self.sheets = tuple(self.places)
        self._strings: list[str] | None = None
        self._formats: list[str] | None = None

    def rows(self, sheet: str) -> Iterator[Row]:
        with sentences():
            place = self.places[sheet]
            merged = _Merged(self._merged(place))
            handler = _Sheet(self.strings, self.formats, is_1904=self.is_1904)
            with self.parts.opened(place) as part:
                for number, cells in parsed(part, handler):
                    if merged.ranges:
                        merged.fill(number, cells)
                    yield number, cells

    @property
    def strings(self) -> list[str]:
        """The texts that several cells share."""
        if self._strings is None:
            handler = _Strings()
            if "xl/sharedStrings.xml" in self.parts:
                with self.parts.opened("xl/sharedStrings.xml", MAX_STRINGS) as part:
                    _run(part, handler)
            self._strings = handler.found
        return self._strings

    @property
    def formats(self) -> list[str]:
        """What each style shows of a number: day, month, year, time, percent or nothing such."""
        if self._formats is None:
            handler = _Styles()
            if "xl/styles.xml" in self.parts:
                with self.parts.opened("xl/styles.xml", MAX_SMALL_PART) as part:
                    _run(part, handler)
            self._formats = handler.found
        return self._formats

    def _merged(self, place: str) -> Iterator[tuple[int, int, int]]:
        """Column, first and last row of cells that are one cell over several rows."""
        with self.parts.opened(place) as part:
            rest = b""
            while piece := part.read(1024 * 1024):
                piece = rest + piece
                for left, top, right, bottom in _MERGED.findall(piece):
                    if left == right:
                        yield _column(left.decode()), int(top), int(bottom)
                rest = piece[-200:] if b"mergeCell" in piece[-200:] else b""


def _run(part: IO[bytes], handler: Handler) -> None:
    for _row in parsed(part, handler):
        pass


def _column(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


@dataclass
class _Merged:
    """A merged cell says the same for each of its rows, as a reader of the sheet sees it."""

    found: Iterator[tuple[int, int, int]]
    ranges: dict[int, list[list]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for column, top, bottom in self.found:
            self.ranges.setdefault(column, []).append([top, bottom, ""])

    def fill(self, number: int, cells: list[str]) -> None:
        for column, ranges in self.ranges.items():
            for each in ranges:
                top, bottom, text = each
                if number == top:
                    each[2] = cells[column - 1] if column <= len(cells) else ""
                elif top < number <= bottom and text:
                    put(cells, column, text)


class _Relations(Handler):
    """Where the parts lie that the workbook refers to."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, str] = {}

    @classmethod
    def read(cls, parts: Parts, name: str) -> dict[str, str]:
        handler = cls()
        with parts.opened(name, MAX_SMALL_PART) as part:
            _run(part, handler)
        return handler.found

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship":
            target = attributes.get("Target", "")
            place = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            self.found[attributes.get("Id", "")] = posixpath.normpath(place)

    def end(self, name: str) -> None:
        """Nothing ends that matters."""


class _Workbook(Handler):
    """The sheets in their order, and which day dates are counted from."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str, bool]] = []
        self.is_1904 = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "sheet":
            link = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            is_hidden = attributes.get("state", "visible") != "visible"
            self.found.append((attributes.get("name", ""), link, is_hidden))
        elif name == "workbookPr":
            self.is_1904 = attributes.get("date1904") in ("1", "true")

    def end(self, name: str) -> None:
        """Nothing ends that matters."""


class _Texts(Handler):
    """Collects `t`, without the readings that stand above kanji."""

    is_reading = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "t":
            self.is_text = not self.is_reading
        elif name == "rPh":
            self.is_reading = True

    def end(self, name: str) -> None:
        if name == "t":
            self.is_text = False
        elif name == "rPh":
            self.is_reading = False


class _Strings(_Texts):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def end(self, name: str) -> None:
        if name == "si":
            self.found.append(_unescaped(self.taken()))
        else:
            super().end(name)


class _Styles(Handler):
    def __init__(self) -> None:
        super().__init__()
        self.codes: dict[int, str] = {}
        self.found: list[str] = []
        self.is_cells = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "numFmt":
            self.codes[int(attributes["numFmtId"])] = attributes.get("formatCode", "")
        elif name == "cellXfs":
            self.is_cells = True
        elif name == "xf" and self.is_cells:
            number = int(attributes.get("numFmtId", 0))
            code = self.codes.get(number)
            self.found.append(_shown_by(number) if code is None else _shown_by_code(code))

    def end(self, name: str) -> None:
        self.is_cells = self.is_cells and name != "cellXfs"


def _shown_by(number: int) -> str:
    known = {"day": _DAYS, "month": _MONTHS, "time": _TIMES, "percent": _PERCENT}
    return next((shown for shown, numbers in known.items() if number in numbers), "")


def _shown_by_code(code: str) -> str:
    """A format without a day shows a month only, though the cell holds the first of it."""
    signs = _NO_CODE.sub("", code.split(";")[0]).casefold()
    if "%" in signs:
        return "percent"
    if "general" in signs:
        return ""
    if "d" in signs:
        return "day"
    if "y" in signs or "e" in signs.replace("e+", "").replace("e-", ""):
        return "month" if "m" in signs else "year"
    return "time" if set(signs) & {"h", "s"} else ""


class _Sheet(_Texts):
    """The filled rows of a sheet; rows and cells without a number of their own are counted."""

    def __init__(self, strings: list[str], formats: list[str], *, is_1904: bool) -> None:
        super().__init__()
        self.strings, self.formats, self.is_1904 = strings, formats, is_1904
        self.number = self.position = 0
        self.cells: list[str] = []
        self.kind = self.shown = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            self._start_cell(attributes)
        elif name == "v":
            self.is_text = True
        elif name == "row":
            self.number = int(attributes.get("r") or self.number + 1)
            if not 0 < self.number <= MAX_ROWS:
                raise too_large()
            self.position, self.cells = 0, []
        else:
            super().start(name, attributes)

    def _start_cell(self, attributes: dict[str, str]) -> None:
        match = _REFERENCE.fullmatch(attributes.get("r", ""))
        self.position = _column(match[1]) if match else self.position + 1
        self.kind = attributes.get("t", "n")
        style = attributes.get("s")
        has_format = style is not None and int(style) < len(self.formats)
        self.shown = self.formats[int(style)] if has_format else ""

    def end(self, name: str) -> None:
        if name == "c":
            if self.pieces and (text := self._cell(self.taken())):
                put(self.cells, self.position, text)
        elif name == "v":
            self.is_text = False
        elif name == "row":
            if self.cells:
                self.rows.append((self.number, self.cells))
        else:
            super().end(name)

    def _cell(self, text: str) -> str:
        if self.kind == "s":
            return self.strings[int(text)]
        if self.kind == "b":
            return "TRUE" if text == "1" else "FALSE"
        if self.kind == "d":
            return plain_text(text.removesuffix("T00:00:00").replace("T", " "))
        if self.kind != "n":
            return _unescaped(text)
        if self.shown in ("day", "month", "year"):
            return date_text(text, self.shown, is_1904=self.is_1904)
        if self.shown == "time":
            return minutes_text(text)
        return number_text(text, is_percent=self.shown == "percent")


def _unescaped(text: str) -> str:
    """Characters that XML has not are written as their number in a sheet."""
    if "_x" in text:
        text = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
    return plain_text(text)
