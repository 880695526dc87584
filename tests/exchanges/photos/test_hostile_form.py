"""Hostile and odd files on the form of a record: sent ahead by its script, or with the form."""

from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from exchanges.models import Activity, Kind, Photo, PhotoUpload
from tests.factories import DEFAULT_KINDS, make_activity
from tests.pictures import EVERY_FORMAT, picture_bytes

from .hostile import (
    DAMAGED_NAMES,
    NAMES,
    bombs,
    disguised,
    full_of_secrets,
    odd_pictures,
    polyglots,
)
from .uploading import Uploads
from .uploading_ahead import UploadsAhead, fields_of


@pytest.fixture
def ahead(staff_client: Client, staff: User) -> UploadsAhead:
    return UploadsAhead(staff_client, make_activity(status="draft"))


@pytest.mark.parametrize("files", [disguised, polyglots, bombs, odd_pictures])
def test_files_sent_ahead_are_taken_or_refused_as_on_any_page(
    ahead: UploadsAhead, files: object, tmp_path: Path
) -> None:
    page = Uploads(ahead.client, ahead.activity)

    for kind, content in files().items():
        said, said_there = ahead.send(content), page.send(content)
        # Of an empty file, Django speaks before the product where the form has one field for it.
        assert said == said_there or (said and said_there and not content), kind

    assert ahead.refused
    ahead.assert_clean(tmp_path)


@pytest.mark.parametrize("picture_format", EVERY_FORMAT)
def test_no_secret_of_a_file_sent_ahead_is_in_any_public_file(
    ahead: UploadsAhead, picture_format: str, tmp_path: Path
) -> None:
    assert ahead.send(full_of_secrets(picture_format)) == ""

    ahead.assert_clean(tmp_path)


def test_names_of_files_sent_ahead_do_no_harm(ahead: UploadsAhead, tmp_path: Path) -> None:
    for name in (*NAMES.values(), *DAMAGED_NAMES.values()):
        ahead.send(picture_bytes(), name)

    assert Photo.objects.count() == ahead.taken >= len(NAMES) - 1
    ahead.assert_clean(tmp_path)


def test_hostile_files_on_a_form_do_not_keep_the_others_or_the_record_out(
    staff_client: Client, tmp_path: Path
) -> None:
    uploads = Uploads(staff_client, make_activity(status="draft"))
    address = reverse("admin:people_peopleactivity_add")
    hostile = {f"{number}.jpg": content for number, content in enumerate(disguised().values())}
    files = [SimpleUploadedFile(name, content) for name, content in hostile.items() if content]
    good = [SimpleUploadedFile(f"{name}.bin", full_of_secrets(name)) for name in EVERY_FORMAT]
    form = fields_of(staff_client.get(address).content.decode())
    kind = Kind.objects.get(tool="people", code=DEFAULT_KINDS["people"])
    form |= {"kind": kind.pk, "title_en": "With many files", "dates_text": "8 September 2022"}

    response = staff_client.post(address, {**form, "photos-files": [*files, *good]})

    assert response.status_code == 302
    record = Activity.objects.get(title_en="With many files")
    assert sorted(photo.file_name for photo in record.photos.all()) == sorted(
        file.name for file in good
    )
    assert not PhotoUpload.objects.exists()
    said = [str(message) for message in get_messages(response.wsgi_request)]
    for file in files:
        assert any(f"{file.name} was not added. " in message for message in said), file.name
    uploads.assert_clean(tmp_path)
