import codecs
import io
import zipfile
from datetime import date, datetime

import pytest
from openpyxl import Workbook
from openpyxl.styles import Font

from exchanges.imports.problems import FileError
from exchanges.imports.reading import read_file

from .files import xlsx_bytes

TEXT = "件名,開始日\n軍楽隊育成派遣,令和6年8月15日\nカンボジアでのセミナー,2019-05-23\n"


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (TEXT.encode("utf-8-sig"), "utf-8-sig"),
        (TEXT.encode("utf-8"), "utf-8"),
        (TEXT.encode("utf-16"), "utf-16"),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "utf-16"),
        (TEXT.encode("utf-16-le"), "utf-16-le"),
        (TEXT.encode("utf-16-be"), "utf-16-be"),
        (TEXT.encode("cp932"), "cp932"),
        (TEXT.encode("euc-jp"), "euc-jp"),
        (TEXT.encode("iso-2022-jp"), "iso-2022-jp"),
    ],
)
def test_encodings_are_found(content: bytes, encoding: str) -> None:
    table = read_file(content, "a.csv")

    assert table.encoding == encoding
    assert list(table.rows)[1] == (2, ["軍楽隊育成派遣", "令和6年8月15日"])


def test_a_mostly_ascii_cp932_file() -> None:
    content = ("title,note\n" + "plain text,more\n" * 200 + "髙橋,①\n").encode("cp932")

    assert list(read_file(content, "a.csv").rows)[-1] == (202, ["髙橋", "①"])


def test_the_encoding_may_be_named() -> None:
    assert list(read_file(TEXT.encode("euc-jp"), "a.csv", "euc-jp").rows)[0][1] == [
        "件名",
        "開始日",
    ]


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_delimiters(delimiter: str) -> None:
    content = delimiter.join(["title", "start_date"]) + "\r\n" + delimiter.join(["A", "2019"])

    assert list(read_file(content.encode(), "a.txt").rows) == [
        (1, ["title", "start_date"]),
        (2, ["A", "2019"]),
    ]


def test_mixed_line_ends_and_line_breaks_in_cells_keep_the_spreadsheet_row() -> None:
    content = b'title,summary\rA,"one\ntwo"\r\nB,x\nC,y'

    assert [number for number, _cells in read_file(content, "a.csv").rows] == [1, 2, 3, 4]


def test_spreadsheets_with_real_and_textual_dates() -> None:
    content = xlsx_bytes(
        ("title", "start_date", "minutes"),
        ("A", date(2019, 5, 23), 55.0),
        ("B", datetime(2019, 5, 23), -9),
        ("C", "令和元年5月", None),
    )

    rows = [cells for _number, cells in read_file(content, "a.xlsx").rows]

    assert rows[1:] == [
        ["A", "2019-05-23", "55"],
        ["B", "2019-05-23", "-9"],
        ["C", "令和元年5月"],
    ]


def test_a_spreadsheet_is_known_by_its_content() -> None:
    assert read_file(xlsx_bytes(("title",), ("A",)), "a.csv").file_format == "xlsx"


def _zip(*names: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return target.getvalue()


@pytest.mark.parametrize(
    ("content", "part"),
    [
        (b"", "empty"),
        (b" \n\r\n", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"\xff\xfe", "empty"),
        (xlsx_bytes(), "empty"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "PNG"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "XLS"),
        (b"\xd0\xcf\x11\xe0" + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "password"),
        (b"title,start_date\nA\x00B,2019\n", "U+0000"),
        (bytes(range(1, 256)) * 4, "encodings"),
        (b"MZ\x01\x02program", "control character"),
        (b"title,start_date\n\xff\xfe\xfd,2019\n", "encodings"),
        (b'title,summary\nA,"never closed\nB,2\n', "quotation mark"),
        (b'title,summary\nA,"' + b"x" * 200_000 + b'"\n', "too long"),
        (b",".join([b"a"] * 1001), "columns"),
        (_zip("photo.jpg"), "ZIP"),
        (_zip("xl/workbook.xml"), "damaged"),
        (xlsx_bytes(("title",))[:-200], "damaged"),
    ],
)
def test_what_is_no_table_is_refused_in_a_sentence(content: bytes, part: str) -> None:
    with pytest.raises(FileError, match=part.replace("+", r"\+")):
        list(read_file(content, "a.csv").rows)


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_commas_of_a_preamble_are_no_delimiter(delimiter: str) -> None:
    header = delimiter.join(["title", "start_date", "partners"])
    content = f"Events, as of May 2019, all tools\n\n{header}\nA{delimiter}2019{delimiter}us\n"

    table = read_file(content.encode(), "a.csv")

    assert table.delimiter == delimiter
    assert list(table.rows)[-1] == (4, ["A", "2019", "us"])


def test_signs_that_only_utf_8_has_are_read() -> None:
    table = read_file("title\nA\x85B\n".encode(), "a.csv")

    assert (table.encoding, list(table.rows)[1]) == ("utf-8", (2, ["A\x85B"]))


def test_a_line_from_elsewhere_is_named() -> None:
    content = TEXT.encode() * 20 + "髙橋\n".encode("cp932") + TEXT.encode()

    with pytest.raises(FileError, match="line 61 is not"):
        read_file(content, "a.csv")


def test_half_a_surrogate_pair_is_refused() -> None:
    with pytest.raises(FileError, match=r"U\+D800"):
        read_file(b"title,start_date\n\\ud800,2019\n", "a.csv", "unicode_escape")


def test_sheets_and_cells_without_a_value_are_passed_over() -> None:
    workbook = Workbook()
    workbook.active["B40"].font = Font(bold=True)
    sheet = workbook.create_sheet("events")
    sheet.append(["title", "start_date"])
    sheet.append(["A", "2019"])
    sheet["XFD1"].font = Font(bold=True)
    target = io.BytesIO()
    workbook.save(target)

    assert list(read_file(target.getvalue(), "a.xlsx").rows) == [
        (1, ["title", "start_date"]),
        (2, ["A", "2019"]),
    ]


def test_a_wrong_or_unknown_encoding_is_refused() -> None:
    with pytest.raises(FileError, match="cannot be read as utf-8"):
        read_file(TEXT.encode("cp932"), "a.csv", "utf-8")
    with pytest.raises(FileError, match="not an encoding"):
        read_file(TEXT.encode(), "a.csv", "klingon")
