"""The trash of photos, the list that leaves it out, and the lists of what is to do."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from exchanges.models import Activity, Photo
from exchanges.photos import trash_photos
from tests.exchanges.admin.pages import change_url, list_url, page, stored_files
from tests.exchanges.admin.test_roles import client_of
from tests.factories import make_activity, make_photo

pytestmark = pytest.mark.django_db


def trash_url() -> str:
    return reverse("admin:exchanges_photo_trash")


def trashed(staff: User, **fields: object) -> Photo:
    photo = make_photo(make_activity(), **fields)
    trash_photos(photos=[photo], by=staff)
    photo.refresh_from_db()
    return photo


def tick(*photos: Photo, **more: str) -> dict[str, object]:
    return {ACTION_CHECKBOX_NAME: [photo.pk for photo in photos], **more}


def test_the_action_says_where_photos_are_used_before_anything_happens(
    staff_client: Client, staff: User
) -> None:
    activity = make_activity(partners=("in",), title_en="Meeting in Delhi")
    photo = make_photo(activity)
    Activity.objects.filter(pk=activity.pk).update(lead_photo=photo)
    form = tick(photo, action="move_to_trash")

    asked = staff_client.post(list_url(Photo), form).content.decode()

    for text in ("Move 1 photo to the trash", "Lead photo of: Meeting in Delhi", "Partner: India"):
        assert text in asked
    photo.refresh_from_db()
    assert photo.release_state == "released"

    answer = staff_client.post(list_url(Photo), {**form, "confirmed": "1"}, follow=True)

    photo.refresh_from_db()
    assert (photo.release_state, photo.trashed_by) == ("trashed", staff)
    assert trash_url() in answer.content.decode()
    assert LogEntry.objects.count() == 1


def test_photos_are_not_deleted_from_their_list_or_page(staff_client: Client) -> None:
    photo = make_photo(make_activity())

    offered = page(staff_client, list_url(Photo))
    staff_client.post(list_url(Photo), tick(photo, action="delete_selected", post="yes"))
    delete = change_url(photo).replace("/change/", "/delete/")

    assert "delete_selected" not in offered
    assert staff_client.post(delete, {"post": "yes"}).status_code == 403
    assert Photo.objects.exists()


def test_the_list_leaves_the_trash_out_unless_it_is_asked_for(
    staff_client: Client, staff: User
) -> None:
    photo = trashed(staff, caption_en="Lies in the trash")
    make_photo(make_activity(), caption_en="Still there")

    usual = page(staff_client, list_url(Photo))
    asked = page(staff_client, f"{list_url(Photo)}?release_state__exact=trashed")

    assert "Still there" in usual
    assert photo.caption_en not in usual
    assert photo.caption_en in asked


def test_the_trash_says_who_when_and_how_long_and_puts_back(
    staff_client: Client, staff: User
) -> None:
    photo = trashed(staff)
    when = timezone.now() - timedelta(days=3, hours=1)
    Photo.objects.update(trashed_at=when)

    shown = page(staff_client, trash_url())
    answer = staff_client.post(trash_url(), tick(photo, put_back="1"), follow=True)

    assert photo.caption_en in shown
    assert staff.username in shown
    assert ">26</td>" in shown
    assert "1 photo is back on its record, not reviewed." in answer.content.decode()
    photo.refresh_from_db()
    assert (photo.release_state, photo.trashed_at) == ("not_reviewed", None)


def test_only_a_superuser_deletes_for_good_and_only_from_the_trash(
    staff_client: Client, staff: User, django_capture_on_commit_callbacks: object
) -> None:
    photo, kept = trashed(staff), make_photo(make_activity())
    files = {photo.original.name, *photo.renditions.values_list("name", flat=True)}
    editor = client_of("editor")
    assert "for good" not in page(editor, trash_url())
    assert editor.post(trash_url(), tick(photo, delete="1")).status_code == 403

    with django_capture_on_commit_callbacks(execute=True):
        staff_client.post(trash_url(), tick(photo, kept, delete="1"))

    assert list(Photo.objects.all()) == [kept]
    assert files.isdisjoint(stored_files())
    assert kept.original.name in stored_files()


@pytest.mark.parametrize("keys", [[], ["x"], ["9" * 30], ["0"]])
def test_a_button_without_a_photo_says_so(staff_client: Client, keys: list[str]) -> None:
    form = {ACTION_CHECKBOX_NAME: keys, "put_back": "1"}

    answer = staff_client.post(trash_url(), form, follow=True)

    assert "No photo is ticked." in answer.content.decode()


def test_who_may_only_look_sees_the_trash_and_changes_nothing(staff: User) -> None:
    photo = trashed(staff)
    client = client_of("reference-keeper")

    assert "put_back" not in page(client, trash_url())
    assert client.post(trash_url(), tick(photo, put_back="1")).status_code == 403


@pytest.mark.parametrize(
    ("missing", "found"),
    [
        ("language", {"ja", "alt", "credit"}),
        ("en", {"alt", "credit"}),
        ("ja", {"ja", "alt"}),
        ("alt", {"alt"}),
        ("credit", {"credit"}),
        ("caption", {"ja"}),
        ("nonsense", {"whole", "ja", "alt", "credit"}),
    ],
)
def test_photos_are_filtered_by_the_text_that_they_lack(
    staff_client: Client, missing: str, found: set[str]
) -> None:
    activity = make_activity()
    waiting = {"release_state": "not_reviewed"}
    make_photo(activity, place_en="whole", **waiting)
    make_photo(activity, place_en="ja", caption_ja="", **waiting)
    make_photo(activity, place_en="alt", alt_en="", alt_ja="", **waiting)
    make_photo(activity, place_en="credit", credit_en="", **waiting)

    response = staff_client.get(f"{list_url(Photo)}?missing={missing}")

    assert {photo.place_en for photo in response.context["cl"].result_list} == found


def test_the_work_list_counts_what_is_to_do_with_photos(staff_client: Client, staff: User) -> None:
    trashed(staff, caption_ja="")
    make_photo(make_activity(), caption_ja="")
    make_photo(make_activity(), release_state="not_reviewed")

    counts = staff_client.get("/admin/").context["counts"]

    assert [(str(count["label"]), count["total"]) for count in counts[-3:]] == [
        ("Photos not reviewed", 1),
        ("Photos that lack a text", 1),
        ("Photos in the trash", 1),
    ]
    for count in counts[-3:]:
        assert staff_client.get(count["url"]).status_code == 200


def test_the_page_of_a_photo_shows_its_uses_its_file_and_what_the_file_says(
    staff_client: Client,
) -> None:
    photo = make_photo(make_activity(title_en="Meeting in Delhi"))
    Photo.objects.update(offered={"caption_en": "Written by the camera"}, removed=["GPS position"])

    shown = page(staff_client, change_url(photo))

    for text in (photo.sha256, "Record: Meeting in Delhi", "Written by the camera", "GPS position"):
        assert text in shown
    assert 'value="trashed"' not in shown
    assert 'value="move_to_trash"' in shown


def test_a_trashed_photo_is_not_released_on_its_page(staff_client: Client, staff: User) -> None:
    photo = trashed(staff)

    shown = staff_client.get(change_url(photo))

    assert "release_state" not in shown.context["adminform"].form.fields
    assert trash_url() in shown.content.decode()
