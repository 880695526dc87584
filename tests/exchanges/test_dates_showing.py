"""Dates as the site writes them, and the spans behind them."""

import datetime

import pytest

from exchanges.dates import (
    DateSpan,
    Precision,
    as_cells,
    fiscal_year_of,
    format_short,
    format_span,
    iso,
)


def span(first, last=None):
    start = DateSpan.day(datetime.date.fromisoformat(first))
    return start.to(DateSpan.day(datetime.date.fromisoformat(last))) if last else start


def months(first, last):
    return DateSpan.month(*first).to(DateSpan.month(*last))


LONG = [
    (span("2022-09-08"), "8 September 2022", "2022年（令和4年）9月8日"),
    (span("2019-05-22", "2019-05-23"), "22–23 May 2019", "2019年（令和元年）5月22日〜23日"),
    (
        span("2019-06-29", "2019-07-02"),
        "29 June – 2 July 2019",
        "2019年（令和元年）6月29日〜7月2日",
    ),
    (
        span("2018-12-30", "2019-01-02"),
        "30 December 2018 – 2 January 2019",
        "2018年（平成30年）12月30日〜2019年（平成31年）1月2日",
    ),
    (
        span("2019-04-29", "2019-05-03"),
        "29 April – 3 May 2019",
        "2019年（平成31年）4月29日〜2019年（令和元年）5月3日",
    ),
    (DateSpan.month(2019, 5), "May 2019", "2019年（令和元年）5月"),
    (DateSpan.month(1989, 1), "January 1989", "1989年（昭和64年・平成元年）1月"),
    (months((2019, 5), (2019, 7)), "May – July 2019", "2019年（令和元年）5月〜7月"),
    (
        months((2018, 12), (2019, 2)),
        "December 2018 – February 2019",
        "2018年（平成30年）12月〜2019年（平成31年）2月",
    ),
    (DateSpan.year(2019), "2019", "2019年（平成31年・令和元年）"),
    (DateSpan.year(1989), "1989", "1989年（昭和64年・平成元年）"),
    (
        DateSpan.year(2020).to(DateSpan.year(2022)),
        "2020–2022",
        "2020年（令和2年）〜2022年（令和4年）",
    ),
    (DateSpan.fiscal_year(2019), "FY2019", "2019年度（令和元年度）"),
    (DateSpan.fiscal_year(1989), "FY1989", "1989年度（平成元年度）"),
    (DateSpan.fiscal_year(1988), "FY1988", "1988年度（昭和63年度）"),
    (
        DateSpan.fiscal_year(2019).to(DateSpan.fiscal_year(2021)),
        "FY2019–FY2021",
        "2019年度（令和元年度）〜2021年度（令和3年度）",
    ),
]


@pytest.mark.parametrize(("shown", "english", "japanese"), LONG)
def test_long_form(shown, english, japanese):
    assert format_span(shown) == english
    assert format_span(shown, "ja") == japanese


@pytest.mark.parametrize(
    ("day", "year"),
    [
        ("2019-05-01", "2019年（令和元年）"),
        ("2019-04-30", "2019年（平成31年）"),
        ("1989-01-08", "1989年（平成元年）"),
        ("1989-01-07", "1989年（昭和64年）"),
        ("1926-12-25", "1926年（昭和元年）"),
        ("1926-12-24", "1926年（大正15年）"),
        ("1912-07-30", "1912年（大正元年）"),
        ("1912-07-29", "1912年（明治45年）"),
        ("1860-01-01", "1860年"),
    ],
)
def test_era_changes_on_its_day(day, year):
    assert format_span(span(day), "ja").startswith(f"{year}{int(day[5:7])}月")


