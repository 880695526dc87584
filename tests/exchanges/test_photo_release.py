"""Release, trash and likeness of photos."""

import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from exchanges.images import check_image
from exchanges.models import Activity, Photo, PhotoUpload
from exchanges.photos import (
    add_photo,
    date_problem,
    delete_photos,
    delete_uploads,
    keep_upload,
    look_alikes,
    release_photos,
    restore_photos,
    same_file,
    take_upload,
    trash_photos,
    where_used,
    withdraw_photos,
)
from tests.factories import make_activity, make_photo, make_programme, make_staff, picture
from tests.pictures import encoded, halves

from .stored_photos import Commit, files, stored

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("text", ["caption", "alt", "credit"])
def test_a_photo_without_a_text_cannot_be_released(text: str) -> None:
    activity = make_activity()
    missing = {f"{text}_en": "", f"{text}_ja": ""}

    with pytest.raises(ValidationError, match="cannot be released"):
        make_photo(activity, **missing)

    photo = make_photo(activity, release_state="not_reviewed", **missing)
    assert release_photos(photos=[photo], by=None) == [photo]
    with pytest.raises(IntegrityError), transaction.atomic():
        Photo.objects.filter(pk=photo.pk).update(release_state="released")


def test_a_photo_with_texts_in_one_language_is_released_by_a_person() -> None:
    user = make_staff()
    photo = make_photo(
        make_activity(), release_state="not_reviewed", caption_ja="", alt_ja="", credit_ja=""
    )

    assert release_photos(photos=[photo], by=user) == []

    photo.refresh_from_db()
    assert photo.is_public
    assert photo.released_by == user
    assert photo.released_at


def test_a_text_alternative_that_copies_the_caption_is_refused() -> None:
    with pytest.raises(ValidationError, match="repeats the caption"):
        make_photo(make_activity(), caption_en="A ship", alt_en="A ship")


def release(photo: Photo) -> dict[str, Any]:
    """The state and who brought the photo into it, which has its time too."""
    names = [
        f"{state}_{what}" for state in ("released", "withdrawn", "trashed") for what in ("by", "at")
    ]
    row = Photo.objects.get(pk=photo.pk)
    found = {name: getattr(row, name) for name in names if getattr(row, name)}
    return {"state": row.release_state, **{n: v for n, v in found.items() if n.endswith("by")}}


def test_every_state_says_who_and_no_other() -> None:
    one, two = make_staff("one"), make_staff("two")
    photo = make_photo(make_activity(), release_state="not_reviewed")
    assert release(photo) == {"state": "not_reviewed"}

    release_photos(photos=[photo], by=one)
    assert release(photo) == {"state": "released", "released_by": one}

    assert withdraw_photos(photos=[photo], by=two) == 1
    assert release(photo) == {"state": "withdrawn", "withdrawn_by": two}
    assert withdraw_photos(photos=[photo], by=one) == 0

    assert trash_photos(photos=[photo], by=one) == 1
    assert release(photo) == {"state": "trashed", "trashed_by": one}
    assert trash_photos(photos=[photo], by=two) == 0
    assert release(photo) == {"state": "trashed", "trashed_by": one}

    assert restore_photos(photos=[photo], by=two) == 1
    assert release(photo) == {"state": "not_reviewed"}
    assert restore_photos(photos=[photo], by=two) == 0


def test_what_is_in_the_trash_is_neither_released_nor_withdrawn() -> None:
    photo = make_photo(make_activity())
    trash_photos(photos=[photo], by=None)
    photo = Photo.objects.get()

    assert release_photos(photos=[photo], by=None) == [photo]
    assert withdraw_photos(photos=[photo], by=None) == 0
    assert release(photo)["state"] == "trashed"
    assert not photo.is_public


def test_photos_deleted_for_good_take_their_files_along(
    before: set[Path], django_capture_on_commit_callbacks: Commit
) -> None:
    photos = [make_photo(make_activity()) for _ in range(2)]
    kept = make_photo(make_activity())
    uploads = [keep_upload(upload=picture(), by=make_staff())]

    with django_capture_on_commit_callbacks(execute=True):
        assert delete_photos(photos=photos) == 2
        assert delete_uploads(uploads=uploads) == 1

    assert files() - before == stored(kept)
    assert not PhotoUpload.objects.exists()


