"""What the public may not know of photos is in none of its pages, files and data."""

import io
import zipfile
from collections.abc import Iterator

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from exchanges.models import Activity, Photo, PhotoUpload
from exchanges.photo_files import complete_renditions
from exchanges.photos import add_photo, keep_upload
from tests.factories import make_activity, make_photo, make_programme, make_staff

from .hostile import SECRET, full_of_secrets

pytestmark = pytest.mark.django_db
# In the texts of hidden photos only, to search for.
WORD = "zanzibar"
TEXTS = ("caption", "alt", "credit", "place")


def secret_upload(picture_format: str = "JPEG") -> SimpleUploadedFile:
    return SimpleUploadedFile(f"{SECRET}-original.jpg", full_of_secrets(picture_format))


@pytest.fixture
def record() -> Activity:
    """A published record: a public photo of a secret original, and secret photos of each state."""
    programme = make_programme()
    record = make_activity(partners=("in",), programme=programme)
    public = {f"{name}_{lang}": f"Public {name} {lang}" for name in TEXTS for lang in ("en", "ja")}
    shown = add_photo(
        activity=record, upload=secret_upload(), **public, rights="Public", taken_on="2019-05-23"
    )
    Photo.objects.filter(pk=shown.pk).update(release_state="released")
    complete_renditions(shown.pk)
    hidden = {
        f"{name}_{lang}": f"{SECRET} {WORD} {name}" for name in TEXTS for lang in ("en", "ja")
    }
    hidden["rights"] = SECRET
    for state in ("not_reviewed", "withdrawn", "trashed"):
        photo = make_photo(record, release_state="not_reviewed", **hidden)
        trashed_at = timezone.now() if state == "trashed" else None
        Photo.objects.filter(pk=photo.pk).update(release_state=state, trashed_at=trashed_at)
        complete_renditions(photo.pk)
    keep_upload(upload=secret_upload("TIFF"), by=make_staff(), activity=record)
    Activity.objects.filter(pk=record.pk).update(lead_photo=photo)
    return record


def addresses(record: Activity) -> list[str]:
    """Every address that may show something of a record or its photos, in both languages."""
    page = record.get_absolute_url()
    shown = record.photos.get(release_state="released")
    paths = ["/", "/activities/", "/tools/people/", "/partners/", "/partners/india/", "/photos/"]
    paths += ["/programmes/", record.programme.get_absolute_url(), page]
    paths += [f"/photos/{shown.pk}/", f"/photos/{shown.pk}/photo.jpg", f"{page}photos.zip"]
    paths += [f"{page.removesuffix('/')}.{ending}" for ending in ("json", "bib", "ics")]
    paths += [f"/{kind}/?q={WORD}" for kind in ("activities", "photos")]
    plain = ["/sitemap.xml", *(f"/sitemap-{name}.xml" for name in ("photos", "activities"))]
    return [*plain, *paths, *(f"/ja{path}" for path in paths)]


def contents(client: Client, path: str) -> Iterator[bytes]:
    """What the address answers, and each file of it if that is an archive."""
    response = client.get(path)
    assert response.status_code == 200, path
    content = b"".join(response.streaming_content) if response.streaming else response.content
    yield content
    yield repr(response.headers).encode()
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                yield name.encode()
                yield archive.read(name)


def test_nothing_of_originals_and_hidden_photos_is_in_any_public_answer(
    client: Client, record: Activity
) -> None:
    private = [SECRET, SECRET.lower(), "originals/"]
    private += [photo.sha256 for photo in (*Photo.objects.all(), *PhotoUpload.objects.all())]
    answers = 0

    for path in addresses(record):
        for content in contents(client, path):
            answers += 1
            found = content.decode("utf-8", "ignore")
            assert [word for word in private if word in found] == [], path
            assert SECRET.encode("utf-16-le") not in content
            assert SECRET.encode("utf-16-be") not in content

    assert answers > 60


def test_pages_of_hidden_photos_are_not_there(client: Client, record: Activity) -> None:
    for photo in record.photos.exclude(release_state="released"):
        for path in (f"/photos/{photo.pk}/", f"/photos/{photo.pk}/photo.jpg"):
            assert client.get(path).status_code == 404
            assert client.get(f"/ja{path}").status_code == 404
        for rendition in photo.renditions.all():
            assert client.get(rendition.url).status_code == 404
    for kept in PhotoUpload.objects.all():
        assert client.get(kept.preview_url).status_code == 404


def test_the_public_photo_of_the_record_is_there(client: Client, record: Activity) -> None:
    shown = record.photos.get(release_state="released")

    page = client.get(f"/photos/{shown.pk}/").content.decode()

    assert "Public caption en" in page
    assert client.get(shown.sizes[0].url).status_code == 200
