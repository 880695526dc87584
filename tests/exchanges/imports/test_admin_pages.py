import csv
import io
import re

import pytest
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from exchanges.models import Activity, ImportBatch
from exchanges.tools import Tool

from ...factories import make_activity, make_staff
from .files import GOOD, csv_bytes

pytestmark = pytest.mark.django_db
LIST = "/admin/troops/troopsactivity/"
CHOICES = {"unknown_partners": "reject", "title_language": "auto"}
BAD = ("T-2", "Second", "troops", "port-call", "foo", "", "Atlantis")


def _upload(client: Client, content: bytes, address: str = LIST, **choices: str):
    upload = SimpleUploadedFile("past.csv", content, "text/csv")
    return client.post(f"{address}import/", {"import_file": upload, **CHOICES, **choices})


def _token(page) -> str:
    return re.search(r'name="token"\s+value="([^"]+)"', page.content.decode())[1]


def _confirm(client: Client, token: str, **fields: str):
    return client.post(f"{LIST}process_import/", {"token": token, **fields}, follow=True)


def test_nothing_is_saved_before_it_is_confirmed(staff_client: Client) -> None:
    page = _upload(staff_client, csv_bytes(GOOD, BAD))

    text = page.content.decode()
    assert "New: 1" in text
    assert "Left out because of errors: 1" in text
    assert "cannot be read as a date" in text
    assert "“Atlantis” is not a known partner" in text
    assert not Activity.objects.exists()
    assert not ImportBatch.objects.exists()


def test_confirming_saves_the_good_rows_as_drafts(staff_client: Client, staff) -> None:
    token = _token(_upload(staff_client, csv_bytes(GOOD, BAD)))

    page = _confirm(staff_client, token)

    record = Activity.objects.get()
    batch = ImportBatch.objects.get()
    assert "1 created, 0 updated, 0 unchanged, 1 left out" in page.content.decode()
    assert (record.status, record.created_by) == (Activity.Status.DRAFT, staff)
    assert (batch.started_by, batch.tool, batch.file_name) == (staff, "troops", "past.csv")


def test_a_file_is_imported_once(staff_client: Client) -> None:
    token = _token(_upload(staff_client, csv_bytes(GOOD)))
    kept = set(storages["originals"].listdir("imports")[1])
    _confirm(staff_client, token)

    page = _confirm(staff_client, token)

    assert "was imported already or has expired" in page.content.decode()
    assert ImportBatch.objects.count() == 1
    assert set(storages["originals"].listdir("imports")[1]) < kept


def test_rejected_rows_are_downloaded_and_can_be_corrected(staff_client: Client) -> None:
    page = _upload(staff_client, csv_bytes(GOOD, BAD))

    response = _confirm(staff_client, _token(page), download="1")

    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert [row["reference"] for row in rows] == ["T-2"]
    assert "start_date:" in rows[0]["problem"]
    assert rows[0]["hint"]
    corrected = response.content.replace(b"foo", b"2019").replace(b"Atlantis", b"us")
    assert "New: 1" in _upload(staff_client, corrected).content.decode()
    assert not Activity.objects.exists()


@pytest.mark.parametrize("token", ["", "made:up", "x" * 5000])
def test_a_token_cannot_be_made_up(staff_client: Client, token: str) -> None:
    page = _confirm(staff_client, token)

    assert page.status_code == 200
    assert not Activity.objects.exists()


def test_the_upload_of_somebody_else_cannot_be_confirmed(staff_client: Client) -> None:
    token = _token(_upload(staff_client, csv_bytes(GOOD)))
    other = Client()
    other.force_login(make_staff("other"))

    _confirm(other, token)

    assert not Activity.objects.exists()


