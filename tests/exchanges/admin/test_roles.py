"""Each person sees and does what the roles allow, and nothing else."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from cooperation.roles import ensure_roles
from exchanges.models import Activity, ImportBatch, Partner, Photo
from exchanges.people.models import PeopleActivity
from tests.exchanges.admin.pages import (
    add_url,
    change_url,
    entry,
    errors_of,
    kept,
    list_url,
    page,
)
from tests.factories import make_activity, make_photo, make_staff, picture

pytestmark = pytest.mark.django_db


def client_of(role: str) -> Client:
    user: User = make_staff(role, is_superuser=False)
    user.groups.add(ensure_roles()[role])
    client = Client()
    client.force_login(user)
    return client


def photo_rows(role: str) -> dict[str, object]:
    return {
        "photos-0-token": kept(User.objects.get(username=role)).token,
        "photos-0-caption_en": "Caption",
        "photos-0-alt_en": "What is visible",
        "photos-0-credit_en": "Photo: Ministry of Defense",
        "photos-0-release": "on",
    }


@pytest.mark.parametrize(("role", "state"), [("editor", "not_reviewed"), ("publisher", "released")])
def test_only_who_may_release_releases_a_photo_with_its_record(role: str, state: str) -> None:
    client = client_of(role)

    response = client.post(add_url(PeopleActivity), entry(rows=photo_rows(role)))

    assert response.status_code == 302, errors_of(response)
    assert Photo.objects.get().release_state == state


def test_an_editor_sees_the_release_of_a_photo_and_cannot_change_it() -> None:
    photo = make_photo(make_activity())

    shown = client_of("editor").get(change_url(photo))

    assert "release_state" not in shown.context["adminform"].form.fields
    assert "Released" in shown.content.decode()


def test_a_picture_replaced_by_an_editor_has_to_be_reviewed_again() -> None:
    photo = make_photo(make_activity())
    form = {"activity": photo.activity_id, "original": picture(), "position": 0}
    form |= {"focal_x": 0.5, "focal_y": 0.5, "caption_en": "a", "alt_en": "b", "credit_en": "c"}

    response = client_of("editor").post(change_url(photo), form)

    assert response.status_code == 302, errors_of(response)
    photo.refresh_from_db()
    assert (photo.release_state, photo.released_by) == ("not_reviewed", None)


def test_an_editor_cannot_publish_by_form_or_action() -> None:
    client = client_of("editor")

    response = client.post(add_url(PeopleActivity), entry(status="published"))
    assert "status" in errors_of(response)

    draft = make_activity(status="draft")
    form = {"action": "publish_records", "_selected_action": draft.pk, "confirmed": "1"}
    client.post(list_url(PeopleActivity), form)
    assert set(Activity.objects.values_list("status", flat=True)) == {"draft"}


def test_an_editor_changes_a_published_record_without_changing_its_status() -> None:
    activity = make_activity(status="published")
    record = PeopleActivity.objects.get(pk=activity.pk)
    form = entry(status="draft", reference=activity.reference, title_en="Corrected title")

    response = client_of("editor").post(change_url(record), form)

    assert response.status_code == 302, errors_of(response)
    record.refresh_from_db()
    assert (record.title_en, record.status) == ("Corrected title", "published")


def test_who_may_only_look_sees_the_whole_record() -> None:
    activity = make_activity(dates="22–23 May 2019", partners=("in",), detail={"minutes": 45})
    make_photo(activity)
    record = PeopleActivity.objects.get(pk=activity.pk)
    client = client_of("reference-keeper")

    shown = page(client, change_url(record))

    for text in ("22–23 May 2019", "India", "45", "Caption"):
        assert text in shown
    assert client.post(change_url(record), entry()).status_code == 403


def test_the_menu_holds_what_a_person_may_open() -> None:
    shown = page(client_of("editor"), "/admin/")

    for model in (Activity, Photo, Partner, ImportBatch):
        assert f'href="{list_url(model)}"' in shown
    assert "/admin/auth/user/" not in shown


def test_imports_are_shown_and_never_changed(staff_client: Client) -> None:
    batch = ImportBatch.objects.create(file_name="records.csv")

    response = staff_client.get(change_url(batch), follow=True)
    assert "records.csv" in response.content.decode()
    assert staff_client.get(add_url(ImportBatch)).status_code == 403
    assert staff_client.post(change_url(batch), {"file_name": "x"}).status_code == 403
