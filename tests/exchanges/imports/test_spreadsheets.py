import io
from datetime import date, datetime, time

import pytest
from openpyxl import Workbook

from exchanges.imports.problems import FileError
from exchanges.imports.reading import read_file

from .spreadsheet_files import ods, text_cell, xlsx

STYLES = (
    '<styleSheet><numFmts><numFmt numFmtId="164" formatCode="{code}"/></numFmts>'
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="{number}"/></cellXfs></styleSheet>'
)


def rows(content: bytes, sheet: str = "") -> list[tuple[int, list[str]]]:
    return list(read_file(content, "a.xlsx", sheet=sheet).rows)


def saved(workbook: Workbook) -> bytes:
    target = io.BytesIO()
    workbook.save(target)
    return target.getvalue()


def typed(value: object, number_format: str = "General") -> str:
    """What is read of a cell that a program wrote with this format."""
    workbook = Workbook()
    workbook.active["A1"] = value
    workbook.active["A1"].number_format = number_format
    return rows(saved(workbook))[0][1][0]


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (date(2019, 5, 23), "yyyy-mm-dd", "2019-05-23"),
        (datetime(2019, 5, 23, 13, 10), "yyyy-mm-dd hh:mm", "2019-05-23 13:10"),
        (date(2019, 5, 1), "mmm-yy", "2019-05"),
        (date(2019, 5, 1), 'yyyy"年"m"月"', "2019-05"),
        (date(2019, 1, 1), "yyyy", "2019"),
        (date(2019, 5, 23), '[$-411]ge"."m"."d', "2019-05-23"),
        (time(13, 10), "hh:mm", "13:10"),
        (2019.0, "General", "2019"),
        (0.1, "General", "0.1"),
        (1e-7, "General", "0.0000001"),
        (0.25, "0%", "25%"),
        (-9, "General", "-9"),
        (True, "General", "TRUE"),
        ("#N/A", "General", "#N/A"),
        ("007", "@", "007"),
        ("令和元年5月", "General", "令和元年5月"),
        ("two\nlines", "General", "two\nlines"),
    ],
)
def test_a_cell_is_read_as_one_would_type_it(value: object, number_format: str, text: str) -> None:
    assert typed(value, number_format) == text


@pytest.mark.parametrize(
    ("serial", "text"),
    [
        ("60", "1900-02-28"),
        ("1", "1900-01-01"),
        ("43608", "2019-05-23"),
        ("43608.999999", "2019-05-24"),
    ],
)
def test_days_are_counted_as_spreadsheets_do(serial: str, text: str) -> None:
    content = xlsx(
        f'<row><c s="1"><v>{serial}</v></c></row>',
        **{"xl/styles.xml": STYLES.format(number=14, code="")},
    )

    assert rows(content) == [(1, [text])]


def test_days_since_1904() -> None:
    content = xlsx(
        '<row><c s="1"><v>0</v></c></row>',
        **{
            "xl/styles.xml": STYLES.format(number=14, code=""),
            "xl/workbook.xml": (
                '<workbook xmlns:r="r"><workbookPr date1904="1"/><sheets>'
                '<sheet name="Sheet1" r:id="rId1"/></sheets></workbook>'
            ),
        },
    )

    assert rows(content) == [(1, ["1904-01-01"])]


def test_the_readings_of_kanji_are_no_part_of_a_text() -> None:
    strings = "<sst><si><r><t>防</t></r><r><t>衛</t></r><rPh><t>ボウエイ</t></rPh></si></sst>"
    content = xlsx('<row><c t="s"><v>0</v></c></row>', **{"xl/sharedStrings.xml": strings})

    assert rows(content) == [(1, ["防衛"])]


def test_the_value_of_a_formula_is_read_not_the_formula() -> None:
    assert rows(xlsx('<row><c t="str"><f>A2&amp;"x"</f><v>Subic</v></c></row>')) == [(1, ["Subic"])]


def test_a_cell_that_was_merged_over_rows_says_the_same_for_each() -> None:
    workbook = Workbook()
    sheet = workbook.active
    for row in (("title", "partners"), ("A", "ph"), ("B", None), ("C", None), ("D", "us")):
        sheet.append(row)
    sheet.merge_cells("B2:B4")

    assert [cells for _number, cells in rows(saved(workbook))][1:] == [
        ["A", "ph"],
        ["B", "ph"],
        ["C", "ph"],
        ["D", "us"],
    ]


