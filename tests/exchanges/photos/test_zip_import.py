from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from exchanges.models import Activity, Photo, PhotoUpload
from exchanges.photo_import import adding
from tests.factories import make_activity, make_photo

from .zip_pages import REFERENCE, ROW, check_address, only_problem, results, upload
from .zips import HEADERS, archive, of_rows, picture, table

pytestmark = pytest.mark.django_db


def stored_files() -> int:
    return sum(
        path.is_file()
        for name in ("default", "originals")
        for path in Path(settings.STORAGES[name]["OPTIONS"]["location"]).rglob("*")
    )


@pytest.mark.usefixtures("record")
def test_photos_are_shown_before_anything_is_added_and_then_added(
    staff_client: Client, staff: User, record: Activity
) -> None:
    make_photo(record, position=4)
    headers = (*HEADERS, "caption_ja", "taken_on", "place_ja", "rights", "order")
    file = of_rows(
        (*ROW, "岸壁の護衛艦", "2019-05-23", "スービック", "CC BY 4.0", "2"),
        ("b.jpg", REFERENCE.lower(), "Crews", "Sailors on deck", "Navy", "", "", "", "", ""),
        headers=headers,
    )

    response = upload(staff_client, file)
    assert Photo.objects.count() == 1
    assert [ready for ready, _problems, _warnings in results(response)] == [True, True]
    text = response.content.decode()
    assert "Nothing has been added yet." in text
    assert "Add 2 photos" in text
    for kept in PhotoUpload.objects.all():
        assert f'src="{kept.preview_url}"' in text
        assert staff_client.get(kept.preview_url).status_code == 200

    done = staff_client.post(check_address(response), {"add": "1"}, follow=True)

    assert "2 photos have been added" in done.content.decode()
    _old, first, second = Photo.objects.order_by("pk")
    assert (first.activity, second.activity) == (record, record)
    assert (first.caption_en, first.caption_ja) == ("The ship", "岸壁の護衛艦")
    assert (first.alt_en, first.credit_en) == ("A grey ship", "Photo: Navy")
    assert (str(first.taken_on), first.place_ja) == ("2019-05-23", "スービック")
    assert (first.rights, first.position, second.position) == ("CC BY 4.0", 2, 5)
    assert {photo.release_state for photo in (first, second)} == {"not_reviewed"}
    assert first.file_name == "a.jpg"
    assert first.sizes
    assert not PhotoUpload.objects.exists()


@pytest.mark.usefixtures("record")
def test_the_same_confirmation_twice_adds_each_photo_once(staff_client: Client) -> None:
    address = check_address(upload(staff_client, of_rows(ROW)))

    for _ in range(2):
        done = staff_client.post(address, {"add": "1"}, follow=True)
        assert "1 photo has been added" in done.content.decode()

    assert Photo.objects.count() == 1


@pytest.mark.usefixtures("record")
def test_a_confirmation_after_a_crash_counts_what_was_added_before(
    staff_client: Client, staff: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [(f"{n}.jpg", REFERENCE, "A ship", "Grey", "Navy") for n in range(3)]
    address = check_address(upload(staff_client, of_rows(*rows)))
    calls = iter([True, False])
    take = adding.take_upload

    def failing(**fields: object) -> Photo:
        if next(calls):
            return take(**fields)
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(adding, "take_upload", failing)
        with pytest.raises(KeyboardInterrupt):
            staff_client.post(address, {"add": "1"})
    assert Photo.objects.count() == 1

    done = staff_client.post(address, {"add": "1"}, follow=True)

    assert "3 photos have been added" in done.content.decode()
    assert Photo.objects.count() == 3


@pytest.mark.usefixtures("record")
def test_an_archive_put_away_leaves_nothing(
    staff_client: Client, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    before = stored_files()
    address = check_address(upload(staff_client, of_rows(ROW)))
    assert PhotoUpload.objects.count() == 1

    with django_capture_on_commit_callbacks(execute=True):
        staff_client.post(address, {"discard": "1"})

    assert not PhotoUpload.objects.exists()
    assert staff_client.get(address).status_code == 404
    assert stored_files() == before


def test_what_was_taken_from_the_site_is_added_elsewhere_as_it_was(
    client: Client, staff_client: Client
) -> None:
    source = make_activity()
    texts = {"rights": "=CC BY", "place_en": "Subic", "taken_on": "2019-05-23", "credit_ja": "海自"}
    photo = make_photo(source, **texts)
    address = f"{source.get_absolute_url()}photos.zip"
    content = b"".join(client.get(address).streaming_content)
    again = upload(staff_client, SimpleUploadedFile("photos.zip", content))
    assert "taken from this site" in only_problem(again)

    Photo.objects.all().delete()
    response = upload(staff_client, SimpleUploadedFile("photos.zip", content))
    staff_client.post(check_address(response), {"add": "1"})

    added = Photo.objects.get()
    assert added.pk != photo.pk
    for name in ("caption", "alt", "credit", "place"):
        for language in ("en", "ja"):
            field = f"{name}_{language}"
            assert getattr(added, field) == getattr(photo, field), field
    assert (added.rights, str(added.taken_on)) == ("=CC BY", "2019-05-23")


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (("a.jpg", "", "", "", ""), "The row names no record."),
        (("", REFERENCE, "", "", ""), "The row names no file."),
        (("a.jpg", REFERENCE, "The same", "The same", ""), "repeats the caption"),
        (("a.jpg", REFERENCE, "x" * 601, "", ""), "at most 600 fit"),
        (("a.jpg", "DCE-2019-0148", "", "", ""), "No record has the reference “DCE-2019-0148”"),
        (("a.jpg", "x" * 5000, "", "", ""), "No record has the reference"),
    ],
)
@pytest.mark.usefixtures("record")
def test_a_row_that_cannot_be_used_says_why(
    staff_client: Client, row: tuple[str, ...], problem: str
) -> None:
    files = {"captions.csv": table([row]), "a.jpg": picture()}
    response = upload(staff_client, archive(files))

    is_ready, problems, _warnings = results(response)[0]
    assert not is_ready
    assert any(problem in message for message in problems)
    assert not PhotoUpload.objects.exists()
    assert "Add 0" not in response.content.decode()


