"""Changes that touch several records together; the admin, the imports and the demo use these."""

from __future__ import annotations

import secrets
from collections.abc import Iterable

from django.contrib.auth.models import AbstractBaseUser
from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage, default_storage
from django.db import transaction
from django.utils import timezone

from .images import CheckedImage, RenditionFile, check_image, clean_name, make_renditions
from .models import Activity, Photo, Rendition


def publish(*, activities: Iterable[Activity], by: AbstractBaseUser | None) -> int:
    """Publish records; returns how many were not published before."""
    return _set_status(activities, Activity.Status.PUBLISHED, by)


def return_to_draft(*, activities: Iterable[Activity], by: AbstractBaseUser | None) -> int:
    """Take records off the site, back to draft; returns how many were not drafts before."""
    return _set_status(activities, Activity.Status.DRAFT, by)


@transaction.atomic
def _set_status(activities: Iterable[Activity], status: str, by: AbstractBaseUser | None) -> int:
    changed = [activity for activity in activities if activity.status != status]
    for activity in changed:
        activity.status = status
        activity.changed_by = by
        activity.prepare()
    Activity.objects.bulk_update(
        changed, ["status", "changed_by", "changed_at", "version"], batch_size=500
    )
    return len(changed)


def release_photos(*, photos: Iterable[Photo], by: AbstractBaseUser | None) -> list[Photo]:
    """Release every complete photo; returns those that lack a text and stay as they were."""
    incomplete = []
    for photo in photos:
        if photo.missing_texts():
            incomplete.append(photo)
        elif photo.release_state != Photo.Release.RELEASED:
            mark_release(photo=photo, state=Photo.Release.RELEASED, by=by)
            photo.save(update_fields=["release_state", "released_by", "released_at"])
    return incomplete


def mark_release(*, photo: Photo, state: str, by: AbstractBaseUser | None) -> None:
    """Put a release state on a photo that is not saved yet, with who released it and when."""
    photo.release_state = state
    is_released = state == Photo.Release.RELEASED
    photo.released_by = by if is_released else None
    photo.released_at = timezone.now() if is_released else None


def withdraw_photos(*, photos: Iterable[Photo]) -> int:
    """Take photos off the site; their files answer 404 from the next request on."""
    pks = [photo.pk for photo in photos if photo.release_state != Photo.Release.WITHDRAWN]
    return Photo.objects.filter(pk__in=pks).update(
        release_state=Photo.Release.WITHDRAWN, released_by=None, released_at=None
    )


def add_photo(*, activity: Activity, upload: File, **fields: object) -> Photo:
    """Store a picture as a photo of an activity; a ValidationError says why it was refused."""
    photo = Photo(activity=activity, **fields)
    set_original(photo=photo, upload=upload, image=check_image(upload))
    photo.full_clean(exclude=["original"])
    save_photo(photo=photo)
    return photo


def set_original(*, photo: Photo, upload: File, image: CheckedImage) -> None:
    """Put a checked upload on a photo that is not saved yet, under a name of our own."""
    upload.seek(0)
    stem = clean_name(getattr(upload, "name", "") or "")
    photo.original = File(upload, name=f"{stem}.{image.extension}")
    photo.sha256, photo.width, photo.height = image.sha256, image.width, image.height


def save_photo(*, photo: Photo) -> None:
    """Save a photo whose original is new, with its renditions; both or neither.

    The files of a replaced picture go when the new ones are safely in the database.
    """
    renditions = make_renditions(photo.original.file)
    replaced = _stored_files(photo)
    written: list[tuple[Storage, str]] = []
    try:
        photo.original.save(photo.original.name, photo.original.file, save=False)
        written.append((photo.original.storage, photo.original.name))
        with transaction.atomic():
            photo.save()
            photo.renditions.all().delete()
            for rendition in renditions:
                name = f"{secrets.token_urlsafe(18)}.webp"
                written.append((default_storage, name))
                _save_rendition(photo, name, rendition)
    except BaseException:
        _remove(written)
        raise
    transaction.on_commit(lambda: _remove(replaced))


def _save_rendition(photo: Photo, name: str, rendition: RenditionFile) -> None:
    default_storage.save(name, ContentFile(rendition.content))
    Rendition.objects.create(
        photo=photo,
        name=name,
        width=rendition.width,
        height=rendition.height,
        size=len(rendition.content),
    )


def _stored_files(photo: Photo) -> list[tuple[Storage, str]]:
    """The original and the renditions that a photo has on disk before it is saved anew."""
    if photo.pk is None:
        return []
    originals = Photo.objects.filter(pk=photo.pk).values_list("original", flat=True)
    renditions = photo.renditions.values_list("name", flat=True)
    return [(photo.original.storage, name) for name in originals] + [
        (default_storage, name) for name in renditions
    ]


def _remove(files: list[tuple[Storage, str]]) -> None:
    for storage, name in files:
        storage.delete(name)
