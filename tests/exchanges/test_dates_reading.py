"""Single cells, read as people write them."""

import datetime

import pytest
import time_machine

from exchanges.dates import DateError, DateSpan, Precision, parse_date


def day(text):
    return DateSpan.day(datetime.date.fromisoformat(text))


def days(first, last):
    return day(first).to(day(last))


DAYS = {
    "2019-05-03": "2019-05-03",
    "2019-05-03T00:00:00": "2019-05-03",
    "2019-05-03 00:00:00": "2019-05-03",
    "2019-05-03T09:30:00.5+09:00": "2019-05-03",
    "2019/05/03 0:00": "2019-05-03",
    "  2019-5-3  ": "2019-05-03",
    "2024/6/8": "2024-06-08",
    "2024.06.08": "2024-06-08",
    "2024. 6. 8.": "2024-06-08",
    "20240608": "2024-06-08",
    "２０２４年６月８日": "2024-06-08",
    "2024 年 6 月 8 日": "2024-06-08",
    "19 Jan 2022": "2022-01-19",
    "19\u00a0JAN\u00a02022": "2022-01-19",
    "19 January, 2022": "2022-01-19",
    "May 3, 2019": "2019-05-03",
    "March 15, 2012": "2012-03-15",
    "Sept. 3rd 2019": "2019-09-03",
    "3rd of May 2019": "2019-05-03",
    "22-May-2019": "2019-05-22",
    "2019 May 3": "2019-05-03",
    "Wednesday, 5 March 2022": "2022-03-05",
    "5 March 2022 (Sat)": "2022-03-05",
    "2022年3月5日(土)": "2022-03-05",
    "2022年3月5日（水）": "2022-03-05",
    "2022年5月3日（火・祝）": "2022-05-03",
    "2022年3月5日土曜日": "2022-03-05",
    "令和6年8月15日": "2024-08-15",
    "令和元年5月3日": "2019-05-03",
    "㋿元年5月3日": "2019-05-03",
    "2019年（令和元年）5月3日": "2019-05-03",
    "令和元年（2019年）5月3日": "2019-05-03",
    "2019(令和元)年5月3日": "2019-05-03",
    "平成31年5月1日": "2019-05-01",
    "R1.5.3": "2019-05-03",
    "H30/4/1": "2018-04-01",
    "S64.1.7": "1989-01-07",
    "T15.12.24": "1926-12-24",
    "M45-7-29": "1912-07-29",
    "21/4/2012": "2012-04-21",
    "2012/4/21": "2012-04-21",
    "2/2/2019": "2019-02-02",
}


@pytest.mark.parametrize(("text", "expected"), DAYS.items())
def test_day_is_read(text, expected):
    assert parse_date(text) == day(expected)


COARSE = {
    "1980-01-xx": DateSpan.month(1980, 1),
    "1980-01-00": DateSpan.month(1980, 1),
    "1980-01-??": DateSpan.month(1980, 1),
    "2019-xx-xx": DateSpan.year(2019),
    "2019年5月": DateSpan.month(2019, 5),
    "平成31年4月": DateSpan.month(2019, 4),
    "2024/11": DateSpan.month(2024, 11),
    "2024-11": DateSpan.month(2024, 11),
    "11/2024": DateSpan.month(2024, 11),
    "Feb. 2021": DateSpan.month(2021, 2),
    "sept 2021": DateSpan.month(2021, 9),
    "2020": DateSpan.year(2020),
    "2020年": DateSpan.year(2020),
    "令和2年": DateSpan.year(2020),
    "FY2019": DateSpan.fiscal_year(2019),
    "FY 2019": DateSpan.fiscal_year(2019),
    "fiscal year 2019": DateSpan.fiscal_year(2019),
    "FY19": DateSpan.fiscal_year(2019),
    "2019年度": DateSpan.fiscal_year(2019),
    "令和6年度": DateSpan.fiscal_year(2024),
    "平成31年度": DateSpan.fiscal_year(2019),
    "R6年度": DateSpan.fiscal_year(2024),
}


@pytest.mark.parametrize(("text", "expected"), COARSE.items())
def test_month_year_and_fiscal_year_keep_their_precision(text, expected):
    assert parse_date(text) == expected


