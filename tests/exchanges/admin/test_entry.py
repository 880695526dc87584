"""A record is entered on one page: what is typed is stored, shown and found by the public."""

import datetime

import pytest
from django.contrib.auth.models import User
from django.core.files.storage import storages
from django.test import Client

from exchanges.models import (
    Activity,
    Kind,
    Participation,
    Partner,
    Photo,
    PhotoUpload,
    Source,
)
from exchanges.people.models import Attendee, PeopleActivity
from tests.exchanges.admin.pages import (
    MODELS,
    add_url,
    change_url,
    entry,
    errors_of,
    kept,
    list_url,
    page,
)
from tests.factories import make_activity, make_photo, picture

pytestmark = pytest.mark.django_db


def whole_record(user: User, **fields: object) -> dict[str, object]:
    india = Partner.objects.get(code="in")
    rows = {
        "participations-0-partner": india.pk,
        "participations-0-role": "visitor",
        "people_detail-0-format": "in-person",
        "people_detail-0-minutes": 60,
        "attendees-0-name_en": "The minister",
        "attendees-0-office_en": "Minister of Defence",
        "attendees-0-partner": india.pk,
        "attendees-0-position": 1,
        "photos-0-token": kept(user).token,
        "photos-0-caption_en": "The two ministers before their meeting",
        "photos-0-caption_ja": "会談前の両大臣",
        "photos-0-alt_en": "Two people shake hands before flags",
        "photos-0-credit_en": "Photo: Ministry of Defense",
        "photos-0-release": "on",
        "sources-0-title": "Press release",
        "sources-0-position": 0,
    }
    return entry("people", rows=rows, title_ja="日印防衛相会談", **fields)


def test_a_whole_record_is_stored_by_one_post_and_seen_by_the_public_once_published(
    staff_client: Client, staff: User, client: Client
) -> None:
    response = staff_client.post(add_url(PeopleActivity), whole_record(staff))

    assert response.status_code == 302, errors_of(response)
    activity = Activity.objects.get()
    assert (activity.tool, activity.start_date) == ("people", datetime.date(2022, 9, 8))
    assert activity.created_by == activity.changed_by == staff
    assert activity.participations.get().role == "visitor"
    assert activity.people_detail.minutes == 60
    assert activity.people_detail.attendees.get().office_en == "Minister of Defence"
    assert activity.sources.get().title == "Press release"
    photo = activity.photos.get()
    # The first rendition is there at once; the others follow in the background.
    assert (photo.released_by, photo.width, len(photo.sizes)) == (staff, 960, 1)
    assert client.get(activity.get_absolute_url()).status_code == 404

    chosen = {"action": "publish_records", "_selected_action": activity.pk}
    staff_client.post(list_url(PeopleActivity), {**chosen, "confirmed": "1"})

    shown = page(client, activity.get_absolute_url())
    assert "Japan-India defense ministerial meeting" in shown
    assert "The two ministers before their meeting" in shown
    assert photo.sizes[0].url in shown or photo.sizes[-1].url in shown
    assert "日印防衛相会談" in page(client, f"/ja{activity.get_absolute_url()}")


@pytest.mark.parametrize("tool", MODELS)
def test_every_tool_is_entered_with_nothing_but_kind_title_and_date(
    staff_client: Client, tool: str
) -> None:
    response = staff_client.post(add_url(MODELS[tool]), entry(tool))

    assert response.status_code == 302, errors_of(response)
    assert Activity.objects.get().tool == tool


@pytest.mark.parametrize(
    ("tool", "rows"),
    [
        ("troops", {"units-0-name_en": "JS Izumo", "units-0-position": 0}),
        ("equipment", {"items-0-name_en": "TC-90", "items-0-position": 0}),
    ],
)
def test_rows_of_a_detail_make_the_detail_they_hang_on(
    staff_client: Client, tool: str, rows: dict[str, object]
) -> None:
    response = staff_client.post(add_url(MODELS[tool]), entry(tool, rows=rows))

    assert response.status_code == 302
    detail = Activity.objects.get().detail
    related = "units" if tool == "troops" else "items"
    assert str(getattr(detail, related).get()) == rows[f"{related}-0-name_en"]


def test_rows_of_a_detail_are_changed_and_removed_on_the_page_of_the_record(
    staff_client: Client,
) -> None:
    activity = make_activity(detail={"minutes": 30})
    first = Attendee.objects.create(detail=activity.people_detail, name_en="First")
    second = Attendee.objects.create(detail=activity.people_detail, name_en="Second", position=1)
    form = entry(
        "people",
        kind=activity.kind_id,
        reference=activity.reference,
        rows={
            "people_detail-0-activity": activity.pk,
            "people_detail-0-minutes": 30,
            "attendees-0-id": first.pk,
            "attendees-0-detail": activity.pk,
            "attendees-0-name_en": "First, corrected",
            "attendees-0-position": 0,
            "attendees-1-id": second.pk,
            "attendees-1-detail": activity.pk,
            "attendees-1-name_en": "Second",
            "attendees-1-position": 1,
            "attendees-1-DELETE": "on",
        },
    )
    form |= {"people_detail-INITIAL_FORMS": 1, "attendees-INITIAL_FORMS": 2}
    record = PeopleActivity.objects.get(pk=activity.pk)

    response = staff_client.post(change_url(record), form)

    assert response.status_code == 302, errors_of(response)
    assert [str(attendee) for attendee in Attendee.objects.all()] == ["First, corrected"]


