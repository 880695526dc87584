import re

import pytest
from django.test import Client

from .column_pages import JAPANESE, UNCLEAR, file_of, text_of
from .files import GOOD, HEADERS, csv_bytes
from .import_pages import begin, columns_url, errors, fields, press

pytestmark = pytest.mark.django_db


def test_columns_of_known_names_go_on_to_the_names(staff_client: Client) -> None:
    batch = begin(staff_client, csv_bytes(GOOD))

    response = press(staff_client, batch)

    assert response["Location"] == f"/admin/exchanges/importbatch/{batch.pk}/names/"
    assert batch.state == "names"
    assert batch.options["columns"] == dict(zip(HEADERS, HEADERS, strict=True))


def test_what_is_kept_is_what_the_page_shows(staff_client: Client) -> None:
    batch = begin(staff_client, JAPANESE.encode("cp932"), tool="troops")
    sent = fields(staff_client.get(columns_url(batch)))

    assert [sent[f"c{number}"] for number in range(5)] == [
        "title",
        "start_date",
        "partners",
        "kind",
        "",
    ]
    assert sent["encoding"] == "cp932"
    press(staff_client, batch, c4="end_date", default_year="2019", missing="-9；n/a; ")
    assert batch.options["columns"]["記入日"] == "end_date"
    assert (batch.options["default_year"], batch.options["missing"]) == (2019, ["-9", "n/a"])


def test_the_file_is_described(staff_client: Client) -> None:
    content = f"部内限\n令和3年度末現在\n{JAPANESE}".encode("cp932")

    text = text_of(staff_client, begin(staff_client, content))

    assert "1 row, 5 columns, comma" in text
    assert "The 2 rows above the headers are skipped" in text
    assert "部内限" in text
    assert "4 of 5 recognised" in text
    assert "髙 occur" in text
    assert re.search(r"\d+ places cannot be read", text)


def test_a_column_is_suggested_by_its_content_and_says_so(staff_client: Client) -> None:
    rows = [(f"Exercise {n}", f"2019-05-{n:02}", "米国; Australia", "x") for n in range(1, 6)]
    batch = begin(staff_client, file_of(*rows, headers=("title", "When", "Who", "Zzqq")))

    page = staff_client.get(columns_url(batch))

    assert [fields(page)[f"c{n}"] for n in (1, 2, 3)] == ["start_date", "partners", ""]
    assert page.content.decode().count("Its cells look like this") == 2


def test_headers_of_which_none_is_known_stand_below_a_narrower_preamble(
    staff_client: Client,
) -> None:
    lines = ["List of events", "Author,K. Mori", "aa,bb,cc,dd,ee", *["1,2,3,4,5"] * 4]
    batch = begin(staff_client, "\n".join(lines).encode(), tool="troops")

    text = text_of(staff_client, batch)

    assert "4 rows, 5 columns, comma" in text
    assert "The 2 rows above the headers are skipped" in text
    assert "0 of 5 recognised" in text


def test_an_unknown_column_is_named_with_the_nearest(staff_client: Client) -> None:
    batch = begin(staff_client, file_of((*GOOD, "x"), headers=(*HEADERS, "sumary")))

    assert "Nearest: summary." in text_of(staff_client, batch)


def test_two_columns_for_one_are_named_and_not_let_through(staff_client: Client) -> None:
    batch = begin(staff_client, file_of((*GOOD, "au"), headers=(*HEADERS, "country")))
    assert fields(staff_client.get(columns_url(batch)))["c7"] == ""

    page = press(staff_client, batch, c7="partners")

    assert "Two headers mean the same column, partners: “partners” and “country”" in errors(page)[0]
    assert "“partners” goes to partners too" in page.content.decode()
    assert batch.state == "columns"


def test_equal_headers_are_told_apart(staff_client: Client) -> None:
    batch = begin(staff_client, file_of((*GOOD, "a", "b"), headers=(*HEADERS, "note", "note")))

    press(staff_client, batch, c7="summary_en", c8="")

    assert batch.options["columns"]["note"] == "summary_en"
    assert batch.options["columns"]["note (2)"] == ""


@pytest.mark.parametrize(
    ("without", "chosen", "missing"),
    [
        ("start_date", {}, "start_date"),
        ("kind", {"tool": "troops"}, "kind"),
        ("tool", {}, ""),
        ("kind", {"default_kind": "port-call"}, ""),
    ],
)
def test_what_a_record_needs_must_come_from_somewhere(
    staff_client: Client, without: str, chosen: dict[str, str], missing: str
) -> None:
    kept = [n for n, name in enumerate(HEADERS) if name not in (without, "reference")]
    headers = tuple(HEADERS[n] for n in kept)
    batch = begin(staff_client, file_of(tuple(GOOD[n] for n in kept), headers=headers))

    page = press(staff_client, batch, **chosen)

    if missing:
        assert errors(page) == [
            f"Still needed: {missing}. Choose a column, or say it for the whole file."
        ]
    else:
        assert batch.state == "names"


def test_an_unclear_order_of_dates_must_be_answered(staff_client: Client) -> None:
    batch = begin(staff_client, csv_bytes(UNCLEAR, GOOD))

    page = press(staff_client, batch)

    text = page.content.decode()
    assert errors(page) == ["Say how the dates are meant."]
    assert "1 date is written in numbers that can be read in several ways." in text
    assert "None of them has a number above 12" in text
    assert "3 April 2011 (day first)" in text
    assert "4 March 2011 (month first)" in text


@pytest.mark.parametrize(
    ("answer", "options"),
    [
        ("DMY", {"date_order": "DMY"}),
        ("MDY", {"date_order": "MDY"}),
        ("year", {"unclear_dates": "year"}),
        ("hold", {"unclear_dates": "hold"}),
    ],
)
def test_the_answer_is_kept(staff_client: Client, answer: str, options: dict[str, str]) -> None:
    batch = begin(staff_client, csv_bytes(UNCLEAR))

    press(staff_client, batch, dates=answer)

    assert batch.state == "names"
    assert {
        name: batch.options[name]
        for name in ("date_order", "unclear_dates")
        if name in batch.options
    } == options
    assert fields(staff_client.get(columns_url(batch)))["dates"] == answer


def test_dates_that_settle_the_order_are_named_and_nothing_is_asked(staff_client: Client) -> None:
    settling = ("T-2", "B", "troops", "port-call", "23/04/2011", "", "us")
    batch = begin(staff_client, csv_bytes(UNCLEAR, settling))

    text = text_of(staff_client, batch)
    press(staff_client, batch)

    assert "1 date can only be read day first, so the others are read in this way too." in text
    assert (batch.state, batch.options["date_order"]) == ("names", "DMY")


def test_a_file_that_contradicts_itself_is_asked_about(staff_client: Client) -> None:
    rows = [
        (f"T-{n}", "B", "troops", "port-call", text, "", "us")
        for n, text in enumerate(("23/04/2011", "04/23/2011", "03/04/2011"))
    ]
    batch = begin(staff_client, csv_bytes(*rows))

    page = press(staff_client, batch)

    assert "The file contradicts itself" in page.content.decode()
    assert batch.state == "columns"


def test_dates_that_are_not_imported_are_not_asked_about(staff_client: Client) -> None:
    batch = begin(staff_client, file_of((*GOOD, "03/04/2011"), headers=(*HEADERS, "entered")))

    press(staff_client, batch)

    assert batch.state == "names"