PERIODS = {
    "22 - 23 October 2012": days("2012-10-22", "2012-10-23"),
    "22–23 October 2012": days("2012-10-22", "2012-10-23"),
    "22/23 October 2012": days("2012-10-22", "2012-10-23"),
    "May 3rd - 9th, 2019": days("2019-05-03", "2019-05-09"),
    "May 3 — 9 2019": days("2019-05-03", "2019-05-09"),
    "29 June – 2 July 2019": days("2019-06-29", "2019-07-02"),
    "29 June to 2 July 2019": days("2019-06-29", "2019-07-02"),
    "from 29 June 2019 to 2 July 2019": days("2019-06-29", "2019-07-02"),
    "30 December – 2 January 2019": days("2018-12-30", "2019-01-02"),
    "30 December 2018 – 2 January": days("2018-12-30", "2019-01-02"),
    "2019-05-03/2019-05-05": days("2019-05-03", "2019-05-05"),
    "2019-05-03 - 2019-05-05": days("2019-05-03", "2019-05-05"),
    "2019-05-03–2019-05-05": days("2019-05-03", "2019-05-05"),
    "2019/5/22-23": days("2019-05-22", "2019-05-23"),
    "15-17/5/2019": days("2019-05-15", "2019-05-17"),
    "2019年5月22日〜23日": days("2019-05-22", "2019-05-23"),
    "2019年5月22日(水)～23日(木)": days("2019-05-22", "2019-05-23"),
    "2019年5月22日から23日まで": days("2019-05-22", "2019-05-23"),
    "2018年12月30日〜2019年1月2日": days("2018-12-30", "2019-01-02"),
    "令和7年9月22日～同年12月19日": days("2025-09-22", "2025-12-19"),
    "平成30年12月28日～翌年1月5日": days("2018-12-28", "2019-01-05"),
    "May 2019 – July 2019": DateSpan.month(2019, 5).to(DateSpan.month(2019, 7)),
    "May-July 2019": DateSpan.month(2019, 5).to(DateSpan.month(2019, 7)),
    "2019年5〜7月": DateSpan.month(2019, 5).to(DateSpan.month(2019, 7)),
    "2019–2022": DateSpan.year(2019).to(DateSpan.year(2022)),
    "FY2019–FY2021": DateSpan.fiscal_year(2019).to(DateSpan.fiscal_year(2021)),
    "FY2019-2021": DateSpan.fiscal_year(2019).to(DateSpan.fiscal_year(2021)),
    "平成31〜令和3年度": DateSpan.fiscal_year(2019).to(DateSpan.fiscal_year(2021)),
}


@pytest.mark.parametrize(("text", "expected"), PERIODS.items())
def test_period_in_one_cell_is_read(text, expected):
    assert parse_date(text) == expected


@pytest.mark.parametrize(
    ("text", "order", "expected"),
    [
        ("3/4/2019", "DMY", "2019-04-03"),
        ("3/4/2019", "MDY", "2019-03-04"),
        ("03/04/05", "YMD", "2003-04-05"),
        ("3.4.19", "DMY", "2019-04-03"),
        ("2019/4/3", "DMY", "2019-04-03"),
    ],
)
def test_date_order_decides_between_readings(text, order, expected):
    assert parse_date(text, order=order) == day(expected)


@time_machine.travel("2026-07-01", tick=False)
@pytest.mark.parametrize(
    ("text", "pivot_year", "expected"),
    [
        ("1/14/80", None, "1980-01-14"),
        ("1/14/27", None, "2027-01-14"),
        ("1/14/28", None, "1928-01-14"),
        ("1/14/28", 2030, "2028-01-14"),
        ("1/14/80", 1979, "1880-01-14"),
        ("14 Jan 27", None, "2027-01-14"),
    ],
)
def test_two_digit_year_is_in_the_century_up_to_the_pivot(text, pivot_year, expected):
    assert parse_date(text, pivot_year=pivot_year) == day(expected)


