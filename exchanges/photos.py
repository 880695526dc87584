"""Everything that is done with photos; the admin, the archives and the demonstration use these."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from functools import partial
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .images import CheckedImage, check_image
from .models import Activity, Photo, PhotoUpload, Rendition
from .photo_advice import (
    LookAlikes,
    Use,
    date_problem,
    look_alikes,
    same_file,
    where_used,
)
from .photo_files import (
    NewFiles,
    facts_of,
    files_of_photos,
    files_of_uploads,
    remove_after_commit,
    save_first_rendition,
)
from .renditions import first_rendition
from .tasks import make_photo_renditions

__all__ = [
    "LookAlikes",
    "Use",
    "add_photo",
    "date_problem",
    "delete_photos",
    "delete_uploads",
    "keep_upload",
    "look_alikes",
    "mark_release",
    "release_photos",
    "restore_photos",
    "same_file",
    "save_photo",
    "set_original",
    "take_upload",
    "trash_photos",
    "where_used",
    "withdraw_photos",
]

# What a photo takes over from its upload.
_FACTS = (
    *("file_name", "file_size", "sha256", "width", "height"),
    *("likeness", "offered", "removed"),
)


def keep_upload(
    *,
    upload: File,
    by: AbstractBaseUser,
    activity: Activity | None = None,
    group: str = "",
    texts: dict[str, str] | None = None,
) -> PhotoUpload:
    """Check a picture and keep it until its form is saved; a ValidationError says why not."""
    image = check_image(upload)
    kept = PhotoUpload(
        token=secrets.token_urlsafe(32),
        group=group,
        activity=activity,
        texts=texts or {},
        uploaded_by=by,
        **facts_of(upload, image),
    )
    preview = first_rendition(image)
    kept.preview_width, kept.preview_height = preview.width, preview.height
    with NewFiles() as files:
        kept.original = files.save_original(upload, image)
        kept.preview_name = files.save_public(preview.content, preview.format)
        kept.save()
    return kept


@transaction.atomic
def take_upload(
    *, kept: PhotoUpload, activity: Activity, by: AbstractBaseUser, **fields: Any
) -> Photo:
    """Make an upload of this person a photo of a saved record; its files change hands."""
    photo = Photo(activity=activity, original=kept.original.name, **fields)
    for name in _FACTS:
        setattr(photo, name, getattr(kept, name))
    if photo.release_state == Photo.Release.RELEASED:
        mark_release(photo=photo, state=photo.release_state, by=by)
    photo.full_clean(exclude=["original"])
    # Deleted first: whoever sends the same form twice makes one photo.
    if not PhotoUpload.objects.filter(pk=kept.pk, uploaded_by=by).delete()[0]:
        raise ValidationError(
            _("This upload is used already or is no longer kept. Add the photo again."),
            code="upload_gone",
        )
    photo.save()
    Rendition.objects.create(
        photo=photo,
        name=kept.preview_name,
        width=kept.preview_width,
        height=kept.preview_height,
        size=default_storage.size(kept.preview_name),
    )
    _make_renditions_after_commit(photo)
    return photo


def add_photo(*, activity: Activity, upload: File, **fields: Any) -> Photo:
    """Store a picture as a photo of an activity; a ValidationError says why it was refused."""
    photo = Photo(activity=activity, **fields)
    set_original(photo=photo, upload=upload, image=check_image(upload))
    photo.full_clean(exclude=["original"])
    save_photo(photo=photo)
    return photo


def set_original(*, photo: Photo, upload: File, image: CheckedImage) -> None:
    """Put a checked upload on a photo; `save_photo` stores it."""
    for name, value in facts_of(upload, image).items():
        setattr(photo, name, value)
    photo.new_original = (upload, image)


def save_photo(*, photo: Photo) -> None:
    """Save a photo; where its picture is new or its focal point moved, renditions are made.

    The first one is there at once, the others follow in the background. The files of a replaced
    picture go when the new ones are safely in the database.
    """
    new_original = photo.__dict__.pop("new_original", None)
    if new_original is None:
        _save_changes(photo)
        return
    upload, image = new_original
    with NewFiles() as files:
        photo.original = files.save_original(upload, image)
        with transaction.atomic():
            if photo.pk:
                remove_after_commit(files_of_photos([photo]))
                photo.renditions.all().delete()
            photo.save()
            save_first_rendition(photo, image, files)
            _make_renditions_after_commit(photo)


@transaction.atomic
def _save_changes(photo: Photo) -> None:
    point = {"focal_x": photo.focal_x, "focal_y": photo.focal_y}
    has_moved = not Photo.objects.filter(pk=photo.pk, **point).exists()
    photo.save()
    if has_moved:
        cropped = photo.renditions.filter(use=Rendition.Use.CARD)
        remove_after_commit([(default_storage, each.name) for each in cropped])
        cropped.delete()
        _make_renditions_after_commit(photo)


def _make_renditions_after_commit(photo: Photo) -> None:
    # Robust: the photo is usable as it is, and the command makes what is missing.
    transaction.on_commit(partial(make_photo_renditions.enqueue, photo.pk), robust=True)


def release_photos(*, photos: Iterable[Photo], by: AbstractBaseUser | None) -> list[Photo]:
    """Release every complete photo; returns those that stay as they were.

    These lack a text, or lie in the trash.
    """
    left = []
    for photo in photos:
        if photo.missing_texts() or photo.release_state == Photo.Release.TRASHED:
            left.append(photo)
        elif photo.release_state != Photo.Release.RELEASED:
            mark_release(photo=photo, state=Photo.Release.RELEASED, by=by)
            photo.save(update_fields=_RELEASE_FIELDS)
    return left


_RELEASE_FIELDS = (
    "release_state",
    *("released_by", "released_at"),
    *("withdrawn_by", "withdrawn_at"),
    *("trashed_by", "trashed_at"),
)


def mark_release(*, photo: Photo, state: str, by: AbstractBaseUser | None) -> None:
    """Put a release state on a photo that is not saved yet, with who did it and when."""
    for name, value in _release(state, by).items():
        setattr(photo, name, value)


def _release(state: str, by: AbstractBaseUser | None) -> dict[str, Any]:
    values: dict[str, Any] = dict.fromkeys(_RELEASE_FIELDS)
    values["release_state"] = state
    if state != Photo.Release.NOT_REVIEWED:
        values[f"{state}_by"], values[f"{state}_at"] = by, timezone.now()
    return values


def withdraw_photos(*, photos: Iterable[Photo], by: AbstractBaseUser | None) -> int:
    """Take photos off the site; their files answer 404 from the next request on."""
    kept_out = (Photo.Release.WITHDRAWN, Photo.Release.TRASHED)
    return _set_release(photos, Photo.Release.WITHDRAWN, by, unless=kept_out)


def trash_photos(*, photos: Iterable[Photo], by: AbstractBaseUser | None) -> int:
    """Move photos to the trash, where staff find them for thirty days; returns how many."""
    return _set_release(photos, Photo.Release.TRASHED, by, unless=(Photo.Release.TRASHED,))


def restore_photos(*, photos: Iterable[Photo], by: AbstractBaseUser | None) -> int:
    """Put photos back from the trash; somebody has to review them before they are public."""
    others = set(Photo.Release) - {Photo.Release.TRASHED}
    return _set_release(photos, Photo.Release.NOT_REVIEWED, by, unless=others)


def _set_release(
    photos: Iterable[Photo], state: str, by: AbstractBaseUser | None, unless: Iterable[str]
) -> int:
    # Of the database, not of the rows at hand: somebody else may have been quicker.
    pks = [photo.pk for photo in photos]
    rows = Photo.objects.filter(pk__in=pks).exclude(release_state__in=list(unless))
    return rows.update(**_release(state, by))


@transaction.atomic
def delete_photos(*, photos: Iterable[Photo]) -> int:
    """Delete photos for good, with their files; returns how many."""
    found = list(photos)
    remove_after_commit(files_of_photos(found))
    Photo.objects.filter(pk__in=[photo.pk for photo in found]).delete()
    return len(found)


@transaction.atomic
def delete_uploads(*, uploads: Iterable[PhotoUpload]) -> int:
    """Forget uploads that no form uses, with their files; returns how many."""
    found = list(uploads)
    # One by one: of an upload that became a photo meanwhile, the files are the photo's.
    gone = [each for each in found if PhotoUpload.objects.filter(pk=each.pk).delete()[0]]
    remove_after_commit(files_of_uploads(gone))
    return len(gone)