@pytest.mark.parametrize(
    ("header", "value", "problem"),
    [
        ("taken_on", "2019-05", "is not one day"),
        ("taken_on", "31 April 2019", "taken_on: "),
        ("order", "-1", "is not a whole number from 0 to 32767"),
        ("order", "99999", "is not a whole number from 0 to 32767"),
        ("rights", "x" * 201, "rights: "),
    ],
)
@pytest.mark.usefixtures("record")
def test_a_cell_that_cannot_be_read_is_named(
    staff_client: Client, header: str, value: str, problem: str
) -> None:
    headers = ("file", "reference", header)

    assert problem in only_problem(
        upload(staff_client, of_rows(("a.jpg", REFERENCE, value), headers=headers))
    )


@pytest.mark.usefixtures("record")
def test_every_problem_of_a_row_is_said_at_once(staff_client: Client) -> None:
    headers = ("file", "reference", "taken_on", "order")
    files = {
        "captions.csv": table([("a.jpg", "unknown", "yesterday", "first")], headers),
        "a.jpg": b"no picture",
    }

    [(_is_ready, problems, _warnings)] = results(upload(staff_client, archive(files)))

    assert len(problems) == 4


@pytest.mark.usefixtures("record")
def test_the_nearest_reference_is_suggested(staff_client: Client) -> None:
    response = upload(staff_client, of_rows(("a.jpg", "DCE-2019-0148", "", "", "")))

    assert f"the nearest one is {REFERENCE}" in response.content.decode()


@pytest.mark.usefixtures("record")
def test_files_and_rows_that_miss_each_other_are_named(staff_client: Client) -> None:
    files = {
        "captions.csv": table([("a.jpg", REFERENCE, "", "", "")]),
        "b.jpg": picture(1),
        "notes.txt": b"Remember",
    }

    response = upload(staff_client, archive(files))

    assert [problems for _ready, problems, _warnings in results(response)] == [
        ["The archive holds no file of this name."],
        ["No row of the table names this file."],
        ["No row of the table names this file."],
    ]


@pytest.mark.usefixtures("record")
def test_a_picture_comes_once_to_a_record_but_to_several_records(staff_client: Client) -> None:
    make_activity(reference="OTHER-1")
    files = {
        "captions.csv": table(
            [
                ("a.jpg", REFERENCE, "", "", ""),
                ("A.JPG", REFERENCE, "", "", ""),
                ("copy.jpg", REFERENCE, "", "", ""),
                ("a.jpg", "OTHER-1", "", "", ""),
            ]
        ),
        "a.jpg": picture(1),
        "copy.jpg": picture(1),
    }

    found = results(upload(staff_client, archive(files)))

    assert [ready for ready, _problems, _warnings in found] == [True, False, False, True]
    assert found[1][1] == ["Row 2 names the same file for the same record."]
    assert found[2][1] == ["It is the same picture as that of row 2."]


def test_a_file_that_the_record_has_is_not_added_again(
    staff_client: Client, record: Activity
) -> None:
    first = upload(staff_client, of_rows(ROW))
    staff_client.post(check_address(first), {"add": "1"})

    assert "The record has this very file already" in only_problem(
        upload(staff_client, of_rows(ROW))
    )


def test_a_date_that_does_not_fit_and_missing_texts_are_said_but_no_error(
    staff_client: Client, record: Activity
) -> None:
    headers = ("file", "reference", "taken_on")
    response = upload(staff_client, of_rows(("a.jpg", REFERENCE, "2019-05-22"), headers=headers))

    [(is_ready, _problems, warnings)] = results(response)

    assert is_ready
    assert any("one day before" in warning for warning in warnings)
    assert any("missing" in warning for warning in warnings)


@pytest.mark.usefixtures("record")
def test_a_refused_picture_does_not_keep_the_others_out(staff_client: Client) -> None:
    rows = [(name, REFERENCE, "", "", "") for name in ("a.jpg", "b.jpg", "c.jpg", "d.jpg")]
    files = {
        "captions.csv": table(rows),
        "a.jpg": picture(1),
        "b.jpg": b"<html>",
        "c.jpg": b"",
        "d.jpg": picture(2)[:300],
    }

    response = upload(staff_client, archive(files))

    found = results(response)
    assert [ready for ready, _problems, _warnings in found] == [True, False, False, False]
    assert all(problems for ready, problems, _warnings in found if not ready)
    staff_client.post(check_address(response), {"add": "1"})
    assert Photo.objects.count() == 1