@pytest.mark.parametrize(
    ("text", "near", "expected"),
    [
        ("23日", day("2019-05-22"), day("2019-05-23")),
        ("9th", day("2019-05-03"), day("2019-05-09")),
        ("16", DateSpan.month(2019, 5), day("2019-05-16")),
        ("2月10日", 2022, day("2022-02-10")),
        ("同年9月9日", day("2024-08-15"), day("2024-09-09")),
        ("翌年1月5日", 2018, day("2019-01-05")),
        ("22 - 23", DateSpan.month(2019, 5), days("2019-05-22", "2019-05-23")),
        ("22 - 23 June", day("2019-05-22"), days("2019-06-22", "2019-06-23")),
        ("2 May 2018", 2022, day("2018-05-02")),
    ],
)
def test_what_is_missing_is_taken_from_the_neighbour(text, near, expected):
    assert parse_date(text, near=near) == expected


def test_default_year_fills_a_missing_year_only():
    assert parse_date("May 11", default_year=2022) == day("2022-05-11")
    assert parse_date("May 11, 2019", default_year=2022) == day("2019-05-11")


@pytest.mark.parametrize(
    "cell", [datetime.date(2019, 5, 3), datetime.datetime(2019, 5, 3, 12, 30), 20190503]
)
def test_spreadsheet_values_are_read(cell):
    assert parse_date(cell) == day("2019-05-03")


def test_year_that_a_spreadsheet_holds_as_a_number_is_read():
    assert parse_date(2019.0) == DateSpan.year(2019)


WRONG = {
    "": "unreadable",
    "Wednesday": "unreadable",
    "-9": "unreadable",
    "unknown": "unreadable",
    "2019-": "unreadable",
    "5月3日まで": "unreadable",
    "3 May 2019; 5 June 2019": "unreadable",
    "3 May 2019, 5 June 2019": "unreadable",
    "May-16": "unreadable",
    "2/13-10/2019": "unreadable",
    "FY2019-20": "unreadable",
    "2019-05 - 2020": "unreadable",
    "45-day course": "unreadable",
    "16": "unreadable",
    "٣ May 2019": "unreadable",
    "1" * 8000: "unreadable",
    "3 May 2019" + " or so" * 40: "unreadable",
    "2月10日": "no_year",
    "May 3rd": "no_year",
    "同年9月9日": "no_year",
    "4〜6月": "no_year",
    "昭和70年": "impossible",
    "令和0年5月3日": "impossible",
    "平成32年度": "impossible",
    "2018年（令和元年）5月": "impossible",
    "2018-02-30": "impossible",
    "30 February 2018": "impossible",
    "0 May 2018": "impossible",
    "2018-13-01": "impossible",
    "2019-00-03": "impossible",
    "13/14/80": "impossible",
    "3/4/2019": "ambiguous",
    "30/4/1": "ambiguous",
    "24/6/8": "ambiguous",
    "5/6": "ambiguous",
    "5 May 2019 - 3 May 2019": "order",
    "2107": "out_of_range",
    "1849-12-31": "out_of_range",
    "2101-01-01": "out_of_range",
    "FY2100": "out_of_range",
}


@pytest.mark.parametrize(("text", "code"), WRONG.items(), ids=lambda value: value[:30])
def test_what_cannot_be_read_says_what_is_wrong_and_what_to_do(text, code):
    with pytest.raises(DateError) as caught:
        parse_date(text)
    error = caught.value
    assert error.code == code
    assert error.message
    assert error.hint
    assert str(error) == f"{error.message} {error.hint}"
    assert len(str(error)) < 300


@pytest.mark.parametrize("order", ["MDY", "YMD"])
def test_wrong_date_order_is_not_silently_swapped(order):
    with pytest.raises(DateError) as caught:
        parse_date("21/4/2012", order=order)
    assert caught.value.code == "impossible"


def test_impossible_day_is_told_with_the_length_of_the_month():
    with pytest.raises(DateError) as caught:
        parse_date("2018年2月30日")
    assert str(caught.value) == "February 2018 has 28 days. Correct the date in the file."


def test_ambiguous_numbers_name_both_readings():
    with pytest.raises(DateError) as caught:
        parse_date("3/4/2019")
    assert "3 April 2019 / 4 March 2019" in caught.value.message
    assert "date order" in caught.value.hint


def test_quoted_text_is_short_and_on_one_line():
    with pytest.raises(DateError) as caught:
        parse_date("a\x00b\nc" * 100)
    assert "“a b ca b c" in caught.value.message
    assert caught.value.message.isprintable()


def test_precision_has_labels():
    assert [str(label) for label in Precision.labels][:3] == ["day", "month", "year"]