@pytest.mark.parametrize(
    ("content", "part"),
    [
        (b"", "empty"),
        (b"\x89PNG\r\n\x1a\n\x00", "PNG file"),
        (b"foo,bar\n1,2\n", "No header of the file is known"),
        (b"titel,start_date,kind\nA,2019,port-call\n", "nearest: title"),
        (b"title,start_date,kind\n", "no rows"),
        (b"title\n" + b"x" * 300_000, "too long"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_at_its_field(
    staff_client: Client, content: bytes, part: str
) -> None:
    page = _upload(staff_client, content)

    assert page.status_code == 200
    assert part in page.content.decode()
    assert "token" not in re.findall(r'name="(\w+)"', page.content.decode())


def test_wrong_choices_are_refused_at_their_fields(staff_client: Client) -> None:
    page = _upload(staff_client, csv_bytes(GOOD), date_order="XYZ", default_year="1")

    assert page.content.decode().count("errorlist") == 2


def test_rows_of_another_tool_are_errors(staff_client: Client) -> None:
    row = ("P-1", "Visit", "people", "visit", "2019", "", "us")

    page = _upload(staff_client, csv_bytes(row))

    assert "This row is of another tool" in page.content.decode()


def test_the_preview_stays_small(staff_client: Client) -> None:
    rows = [(f"T-{n}", "x" * 5000, "troops", "y" * 4000, "foo", "", "z" * 4000) for n in range(600)]

    page = _upload(staff_client, csv_bytes(*rows))

    assert page.status_code == 200
    assert "and 2,300 more" in page.content.decode().replace("2300", "2,300")
    assert len(page.content) < 300_000


def test_choices_of_the_form_reach_the_import(staff_client: Client) -> None:
    row = ("T-1", "-9", "troops", "port-call", "5/6", "", "Atlantis; us")
    content = csv_bytes(row)

    page = _upload(
        staff_client,
        content,
        date_order="DMY",
        default_year="2001",
        unknown_partners="note",
        missing="-9; n/a",
    )
    _confirm(staff_client, _token(page))

    record = Activity.objects.get()
    assert str(record.start_date) == "2001-06-05"
    assert record.other_participants == "Atlantis"


def test_import_needs_the_rights_to_add_and_change() -> None:
    viewer = make_staff("viewer", is_superuser=False)
    client = Client()
    client.force_login(viewer)

    assert _upload(client, csv_bytes(GOOD)).status_code == 403
    assert client.post(f"{LIST}process_import/").status_code == 403
    assert client.get(f"{LIST}export/").status_code == 403


@pytest.mark.parametrize("tool", Tool.values)
@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_every_tool_exports_what_its_list_shows(
    staff_client: Client, tool: str, file_format: str
) -> None:
    model = "agreement" if tool == "agreements" else f"{tool}activity"
    address = f"/admin/{tool}/{model}/"
    make_activity(tool=tool, title_en="Shown", reference="A-1", partners=("us",))
    make_activity(tool=tool, title_en="Other", reference="A-2")

    assert "Download as CSV" in staff_client.get(f"{address}export/?q=Shown").content.decode()
    response = staff_client.post(f"{address}export/?q=Shown", {"format": file_format})
    content = b"".join(response.streaming_content)

    report = _upload(staff_client, content, address).content.decode()
    assert "Rows: 1" in report
    assert "Unchanged: 1" in report


@pytest.mark.parametrize("query", ["kind__id__exact=zz", "start_date__gte=foo"])
def test_filters_that_cannot_be_read_lead_back_to_the_list(
    staff_client: Client, query: str
) -> None:
    page = staff_client.post(f"{LIST}export/?{query}", {"format": "csv"}, follow=True)

    assert page.redirect_chain == [(LIST, 302)]
    assert "The filters of the list cannot be read" in page.content.decode()


def test_pages_have_no_inline_script_or_style(staff_client: Client) -> None:
    pages = [
        staff_client.get(LIST),
        staff_client.get(f"{LIST}import/"),
        staff_client.get(f"{LIST}export/"),
        _upload(staff_client, csv_bytes(GOOD, BAD)),
    ]

    assert f"{LIST}import/" in pages[0].content.decode()
    for page in pages:
        text = page.content.decode()
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\bstyle=|\son\w+=", text)


def test_the_import_page_speaks_japanese(staff_client: Client) -> None:
    page = staff_client.get(f"/ja{LIST}import/")

    assert page.status_code == 200
    assert "開始日" in page.content.decode()
