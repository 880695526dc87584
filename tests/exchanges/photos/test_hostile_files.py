"""Hostile and odd files against the upload form: no error, nothing stored that is not a picture,
and no trace of what a file carries in any file that the public gets.
"""

import io
import resource
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.client import encode_multipart
from hypothesis import HealthCheck, given, settings
from PIL import Image

from exchanges.models import Photo
from tests.factories import make_activity
from tests.pictures import EVERY_FORMAT, encoded, picture_bytes

from .damaging import SEEDS, damaged
from .hostile import (
    DAMAGED_NAMES,
    NAMES,
    SECRET,
    bombs,
    disguised,
    full_of_secrets,
    odd_pictures,
    polyglots,
)
from .reading import parts_of
from .uploading import ADD, BOUNDARY, CANNOT_BE_READ, MULTIPART, Uploads

# 5 × 50 damaged files, the same in each run, so that the time it takes is known.
DAMAGED = settings(
    max_examples=50,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture
def uploads(staff_client: Client, staff: User) -> Uploads:
    return Uploads(staff_client, make_activity(status="draft"))


@pytest.mark.parametrize("picture_format", EVERY_FORMAT)
def test_damaged_pictures_do_no_harm(uploads: Uploads, picture_format: str, tmp_path: Path) -> None:
    sent = 0

    @DAMAGED
    @given(content=damaged(picture_format))
    def send(content: bytes) -> None:
        nonlocal sent
        sent += 1
        uploads.send(content)

    send()

    assert sent >= 40
    assert min(uploads.taken, uploads.refused) >= 10
    uploads.assert_clean(tmp_path)


@pytest.mark.parametrize("picture_format", EVERY_FORMAT)
def test_pictures_cut_off_anywhere_leave_nothing(
    uploads: Uploads, picture_format: str, tmp_path: Path
) -> None:
    content = SEEDS[picture_format][1]
    # Every part of the file, and most of all its beginning.
    places = {*range(0, 40, 3), *range(40, len(content), max(1, len(content) // 20))}

    for place in sorted(places):
        uploads.send(content[:place])

    assert uploads.refused >= 10
    uploads.assert_clean(tmp_path)


def test_files_that_are_no_pictures_are_refused_in_a_sentence(
    uploads: Uploads, tmp_path: Path
) -> None:
    said = {kind: uploads.send(content) for kind, content in disguised().items()}

    assert {kind: sentence for kind, sentence in said.items() if not sentence} == {}
    assert not Photo.objects.exists()
    uploads.assert_clean(tmp_path)


def test_files_that_are_something_else_too_are_shown_as_pictures_only(
    uploads: Uploads, tmp_path: Path
) -> None:
    for content in polyglots().values():
        uploads.send(content)

    assert uploads.taken >= 10
    assert uploads.refused >= 5
    uploads.assert_clean(tmp_path)
    for path in uploads.public_files():
        content = path.read_bytes()
        assert not any(sign in content for sign in (b"<?php", b"<script", b"PK\3\4", b"%PDF"))


def test_bombs_are_defused(uploads: Uploads, tmp_path: Path) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    said = {kind: uploads.send(content) for kind, content in bombs().items()}

    # Those that only carry a bomb beside a sound picture are taken without it.
    assert {kind for kind, sentence in said.items() if not sentence} <= {
        "billion laughs in a JPEG",
        "billion laughs in a WebP",
        "Exif that is its own next one",
    }
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 512 * 1024
    uploads.assert_clean(tmp_path)


def test_odd_pictures_are_taken_or_refused_in_peace(uploads: Uploads, tmp_path: Path) -> None:
    said = {kind: uploads.send(content) for kind, content in odd_pictures().items()}

    assert {kind for kind, sentence in said.items() if sentence} == {
        "32 bits TIFF",
        "laboratory TIFF",
        "animated WebP",
        "animated AVIF",
        "animated PNG",
    }
    uploads.assert_clean(tmp_path)


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_the_name_of_a_file_decides_nothing(uploads: Uploads, name: str, tmp_path: Path) -> None:
    said = uploads.send(picture_bytes(), name)

    # A request with an endless name is not read at all.
    assert said == (CANNOT_BE_READ if len(name) > 1_000 else "")
    uploads.assert_clean(tmp_path)


@pytest.mark.parametrize("header", DAMAGED_NAMES.values(), ids=DAMAGED_NAMES)
def test_damaged_names_of_files_do_no_harm(uploads: Uploads, header: bytes, tmp_path: Path) -> None:
    uploads.send(picture_bytes(), header)

    assert Photo.objects.count() == uploads.taken
    uploads.assert_clean(tmp_path)


@pytest.mark.parametrize("picture_format", EVERY_FORMAT)
def test_no_secret_of_an_original_is_in_any_public_file(
    uploads: Uploads, picture_format: str, tmp_path: Path
) -> None:
    content = full_of_secrets(picture_format)
    assert content.count(SECRET.encode()) >= 5

    assert uploads.send(content) == ""

    photo = Photo.objects.get()
    # The original keeps everything, where nobody reaches it.
    with photo.original.open() as original:
        assert original.read() == content
    assert {"GPS position", "camera", "Exif"} <= set(photo.removed)
    assert {each.format for each in photo.renditions.all()} == {"webp", "avif", "jpeg"}
    uploads.assert_clean(tmp_path)


def test_the_reader_of_this_test_sees_what_would_be_left() -> None:
    assert "E1" in parts_of(full_of_secrets("JPEG").removesuffix(SECRET.encode()))
    assert "EXIF" in parts_of(full_of_secrets("WEBP"))
    assert "Exif" in parts_of(full_of_secrets("AVIF"))


class Broken(io.BytesIO):
    """What a server hands on of a broken connection: the beginning, then nothing or an error."""

    def __init__(self, content: bytes, error: type[OSError] | None) -> None:
        super().__init__(content)
        self.error = error

    def read(self, size: int | None = -1) -> bytes:
        found = super().read(size)
        if not found and self.error:
            raise self.error
        return found


@pytest.mark.parametrize("error", [None, ConnectionResetError, TimeoutError])
@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.9, 0.999])
@pytest.mark.parametrize("address", [ADD])
def test_a_connection_that_breaks_leaves_nothing(
    staff: User, tmp_path: Path, address: str, share: float, error: type[OSError] | None
) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(staff)
    uploads = Uploads(client, make_activity(status="draft"))
    token = {"csrfmiddlewaretoken": client.get(ADD).context["csrf_token"]}
    noise = encoded(Image.effect_noise((400, 300), 80), "JPEG")
    fields = {**token, **uploads.fields(SimpleUploadedFile("photo.jpg", noise))}
    whole = encode_multipart(BOUNDARY, fields)
    broken = Broken(whole[: int(len(whole) * share)], error)

    response = client.generic(
        "POST",
        address,
        b"",
        MULTIPART,
        headers={"x-csrftoken": str(token["csrfmiddlewaretoken"])},
        **{"wsgi.input": broken, "CONTENT_LENGTH": str(len(whole))},
    )

    assert response.status_code in (200, 400, 403)
    assert not Photo.objects.exists()
    uploads.assert_clean(tmp_path)