@pytest.mark.parametrize(
    ("shown", "english", "japanese"),
    [
        (span("2022-09-08"), ("8 Sep", "2022"), ("9月8日", "2022年")),
        (span("2021-11-15", "2021-11-19"), ("15–19 Nov", "2021"), ("11月15日〜19日", "2021年")),
        (
            span("2019-06-29", "2019-07-02"),
            ("29 Jun – 2 Jul", "2019"),
            ("6月29日〜7月2日", "2019年"),
        ),
        (
            span("2018-12-30", "2019-01-02"),
            ("30 Dec – 2 Jan", "2018–2019"),
            ("12月30日〜1月2日", "2018〜2019年"),
        ),
        (
            span("2018-12-30", "2019-12-30"),
            ("30 Dec – 30 Dec", "2018–2019"),
            ("12月30日〜12月30日", "2018〜2019年"),
        ),
        (DateSpan.month(2019, 5), ("May", "2019"), ("5月", "2019年")),
        (months((2019, 5), (2019, 7)), ("May – Jul", "2019"), ("5月〜7月", "2019年")),
        (DateSpan.year(2019), ("", "2019"), ("", "2019年")),
        (DateSpan.year(2019).to(DateSpan.year(2022)), ("", "2019–2022"), ("", "2019〜2022年")),
        (DateSpan.fiscal_year(2019), ("", "FY2019"), ("", "2019年度")),
        (
            DateSpan.fiscal_year(2019).to(DateSpan.fiscal_year(2021)),
            ("", "FY2019–FY2021"),
            ("", "2019〜2021年度"),
        ),
    ],
)
def test_short_form(shown, english, japanese):
    assert format_short(shown) == english
    assert format_short(shown, "ja") == japanese


@pytest.mark.parametrize(
    ("shown", "machine", "cells"),
    [
        (span("2022-09-08"), "2022-09-08", ("2022-09-08", "")),
        (span("2019-05-22", "2019-05-23"), "2019-05-22", ("2019-05-22", "2019-05-23")),
        (DateSpan.month(2019, 5), "2019-05", ("2019-05", "")),
        (DateSpan.year(2019), "2019", ("2019", "")),
        (DateSpan.fiscal_year(2019), "2019-04", ("FY2019", "")),
    ],
)
def test_machine_forms(shown, machine, cells):
    assert iso(shown) == machine
    assert as_cells(shown) == cells


@pytest.mark.parametrize(
    ("start", "end", "precision"),
    [
        ("2019-05-03", "2019-05-02", "day"),
        ("2019-05-02", "2019-05-31", "month"),
        ("2019-05-01", "2019-06-01", "month"),
        ("2019-01-01", "2019-11-30", "year"),
        ("2019-01-01", "2019-12-31", "fiscal_year"),
        ("2019-05-01", "2019-05-01", "week"),
    ],
)
def test_span_that_does_not_fit_its_precision_is_refused(start, end, precision):
    first, last = datetime.date.fromisoformat(start), datetime.date.fromisoformat(end)
    with pytest.raises(ValueError, match=r"before|starts|ends|valid"):
        DateSpan(first, last, precision)


def test_stored_precision_becomes_the_choice():
    shown = DateSpan(datetime.date(2019, 4, 1), datetime.date(2020, 3, 31), "fiscal_year")
    assert shown == DateSpan.fiscal_year(2019)
    assert shown.precision is Precision.FISCAL_YEAR


def test_period_cannot_run_backwards():
    with pytest.raises(ValueError, match="before"):
        span("2019-05-03").to(span("2019-05-02"))


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (span("2019-05-03"), DateSpan.month(2019, 6), months((2019, 5), (2019, 6))),
        (DateSpan.month(2019, 5), span("2019-05-03"), DateSpan.month(2019, 5)),
        (DateSpan.year(2019), span("2019-05-03"), DateSpan.year(2019)),
        (
            DateSpan.fiscal_year(2019),
            DateSpan.year(2020),
            months((2019, 4), (2020, 12)),
        ),
    ],
)
def test_mixed_precisions_become_the_coarser(first, last, expected):
    assert first.to(last) == expected


def test_range_is_more_than_one_unit():
    assert not DateSpan.fiscal_year(2019).is_range
    assert not DateSpan.month(2019, 2).is_range
    assert months((2019, 1), (2019, 12)).is_range
    assert span("2019-05-03", "2019-05-04").is_range


def test_fiscal_year_begins_in_april():
    assert fiscal_year_of(datetime.date(2019, 3, 31)) == 2018
    assert fiscal_year_of(datetime.date(2019, 4, 1)) == 2019
