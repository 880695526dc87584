"""One file sent ahead of the form of its record."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from exchanges.models import PhotoUpload
from tests.exchanges.admin.pages import stored_files
from tests.exchanges.admin.test_roles import client_of
from tests.factories import make_activity, make_photo, picture

pytestmark = pytest.mark.django_db


def send(client: Client, **fields: object) -> object:
    return client.post(reverse("admin:exchanges_photo_upload"), {"file": picture(), **fields})


@pytest.mark.parametrize("is_new", [True, False])
def test_a_file_is_kept_and_answered_with_its_row(
    staff_client: Client, staff: User, is_new: bool
) -> None:
    activity = make_activity()

    answer = send(staff_client, **({"tool": "people"} if is_new else {"activity": activity.pk}))

    kept = PhotoUpload.objects.get()
    row = answer.json()["row"]
    assert (kept.uploaded_by, kept.activity_id) == (staff, None if is_new else activity.pk)
    assert kept.token in row
    assert kept.preview_url in row
    assert "photos-__prefix__-caption_en" in row
    assert "New, not saved yet" in row


def test_a_file_that_the_record_has_already_is_told(staff_client: Client) -> None:
    photo = make_photo(make_activity())

    answer = send(staff_client, activity=photo.activity_id)

    assert "This record has the same file already." in answer.json()["row"]


@pytest.mark.parametrize("content", [b"", b"not a picture", b"<svg xmlns=''/>"])
def test_a_refused_file_says_why_and_leaves_nothing(staff_client: Client, content: bytes) -> None:
    before = stored_files()
    upload = SimpleUploadedFile("IMG_4471.CR3", content)

    answer = send(staff_client, tool="people", file=upload)

    assert answer.status_code == 200
    assert answer.json()["problem"].startswith("IMG_4471.CR3 was not added. ")
    assert not PhotoUpload.objects.exists()
    assert stored_files() == before


def test_a_request_without_a_file_says_so(staff_client: Client) -> None:
    address = reverse("admin:exchanges_photo_upload")

    answer = staff_client.post(address, {"tool": "people"})

    assert answer.json()["problem"] == "The file did not arrive. Add it again."
    assert staff_client.get(address).status_code == 405


@pytest.mark.parametrize(
    "fields",
    [{}, {"tool": "nothing"}, {"activity": "x"}, {"activity": "9" * 30}, {"activity": "\x00"}],
    ids=str,
)
def test_a_file_for_no_form_is_refused(staff_client: Client, fields: dict[str, str]) -> None:
    assert send(staff_client, **fields).status_code == 403
    assert not PhotoUpload.objects.exists()


def test_only_who_may_enter_records_sends_files_and_with_the_token_of_the_form(
    client: Client, staff: User
) -> None:
    assert send(client_of("reference-keeper"), tool="people").status_code == 403
    assert send(client, tool="people").status_code == 302
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(staff)
    assert send(strict, tool="people").status_code == 403
    assert not PhotoUpload.objects.exists()
