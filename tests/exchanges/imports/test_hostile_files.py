"""Files made to harm or simply broken: refused in a sentence, soon and with little memory."""

from __future__ import annotations

import io
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exchanges.imports.first_pass import first_pass
from exchanges.imports.options import Options
from exchanges.imports.problems import FileError
from exchanges.imports.reading import read_file

from .files import csv_bytes, xlsx_bytes
from .spreadsheet_files import XLSX, archive, ods, text_cell, xlsx

SECONDS = 5
MEGABYTES = 512
HEADER = f"<row>{text_cell('title')}{text_cell('start_date')}</row>"
GOOD = f"<row>{text_cell('A')}{text_cell('2019')}</row>"
CELL = "<table:table-cell><text:p>x</text:p></table:table-cell>"
TOP = b"title,start_date\n"
ENTITIES = (
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]>'
    "<worksheet><sheetData><row><c><v>&b;</v></c></row></sheetData></worksheet>"
)


def _refused(content: bytes) -> str:
    # Of the processor, so that a busy machine does not fail the test.
    began = time.process_time()
    with pytest.raises(FileError) as refused:
        first_pass(read_file(content, "a.csv"), Options(tool="troops"))
    assert time.process_time() - began < SECONDS
    return str(refused.value)


# Made when they are needed only: together they are large.
TEXTS: dict[str, tuple[Callable[[], bytes], str]] = {
    "one long line": (lambda: TOP + b"x" * 50_000_000, "Line 2 of the file is longer"),
    "open quote": (lambda: TOP + b'"' + b"x\n" * 5_000_000, "quotation mark is not closed"),
    "late open quote": (lambda: TOP + b"a,2019\n" * 9 + b'"b,2019\n', "Row 11, on line 11"),
    "wide header": (lambda: b",".join([b"a"] * 1_000_000), "more than 1000 columns"),
    "wide row": (lambda: TOP + b",".join([b"a"] * 900_000), "more than 1000 columns"),
    "NUL": (lambda: TOP + b"A\x00B,2019\n", "U+0000"),
    "no ZIP": (lambda: b"PK\x03\x04" + bytes(range(256)) * 100, "damaged"),
    "empty ZIP": (lambda: b"PK\x05\x06" + bytes(18), "ZIP file without a spreadsheet"),
    "program": (lambda: b"\x7fELF" + bytes(range(256)) * 1000, "none of these encodings"),
    "gzip": (lambda: b"\x1f\x8b\x08\x00" + bytes(100), "GZIP"),
}


@pytest.mark.parametrize("name", TEXTS)
def test_texts(name: str) -> None:
    content, part = TEXTS[name]

    assert part in _refused(content())


GROWING: dict[str, Callable[[], str]] = {
    "rows": lambda: "<row/>" * 2_500_000,
    "cells": lambda: f"<row>{'<c/>' * 4_000_000}</row>",
    "one cell": lambda: f"<row>{text_cell('x' * 20_000_000)}</row>",
    "runs": lambda: f'<row><c t="inlineStr"><is>{"<r><t>xy</t></r>" * 1_000_000}</is></c></row>',
    "comment": lambda: f"<!--{'x' * 20_000_000}-->",
}


@pytest.mark.parametrize("name", GROWING)
def test_sheets_that_grow_when_they_are_unpacked(name: str) -> None:
    assert "too large" in _refused(xlsx(HEADER + GOOD + GROWING[name]()))


def _repeated(what: str) -> bytes:
    return ods(f"<table:table><table:table-row {what}</table:table-row></table:table>")


SHEETS: dict[str, tuple[Callable[[], bytes], str]] = {
    "long cell": (
        lambda: xlsx(HEADER + f"<row>{text_cell('x' * 200_000)}</row>"),
        "more than 131,072 characters",
    ),
    "blank rows": (
        lambda: xlsx(HEADER + "".join(map('<row ht="{}"/>'.format, range(1_000_000)))),
        "too large",
    ),
    "far column": (
        lambda: xlsx(HEADER + '<row><c r="ALM2" t="str"><v>x</v></c></row>'),
        "more than 1000 columns",
    ),
    "far row": (lambda: xlsx(f'<row r="99999999">{text_cell("title")}</row>'), "too large"),
    "no number": (lambda: xlsx(f'<row r="{"9" * 5000}">{text_cell("a")}</row>'), "damaged"),
    "no string": (lambda: xlsx(HEADER + '<row><c t="s"><v>7</v></c></row>'), "damaged"),
    "no value": (lambda: xlsx(HEADER + "<row><c><v>NaN years</v></c></row>"), "damaged"),
    "open tag": (lambda: xlsx(HEADER + "<row><c>"), "damaged"),
    "empty part": (lambda: archive({**XLSX, "xl/worksheets/sheet1.xml": ""}), "damaged"),
    "entities": (lambda: archive({**XLSX, "xl/worksheets/sheet1.xml": ENTITIES}), "damaged"),
    "shared texts": (
        lambda: xlsx(HEADER, **{"xl/sharedStrings.xml": f"<sst>{'<si/>' * 4_000_000}</sst>"}),
        "too large",
    ),
    "repeated rows": (
        lambda: _repeated(f'table:number-rows-repeated="1000000">{CELL}'),
        "too large",
    ),
    "repeated cells": (
        lambda: _repeated(
            '><table:table-cell table:number-columns-repeated="100000000"><text:p>x</text:p>'
            "</table:table-cell>"
        ),
        "more than 1000 columns",
    ),
    "open table": (lambda: ods("<table:table>"), "damaged"),
}