def test_an_upload_that_became_a_photo_is_not_deleted_as_an_upload(
    django_capture_on_commit_callbacks: Commit,
) -> None:
    staff = make_staff()
    kept = keep_upload(upload=picture(), by=staff)
    seen = list(PhotoUpload.objects.all())
    photo = take_upload(kept=kept, activity=make_activity(), by=staff)

    with django_capture_on_commit_callbacks(execute=True):
        assert delete_uploads(uploads=seen) == 0

    assert stored(photo) <= files()


def test_the_same_file_is_found_on_its_record_only() -> None:
    activity = make_activity()
    photo = make_photo(activity)

    assert same_file(sha256=photo.sha256, activity=activity) == photo
    assert same_file(sha256=photo.sha256, activity=make_activity()) is None
    assert same_file(sha256="0" * 64, activity=activity) is None


def test_photos_that_look_alike_are_found_but_not_in_the_trash() -> None:
    red_and_blue = SimpleUploadedFile("a.png", encoded(halves((900, 600)), "PNG"))
    photo = add_photo(activity=make_activity(), upload=red_and_blue)
    make_photo(make_activity())
    smaller = check_image(io.BytesIO(encoded(halves((400, 267)), "JPEG", quality=50)))

    assert look_alikes(likeness=smaller.likeness) == [(photo, 100)]
    assert look_alikes(likeness=photo.likeness ^ 0b11) == [(photo, 97)]
    assert look_alikes(likeness=smaller.likeness, exclude=photo) == []
    assert look_alikes(likeness=None) == []
    trash_photos(photos=[photo], by=None)
    assert look_alikes(likeness=smaller.likeness) == []


@pytest.mark.parametrize(
    ("taken", "dates", "said"),
    [
        ("2022-09-08", "8 September 2022", ""),
        ("2022-09-07", "8 September 2022", "one day before the activity."),
        ("2022-09-10", "8 September 2022", "2 days after the activity."),
        ("2022-09-30", "September 2022", ""),
        ("2023-03-31", "FY2022", ""),
        ("2023-04-01", "FY2022", "one day after the activity."),
        (None, "8 September 2022", ""),
    ],
)
def test_the_day_of_a_photo_is_compared_with_its_record(
    taken: str | None, dates: str, said: str
) -> None:
    activity = make_activity(dates=dates)
    fields = {"taken_on": taken and date.fromisoformat(taken)}

    problem = date_problem(fields, activity)

    assert problem.endswith(said)
    assert bool(problem) == bool(said)
    assert date_problem({"taken_on": taken}, activity) == problem
    assert date_problem(Photo(activity=activity, **fields), activity) == problem
    assert date_problem({**fields, "is_date_right": True}, activity) == ""


def test_a_date_that_does_not_fit_is_said_with_the_day_and_the_kind_of_record() -> None:
    agreement = make_activity(tool="agreements", dates="2022-09-08")

    problem = date_problem({"taken_on": date(2022, 9, 5)}, agreement)

    assert problem == "Taken Sept. 5, 2022, 3 days before the agreement."


def test_the_pages_on_which_a_photo_stands_are_listed(django_assert_max_num_queries: Any) -> None:
    programme = make_programme(name_en="Forum")
    activity = make_activity(title_en="Port call", partners=("in", "fr"), programme=programme)
    photo = make_photo(activity)
    Activity.objects.filter(pk=activity.pk).update(lead_photo=photo)
    photo = Photo.objects.get()

    with django_assert_max_num_queries(8):
        uses = where_used(photo)

    assert [use.label for use in uses] == [
        "Page of the photo",
        "Record: Port call",
        "Lead photo of: Port call",
        "Programme: Forum",
        *(f"Partner: {partner}" for partner in activity.partners.all()),
        "Front page",
    ]
    assert all(use.url.startswith("/") for use in uses)
    trash_photos(photos=[photo], by=None)
    photo.refresh_from_db()
    assert {use.url for use in where_used(photo)} == {""}
