"""Photos in the storages: written together with their rows, or not at all."""

from __future__ import annotations

import logging
import re
import secrets
from collections.abc import Iterable
from types import TracebackType
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage, default_storage
from django.db import OperationalError, transaction

from .image_refusals import refusal
from .images import CheckedImage, check_image, clean_name
from .index.state import raise_version
from .models import Photo, PhotoUpload, Rendition
from .models.photo import originals_storage
from .photo_texts import read_texts
from .renditions import Key, RenditionFile, first_rendition, make_renditions, rendition_keys

logger = logging.getLogger(__name__)
EXTENSIONS = {"webp": "webp", "avif": "avif", "jpeg": "jpg"}

StoredFile = tuple[Storage, str]


class NewFiles:
    """Files that are written for rows: where anything fails in the block, they go again.

    A storage that is full or away becomes a ValidationError that says so.
    """

    def __init__(self) -> None:
        self.written: list[StoredFile] = []

    def __enter__(self) -> NewFiles:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if error is None:
            return
        remove_files(self.written)
        if isinstance(error, OperationalError):
            # The disk of the database is full as well, or it is out of reach.
            raise _not_stored(error) from error

    def save_original(self, upload: File | IO[bytes], image: CheckedImage) -> str:
        """Keep the file as it came, privately; returns the name it has there."""
        upload.seek(0)
        stem = clean_name(str(getattr(upload, "name", "") or ""))
        # Of two files of one name, stored at the same moment, neither may become the other.
        name = f"{stem}-{secrets.token_hex(4)}.{image.extension}"
        field = Photo._meta.get_field("original")
        storage = originals_storage()
        return self._save(storage, field.generate_filename(None, name), File(upload, name=name))

    def save_public(self, content: bytes, file_format: str) -> str:
        """Keep a file without metadata under a name that nobody can guess."""
        name = f"{secrets.token_urlsafe(18)}.{EXTENSIONS[file_format]}"
        return self._save(default_storage, name, ContentFile(content, name=name))

    def save_rendition(self, photo: Photo, made: RenditionFile) -> Rendition:
        """Keep the file of a rendition; its row is not saved yet."""
        return Rendition(
            photo=photo,
            name=self.save_public(made.content, made.format),
            use=made.use,
            format=made.format,
            width=made.width,
            height=made.height,
            size=len(made.content),
        )

    def _save(self, storage: Storage, name: str, file: File) -> str:
        # Noted first: of a file that is cut off in the middle, something may be there.
        self.written.append((storage, name))
        try:
            stored = storage.save(name, file)
        except OSError as error:
            raise _not_stored(error) from error
        self.written[-1] = (storage, stored)
        return stored


def _not_stored(error: Exception) -> ValidationError:
    logger.error("A photo could not be stored: %s", error)
    return refusal("not_stored")


def remove_files(files: Iterable[StoredFile]) -> None:
    """Delete files; what cannot be deleted now is left to `clean_photos`."""
    for storage, name in files:
        try:
            storage.delete(name)
        except OSError as error:
            logger.warning("%s could not be deleted: %s", name, error)


def remove_after_commit(files: Iterable[StoredFile]) -> None:
    names = list(files)
    if names:
        transaction.on_commit(lambda: remove_files(names), robust=True)


def files_of_photos(photos: Iterable[Photo]) -> list[StoredFile]:
    """The originals and renditions that photos have in the storages, as the database knows them."""
    pks = [photo.pk for photo in photos]
    originals = Photo.objects.filter(pk__in=pks).values_list("original", flat=True)
    renditions = Rendition.objects.filter(photo__in=pks).values_list("name", flat=True)
    return [(originals_storage(), name) for name in originals] + [
        (default_storage, name) for name in renditions
    ]


def files_of_uploads(uploads: Iterable[PhotoUpload]) -> list[StoredFile]:
    return [
        stored
        for upload in uploads
        for stored in (
            (originals_storage(), upload.original.name),
            (default_storage, upload.preview_name),
        )
    ]


def facts_of(upload: File | IO[bytes], image: CheckedImage) -> dict[str, Any]:
    """What is kept of a checked file beside the file itself: columns of photos and uploads."""
    upload.seek(0)
    offered = read_texts(upload.read())
    upload.seek(0)
    return {
        "file_name": _shown_name(upload),
        "file_size": image.size,
        "sha256": image.sha256,
        "width": image.width,
        "height": image.height,
        "likeness": image.likeness,
        "offered": offered,
        "removed": list(image.removed),
    }


def _shown_name(upload: File | IO[bytes]) -> str:
    """The file's own name, for people only: stored files have names of ours."""
    name = str(getattr(upload, "name", "") or "").replace("\\", "/").rpartition("/")[2]
    return re.sub(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]+", " ", name).strip()[-255:]


def save_first_rendition(photo: Photo, image: CheckedImage, files: NewFiles) -> None:
    files.save_rendition(photo, first_rendition(image)).save()


def complete_renditions(pk: int, *, anew: bool = False) -> int:
    """Make the renditions that a photo lacks, or all of them; returns how many were made.

    A photo that is deleted, or gets another picture or focal point meanwhile, is left as it is:
    whoever changed it has seen to its renditions.
    """
    photo = Photo.objects.filter(pk=pk).first()
    if photo is None:
        return 0
    keys = rendition_keys((photo.width, photo.height))
    there = {_key(rendition) for rendition in photo.renditions.all()}
    wanted = keys if anew else keys - there
    if not wanted and there <= keys:
        return 0
    with NewFiles() as files:
        made = _make(photo, wanted, files)
        if not _replace(photo, made, keys):
            remove_files(files.written)
            return 0
    return len(made)


def complete_facts(pk: int) -> None:
    """Read what is not known of a photo that was stored before it was asked for."""
    photo = Photo.objects.filter(pk=pk, likeness=None).first()
    if photo is None:
        return
    with photo.original.open("rb") as original:
        facts = facts_of(original, check_image(original))
    Photo.objects.filter(pk=pk, original=photo.original.name).update(
        **{name: facts[name] for name in ("file_size", "likeness", "offered", "removed")}
    )


def _key(rendition: Rendition) -> Key:
    return Key(rendition.use, rendition.format, rendition.width)


def _make(photo: Photo, wanted: set[Key], files: NewFiles) -> list[Rendition]:
    if not wanted:
        return []
    with photo.original.open("rb") as original:
        focal = (photo.focal_x, photo.focal_y)
        made = make_renditions(original, focal=focal, only=wanted)
        return [files.save_rendition(photo, each) for each in made]


@transaction.atomic
def _replace(photo: Photo, made: list[Rendition], keys: set[Key]) -> bool:
    """Put new renditions in place of those they replace and of those no longer made."""
    same = {name: getattr(photo, name) for name in ("original", "focal_x", "focal_y")}
    if not Photo.objects.select_for_update().filter(pk=photo.pk, **same).exists():
        return False
    new = {_key(rendition) for rendition in made}
    replaced = [
        each for each in photo.renditions.all() if _key(each) in new or _key(each) not in keys
    ]
    remove_after_commit([(default_storage, each.name) for each in replaced])
    Rendition.objects.filter(pk__in=[each.pk for each in replaced]).delete()
    Rendition.objects.bulk_create(made)
    if Photo.objects.public().filter(pk=photo.pk).exists():
        # Pages that are kept name the files that were there before.
        raise_version()
    return True
