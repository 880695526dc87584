from datetime import date

import pytest

from exchanges.imports.date_orders import order_of, year_only
from exchanges.imports.first_pass import first_pass
from exchanges.imports.options import Options
from exchanges.imports.reading import read_file
from exchanges.models import Activity

from .files import csv_bytes, run_row, run_rows


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("23/5/2019", "DMY"),
        ("5/23/2019", "MDY"),
        ("1/14/80", "MDY"),
        ("31.12.99", "DMY"),
        ("3/4/2011", "unclear"),
        ("19/5/6", "unclear"),
        ("5/5/2019", ""),
        ("2019/5/6", ""),
        ("2019-05-23", ""),
        ("13/13/2019", ""),
        ("May 2019", ""),
        ("令和元年5月3日", ""),
    ],
)
def test_what_a_date_says_of_the_order(text: str, order: str) -> None:
    assert order_of(text) == order


@pytest.mark.parametrize(
    ("text", "kept"),
    [("3/4/2011", "2011"), ("03-04-80", "1980"), ("19/5/6", "19/5/6"), ("23/5/2019", "23/5/2019")],
)
def test_the_year_of_an_unclear_date(text: str, kept: str) -> None:
    assert year_only(text, 2027) == kept


def _decided(*dates: str, **options: object) -> str:
    rows = [("A", text, "x") for text in dates]
    content = csv_bytes(*rows, headers=("title", "start_date", "kind"))
    return first_pass(read_file(content, "a.csv"), Options(tool="troops", **options)).date_order


@pytest.mark.parametrize(
    ("dates", "order"),
    [
        (("3/4/2011", "23/4/2011"), "DMY"),
        (("3/4/2011", "4/23/2011"), "MDY"),
        (("3/4/2011", "23/4/2011", "4/23/2011"), ""),
        (("3/4/2011", "4/5/2011"), ""),
        (("2019-05-23", "May 2019"), ""),
    ],
)
def test_a_file_settles_the_order_of_its_dates(dates: tuple[str, ...], order: str) -> None:
    assert _decided(*dates) == order


def test_what_was_chosen_is_not_overruled() -> None:
    assert _decided("23/4/2011", date_order="MDY") == "MDY"
    assert _decided("23/4/2011", unclear_dates="hold") == ""


ROW = ("", "A", "troops", "port-call", "3/4/2011", "", "us")


@pytest.mark.django_db
def test_an_import_reads_dates_in_the_order_that_the_file_settles() -> None:
    settling = ("", "B", "troops", "port-call", "23/4/2011", "", "us")

    report = run_rows(ROW, settling)

    assert report.created == 2
    assert Activity.objects.get(title_en="A").start_date == date(2011, 4, 3)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("start", "end", "shown"),
    [("3/4/2011", "", "2011"), ("3/4/2011", "5/4/2011", "2011"), ("3/4/2011", "5/4/2012", "2011")],
)
def test_the_year_alone_is_kept_where_that_is_wished(start: str, end: str, shown: str) -> None:
    report = run_row({"unclear_dates": "year"}, start_date=start, end_date=end)

    record = Activity.objects.get()
    assert report.rejected == 0
    assert (record.date_precision, record.start_date) == ("year", date(2011, 1, 1))
    assert start in record.date_as_written
    assert str(record.start_date.year) == shown


@pytest.mark.django_db
@pytest.mark.parametrize("rule", ["", "hold"])
def test_unclear_dates_are_errors_otherwise(rule: str) -> None:
    report = run_row({"unclear_dates": rule}, start_date="3/4/2011", end_date="")

    assert report.rejected == 1


@pytest.mark.django_db
def test_an_unclear_date_of_an_unclear_year_stays_an_error() -> None:
    report = run_row({"unclear_dates": "year"}, start_date="9/8/7", end_date="")

    assert report.rejected == 1
    assert "different years" in next(iter(report.problems)).message


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "tool"), [("port-call", "troops"), ("二国間訓練", "troops"), ("ACSA", "agreements")]
)
def test_a_row_without_a_tool_takes_that_of_its_kind(kind: str, tool: str) -> None:
    report = run_row({"tool_from_kind": True}, tool="", kind=kind)

    assert report.created == 1
    assert Activity.objects.get().tool == tool


@pytest.mark.django_db
@pytest.mark.parametrize("options", [{"tool_from_kind": True}, {}])
def test_a_kind_of_several_tools_says_none(options: dict[str, bool]) -> None:
    kind = "other" if options else "port-call"

    report = run_row(options, tool="", kind=kind)

    assert report.rejected == 1
    assert "The tool is missing" in next(iter(report.problems)).message
