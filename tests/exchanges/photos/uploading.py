"""Sends files as staff do and looks at what they left behind, in both storages and the database."""

from __future__ import annotations

import re
import shutil
import time
from pathlib import Path
from typing import Any

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.client import encode_multipart

from exchanges.models import Activity, Photo, PhotoUpload, Rendition
from exchanges.models.photo import originals_storage
from exchanges.photo_files import complete_renditions
from exchanges.renditions import rendition_keys

from .hostile import SECRET
from .reading import EXIFTOOL, exiftool, metadata_of, parts_of

ADD = "/admin/exchanges/photo/add/"
BOUNDARY = "between-parts"
MULTIPART = f"multipart/form-data; boundary={BOUNDARY}"
# Stands in the request until the name that is to be sent is put there.
PLACE = "place-of-the-name.jpg"
CANNOT_BE_READ = "The request could not be read"
# What each format may begin with, told without the product.
_STARTS = {
    "jpg": re.compile(rb"\xff\xd8\xff"),
    "png": re.compile(rb"\x89PNG\r\n\x1a\n"),
    "webp": re.compile(rb"RIFF....WEBP", re.DOTALL),
    "avif": re.compile(rb"....ftyp(?:avif|avis|mif1)", re.DOTALL),
    "tif": re.compile(rb"II[*+]\0|MM\0[*+]"),
}
_ORIGINAL = re.compile(r"originals/\d{4}/\d\d/[a-z0-9_-]{1,80}\.(jpg|png|webp|avif|tif)")
_PUBLIC = re.compile(r"[A-Za-z0-9_-]{20,}\.(webp|avif|jpg)")
_PLAIN_PARTS = {
    # Application data but JFIF's, comments and everything unknown are left out.
    "jpg": {"E0", "DB", "C0", "C2", "C4", "DA", "DD"},
    "webp": {"VP8 "},
    "avif": {
        *("ftyp", "meta", "hdlr", "pitm", "iloc", "iinf", "infe", "av01", "iprp", "mdat", "ipco"),
    },
}
_SENTENCE = re.compile(r"[A-Z“].*[.!?]", re.DOTALL)
MAX_SECONDS = 2.0


def as_sent(fields: dict[str, Any], name: str | bytes) -> bytes:
    """The form as browsers send it; a name in bytes is the whole parameter of the header."""
    if isinstance(name, str):
        quoted = name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
        name = f'filename="{quoted}"'.encode()
    return encode_multipart(BOUNDARY, fields).replace(f'filename="{PLACE}"'.encode(), name, 1)


class Uploads:
    """One by one to the page that adds a photo to an activity.

    Files that were there before are not counted.
    """

    def __init__(self, client: Client, activity: Activity) -> None:
        self.client, self.activity = client, activity
        self.before = (_files(_originals()), _files(_publics()))
        self.taken = self.refused = 0

    def send(self, content: bytes, name: str | bytes = "photo.jpg") -> str:
        """Add a photo; "" when it was taken, else the sentences of the refusal."""
        started = time.process_time()
        said = self.post(as_sent(self.fields(SimpleUploadedFile(PLACE, content)), name))
        if said:
            self.refused += 1
            for sentence in said if said != [CANNOT_BE_READ] else []:
                assert _SENTENCE.fullmatch(sentence), sentence
                assert "%(" not in sentence
        else:
            self.taken += 1
            photo = Photo.objects.order_by("-pk")[0]
            complete_renditions(photo.pk)
            _assert_complete(photo)
        assert time.process_time() - started < MAX_SECONDS, f"{name} took too long"
        return " ".join(said)

    def post(self, body: bytes) -> list[str]:
        """Make a photo of the upload, or return why there is none."""
        response = self.client.generic("POST", ADD, body, MULTIPART)
        if response.status_code == 302:
            return []
        if problem := cannot_be_read(response):
            return problem
        errors = response.context["adminform"].form.errors
        assert set(errors) == {"original"}
        return [str(message) for message in errors["original"]]

    def fields(self, upload: Any) -> dict[str, Any]:
        return {
            "activity": self.activity.pk,
            "original": upload,
            "caption_en": "A caption",
            "focal_x": "0.5",
            "focal_y": "0.5",
            "position": "0",
            "release_state": "not_reviewed",
        }

    def public_files(self) -> list[Path]:
        return sorted(_files(_publics()) - self.before[1])

    def assert_clean(self, folder: Path) -> None:
        """Only files of the list are stored, each belongs to a row, and none tells anything."""
        originals = sorted(_files(_originals()) - self.before[0])
        publics = self.public_files()
        for path in originals:
            assert (match := _ORIGINAL.fullmatch(str(path.relative_to(_originals())))), path
            assert _STARTS[match[1]].match(path.read_bytes())
        for path in publics:
            _assert_plain(path)
        photos, uploads = Photo.objects.all(), PhotoUpload.objects.all()
        assert {str(path.relative_to(_originals())) for path in originals} == {
            each.original.name for each in (*photos, *uploads)
        }
        assert {path.name for path in publics} == {
            *Rendition.objects.values_list("name", flat=True),
            *uploads.values_list("preview_name", flat=True),
        }
        self._assert_clean_for_exiftool(publics, folder)

    def _assert_clean_for_exiftool(self, publics: list[Path], folder: Path) -> None:
        if not EXIFTOOL or not publics:
            return
        for path in publics:
            shutil.copy(path, folder / path.name)
        found = exiftool(folder)
        assert len(found) == len(publics)
        assert {each["SourceFile"]: names for each in found if (names := metadata_of(each))} == {}


def cannot_be_read(response: Any) -> list[str]:
    """What the page says of a request that could not be read at all; empty for any other."""
    assert response.status_code in (200, 400), response.status_code
    if response.status_code == 400:
        assert CANNOT_BE_READ in response.content.decode()
        return [CANNOT_BE_READ]
    return []


def _assert_complete(photo: Photo) -> None:
    made = {(each.use, each.format, each.width) for each in photo.renditions.all()}
    assert made == {tuple(key) for key in rendition_keys((photo.width, photo.height))}


def _assert_plain(path: Path) -> None:
    """By a reader of ours: the file has no part that is not of its picture, and no secret."""
    match = _PUBLIC.fullmatch(path.name)
    assert match, path
    content = path.read_bytes()
    assert _STARTS[match[1]].match(content)
    parts = set(parts_of(content))
    if match[1] == "avif":
        assert parts.isdisjoint({"Exif", "mime", "uri ", "uuid", "free", "skip", "udta", "XMP "})
        assert parts >= {"ftyp", "meta", "mdat"}
    else:
        assert parts <= _PLAIN_PARTS[match[1]], parts
    for encoding in ("ascii", "utf-16-le", "utf-16-be"):
        assert SECRET.encode(encoding) not in content


def _originals() -> Path:
    return Path(originals_storage().location)


def _publics() -> Path:
    return Path(default_storage.location)


def _files(folder: Path) -> set[Path]:
    return {path for path in folder.rglob("*") if path.is_file()}
