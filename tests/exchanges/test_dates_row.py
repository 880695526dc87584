"""The start and end cells of an import row, read together."""

import csv
import datetime
from pathlib import Path

import pytest

from exchanges.dates import DateError, DateSpan, parse_dates

REAL_FILES = Path(__file__).resolve().parents[3] / "shared" / "data"


def span(first, last=None):
    start = DateSpan.day(datetime.date.fromisoformat(first))
    return start.to(DateSpan.day(datetime.date.fromisoformat(last))) if last else start


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2019-05-22", "", span("2019-05-22")),
        ("2019-05-22", None, span("2019-05-22")),
        ("2019-05-22", "2019-05-22", span("2019-05-22")),
        ("2019-05-22", "2019-05-23", span("2019-05-22", "2019-05-23")),
        ("2019-05-22", "23日", span("2019-05-22", "2019-05-23")),
        ("May 3rd, 2019", "9th", span("2019-05-03", "2019-05-09")),
        ("2019-05-11", "16", span("2019-05-11", "2019-05-16")),
        ("2025年11月3日", "11月7日", span("2025-11-03", "2025-11-07")),
        ("令和6年8月15日", "同年9月9日", span("2024-08-15", "2024-09-09")),
        ("2018年12月28日", "1月5日", span("2018-12-28", "2019-01-05")),
        ("2018年12月28日", "翌年1月5日", span("2018-12-28", "2019-01-05")),
        ("2月10日", "2020年2月18日", span("2020-02-10", "2020-02-18")),
        ("12月28日", "2019年1月5日", span("2018-12-28", "2019-01-05")),
        ("12", "15 May 2019", span("2019-05-12", "2019-05-15")),
        ("22 - 23 October 2012", "", span("2012-10-22", "2012-10-23")),
        ("22 - 23 October 2012", "23", span("2012-10-22", "2012-10-23")),
        ("22 - 23 October", "2012-10-23", span("2012-10-22", "2012-10-23")),
        (datetime.datetime(2019, 5, 22), "23日", span("2019-05-22", "2019-05-23")),
        (datetime.date(2019, 5, 22), datetime.date(2019, 5, 23), span("2019-05-22", "2019-05-23")),
    ],
)
def test_cells_complete_each_other(start, end, expected):
    assert parse_dates(start, end) == expected


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("1980-01-xx", "1/21/80", DateSpan.month(1980, 1)),
        ("1/21/80", "1980-01-xx", DateSpan.month(1980, 1)),
        ("1980-01-xx", "1980-03-xx", DateSpan.month(1980, 1).to(DateSpan.month(1980, 3))),
        ("2019", "May 2020", DateSpan.year(2019).to(DateSpan.year(2020))),
        ("FY2019", "2021年度", DateSpan.fiscal_year(2019).to(DateSpan.fiscal_year(2021))),
        ("FY2019", "May 2020", DateSpan.month(2019, 4).to(DateSpan.month(2020, 5))),
        ("2019", "FY2019", DateSpan.month(2019, 1).to(DateSpan.month(2020, 3))),
    ],
)
def test_cells_of_different_precision_become_the_coarser(start, end, expected):
    assert parse_dates(start, end, order="MDY", pivot_year=2026) == expected


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2月10日", "18日", span("2022-02-10", "2022-02-18")),
        ("2月10日", "", span("2022-02-10")),
        ("April 30th", "July 10th", span("2022-04-30", "2022-07-10")),
        ("12月28日", "1月5日", span("2022-12-28", "2023-01-05")),
        ("2月10日", "2020年2月18日", span("2020-02-10", "2020-02-18")),
    ],
)
def test_default_year_comes_after_the_year_of_the_other_cell(start, end, expected):
    assert parse_dates(start, end, default_year=2022) == expected


@pytest.mark.parametrize(
    ("start", "end", "code", "column"),
    [
        ("", "", "required", "start_date"),
        ("", "2019-05-03", "required", "start_date"),
        (None, "Wednesday", "required", "start_date"),
        ("2月10日", "18日", "no_year", "start_date"),
        ("May 11", "", "no_year", "start_date"),
        ("soon", "2019-05-03", "unreadable", "start_date"),
        ("2019-11-18", "Wednesday", "unreadable", "end_date"),
        ("2019-05-22", "22-23 May 2019", "unreadable", "end_date"),
        ("FY2019", "9", "unreadable", "end_date"),
        ("2018-02-01", "30", "impossible", "end_date"),
        ("2018-02-30", "", "impossible", "start_date"),
        ("2018-02-30", "2018-03-01", "impossible", "start_date"),
        ("2019-05-05", "2019-05-03", "order", "end_date"),
        ("2019-05-28", "5日", "order", "end_date"),
        ("2019-05-28", "27 May", "order", "end_date"),
        ("2019-05-28", "同年4月1日", "order", "end_date"),
        ("May 2019", "March 2019", "order", "end_date"),
        ("22 - 23 October 2012", "24", "order", "end_date"),
        ("5 - 3 May 2019", "", "order", "start_date"),
        ("2019-05-28", "2107-05-28", "out_of_range", "end_date"),
        ("2019-05-28", "3/6/2019", "ambiguous", "end_date"),
    ],
)
def test_wrong_row_names_the_cell(start, end, code, column):
    with pytest.raises(DateError) as caught:
        parse_dates(start, end)
    assert (caught.value.code, caught.value.column) == (code, column)


def test_missing_year_is_asked_for_with_an_example():
    with pytest.raises(DateError) as caught:
        parse_dates("2月10日", "18日")
    assert "10 February 2022" in caught.value.hint
    assert "default year" in caught.value.hint


def test_unreadable_end_is_named_in_the_sentence():
    with pytest.raises(DateError, match="The end date “Wednesday” cannot be read"):
        parse_dates("2019-11-18", "Wednesday")


def _codes(name, **options):
    path = REAL_FILES / name
    if not path.exists():
        pytest.skip("the real files are not beside this checkout")
    codes = []
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            try:
                parse_dates(row["start_date"], row["end_date"], **options)
            except DateError as error:
                codes.append(error.code)
            else:
                codes.append("")
    return codes


def test_real_events_need_a_year_unless_the_default_is_set():
    codes = _codes("mod_japan_events.csv")
    assert len(codes) == 57
    assert codes.count("") == 27
    assert codes.count("unreadable") == 1
    assert codes.count("no_year") == 28
    assert codes.count("required") == 1
    defaulted = _codes("mod_japan_events.csv", default_year=2022)
    assert [code for code in defaulted if code] == ["unreadable", "required"]


def test_real_exercises_are_read_but_for_their_mistakes():
    codes = _codes("multinational_exercises_1980_2010.csv", order="MDY", pivot_year=2026)
    assert codes.count("") >= 0.97 * len(codes)
    assert set(codes) <= {"", "order", "impossible"}


def test_real_visits_are_read():
    codes = _codes("official_visits.csv", order="DMY")
    assert set(codes) <= {"", "order"}