def test_gaps_keep_the_numbers_that_the_spreadsheet_shows() -> None:
    content = xlsx(f'<row r="3">{text_cell("title")}</row><row r="9"><c/>{text_cell("A")}</row>')

    assert rows(content) == [(3, ["title"]), (9, ["", "A"])]


def test_sheets_can_be_chosen_and_hidden_ones_are_left_out() -> None:
    workbook = Workbook()
    workbook.active.title = "cover"
    workbook.create_sheet("2019").append(["title"])
    workbook.create_sheet("2020").append(["other"])
    workbook.create_sheet("lists").append(["x"])
    workbook["lists"].sheet_state = "hidden"
    table = read_file(saved(workbook), "a.xlsx")

    assert table.sheets == ("cover", "2019", "2020")
    assert table.sheet == "2019"
    assert rows(saved(workbook), "2020") == [(1, ["other"])]
    with pytest.raises(FileError, match="no sheet “2031”"):
        rows(saved(workbook), "2031")


CELL = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'


def _table(*cells: str, name: str = "one") -> str:
    row = f"<table:table-row>{''.join(cells)}</table:table-row>"
    return f'<table:table table:name="{name}">{row}</table:table>'


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (CELL.format("令和元年5月"), "令和元年5月"),
        (CELL.format('a<text:s text:c="2"/>b<text:line-break/>c'), "a  b\nc"),
        (CELL.format("a</text:p><text:p>b"), "a\nb"),
        (
            '<table:table-cell office:value-type="date" office:date-value="2019-05-23T00:00:00">'
            "<text:p>23.05.19</text:p></table:table-cell>",
            "2019-05-23",
        ),
        (
            '<table:table-cell office:value-type="float" office:value="2019.0"><text:p>2,019'
            "</text:p></table:table-cell>",
            "2019",
        ),
        (
            '<table:table-cell office:value-type="percentage" office:value="0.25"><text:p>25 %'
            "</text:p></table:table-cell>",
            "25%",
        ),
        (
            '<table:table-cell office:value-type="boolean" office:boolean-value="true"><text:p>x'
            "</text:p></table:table-cell>",
            "TRUE",
        ),
        (
            "<table:table-cell><office:annotation><text:p>a remark</text:p></office:annotation>"
            "<text:p>A</text:p></table:table-cell>",
            "A",
        ),
    ],
)
def test_cells_of_opendocument(cell: str, text: str) -> None:
    table = read_file(ods(_table(cell)), "a.ods")

    assert table.file_format == "ods"
    assert list(table.rows) == [(1, [text])]


def test_repeated_cells_and_rows_of_opendocument() -> None:
    gap = '<table:table-cell table:number-columns-repeated="16383"/>'
    content = ods(
        '<table:table table:name="one">'
        f"<table:table-row>{CELL.format('title')}{gap}</table:table-row>"
        f'<table:table-row table:number-rows-repeated="7">{gap}</table:table-row>'
        '<table:table-row table:number-rows-repeated="2"><table:table-cell '
        'table:number-columns-repeated="2"><text:p>A</text:p></table:table-cell></table:table-row>'
        f'<table:table-row table:number-rows-repeated="1048566">{gap}</table:table-row>'
        "</table:table>"
    )

    assert list(read_file(content, "a.ods").rows) == [
        (1, ["title"]),
        (9, ["A", "A"]),
        (10, ["A", "A"]),
    ]


def test_a_cell_over_several_rows_of_opendocument() -> None:
    content = ods(
        '<table:table table:name="one"><table:table-row>'
        '<table:table-cell table:number-rows-spanned="2"><text:p>ph</text:p></table:table-cell>'
        f"{CELL.format('A')}</table:table-row><table:table-row><table:covered-table-cell/>"
        f"{CELL.format('B')}</table:table-row><table:table-row><table:table-cell/>"
        f"{CELL.format('C')}</table:table-row></table:table>"
    )

    cells = [cells for _number, cells in read_file(content, "a.ods").rows]

    assert cells == [["ph", "A"], ["ph", "B"], ["", "C"]]


def test_sheets_of_opendocument() -> None:
    content = ods(_table(name="empty"), _table(CELL.format("x"), name="filled"))
    table = read_file(content, "a.ods")

    assert (table.sheets, table.sheet) == (("empty", "filled"), "filled")
