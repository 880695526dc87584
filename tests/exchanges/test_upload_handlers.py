"""Files that are too large for memory: what a full disk and a long name do to them."""

import errno
import gc
import io
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.core.handlers.wsgi import WSGIRequest
from django.http import UnreadablePostError
from django.test import RequestFactory
from pytest_django import Settings

from exchanges.images import check_image
from exchanges.upload_handlers import FullDiskUploadHandler
from tests.pictures import picture_bytes


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    """Every file goes to the disk, into a folder of its own."""
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 0
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    return tmp_path


def request(*files: tuple[str, bytes]) -> WSGIRequest:
    uploads = []
    for name, content in files:
        upload = io.BytesIO(content)
        upload.name = name
        uploads.append(upload)
    return RequestFactory().post("/", {"photos": uploads, "title": "kept"})


def full_disk(monkeypatch: pytest.MonkeyPatch, at: str) -> None:
    def fail(self: UploadedFile, *args: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(TemporaryUploadedFile, at, fail, raising=False)


def test_a_large_file_lies_on_the_disk_until_it_is_closed(folder: Path) -> None:
    upload = request(("a.jpg", picture_bytes())).FILES["photos"]

    assert upload.name == "a.jpg"
    assert upload.read() == picture_bytes()
    assert len(list(folder.iterdir())) == 1
    upload.close()
    assert not list(folder.iterdir())


@pytest.mark.parametrize("name", ["a." + "x" * 800, "y" * 800 + ".jpg", "a." + "é" * 200])
def test_a_long_name_is_only_a_name(name: str) -> None:
    upload = request((name, picture_bytes())).FILES["photos"]

    assert len(upload.name) <= 255
    assert check_image(upload).format == "JPEG"
    upload.close()


@pytest.mark.parametrize("at", ["write", "seek", "__init__"])
def test_a_full_disk_loses_the_file_and_says_so(
    at: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    full_disk(monkeypatch, at)
    received = request(("a.jpg", picture_bytes()), ("b.jpg", picture_bytes()))

    uploads = received.FILES.getlist("photos")

    assert received.POST["title"] == "kept"
    assert [(each.name, each.size) for each in uploads] == [
        ("a.jpg", len(picture_bytes())),
        ("b.jpg", len(picture_bytes())),
    ]
    for upload in uploads:
        with pytest.raises(ValidationError, match="storage is full or out of reach"):
            check_image(upload)
    assert not list(folder.iterdir())


def test_a_folder_that_is_gone_is_the_same(settings: Settings, folder: Path) -> None:
    settings.FILE_UPLOAD_TEMP_DIR = str(folder / "nowhere")

    with pytest.raises(ValidationError, match="storage is full or out of reach"):
        check_image(request(("a.jpg", picture_bytes())).FILES["photos"])


class Cut(io.BytesIO):
    """A connection that ends in the middle."""

    def read(self, *args: Any) -> bytes:
        if self.tell() > 100_000:
            raise ConnectionResetError
        return super().read(*args)


@pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")
def test_a_connection_that_is_cut_leaves_no_file(folder: Path) -> None:
    whole = request(("a.jpg", b"x" * 500_000))
    cut = WSGIRequest({**whole.environ, "wsgi.input": Cut(whole.body)})

    with pytest.raises(UnreadablePostError) as error:
        cut.FILES  # noqa: B018
    del error, cut
    gc.collect()

    assert not list(folder.iterdir())


def test_an_interrupted_upload_that_never_began_is_no_error() -> None:
    FullDiskUploadHandler().upload_interrupted()