@pytest.mark.parametrize(
    ("text", "start", "end", "precision", "kept"),
    [
        ("8 September 2022", "2022-09-08", "2022-09-08", "day", ""),
        ("2022年9月8日", "2022-09-08", "2022-09-08", "day", "2022年9月8日"),
        ("令和元年5月", "2019-05-01", "2019-05-31", "month", "令和元年5月"),
        ("FY2019", "2019-04-01", "2020-03-31", "fiscal_year", ""),
        ("2019", "2019-01-01", "2019-12-31", "year", ""),
        ("22–23 May 2019", "2019-05-22", "2019-05-23", "day", ""),
    ],
)
def test_dates_are_read_as_people_write_them(
    staff_client: Client, text: str, start: str, end: str, precision: str, kept: str
) -> None:
    staff_client.post(add_url(PeopleActivity), entry(dates_text=text))

    activity = Activity.objects.get()
    assert (str(activity.start_date), str(activity.end_date)) == (start, end)
    assert (activity.date_precision, activity.date_as_written) == (precision, kept)


def test_the_page_says_in_both_languages_how_a_date_was_read(staff_client: Client) -> None:
    activity = make_activity(dates="8 September 2022")

    shown = page(staff_client, change_url(PeopleActivity.objects.get(pk=activity.pk)))

    assert "Read as:" in shown
    assert '<span lang="en">8 September 2022</span>' in shown
    assert '<span lang="ja">2022年' in shown


def test_an_untouched_date_stays_as_the_file_wrote_it(staff_client: Client) -> None:
    activity = make_activity(dates="2022-02-10", date_as_written="2月10日")
    record = PeopleActivity.objects.get(pk=activity.pk)
    shown = staff_client.get(change_url(record)).context["adminform"].form["dates_text"].value()

    staff_client.post(
        change_url(record),
        entry(dates_text=shown, reference=activity.reference, title_en="Another title"),
    )

    record.refresh_from_db()
    assert (shown, record.title_en) == ("10 February 2022", "Another title")
    assert (str(record.start_date), record.date_as_written) == ("2022-02-10", "2月10日")


def test_a_kind_of_another_tool_is_neither_offered_nor_taken(staff_client: Client) -> None:
    foreign = Kind.objects.get(tool="troops", code="port-call")
    offered = staff_client.get(add_url(PeopleActivity)).context["adminform"].form.fields["kind"]

    response = staff_client.post(add_url(PeopleActivity), entry(kind=foreign.pk))

    assert {kind.tool for kind in offered.queryset} == {"people"}
    assert "kind" in errors_of(response)
    assert not Activity.objects.exists()


def test_the_same_partner_twice_is_told_and_nothing_is_stored(staff_client: Client) -> None:
    india = Partner.objects.get(code="in")
    rows = {f"participations-{n}-partner": india.pk for n in range(2)}
    rows |= {f"participations-{n}-role": "participant" for n in range(2)}

    response = staff_client.post(add_url(PeopleActivity), entry(rows=rows))

    assert response.status_code == 200
    assert not Activity.objects.exists()
    assert not Participation.objects.exists()


def test_an_error_elsewhere_keeps_the_rest_of_the_form(staff_client: Client, staff: User) -> None:

    response = staff_client.post(add_url(PeopleActivity), whole_record(staff, dates_text="soon"))

    shown = response.content.decode()
    assert "dates_text" in errors_of(response)
    assert "会談前の両大臣" in shown
    assert "Minister of Defence" in shown
    assert not Activity.objects.exists()
    assert not Photo.objects.exists()
    assert not Source.objects.exists()
    assert PhotoUpload.objects.get().token in shown


def test_another_picture_replaces_renditions_and_files(
    staff_client: Client, django_capture_on_commit_callbacks: object
) -> None:
    photo = make_photo(make_activity())
    old = [rendition.name for rendition in photo.sizes]
    form = {
        "activity": photo.activity_id,
        "original": picture(480, 320, "again.png", "PNG"),
        "caption_en": photo.caption_en,
        "alt_en": photo.alt_en,
        "credit_en": photo.credit_en,
        "focal_x": 0.5,
        "focal_y": 0.5,
        "position": 0,
        "release_state": "released",
    }
    old_original = photo.original.name

    with django_capture_on_commit_callbacks(execute=True):
        response = staff_client.post(change_url(photo), form)

    assert response.status_code == 302, errors_of(response)
    photo = Photo.objects.get()
    assert (photo.width, photo.height) == (480, 320)
    assert {rendition.name for rendition in photo.sizes}.isdisjoint(old)
    assert not any(storages["default"].exists(name) for name in old)
    assert not storages["originals"].exists(old_original)
