"""What holds for every date: it is read back as shown, and no text breaks the reader."""

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exchanges.dates import (
    MAX_YEAR,
    MIN_YEAR,
    DateError,
    DateSpan,
    Precision,
    as_cells,
    format_short,
    format_span,
    iso,
    parse_date,
    parse_dates,
)
from exchanges.dates.parts import Style
from exchanges.dates.plain import read_plain
from exchanges.dates.written import Written, read_in_full

# A busy machine may take long over one example; that is no failure of what is tested.
patient = settings(deadline=None)
LANGUAGES = ("en", "ja")
UNITS = {
    Precision.DAY: DateSpan.day,
    Precision.MONTH: lambda day: DateSpan.month(day.year, day.month),
    Precision.YEAR: lambda day: DateSpan.year(day.year),
    Precision.FISCAL_YEAR: lambda day: DateSpan.fiscal_year(day.year),
}


@st.composite
def spans(draw):
    """One unit or a range, of any precision; fiscal year 2100 would end outside the years read."""
    precision = draw(st.sampled_from(list(Precision)))
    last_year = MAX_YEAR - (precision is Precision.FISCAL_YEAR)
    latest = datetime.date(last_year, 12, 31)
    first = draw(st.dates(datetime.date(MIN_YEAR, 1, 1), latest))
    reach = draw(st.sampled_from([0, 3, 40, 500, 40_000]))
    last_ordinal = min(first.toordinal() + reach, latest.toordinal())
    last = draw(st.dates(first, datetime.date.fromordinal(last_ordinal)))
    return UNITS[precision](first).to(UNITS[precision](last))


@patient
@given(spans(), st.sampled_from(LANGUAGES))
def test_what_is_shown_is_read_back(span, language):
    assert parse_date(format_span(span, language)) == span


@patient
@given(spans(), st.sampled_from(["YMD", "DMY", "MDY"]))
def test_date_order_does_not_matter_to_what_is_shown(span, order):
    for language in LANGUAGES:
        assert parse_date(format_span(span, language), order=order) == span


@patient
@given(spans())
def test_exported_cells_are_read_back(span):
    assert parse_dates(*as_cells(span)) == span


@patient
@given(spans())
def test_shown_cells_are_read_back_and_the_time_element_starts_the_span(span):
    start, end = as_cells(span)
    assert parse_dates(start, end or start) == span
    assert parse_date(iso(span)).start == span.start


@patient
@given(spans(), st.sampled_from(LANGUAGES))
def test_short_form_always_has_a_year(span, language):
    days, year = format_short(span, language)
    assert year
    assert bool(days) == (span.precision in (Precision.DAY, Precision.MONTH))


PIECES = st.sampled_from(
    [
        *(
            "0",
            "1",
            "3",
            "12",
            "19",
            "31",
            "99",
            "2019",
            "20190503",
            "9" * 20,
            "２０１９",
            "٣",
            "②",
        ),
        *(
            "-",
            "–",
            "〜",
            "~",
            "/",
            ".",
            ",",
            ";",
            "(",
            ")",
            "（",
            "）",
            "xx",
            "??",
            "\x00",
            "\xa0",
        ),
        *(
            "年",
            "月",
            "日",
            "度",
            "元",
            "令和",
            "平成",
            "昭和",
            "同年",
            "翌年",
            "から",
            "まで",
            "(土)",
        ),
        *(
            "R",
            "H",
            "S",
            "May",
            "Feb.",
            "Sept",
            "FY",
            "st",
            "nd",
            "to",
            "from",
            "Wednesday",
            "T00:00",
        ),
        "\ud800",
    ]
)
DATE_LIKE = st.lists(PIECES, max_size=14).map(lambda pieces: "".join(pieces))
SPACED = st.lists(PIECES, max_size=14).map(lambda pieces: " ".join(pieces))
ANY_TEXT = st.text(max_size=300) | DATE_LIKE | SPACED


def outcome(parse, *cells, **options):
    """The span or the DateError; any other exception fails the test."""
    try:
        return parse(*cells, default_year=2022, **options)
    except DateError as error:
        return error


@patient
@given(ANY_TEXT, st.sampled_from([None, "YMD", "DMY", "MDY"]))
def test_any_text_is_a_date_within_bounds_or_a_date_error(text, order):
    found = outcome(parse_date, text, order=order)
    if isinstance(found, DateError):
        assert found.message.isprintable()
        assert found.code
    else:
        assert MIN_YEAR <= found.start.year <= found.end.year <= MAX_YEAR


@patient
@given(ANY_TEXT, ANY_TEXT)
def test_any_row_is_a_period_or_an_error_in_one_of_its_cells(start, end):
    found = outcome(parse_dates, start, end)
    assert isinstance(found, DateSpan) or found.column in ("start_date", "end_date")


@pytest.mark.parametrize(
    "unit",
    ["1", "９", "-", "1-", "1/", " ", "(", "（2019", "May ", "年", "\x00", "令和", "〜", "ﷺ"],
)
def test_very_long_text_is_refused_at_once(unit):
    for length in (190, 8192):
        with pytest.raises(DateError):
            parse_date((unit * length)[:length])


COMMON = (
    *("{y}年{m}月{d}日", "{m}月{d}日", "{e}{n}年{m}月{d}日", "{d} {name} {y}", "{name} {y}"),
    *(
        "{y}-{m}-{d}",
        "{y}/{m}/{d}",
        "{y}/{m:02}/{d:02}",
        "{y}-{m}/{d}",
        "FY{y}",
        "{d:02} {name} {y}",
    ),
)


@st.composite
def nearly_common(draw):
    """A text of a common form, of any numbers, at times with a character changed or added."""
    name = draw(st.dates()).strftime(draw(st.sampled_from(["%B", "%b"])))
    text = draw(st.sampled_from(COMMON)).format(
        y=draw(st.integers(0, 12_000)),
        m=draw(st.integers(0, 14)),
        d=draw(st.integers(0, 33)),
        e=draw(st.sampled_from(["明治", "大正", "昭和", "平成", "令和"])),
        n=draw(st.one_of(st.integers(0, 120), st.just("元"))),
        name=draw(st.sampled_from([name, name.upper(), name.lower()])),
    )
    place, odd = draw(st.integers(0, len(text))), draw(st.sampled_from(["", *"0１ -/年.月x日\n"]))
    return text[:place] + odd + text[place + draw(st.integers(0, 1)) * bool(odd) :]


@settings(deadline=None, max_examples=1_500)
@given(
    nearly_common(),
    st.sampled_from([None, "YMD", "DMY", "MDY"]),
    st.integers(MIN_YEAR, MAX_YEAR),
)
def test_common_forms_mean_what_they_mean_read_in_full(text, order, pivot_year):
    if parts := read_plain(text):
        assert read_in_full(text, Style(order, pivot_year)) == Written(parts)


@pytest.mark.parametrize(
    "text",
    ["2019年5月3日", "5月3日", "令和元年5月3日", "3 May 2019", "May 2019", "2019/5/3", "FY2019"],
)
def test_common_forms_are_read_at_a_glance(text):
    assert read_plain(text) is not None