@pytest.mark.parametrize("name", SHEETS)
def test_spreadsheets(name: str) -> None:
    content, part = SHEETS[name]

    assert part in _refused(content())


def test_false_dimensions_and_far_rows_are_read_for_what_they_hold() -> None:
    content = xlsx(HEADER + GOOD + f'<row r="1048576">{text_cell("last")}</row>')

    assert [number for number, _cells in read_file(content, "a.xlsx").rows] == [1, 2, 1048576]


# Reads a file as imports do and prints the most memory that this took, in megabytes.
SCRIPT = """
import os, sys
from pathlib import Path
import django
os.environ["DJANGO_SETTINGS_MODULE"] = "cooperation.settings.test"
django.setup()
from exchanges.imports.first_pass import first_pass
from exchanges.imports.options import Options
from exchanges.imports.problems import FileError
from exchanges.imports.reading import read_file
try:
    first_pass(read_file(Path(sys.argv[1]), "a.csv"), Options(tool="troops", default_kind="other"))
except FileError as error:
    print(error)
status = Path("/proc/self/status").read_text()
print(int(status.split("VmHWM:")[1].split()[0]) // 1024)
"""
LARGE: dict[str, Callable[[], bytes]] = {
    "one line": TEXTS["one long line"][0],
    "many rows": lambda: TOP + b"a,2019\n" * 200_000,
    "shared texts": lambda: xlsx(
        HEADER, **{"xl/sharedStrings.xml": f"<sst>{'<si><t>ab</t></si>' * 400_000}</sst>"}
    ),
}


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="no /proc")
@pytest.mark.parametrize("name", LARGE)
def test_memory_stays_small(name: str, tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_bytes(LARGE[name]())

    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(path)], capture_output=True, text=True, timeout=60
    )

    assert done.returncode == 0, done.stderr
    assert int(done.stdout.split()[-1]) < MEGABYTES


@pytest.mark.parametrize(
    ("headers", "part"),
    [
        (("title", "title"), "“title” and “title”"),
        (("件名", "title"), "“件名” and “title”"),
        (("titel", "start_date"), "nearest: title"),
    ],
)
def test_headers_that_repeat_or_are_misspelt_are_named(headers: tuple[str, ...], part: str) -> None:
    assert part in _refused(csv_bytes(("A", "2019"), headers=headers))


JAPANESE = csv_bytes(("訓練", "令和元年5月"), headers=("件名", "開始日")).decode() * 5
GOOD_FILES = {
    "utf-8": JAPANESE.encode(),
    "cp932": JAPANESE.encode("cp932"),
    "utf-16": JAPANESE.encode("utf-16"),
    "iso-2022-jp": JAPANESE.encode("iso-2022-jp"),
    "xlsx": xlsx_bytes(("title", "start_date"), ("A", date(2019, 5, 23)), ("B", 2019.0)),
    "plain xlsx": xlsx(HEADER + GOOD * 3),
    "ods": ods(f"<table:table><table:table-row>{CELL * 3}</table:table-row></table:table>"),
}


@pytest.mark.parametrize("name", GOOD_FILES)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_damaged_file_is_read_or_refused(name: str, data: st.DataObject) -> None:
    damaged = bytearray(GOOD_FILES[name])
    places = st.integers(0, len(damaged) - 1)
    for place in data.draw(st.lists(places, min_size=1, max_size=8)):
        damaged[place] = data.draw(st.integers(0, 255))
    content = bytes(damaged[: data.draw(st.one_of(st.just(len(damaged)), places))])

    try:
        rows = list(read_file(content, "a.csv").rows)
    except FileError:
        return
    assert all(isinstance(cell, str) for _number, cells in rows for cell in cells)


@pytest.mark.parametrize("name", ["plain xlsx", "ods"])
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_damaged_parts_of_a_spreadsheet_are_read_or_refused(name: str, data: st.DataObject) -> None:
    with zipfile.ZipFile(io.BytesIO(GOOD_FILES[name])) as whole:
        parts = {part: whole.read(part).decode() for part in whole.namelist()}
    broken = data.draw(st.sampled_from(sorted(parts)))
    text = parts[broken]
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 12)))
    parts[broken] = text[:start] + data.draw(st.text(max_size=6)) + text[end:]

    try:
        rows = list(read_file(archive(parts), "a.xlsx").rows)
    except FileError:
        return
    assert all(isinstance(cell, str) for _number, cells in rows for cell in cells)
