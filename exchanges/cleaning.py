"""Photos that are over: what lies in the trash too long, uploads that no form used, stray files."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Protocol

from django.core.files.storage import Storage, default_storage
from django.db import transaction
from django.utils import timezone

from .models import Photo, PhotoUpload, Rendition
from .models.photo import originals_storage
from .photo_files import remove_files
from .photos import delete_photos, delete_uploads
from .storage import Stored

DAYS_IN_TRASH = 30
DAYS_FOR_UPLOADS = 1
# A file is written before its row, so a young one may still get one.
HOURS_FOR_FILES = 1
BATCH = 500
# Files that are named by us; whatever else lies there is not ours to delete.
PUBLIC_NAME = re.compile(r"[\w-]{24}\.(webp|avif|jpg)", re.ASCII)
ORIGINALS = "originals"


class Walked(Protocol):
    def walk(self, below: str = "") -> Iterator[Stored]: ...


@dataclass(frozen=True)
class Cleaned:
    """How many were deleted, or would be."""

    photos: int
    uploads: int
    originals: int
    renditions: int


def clean_photos(*, is_dry_run: bool = False) -> Cleaned:
    """Delete what is over; may run while photos are added."""
    now = timezone.now()
    return Cleaned(
        photos=_clean_trash(now - timedelta(days=DAYS_IN_TRASH), is_dry_run),
        uploads=_clean_uploads(now - timedelta(days=DAYS_FOR_UPLOADS), is_dry_run),
        originals=_clean_files(originals_storage(), ORIGINALS, _stray_originals, now, is_dry_run),
        renditions=_clean_files(default_storage, "", _stray_renditions, now, is_dry_run),
    )


def _clean_trash(before: datetime, is_dry_run: bool) -> int:
    due = Photo.objects.filter(release_state=Photo.Release.TRASHED, trashed_at__lt=before)
    if is_dry_run:
        return due.count()
    deleted = 0
    while True:
        with transaction.atomic():
            # Locked, so that none is deleted that somebody puts back at this moment.
            part = list(due.select_for_update().order_by("pk")[:BATCH])
            delete_photos(photos=part)
        if not part:
            return deleted
        deleted += len(part)


def _clean_uploads(before: datetime, is_dry_run: bool) -> int:
    due = PhotoUpload.objects.filter(uploaded_at__lt=before)
    return due.count() if is_dry_run else delete_uploads(uploads=due)


def _clean_files(
    storage: Storage,
    below: str,
    strays_among: Callable[[list[str]], list[str]],
    now: datetime,
    is_dry_run: bool,
) -> int:
    before = now - timedelta(hours=HOURS_FOR_FILES)
    old = (stored.name for stored in _walk(storage, below) if stored.changed_at < before)
    found = 0
    while names := list(islice(old, BATCH)):
        strays = strays_among(names)
        found += len(strays)
        if not is_dry_run:
            remove_files((storage, name) for name in strays)
    return found


def _walk(storage: Walked, below: str) -> Iterator[Stored]:
    return storage.walk(below)


def _stray_originals(names: list[str]) -> list[str]:
    # Uploads first: one that becomes a photo between the two queries is found as that.
    uploads = PhotoUpload.objects.filter(original__in=names).values_list("original", flat=True)
    used = set(uploads)
    used.update(Photo.objects.filter(original__in=names).values_list("original", flat=True))
    return _others(names, used)


def _stray_renditions(names: list[str]) -> list[str]:
    ours = [name for name in names if PUBLIC_NAME.fullmatch(name)]
    uploads = PhotoUpload.objects.filter(preview_name__in=ours)
    used = set(uploads.values_list("preview_name", flat=True))
    used.update(Rendition.objects.filter(name__in=ours).values_list("name", flat=True))
    return _others(ours, used)


def _others(names: Iterable[str], used: set[str]) -> list[str]:
    return [name for name in names if name not in used]
