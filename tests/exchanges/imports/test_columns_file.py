"""The file of an import on its page of columns: read differently, replaced, cancelled."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from exchanges.models import Activity, ImportBatch, ImportRow

from ...queries import count_queries
from .column_pages import JAPANESE, UNCLEAR, file_of, text_of
from .files import GOOD, HEADERS, csv_bytes, xlsx_bytes
from .import_pages import begin, columns_url, errors, kept, press, upload

pytestmark = pytest.mark.django_db


def test_another_encoding_is_shown_before_going_on(staff_client: Client) -> None:
    batch = begin(staff_client, JAPANESE.encode("cp932"), tool="troops")

    page = press(staff_client, batch, encoding="windows-1252")
    assert "cannot be read as windows-1252" in errors(page)[0]
    batch = begin(staff_client, JAPANESE.replace("髙", "高").encode("euc-jp"), tool="troops")
    response = press(staff_client, batch, encoding="windows-1252")

    assert response["Location"] == columns_url(batch)
    assert (batch.state, batch.options["encoding"]) == ("columns", "windows-1252")
    assert "·ïÌ¾" in text_of(staff_client, batch)


def test_another_sheet_can_be_chosen(staff_client: Client) -> None:
    workbook = load_workbook(io.BytesIO(xlsx_bytes(HEADERS, GOOD)))
    workbook.active.title = "2018"
    workbook.create_sheet("2019").append(("件名", "開始日", "種別"))
    workbook["2019"].append(("A", "2019", "寄港"))
    content = io.BytesIO()
    workbook.save(content)
    batch = begin(staff_client, content.getvalue(), name="a.xlsx", tool="troops")
    assert "sheet “2018”" in text_of(staff_client, batch)

    press(staff_client, batch, "_read", sheet="2019")

    assert batch.options["sheet"] == "2019"
    assert "件名" in text_of(staff_client, batch)


def test_another_file_takes_the_place_of_the_first(staff_client: Client) -> None:
    batch = begin(staff_client, csv_bytes(GOOD))
    former = batch.file.name
    other = SimpleUploadedFile("other.csv", JAPANESE.encode(), "text/csv")

    response = staff_client.post(columns_url(batch), {"file": other, "_file": "1"})
    batch.refresh_from_db()

    assert response.status_code == 302
    assert (batch.file_name, kept(batch)) == ("other.csv", JAPANESE.encode())
    assert batch.file.name != former
    refused = staff_client.post(
        columns_url(batch), {"file": SimpleUploadedFile("x.csv", b"\x89PNG1"), "_file": "1"}
    )
    assert "PNG file" in errors(refused)[0]
    assert ImportBatch.objects.get().file_name == "other.csv"


def test_cancelling_leaves_nothing(
    staff_client: Client, django_capture_on_commit_callbacks
) -> None:
    batch = begin(staff_client, csv_bytes(GOOD))

    with django_capture_on_commit_callbacks(execute=True):
        page = staff_client.post(columns_url(batch), {"_cancel": "1"}, follow=True)

    assert "Nothing has been saved" in page.content.decode()
    assert not ImportBatch.objects.exists()
    assert not Activity.objects.exists()
    assert not batch.file.storage.exists(batch.file.name)


@pytest.mark.parametrize("state", ["waiting", "running", "done", "stopped", "undone"])
def test_columns_of_an_import_that_has_begun_are_left_alone(
    staff_client: Client, state: str
) -> None:
    batch = begin(staff_client, csv_bytes(GOOD))
    ImportBatch.objects.update(state=state)
    before = ImportBatch.objects.get().options

    for sent in ({"_next": "1"}, {"_cancel": "1"}):
        response = staff_client.post(columns_url(batch), sent)
        assert response.status_code == 302

    assert ImportBatch.objects.get().options == before


def test_a_failed_import_with_rows_is_not_cancelled(staff_client: Client) -> None:
    batch = begin(staff_client, csv_bytes(GOOD))
    ImportBatch.objects.update(state="failed")
    ImportRow.objects.create(batch=batch, line=2, outcome="rejected")

    staff_client.post(columns_url(batch), {"_cancel": "1"})

    assert ImportBatch.objects.exists()


def test_the_same_file_is_recognised(staff_client: Client) -> None:
    first = begin(staff_client, csv_bytes(GOOD))
    second = begin(staff_client, csv_bytes(GOOD), name="renamed.csv")

    text = text_of(staff_client, second)

    assert f"The very same file was uploaded before: import {first.pk}" in text
    assert f"/admin/exchanges/importbatch/{first.pk}/change/" in text
    assert "uploaded before" not in text_of(staff_client, first)


def test_a_file_that_is_gone_is_said_to_be(staff_client: Client) -> None:
    batch = begin(staff_client, csv_bytes(GOOD))
    batch.file.storage.delete(batch.file.name)

    page = staff_client.get(columns_url(batch), follow=True)

    assert "not kept any more" in page.content.decode()


@pytest.mark.parametrize("count", [31, 900])
def test_the_page_of_a_wide_file_stays_small(staff_client: Client, count: int) -> None:
    headers = (*HEADERS, *(f"extra {n} {'x' * 3000}" for n in range(count)))
    rows = [(*GOOD, *("y" * 4000 for _n in range(count)))]
    batch = begin(staff_client, file_of(*rows, headers=headers))

    page = staff_client.get(columns_url(batch))
    press(staff_client, batch, c7="summary_en")

    assert len(page.content) < 300_000
    assert ("not shown and not imported" in page.content.decode()) == (count > 150)
    assert batch.state == "names"
    assert list(batch.options["columns"].values()).count("") == count - 1


def test_the_page_of_a_file_of_thirty_columns_stays_small(staff_client: Client) -> None:
    headers = (*HEADERS, *(f"extra {n}" for n in range(23)))
    batch = begin(staff_client, file_of((*GOOD, *"y" * 23), headers=headers))

    for address in (columns_url(batch), f"/ja{columns_url(batch)}"):
        assert len(staff_client.get(address).content) < 300_000


def test_the_page_asks_no_more_for_more_rows_and_columns(staff_client: Client) -> None:
    small = begin(staff_client, csv_bytes(GOOD))
    headers = (*HEADERS, *(f"extra {n}" for n in range(200)))
    rows = [(*GOOD, *(f"{n} x" for n in range(200))) for _row in range(50)]
    large = begin(staff_client, file_of(*rows, headers=headers))
    counts = []
    for batch in (small, large):
        staff_client.get(columns_url(batch))
        counts.append(count_queries(staff_client, columns_url(batch)))

    assert counts[1] <= counts[0] <= 12


def test_a_column_that_is_typed_must_exist(staff_client: Client) -> None:
    headers = (*HEADERS, *(f"extra {n}" for n in range(40)))
    batch = begin(staff_client, file_of((*GOOD, *"y" * 40), headers=headers))

    page = press(staff_client, batch, c8="nowhere")
    assert errors(page) == ["“nowhere” is no column here."]
    press(staff_client, batch, c8="概要英語")

    assert batch.options["columns"]["extra 1"] == "summary_en"


@pytest.mark.parametrize(
    "changed",
    [
        {"default_year": "1"},
        {"default_year": "zz"},
        {"pivot_year": "99999999999999999999"},
        {"tool": "nothing"},
        {"missing": "a\x00b"},
        {"unknown_partners": "guess"},
    ],
)
def test_wrong_choices_are_named_at_their_fields(
    staff_client: Client, changed: dict[str, str]
) -> None:
    batch = begin(staff_client, csv_bytes(GOOD))

    page = press(staff_client, batch, **changed)

    assert page.status_code == 200
    assert f'href="#id_{next(iter(changed))}"' in page.content.decode()
    assert batch.state == "columns"


@pytest.mark.parametrize(
    "sent",
    [
        {"encoding": "klingon"},
        {"encoding": "zlib"},
        {"sheet": "none"},
        {"_read": "1", "encoding": "\x00"},
        {"_use": "1", "prof": "9" * 30},
        {"_use": "1", "prof": "x"},
        {"_file": "1"},
        {"_profile": "1"},
        {"dates": "never"},
        {"c0": "x" * 5000},
        {},
    ],
    ids=str,
)
def test_whatever_is_sent_is_answered(staff_client: Client, sent: dict[str, str]) -> None:
    batch = begin(staff_client, csv_bytes(GOOD))

    response = staff_client.post(columns_url(batch), sent, follow=True)

    assert response.status_code == 200
    assert staff_client.get(columns_url(batch)).status_code == 200
    assert not Activity.objects.exists()


def test_pages_have_no_inline_script_or_style(staff_client: Client) -> None:
    batch = begin(staff_client, csv_bytes(UNCLEAR))
    pages = [upload(staff_client, b""), staff_client.get(columns_url(batch))]

    for page in pages:
        assert not re.search(
            r"<script(?![^>]*\bsrc=)|<style|\bstyle=|\son\w+=", page.content.decode()
        )
