"""The texts of photos on the form of their record: offered, filled in, compared."""

from __future__ import annotations

import pytest
from django.test import Client

from exchanges.models import Photo
from exchanges.people.models import PeopleActivity
from tests.exchanges.admin.pages import add_url, change_url, entry, page
from tests.factories import make_activity, make_photo, picture

from .photo_forms import form_of, post, record_of

pytestmark = pytest.mark.django_db


def test_texts_of_the_file_are_offered_and_taken_over_only_by_their_box(
    staff_client: Client,
) -> None:
    activity = make_activity()
    photo = make_photo(activity, release_state="not_reviewed", caption_ja="")
    Photo.objects.filter(pk=photo.pk).update(
        offered={"caption_ja": "日印防衛装備産業セッション", "credit_en": "A. Photographer"}
    )
    photo.refresh_from_db()
    html = page(staff_client, change_url(record_of(activity)))
    assert "日印防衛装備産業セッション" in html

    post(staff_client, activity, form_of(activity, photo))
    photo.refresh_from_db()
    assert photo.caption_ja == ""

    post(staff_client, activity, form_of(activity, photo, **{"photos-0-use": ["caption_ja", "x"]}))
    photo.refresh_from_db()
    assert photo.caption_ja == "日印防衛装備産業セッション"
    assert photo.credit_en != "A. Photographer"


def test_one_credit_fills_the_empty_ones_only(staff_client: Client) -> None:
    activity = make_activity()
    empty = make_photo(activity, release_state="not_reviewed", credit_en="", credit_ja="")
    written = make_photo(activity, credit_en="Photo: Somebody")
    fill = {"photos-fill_credit_en": "Ministry of Defense", "photos-fill_credit_ja": "防衛省"}

    response = post(staff_client, activity, form_of(activity, empty, written, **fill, _fill="1"))

    assert response.url == change_url(record_of(activity))
    empty.refresh_from_db()
    written.refresh_from_db()
    assert (empty.credit_en, empty.credit_ja) == ("Ministry of Defense", "防衛省")
    assert written.credit_en == "Photo: Somebody"


def test_a_date_outside_the_record_is_told_until_somebody_says_it_is_right(
    staff_client: Client,
) -> None:
    activity = make_activity(dates="2019-05-23")
    photo = make_photo(activity)
    day = {"photos-0-taken_on": "2019-05-22"}
    post(staff_client, activity, form_of(activity, photo, **day))
    assert "one day before the activity" in page(staff_client, change_url(record_of(activity)))

    post(
        staff_client,
        activity,
        form_of(activity, photo, **day, **{"photos-0-is_date_right": "on"}),
    )

    photo.refresh_from_db()
    assert photo.is_date_right


def test_pictures_that_are_the_same_or_alike_are_told(staff_client: Client) -> None:
    elsewhere = make_activity()
    likeness = 0x0F0F_0F0F_0F0F_0F0F
    make_photo(elsewhere, position=3)
    activity = make_activity()
    for _number in range(2):
        make_photo(activity, release_state="not_reviewed")
    Photo.objects.update(likeness=likeness)

    html = page(staff_client, change_url(record_of(activity)))

    assert f"100% like photo 3 of {elsewhere.reference}." in html
    assert "The same file as photo 1." in html


def test_more_photos_than_the_form_holds_are_named_and_kept(
    staff_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("exchanges.admin.photo_grid.MAX_ROWS", 2)
    activity = make_activity()
    photos = [make_photo(activity) for _number in range(3)]
    html = page(staff_client, change_url(record_of(activity)))
    assert "1 more photo of this record" in html

    response = post(staff_client, activity, form_of(activity, *photos[:2]))

    assert response.status_code == 302
    assert activity.photos.count() == 3


def test_a_form_whose_counts_were_tampered_with_is_refused_without_loss(
    staff_client: Client,
) -> None:
    for total in ("", "x", "-1", "9" * 25, "5000"):
        form = entry(**{"photos-TOTAL_FORMS": total, "photos-files": [picture()]})
        assert staff_client.post(add_url(PeopleActivity), form).status_code in (200, 302)
