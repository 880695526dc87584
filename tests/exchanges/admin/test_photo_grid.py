"""The photos on the form of a record: rows, order, lead, release, trash, and what comes back."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from exchanges.models import Activity, Photo, PhotoUpload
from exchanges.people.models import PeopleActivity
from tests.exchanges.admin.pages import add_url, change_url, entry, errors_of, kept, page
from tests.exchanges.admin.test_roles import client_of
from tests.factories import make_activity, make_photo, make_staff, picture

from .photo_forms import form_of, post, record_of

pytestmark = pytest.mark.django_db


def said(response: object) -> str:
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def test_the_form_asks_no_more_for_twenty_photos_than_for_one(staff_client: Client) -> None:
    make_photo(make_activity())
    counts = []
    for number in (1, 20):
        activity = make_activity()
        for _number in range(number):
            make_photo(activity, release_state="not_reviewed")
        # All of them are alike, and what they are like is looked up at once.
        address = change_url(record_of(activity))
        page(staff_client, address)
        with CaptureQueriesContext(connection) as captured:
            page(staff_client, address)
        counts.append(len(captured))

    assert counts[0] == counts[1] <= 40


def test_a_kept_upload_becomes_a_photo_with_every_text(staff_client: Client, staff: User) -> None:
    activity = make_activity(status="draft")
    upload = kept(staff)
    rows = {
        "photos-0-token": upload.token,
        "photos-0-caption_ja": "岸壁の艦艇",
        "photos-0-place_en": "Da Nang",
        "photos-0-taken_on": "2019-05-23",
    }

    response = post(staff_client, activity, form_of(activity, **{**rows, "photos-TOTAL_FORMS": 1}))

    assert response.status_code == 302, errors_of(response)
    photo = activity.photos.get()
    assert (photo.caption_ja, photo.place_en) == ("岸壁の艦艇", "Da Nang")
    assert (str(photo.taken_on), photo.release_state) == ("2019-05-23", "not_reviewed")
    assert photo.sha256 == upload.sha256
    assert photo.file_name == "picture.jpg"
    assert photo.sizes
    assert not PhotoUpload.objects.exists()


def test_files_stay_when_something_else_is_wrong_and_become_photos_afterwards(
    staff_client: Client,
) -> None:
    files = [picture(name=f"IMG_{number}.jpg") for number in range(3)]
    wrong = entry(dates_text="soon", **{"photos-files": files})

    response = staff_client.post(add_url(PeopleActivity), wrong)

    assert "dates_text" in errors_of(response)
    html = response.content.decode()
    tokens = re.findall(r'name="photos-\d-token" value="([^"]+)"', html)
    assert [kept.file_name for kept in PhotoUpload.objects.all()] == [file.name for file in files]
    assert sorted(tokens) == sorted(PhotoUpload.objects.values_list("token", flat=True))
    rows = {f"photos-{number}-token": token for number, token in enumerate(tokens)}
    again = staff_client.post(add_url(PeopleActivity), entry(rows=rows))
    assert again.status_code == 302
    photos = Activity.objects.get().photos.all()
    assert [photo.file_name for photo in photos] == [file.name for file in files]
    assert [photo.position for photo in photos] == [1, 2, 3]


@pytest.mark.parametrize("case", ["unknown", "of somebody else", "a day old", "twice", "\x00"])
def test_a_token_that_stands_for_no_upload_of_this_person_is_told(
    staff_client: Client, staff: User, case: str
) -> None:
    owner = make_staff("somebody") if case == "of somebody else" else staff
    upload = kept(owner)
    if case == "a day old":
        old = timezone.now() - timedelta(hours=25)
        PhotoUpload.objects.update(uploaded_at=old)
    token = {"unknown": "x" * 43, "\x00": "\x00"}.get(case, upload.token)
    rows = {"photos-0-token": token, "photos-0-caption_en": "A text that was typed"}
    if case == "twice":
        rows = {"photos-0-token": token, "photos-1-token": token}

    response = staff_client.post(add_url(PeopleActivity), entry(rows=rows))

    html = response.content.decode()
    assert response.status_code == 200
    assert "This picture was saved already, or its upload is more than a day old." in html or (
        case == "\x00" and "Null characters are not allowed." in html
    )
    assert case == "twice" or "A text that was typed" in html
    assert not Photo.objects.exists()


def test_an_upload_that_is_taken_away_is_no_photo_and_no_error(
    staff_client: Client, staff: User
) -> None:
    rows = {"photos-0-token": kept(staff).token, "photos-0-trash": "on", "photos-0-order": "x"}

    response = staff_client.post(add_url(PeopleActivity), entry(rows=rows))

    assert response.status_code == 302
    assert not Photo.objects.exists()


@pytest.mark.parametrize(
    ("orders", "result"),
    [
        (("1", "2", "3", "4"), "abcd"),
        (("1", "1", "3", "4"), "bacd"),
        (("3", "2", "3", "4"), "bcad"),
        (("9", "2", "3", "4"), "bcda"),
        (("1", "2", "3", "1"), "dabc"),
        (("", "", "", "2"), "adbc"),
    ],
)
def test_numbers_put_photos_in_their_order_and_ties_go_to_what_was_moved(
    staff_client: Client, orders: tuple[str, ...], result: str
) -> None:
    activity = make_activity()
    photos = [
        make_photo(activity, caption_en=name, position=number * 7)
        for number, name in enumerate("abcd")
    ]
    numbers = {f"photos-{index}-order": order for index, order in enumerate(orders)}

    post(staff_client, activity, form_of(activity, *photos, **numbers))

    found = list(activity.photos.all())
    assert "".join(photo.caption_en for photo in found) == result
    assert [photo.position for photo in found] == [1, 2, 3, 4]


def test_the_chosen_photo_leads_and_the_first_does_by_itself(staff_client: Client) -> None:
    activity = make_activity()
    photos = [make_photo(activity) for _number in range(2)]

    post(staff_client, activity, form_of(activity, *photos, **{"photos-lead": "photos-0"}))
    activity.refresh_from_db()
    assert activity.lead_photo is None

    post(staff_client, activity, form_of(activity, *photos, **{"photos-lead": "photos-1"}))
    activity.refresh_from_db()
    assert activity.lead_photo == photos[1]


@pytest.mark.parametrize("sent", ["photos-7", "x", "\x00", "1"])
def test_only_a_photo_of_the_record_can_lead(staff_client: Client, sent: str) -> None:
    activity, other = make_activity(), make_photo(make_activity())
    own = make_photo(activity)
    form = form_of(activity, own, **{"photos-lead": sent, "lead_photo": other.pk})

    assert post(staff_client, activity, form).status_code == 302

    activity.refresh_from_db()
    assert activity.lead_photo is None


def test_a_photo_is_released_by_its_box_only_by_who_may() -> None:
    for role, state in (("editor", "not_reviewed"), ("publisher", "released")):
        activity = make_activity()
        photo = make_photo(activity, release_state="not_reviewed")
        client = client_of(role)

        response = post(client, activity, form_of(activity, photo, **{"photos-0-release": "on"}))

        assert response.status_code == 302
        photo.refresh_from_db()
        assert photo.release_state == state
        assert ("1 photo released." in said(response)) == (state == "released")
        assert (photo.released_by is not None) == (state == "released")


def test_the_button_releases_the_complete_photos_and_counts_the_others(
    staff_client: Client, staff: User
) -> None:
    activity = make_activity()
    photos = [make_photo(activity, release_state="not_reviewed") for _number in range(2)]
    withdrawn = make_photo(activity, release_state="withdrawn")
    lacking = make_photo(activity, release_state="not_reviewed", credit_en="", credit_ja="")
    form = form_of(activity, *photos, withdrawn, lacking, _release_complete="1")
    assert "Release the 2 complete photos" in page(staff_client, change_url(record_of(activity)))

    response = post(staff_client, activity, form)

    assert response.url == change_url(record_of(activity))
    assert "2 photos released." in said(response)
    assert "1 photo lacks its caption" in said(response)
    states = [photo.release_state for photo in activity.photos.order_by("pk")]
    assert states == ["released", "released", "withdrawn", "not_reviewed"]
    assert {photo.released_by for photo in activity.photos.released()} == {staff}


def test_the_button_of_somebody_who_may_not_release_saves_only() -> None:
    activity = make_activity()
    photo = make_photo(activity, release_state="not_reviewed")

    response = post(client_of("editor"), activity, form_of(activity, photo, _release_complete="1"))

    assert response.status_code == 302
    photo.refresh_from_db()
    assert photo.release_state == "not_reviewed"


def test_who_may_not_release_reads_who_may() -> None:
    client_of("publisher")
    activity = make_activity()
    make_photo(activity)

    html = page(client_of("editor"), change_url(record_of(activity)))

    assert "You may not release photos. publisher may." in html
    assert 'name="photos-withdraw"' not in html
    assert "_release_complete" not in html


def test_a_photo_is_withdrawn_even_when_something_else_is_wrong(
    staff_client: Client, client: Client, staff: User
) -> None:
    activity = make_activity()
    photo = make_photo(activity)
    form = form_of(activity, photo, dates_text="soon", **{"photos-withdraw": photo.pk})

    response = post(staff_client, activity, form)

    photo.refresh_from_db()
    assert "dates_text" in errors_of(response)
    assert (photo.release_state, photo.withdrawn_by) == ("withdrawn", staff)
    assert client.get(photo.sizes[0].url).status_code == 404


@pytest.mark.parametrize("key", ["x", "0", "9" * 30, "\x00", ""])
def test_a_withdrawal_of_nothing_changes_nothing(staff_client: Client, key: str) -> None:
    activity, other = make_activity(), make_photo(make_activity())
    photo = make_photo(activity)

    for sent in (key, str(other.pk)):
        form = form_of(activity, photo, **{"photos-withdraw": sent})
        assert post(staff_client, activity, form).status_code == 302

    assert Photo.objects.released().count() == 2


def test_a_released_photo_stays_so_unless_a_needed_text_goes(staff_client: Client) -> None:
    activity = make_activity()
    photo = make_photo(activity)

    changed = form_of(activity, photo, **{"photos-0-caption_en": "Another caption"})
    assert post(staff_client, activity, changed).status_code == 302
    empty = {"photos-0-credit_en": "", "photos-0-credit_ja": ""}
    response = post(staff_client, activity, form_of(activity, photo, **empty))

    photo.refresh_from_db()
    assert list(errors_of(response, "photos")) == ["credit_en"]
    assert (photo.caption_en, photo.release_state) == ("Another caption", "released")
    assert photo.credit_en


def test_the_box_moves_a_photo_to_the_trash_with_a_way_back(
    staff_client: Client, staff: User, client: Client
) -> None:
    activity = make_activity()
    first, second = make_photo(activity), make_photo(activity)
    trashed = {"photos-0-trash": "on", "photos-0-caption_en": "", "photos-0-order": "x"}

    response = post(staff_client, activity, form_of(activity, first, second, **trashed))

    first.refresh_from_db()
    assert response.status_code == 302
    assert (first.release_state, first.trashed_by) == ("trashed", staff)
    assert first.caption_en
    assert "1 photo is in the trash" in said(response)
    assert "/admin/exchanges/photo/trash/" in said(response)
    assert client.get(first.sizes[0].url).status_code == 404
    html = page(staff_client, change_url(record_of(activity)))
    assert f'value="{second.pk}"' in html
    assert first.caption_en not in html


def test_the_row_of_a_photo_that_left_meanwhile_is_left_out_and_said(staff_client: Client) -> None:
    activity = make_activity()
    gone, stays = make_photo(activity), make_photo(activity)
    form = form_of(activity, gone, stays, **{"photos-1-caption_en": "Changed all the same"})
    Photo.objects.filter(pk=gone.pk).update(release_state="trashed", trashed_at=timezone.now())

    response = post(staff_client, activity, form)

    stays.refresh_from_db()
    assert response.status_code == 302
    assert stays.caption_en == "Changed all the same"
    assert "1 photo was moved to the trash by somebody else" in said(response)
