"""What is done with photos: kept, added, replaced, released, thrown away and put back."""

import errno
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage, storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from PIL import Image

from exchanges import photo_files
from exchanges.images import check_image
from exchanges.models import Photo, PhotoUpload, Rendition
from exchanges.photo_files import complete_renditions
from exchanges.photos import (
    add_photo,
    keep_upload,
    save_photo,
    set_original,
    take_upload,
)
from exchanges.renditions import rendition_keys
from tests.factories import make_activity, make_photo, make_staff, picture
from tests.pictures import full_of_metadata

from .stored_photos import Commit, files, stored

pytestmark = pytest.mark.django_db


def keys(photo: Photo) -> set[tuple[str, str, int]]:
    return {(each.use, each.format, each.width) for each in photo.renditions.all()}


def test_an_added_photo_is_there_at_once_and_complete_after_the_commit(
    before: set[Path], django_capture_on_commit_callbacks: Commit
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        photo = add_photo(activity=make_activity(), upload=picture(1000, 600, "DSC 01.JPG"))
        assert keys(photo) == {("page", "webp", 640)}
        first = photo.sizes[0].name

    assert keys(photo) == rendition_keys((1000, 600))
    assert first in photo.renditions.values_list("name", flat=True)
    assert files() - before == stored(photo)
    assert (photo.file_name, photo.file_size) == ("DSC 01.JPG", picture(1000, 600).size)


def test_an_original_is_kept_as_it_came_under_a_name_of_ours() -> None:
    upload = picture(name="../../Ä<b> 1.PHP")

    photo = add_photo(activity=make_activity(), upload=upload)

    with photo.original.open("rb") as original:
        assert original.read() == picture().read()
    assert photo.original.name.startswith("originals/2")
    assert photo.original.name.endswith(".jpg")
    assert len(photo.sha256) == 64


def test_two_files_of_one_name_are_two_files() -> None:
    first, second = (add_photo(activity=make_activity(), upload=picture()) for _ in range(2))

    assert first.original.name != second.original.name


def test_an_upload_is_kept_until_its_form_is_saved_and_changes_hands(
    before: set[Path], django_capture_on_commit_callbacks: Commit
) -> None:
    staff, activity = make_staff(), make_activity()
    content = full_of_metadata("JPEG")
    upload = SimpleUploadedFile("IMG_1.jpg", content)
    kept = keep_upload(upload=upload, by=staff, group="g", texts={"caption_en": "Ships"})
    assert len(files() - before) == 2
    assert kept.removed == ["GPS position", "camera", "XMP", "IPTC", "comment", "Exif"]
    assert kept.texts == {"caption_en": "Ships"}
    with Image.open(default_storage.path(kept.preview_name)) as preview:
        assert preview.format == "WEBP"
        assert preview.size == (kept.preview_width, kept.preview_height)
    originals = {path for path in files() - before if "private" in path.parts}

    with django_capture_on_commit_callbacks(execute=True):
        photo = take_upload(kept=kept, activity=activity, by=staff, caption_en="A port", position=3)
        assert [each.name for each in photo.renditions.all()] == [kept.preview_name]

    assert not PhotoUpload.objects.exists()
    photo = Photo.objects.get(pk=photo.pk)
    assert (photo.caption_en, photo.position, photo.activity) == ("A port", 3, activity)
    assert (photo.file_name, photo.file_size) == ("IMG_1.jpg", len(content))
    assert (photo.width, photo.height, photo.removed) == (60, 40, kept.removed)
    assert photo.likeness == kept.likeness
    assert photo.release_state == "not_reviewed"
    assert keys(photo) == rendition_keys((60, 40))
    assert files() - before == stored(photo) >= originals


def test_an_upload_becomes_one_photo_however_often_its_form_is_sent() -> None:
    staff, activity = make_staff(), make_activity()
    kept = keep_upload(upload=picture(), by=staff)
    again = PhotoUpload.objects.get()
    take_upload(kept=kept, activity=activity, by=staff)

    with pytest.raises(ValidationError, match="used already"):
        take_upload(kept=again, activity=activity, by=staff)

    assert Photo.objects.count() == 1


def test_an_upload_belongs_to_its_uploader() -> None:
    kept = keep_upload(upload=picture(), by=make_staff())

    with pytest.raises(ValidationError, match="used already or is no longer kept"):
        take_upload(kept=kept, activity=make_activity(), by=make_staff("other"))

    assert PhotoUpload.objects.get() == kept


def test_an_upload_is_released_only_complete_and_by_somebody() -> None:
    staff = make_staff()
    kept = keep_upload(upload=picture(), by=staff)
    texts = {"caption_en": "A", "alt_en": "B", "credit_en": "C"}

    with pytest.raises(ValidationError, match="cannot be released"):
        take_upload(kept=kept, activity=make_activity(), by=staff, release_state="released")
    photo = take_upload(
        kept=kept, activity=make_activity(), by=staff, release_state="released", **texts
    )

    assert photo.released_by == staff
    assert photo.released_at


def test_a_refused_picture_leaves_nothing(before: set[Path]) -> None:
    with pytest.raises(ValidationError, match="not a picture"):
        keep_upload(upload=SimpleUploadedFile("a.jpg", b"hello"), by=make_staff())
    with pytest.raises(ValidationError, match="repeats the caption"):
        add_photo(activity=make_activity(), upload=picture(), caption_en="A", alt_en="A")

    assert files() == before


FULL = OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize("broken", ["originals", "default"])
def test_a_full_disk_is_said_and_nothing_is_left(
    broken: str, before: set[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    storage = storages[broken]
    save = storage._save

    def half_written(name: str, content: Any) -> str:
        save(name, SimpleUploadedFile("half", b"half"))
        raise FULL

    monkeypatch.setattr(storage, "_save", half_written)
    with pytest.raises(ValidationError, match="full or out of reach. Nothing of it was kept"):
        keep_upload(upload=picture(), by=make_staff())
    with pytest.raises(ValidationError, match="full or out of reach"):
        add_photo(activity=make_activity(), upload=picture())

    assert files() == before
    assert not PhotoUpload.objects.exists()
    assert not Photo.objects.exists()


@pytest.mark.parametrize(
    ("error", "raised"), [(OperationalError("disk is full"), ValidationError), (KeyError, KeyError)]
)
def test_whatever_fails_no_file_is_left(
    error: Exception, raised: type, before: set[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: Any, **kwargs: Any) -> None:
        raise error

    monkeypatch.setattr(Photo, "save", fail)
    with pytest.raises(raised):
        add_photo(activity=make_activity(), upload=picture())

    assert files() == before


def test_a_replaced_picture_takes_its_files_along(
    before: set[Path], django_capture_on_commit_callbacks: Commit
) -> None:
    photo = make_photo(make_activity())
    old = stored(photo)
    upload = picture(700, 500, "new.png", "PNG")

    with django_capture_on_commit_callbacks() as callbacks:
        set_original(photo=photo, upload=upload, image=check_image(upload))
        save_photo(photo=photo)
        assert old <= files()
    for callback in callbacks:
        callback()

    assert keys(photo) == rendition_keys((700, 500))
    assert files() - before == stored(photo)
    assert not old & files()
    assert (photo.file_name, photo.width) == ("new.png", 700)


def test_a_moved_focal_point_makes_the_card_anew_and_nothing_else(
    before: set[Path], django_capture_on_commit_callbacks: Commit
) -> None:
    photo = make_photo(make_activity())
    old = names_by_use(photo)

    with django_capture_on_commit_callbacks(execute=True):
        photo.focal_x = 0.1
        save_photo(photo=photo)

    new = names_by_use(photo)
    assert new.pop("card") != old.pop("card")
    assert new == old
    assert files() - before == stored(photo)


def names_by_use(photo: Photo) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for use, name in photo.renditions.values_list("use", "name"):
        found.setdefault(use, set()).add(name)
    return found


def test_saving_texts_makes_no_file(
    before: set[Path], django_capture_on_commit_callbacks: Commit
) -> None:
    photo = make_photo(make_activity())
    there = files()

    with django_capture_on_commit_callbacks() as callbacks:
        photo.caption_en = "Other"
        save_photo(photo=photo)

    assert callbacks == []
    assert files() == there
    assert Photo.objects.get().caption_en == "Other"


def test_a_failing_task_leaves_the_photo_and_the_command_completes_it(
    before: set[Path],
    django_capture_on_commit_callbacks: Commit,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*args: Any, **kwargs: Any) -> Iterator[Any]:
        raise MemoryError

    with monkeypatch.context() as broken, django_capture_on_commit_callbacks(execute=True):
        broken.setattr(photo_files, "make_renditions", fail)
        photo = add_photo(activity=make_activity(), upload=picture())
    assert keys(photo) == {("page", "webp", 640)}

    assert complete_renditions(photo.pk) == 7

    assert keys(Photo.objects.get()) == rendition_keys((960, 640))
    assert complete_renditions(photo.pk) == 0
    assert files() - before == stored(photo)


def test_renditions_made_anew_replace_all_others(
    before: set[Path], django_capture_on_commit_callbacks: Commit
) -> None:
    photo = make_photo(make_activity())
    Rendition.objects.create(photo=photo, name="old.webp", width=99, height=66, size=1)
    old = set(photo.renditions.values_list("name", flat=True))

    with django_capture_on_commit_callbacks(execute=True):
        assert complete_renditions(photo.pk, anew=True) == 8

    assert not old & set(Photo.objects.get().renditions.values_list("name", flat=True))
    assert files() - before == stored(photo)


@pytest.mark.parametrize("change", [{"focal_x": 0.2}, {"original": "originals/other.jpg"}, None])
def test_a_photo_that_changes_while_its_files_are_made_keeps_those_it_has(
    change: dict[str, Any] | None, before: set[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    photo = add_photo(activity=make_activity(), upload=picture())
    there = files()
    make = photo_files.make_renditions

    def meanwhile(*args: Any, **kwargs: Any) -> Iterator[Any]:
        yield from make(*args, **kwargs)
        rows = Photo.objects.filter(pk=photo.pk)
        rows.update(**change) if change else rows.delete()

    monkeypatch.setattr(photo_files, "make_renditions", meanwhile)

    assert complete_renditions(photo.pk) == 0
    assert files() == there
    assert complete_renditions(photo.pk + 1) == 0
