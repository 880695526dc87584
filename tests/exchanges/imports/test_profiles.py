import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from exchanges.imports.options import options_from_profile
from exchanges.models import Activity, ImportBatch, ImportProfile

from ...factories import make_staff
from .files import csv_bytes, run
from .import_pages import begin, columns_url, errors, fields, press

pytestmark = pytest.mark.django_db
HEADERS = ("件名", "いつ", "どこの国", "種別", "担当")
ROW = ("訓練", "03/04/2011", "米国", "寄港", "内部")
LIST = "/admin/exchanges/importprofile/"


def _file(headers: tuple[str, ...] = HEADERS) -> bytes:
    return csv_bytes(ROW, headers=headers)


def _saved(client: Client, name: str = "Yearly list") -> ImportProfile:
    batch = begin(client, _file(), tool="troops")
    press(
        client,
        batch,
        "_profile",
        profile_name=name,
        c1="start_date",
        c2="partners",
        dates="DMY",
        missing="-9",
    )
    return ImportProfile.objects.get(name=name)


def test_a_profile_keeps_the_columns_and_what_holds_for_the_file(
    staff_client: Client, staff
) -> None:
    profile = _saved(staff_client)

    assert profile.mapping == {
        "件名": "title",
        "いつ": "start_date",
        "どこの国": "partners",
        "種別": "kind",
        "担当": "",
    }
    assert profile.headers == list(HEADERS)
    assert profile.options["date_order"] == "DMY"
    assert profile.options["missing"] == ["-9"]
    assert (profile.made_by, profile.used_count) == (staff, 0)


def test_the_next_file_of_its_kind_is_read_by_it(staff_client: Client, staff) -> None:
    profile = _saved(staff_client)
    changed = (*HEADERS[:4], "備考2")

    batch = begin(staff_client, _file(changed), tool="troops", name="next.csv")
    page = staff_client.get(columns_url(batch))

    text = page.content.decode()
    assert batch.profile == profile
    assert "“Yearly list” fits this file: 4 of 5 columns." in text
    assert "New since then: column 備考2." in text
    assert "Gone: column 担当." in text
    assert [fields(page)[f"c{n}"] for n in range(5)] == [
        "title",
        "start_date",
        "partners",
        "kind",
        "",
    ]
    assert fields(page)["dates"] == "DMY"
    press(staff_client, batch)
    profile.refresh_from_db()
    assert batch.state == "names"
    assert (profile.used_count, profile.used_by) == (1, staff)
    assert "担当" in profile.mapping


def test_the_file_itself_is_believed_before_the_profile(staff_client: Client) -> None:
    _saved(staff_client)
    settling = ("訓練", "04/23/2011", "米国", "寄港", "")

    batch = begin(staff_client, csv_bytes(ROW, settling, headers=HEADERS), tool="troops")

    assert fields(staff_client.get(columns_url(batch)))["dates"] == "MDY"


def test_changes_are_kept_if_that_is_wished(staff_client: Client) -> None:
    profile = _saved(staff_client)
    batch = begin(staff_client, _file((*HEADERS[:4], "備考2")), tool="troops")

    press(staff_client, batch, c4="summary_ja", keep="1")

    profile.refresh_from_db()
    assert profile.mapping["備考2"] == "summary_ja"
    assert "担当" not in profile.headers


def test_a_file_of_another_kind_is_not_read_by_it(staff_client: Client) -> None:
    _saved(staff_client)

    batch = begin(staff_client, csv_bytes(("A", "2019"), headers=("title", "start_date")))

    assert batch.profile is None


def test_a_profile_can_be_chosen_and_given_up(staff_client: Client) -> None:
    profile = _saved(staff_client)
    batch = begin(staff_client, _file(("いつ", "x", "y", "z")), tool="troops")

    press(staff_client, batch, "_use", prof=str(profile.pk))
    assert (batch.profile, batch.options["columns"]) == (profile, {"いつ": "start_date"})
    press(staff_client, batch, "_use", prof="")

    assert (batch.profile, batch.options.get("columns")) == (None, None)
    assert batch.options["tool"] == "troops"


@pytest.mark.parametrize("name", ["", "   ", "Yearly list", "x" * 121])
def test_a_name_that_cannot_be_kept_is_named(staff_client: Client, name: str) -> None:
    _saved(staff_client)
    batch = begin(staff_client, _file(), tool="troops")

    page = press(staff_client, batch, "_profile", profile_name=name)

    assert errors(page)
    assert ImportProfile.objects.count() == 1


def test_the_tool_that_was_chosen_is_not_changed_by_a_profile(staff_client: Client) -> None:
    _saved(staff_client)

    batch = begin(staff_client, _file(), tool="people")

    assert batch.profile
    assert (batch.tool, batch.options["tool"], batch.options["only_tool"]) == ("people",) * 3


def test_a_profile_is_downloaded_for_the_command_and_read_by_it(staff_client: Client) -> None:
    profile = _saved(staff_client)

    response = staff_client.get(f"{LIST}{profile.pk}/profile.json")

    assert response["Content-Type"] == "application/json"
    options = options_from_profile(response.content.decode(), {})
    report = run(_file(), **{**options.as_json(), "missing": options.missing})
    assert (report.created, list(report.problems)) == (1, [])
    assert str(Activity.objects.get().start_date) == "2011-04-03"


def test_a_profile_comes_from_a_file(staff_client: Client, staff) -> None:
    content = {"columns": {"いつ": "start_date"}, "default-year": 2019}
    file = SimpleUploadedFile("p.json", json.dumps(content).encode())

    staff_client.post(f"{LIST}add/", {"name": "From a file", "file": file})

    profile = ImportProfile.objects.get()
    assert (profile.mapping, profile.made_by) == ({"いつ": "start_date"}, staff)
    assert profile.options["default_year"] == 2019


@pytest.mark.parametrize(
    ("content", "part"),
    [
        (b"{", "not JSON"),
        (b"[]", "not a JSON object"),
        (b'{"colour": "red"}', "colour"),
        (b'{"columns": {"a": "nowhere"}}', "nowhere"),
        (b'{"default_year": 3}', "default-year"),
        (b"\xff\xfe", "not JSON"),
    ],
)
def test_a_file_that_is_no_profile_is_refused(
    staff_client: Client, content: bytes, part: str
) -> None:
    file = SimpleUploadedFile("p.json", content)

    page = staff_client.post(f"{LIST}add/", {"name": "Wrong", "file": file})

    assert page.status_code == 200
    assert part in page.content.decode()
    assert not ImportProfile.objects.exists()


def test_profiles_are_renamed_and_deleted(staff_client: Client) -> None:
    profile = _saved(staff_client)
    address = f"{LIST}{profile.pk}/"

    assert "いつ → start_date" in staff_client.get(f"{address}change/").content.decode()
    staff_client.post(f"{address}change/", {"name": "Renamed"})
    assert ImportProfile.objects.get().name == "Renamed"
    staff_client.post(f"{address}delete/", {"post": "yes"})

    assert not ImportProfile.objects.exists()
    assert ImportBatch.objects.get().profile is None


def test_a_profile_is_not_for_everybody(staff_client: Client) -> None:
    profile = _saved(staff_client)
    client = Client()
    client.force_login(make_staff("viewer", is_superuser=False))

    assert client.get(f"{LIST}{profile.pk}/profile.json").status_code == 404
    assert staff_client.get(f"{LIST}99999999999999999999/profile.json").status_code == 404
