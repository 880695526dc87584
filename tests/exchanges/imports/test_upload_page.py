import pytest
from django.contrib.auth.models import Permission, User
from django.core.files.storage import storages
from django.test import Client

from exchanges.imports import forms
from exchanges.models import Activity, ImportBatch

from ...factories import make_staff
from ...queries import count_queries
from .files import GOOD, csv_bytes, xlsx_bytes
from .import_pages import UPLOAD, begin, columns_url, kept, upload

pytestmark = pytest.mark.django_db


def test_a_file_is_kept_in_private_and_its_columns_come_next(staff_client: Client, staff) -> None:
    page = upload(staff_client, csv_bytes(GOOD), tool="troops")

    batch = ImportBatch.objects.get()
    assert page.redirect_chain == [(columns_url(batch), 302)]
    assert (batch.state, batch.tool, batch.started_by) == ("columns", "troops", staff)
    assert (batch.file_name, batch.file_size) == ("past.csv", len(csv_bytes(GOOD)))
    assert "past" not in batch.file.name
    assert batch.file.storage is storages["originals"]
    assert kept(batch) == csv_bytes(GOOD)
    assert not Activity.objects.exists()


def test_imports_of_a_tool_begin_with_that_tool_chosen(staff_client: Client) -> None:
    page = staff_client.get("/admin/troops/troopsactivity/import/", follow=True)

    assert page.redirect_chain == [(f"{UPLOAD}?tool=troops", 302)]
    assert '<option value="troops" selected>' in page.content.decode()


@pytest.mark.parametrize(
    ("content", "part"),
    [
        (b"", "empty"),
        (b" \r\n\r\n", "empty"),
        (b"\x89PNG\r\n\x1a\n\x00", "PNG file"),
        (b"title,start_date,kind\n", "no rows"),
        (b"title\n" + b"x" * 300_000, "too long"),
        (b'title,start_date\nA,"2019\n', "quotation mark is not closed"),
        (b"title,start_date\nA\x00,2019\n", "U+0000"),
        (xlsx_bytes(("title",), ("A",))[:-100], "damaged"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_and_not_kept(
    staff_client: Client, content: bytes, part: str
) -> None:
    page = upload(staff_client, content)

    text = page.content.decode()
    assert page.status_code == 200
    assert part in text
    assert "Nothing has been saved" in text
    assert not ImportBatch.objects.exists()


def test_a_file_that_is_too_large_for_memory_is_kept_whole(staff_client: Client) -> None:
    content = csv_bytes(GOOD) + b"T,A,troops,port-call,2019,,us\r\n" * 100_000

    batch = begin(staff_client, content)

    assert kept(batch) == content
    assert "100,001 rows" in staff_client.get(columns_url(batch)).content.decode()


def test_a_file_that_is_too_large_is_refused(staff_client: Client, monkeypatch) -> None:
    monkeypatch.setattr(forms, "MAX_UPLOAD", 10)

    page = upload(staff_client, csv_bytes(GOOD))

    assert "larger than 50 MB" in page.content.decode()
    assert not ImportBatch.objects.exists()


def test_a_name_that_is_no_text_is_kept_as_one(staff_client: Client) -> None:
    batch = begin(staff_client, csv_bytes(GOOD), name="\udce6\udce7.csv" + "x" * 300)

    assert len(batch.file_name) <= 255
    assert staff_client.get(columns_url(batch)).status_code == 200


def _editor_of(tool: str, *verbs: str) -> Client:
    user = make_staff(f"{tool}-editor", is_superuser=False)
    names = [f"{verb}_{tool}activity" for verb in verbs]
    user.user_permissions.add(*Permission.objects.filter(codename__in=names))
    client = Client()
    client.force_login(User.objects.get(pk=user.pk))
    return client


def test_who_may_import_one_tool_chooses_no_other() -> None:
    client = _editor_of("troops", "add", "change")

    text = client.get(UPLOAD).content.decode()
    refused = upload(client, csv_bytes(GOOD), tool="people").content.decode()
    batch = begin(client, csv_bytes(GOOD), tool="troops")

    assert 'value="troops"' in text
    assert 'value="people"' not in text
    assert "errorlist" in refused
    assert batch.options["only_tool"] == "troops"


def test_an_import_needs_the_rights_to_add_and_to_change(staff_client: Client) -> None:
    batch = begin(staff_client, csv_bytes(GOOD), tool="troops")
    client = _editor_of("troops", "add")

    assert client.get(UPLOAD).status_code == 403
    assert upload(client, csv_bytes(GOOD)).status_code == 403
    assert client.get(columns_url(batch)).status_code == 403
    assert client.post(columns_url(batch), {"_cancel": "1"}).status_code == 403


def test_the_last_imports_stand_below(staff_client: Client) -> None:
    for number in range(12):
        ImportBatch.objects.create(file_name=f"file-{number}.csv", state="done")

    text = staff_client.get(UPLOAD).content.decode()

    shown = [number for number in range(12) if f"file-{number}.csv" in text]
    assert shown == list(range(2, 12))
    assert "Imported" in text


def test_the_page_asks_no_more_for_more_imports(staff_client: Client, staff) -> None:
    ImportBatch.objects.create(file_name="a.csv", started_by=staff)
    one = count_queries(staff_client, UPLOAD)
    for number in range(9):
        ImportBatch.objects.create(file_name="a.csv", started_by=make_staff(f"u{number}"))

    assert count_queries(staff_client, UPLOAD) == one <= 6


def test_the_list_of_imports_leads_to_the_page_for_who_may_import(staff_client: Client) -> None:
    viewer = make_staff("viewer", is_superuser=False)
    viewer.user_permissions.add(Permission.objects.get(codename="view_importbatch"))
    client = Client()
    client.force_login(viewer)
    address = "/admin/exchanges/importbatch/"

    assert f'href="{UPLOAD}"' in staff_client.get(address).content.decode()
    assert f'href="{UPLOAD}"' not in client.get(address).content.decode()


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("step", ["import", "process_import"])
def test_the_addresses_of_the_library_lead_to_the_page(
    staff_client: Client, method: str, step: str
) -> None:
    response = getattr(staff_client, method)(f"/admin/troops/troopsactivity/{step}/")

    assert (response.status_code, response["Location"]) == (302, f"{UPLOAD}?tool=troops")
