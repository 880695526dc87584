"""The commands that make what is missing of photos and delete what is over."""

import io
import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages
from django.core.management import CommandError, call_command
from django.utils import timezone

from exchanges import cleaning
from exchanges.models import Photo, PhotoUpload
from exchanges.photos import add_photo, keep_upload, restore_photos, take_upload, trash_photos
from exchanges.renditions import rendition_keys
from tests.factories import make_activity, make_photo, make_staff, picture

pytestmark = pytest.mark.django_db
Commit = Callable[..., Any]


@pytest.fixture(autouse=True)
def _own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No files of other tests lie there."""
    for alias in ("originals", "default"):
        for name in ("base_location", "location"):
            monkeypatch.setitem(storages[alias].__dict__, name, str(tmp_path / alias))


def run(command: str, **options: Any) -> str:
    out = io.StringIO()
    call_command(command, stdout=out, stderr=out, **options)
    return out.getvalue()


def cleaned(commit: Commit, days: float = 0, **options: Any) -> list[int]:
    """The numbers that the command prints, when it runs some days later."""
    moment = timezone.now() + timedelta(days=days)
    with time_machine.travel(moment), commit(execute=True):
        lines = run("clean_photos", **options).splitlines()
    assert len(lines) == 5
    return [int(line.split()[0]) for line in lines[1:]]


def stray(alias: str, name: str, hours: float) -> str:
    """A file of nothing that was written some hours ago."""
    storage = storages[alias]
    stored = storage.save(name, ContentFile(b"1"))
    then = (timezone.now() - timedelta(hours=hours)).timestamp()
    os.utime(storage.path(stored), (then, then))
    return stored


def test_nothing_is_deleted_of_a_site_in_order(django_capture_on_commit_callbacks: Commit) -> None:
    photo = make_photo(make_activity())
    keep_upload(upload=picture(), by=make_staff())

    assert cleaned(django_capture_on_commit_callbacks, days=0.5) == [0, 0, 0, 0]

    assert all(default_storage.exists(each.name) for each in photo.renditions.all())
    assert photo.original.storage.exists(photo.original.name)


def test_the_trash_is_emptied_after_thirty_days(django_capture_on_commit_callbacks: Commit) -> None:
    commit = django_capture_on_commit_callbacks
    photos = [make_photo(make_activity()) for _ in range(3)]
    trash_photos(photos=photos[:2], by=None)
    restore_photos(photos=photos[:1], by=None)

    assert cleaned(commit, days=29.9) == [0, 0, 0, 0]
    assert cleaned(commit, days=30.1, dry_run=True) == [1, 0, 0, 0]
    assert Photo.objects.count() == 3
    # Within the transaction of a test, files of deleted rows are there until its end.
    assert cleaned(commit, days=30.1)[:2] == [1, 0]

    assert set(Photo.objects.all()) == {photos[0], photos[2]}
    assert not photos[1].original.storage.exists(photos[1].original.name)
    assert len(list(default_storage.walk())) == 16


def test_uploads_are_forgotten_after_a_day(django_capture_on_commit_callbacks: Commit) -> None:
    commit = django_capture_on_commit_callbacks
    staff = make_staff()
    keep_upload(upload=picture(), by=staff)
    used = keep_upload(upload=picture(), by=staff)
    take_upload(kept=used, activity=make_activity(), by=staff)

    assert cleaned(commit, days=0.99) == [0, 0, 0, 0]
    assert cleaned(commit, days=1.01, dry_run=True) == [0, 1, 0, 0]
    assert cleaned(commit, days=1.01)[:2] == [0, 1]

    assert not PhotoUpload.objects.exists()
    assert len(list(storages["originals"].walk())) == 1
    assert len(list(default_storage.walk())) == 1


def test_files_of_nothing_go_after_an_hour(django_capture_on_commit_callbacks: Commit) -> None:
    commit = django_capture_on_commit_callbacks
    old = [
        stray("originals", "originals/2020/01/a.jpg", 2),
        stray("default", "a" * 24 + ".avif", 2),
    ]
    young = [stray("originals", "originals/a.jpg", 0.9), stray("default", "b" * 24 + ".jpg", 0.9)]
    others = [stray("originals", "imports/a.csv", 99), stray("default", "logo.svg", 99)]

    assert cleaned(commit, dry_run=True) == [0, 0, 1, 1]
    assert cleaned(commit) == [0, 0, 1, 1]
    assert cleaned(commit) == [0, 0, 0, 0]

    left = {stored.name for alias in ("originals", "default") for stored in storages[alias].walk()}
    assert left == {*young, *others}
    assert not left & set(old)


def test_files_of_a_deleted_record_are_files_of_nothing(
    django_capture_on_commit_callbacks: Commit,
) -> None:
    make_photo(make_activity()).activity.delete()

    assert cleaned(django_capture_on_commit_callbacks, days=0.1) == [0, 0, 1, 8]
    assert not list(default_storage.walk())


def test_a_file_is_kept_that_changes_hands_while_it_is_looked_for(
    django_capture_on_commit_callbacks: Commit, monkeypatch: pytest.MonkeyPatch
) -> None:
    staff, activity = make_staff(), make_activity()
    kept = keep_upload(upload=picture(), by=staff)
    filters = PhotoUpload.objects.filter

    def just_after(**names: Any) -> Any:
        # Between the two questions whose a file is, its form is saved.
        found = filters(**names)
        if "original__in" in names:
            list(found)
            take_upload(kept=kept, activity=activity, by=staff)
        return found

    monkeypatch.setattr(cleaning.PhotoUpload.objects, "filter", just_after)
    assert cleaned(django_capture_on_commit_callbacks, days=0.1) == [0, 0, 0, 0]

    assert storages["originals"].exists(Photo.objects.get().original.name)


def test_a_storage_without_a_folder_yet_has_nothing_to_clean(
    django_capture_on_commit_callbacks: Commit,
) -> None:
    assert cleaned(django_capture_on_commit_callbacks) == [0, 0, 0, 0]


def test_what_photos_lack_is_made(django_capture_on_commit_callbacks: Commit) -> None:
    photos = [add_photo(activity=make_activity(), upload=picture()) for _ in range(2)]
    Photo.objects.update(likeness=None, file_size=0)

    assert run("make_renditions") == "14 files made for 2 photos.\n"
    assert run("make_renditions") == "0 files made for 2 photos.\n"

    for photo in photos:
        found = {(each.use, each.format, each.width) for each in photo.renditions.all()}
        assert found == rendition_keys((960, 640))
        again = Photo.objects.get(pk=photo.pk)
        assert (again.likeness, again.file_size) == (photo.likeness, photo.file_size)


def test_all_are_made_anew_under_other_names(django_capture_on_commit_callbacks: Commit) -> None:
    photo = make_photo(make_activity())
    old = set(photo.renditions.values_list("name", flat=True))

    with django_capture_on_commit_callbacks(execute=True):
        assert run("make_renditions", all=True) == "8 files made for 1 photos.\n"

    new = set(photo.renditions.values_list("name", flat=True))
    assert not old & new
    assert {stored.name for stored in default_storage.walk()} == new


def test_a_photo_that_cannot_be_read_is_named_and_the_others_are_made() -> None:
    lost, broken, sound = (add_photo(activity=make_activity(), upload=picture()) for _ in range(3))
    lost.original.storage.delete(lost.original.name)
    Path(broken.original.storage.path(broken.original.name)).write_bytes(b"\xff\xd8\xff")
    out = io.StringIO()

    with pytest.raises(CommandError, match="2 photos could not be read"):
        call_command("make_renditions", stdout=out, stderr=out)

    lines = out.getvalue().splitlines()
    assert lines[0].startswith(f"Photo {lost.pk}: ")
    assert lines[1].startswith(f"Photo {broken.pk}: The picture is broken")
    assert lines[2] == "7 files made for 1 photos."
    assert sound.renditions.count() == 8
