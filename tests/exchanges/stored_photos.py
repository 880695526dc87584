"""What the tests of photos share."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.files.storage import default_storage, storages

from exchanges.models import Photo

Commit = Callable[..., Any]


def files() -> set[Path]:
    folders = (storages["originals"].location, default_storage.location)
    return {path for folder in folders for path in Path(folder).rglob("*") if path.is_file()}


def stored(photo: Photo) -> set[Path]:
    """The files that a photo has according to the database."""
    names = photo.renditions.values_list("name", flat=True)
    public = {Path(default_storage.path(name)) for name in names}
    original = Photo.objects.get(pk=photo.pk).original.name
    return public | {Path(storages["originals"].path(original))}
