"""Photos in an object storage: the same services and addresses as with a folder."""

import io
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import boto3
import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages
from django.test import Client
from django.utils import timezone
from moto import mock_aws

from cooperation.settings.storing import storages_of
from exchanges.cleaning import clean_photos
from exchanges.models import Photo, PhotoUpload
from exchanges.photos import add_photo, delete_photos, keep_upload, take_upload
from tests.factories import make_activity, make_staff, picture

pytestmark = pytest.mark.django_db
TEXTS = {"caption_en": "A", "alt_en": "B", "credit_en": "C"}


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A bucket that the site's photos are in.

    Another STORAGES would do, but for the fields, which keep the storage that they began with: the
    tests that follow would have two of each.
    """
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    with mock_aws():
        made = boto3.resource("s3", region_name="us-east-1").create_bucket(Bucket="photos")
        address = "s3://photos/site?region=us-east-1"
        for alias, options in storages_of(address, Path("/nowhere"), "/media/").items():
            storage = storages.create_storage(options)
            monkeypatch.setitem(storages._storages, alias, storage)
            if alias == "default":
                monkeypatch.setattr(default_storage, "_wrapped", storage)
        for model in (Photo, PhotoUpload):
            field = model._meta.get_field("original")
            monkeypatch.setattr(field, "storage", storages["originals"])
        yield made


def names(bucket: Any) -> list[str]:
    return sorted(entry.key for entry in bucket.objects.all())


def test_a_photo_is_stored_served_and_deleted(
    bucket: Any, client: Client, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    staff = make_staff()
    with django_capture_on_commit_callbacks(execute=True):
        kept = keep_upload(upload=picture(), by=staff)
        photo = take_upload(
            kept=kept, activity=make_activity(), by=staff, release_state="released", **TEXTS
        )

    stored = names(bucket)
    assert [name for name in stored if name.startswith("site/private/originals/2")]
    assert len([name for name in stored if name.startswith("site/media/")]) == 8
    assert len(stored) == 9
    for rendition in photo.renditions.all():
        response = client.get(rendition.url)
        assert (response.status_code, len(response.content)) == (200, rendition.size)
    with photo.original.open("rb") as original:
        assert original.read() == picture().read()
    with django_capture_on_commit_callbacks(execute=True):
        delete_photos(photos=[photo])
    assert names(bucket) == []


def test_objects_have_no_address_and_are_never_overwritten(bucket: Any) -> None:
    for alias in ("originals", "default"):
        storage = storages[alias]
        first = storage.save("a.txt", ContentFile(b"1"))
        second = storage.save("a.txt", ContentFile(b"2"))
        assert first != second
        with storage.open(first) as file:
            assert file.read() == b"1"
        with pytest.raises(ValueError, match="not accessible via a URL"):
            storage.url(first)


def test_a_file_that_is_gone_answers_404(bucket: Any, client: Client) -> None:
    photo = add_photo(activity=make_activity(), upload=picture(), release_state="released", **TEXTS)
    bucket.objects.filter(Prefix="site/media").delete()

    assert client.get(photo.sizes[0].url).status_code == 404


def test_a_storage_out_of_reach_is_said_and_nothing_half_made_is_left(
    bucket: Any, client: Client
) -> None:
    photo = add_photo(activity=make_activity(), upload=picture(), release_state="released", **TEXTS)
    bucket.objects.all().delete()
    bucket.delete()

    with pytest.raises(ValidationError, match="full or out of reach"):
        keep_upload(upload=picture(), by=make_staff())
    with pytest.raises(OSError, match="object storage answered"):
        list(storages["default"].walk())
    assert client.get(photo.sizes[0].url).status_code == 404


def test_stray_objects_are_found_and_deleted(bucket: Any) -> None:
    photo = add_photo(activity=make_activity(), upload=picture())
    there = names(bucket)
    bucket.upload_fileobj(io.BytesIO(b"1"), "site/private/originals/2020/01/a.jpg")
    bucket.upload_fileobj(io.BytesIO(b"1"), "site/private/imports/a.csv")
    bucket.upload_fileobj(io.BytesIO(b"1"), "site/media/" + "a" * 24 + ".webp")
    bucket.upload_fileobj(io.BytesIO(b"1"), "other/media/" + "a" * 24 + ".webp")

    assert (clean_photos().originals, clean_photos().renditions) == (0, 0)
    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        cleaned = clean_photos()

    assert (cleaned.originals, cleaned.renditions) == (1, 1)
    rest = ["other/media/" + "a" * 24 + ".webp", "site/private/imports/a.csv"]
    assert names(bucket) == sorted(there + rest)
    assert photo.original.storage.exists(photo.original.name)
