"""Actions on many records say first what they will do."""

import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.test import Client

from exchanges.models import Activity, Photo
from exchanges.people.models import PeopleActivity
from tests.exchanges.admin.pages import change_url, list_url, page
from tests.factories import make_activity, make_photo

pytestmark = pytest.mark.django_db


def chosen(action: str, *rows: object, **more: str) -> dict[str, object]:
    return {"action": action, ACTION_CHECKBOX_NAME: [row.pk for row in rows], **more}


@pytest.mark.parametrize("model", [PeopleActivity, Activity], ids=lambda model: model.__name__)
def test_publishing_asks_first_and_says_how_many(
    staff_client: Client, staff: User, model: type[Activity]
) -> None:
    drafts = [make_activity(status="draft") for _number in range(2)]

    asked = staff_client.post(list_url(model), chosen("publish_records", *drafts))

    assert "Publish 2 records" in asked.content.decode()
    assert Activity.objects.filter(status="draft").count() == 2

    done = chosen("publish_records", *drafts, confirmed="1")
    answer = staff_client.post(list_url(model), done, follow=True)

    assert "2 records published." in answer.content.decode()
    published = Activity.objects.filter(status="published")
    assert {activity.changed_by for activity in published} == {staff}
    assert LogEntry.objects.count() == 2


def test_records_of_the_whole_list_are_published_with_its_filter(staff_client: Client) -> None:
    drafts = [make_activity(status="draft", dates="2019-05-23") for _number in range(3)]
    other = make_activity(status="draft", dates="2018-05-23")
    address = f"{list_url(PeopleActivity)}?start_date__year=2019"
    form = chosen("publish_records", drafts[0], select_across="1", confirmed="1")

    staff_client.post(address, form)

    assert Activity.objects.filter(status="published").count() == 3
    other.refresh_from_db()
    assert other.status == "draft"


def test_records_return_to_draft(staff_client: Client, client: Client) -> None:
    activity = make_activity(status="published")

    form = chosen("return_records_to_draft", activity, confirmed="1")
    staff_client.post(list_url(PeopleActivity), form)

    activity.refresh_from_db()
    assert activity.status == "draft"
    assert client.get(activity.get_absolute_url()).status_code == 404


def test_only_complete_photos_are_released_and_the_others_counted(staff_client: Client) -> None:
    activity = make_activity()
    complete = make_photo(activity, release_state="not_reviewed")
    incomplete = make_photo(activity, release_state="not_reviewed", credit_en="", credit_ja="")
    form = chosen("release", complete, incomplete)

    asked = staff_client.post(list_url(Photo), form)
    answer = staff_client.post(list_url(Photo), {**form, "confirmed": "1"}, follow=True)

    assert "Release 2 photos" in asked.content.decode()
    assert "1 photo released." in answer.content.decode()
    assert "1 photo lacks" in answer.content.decode()
    assert set(Photo.objects.released()) == {complete}


def test_withdrawn_photos_are_gone_from_the_public(staff_client: Client, client: Client) -> None:
    photo = make_photo(make_activity())

    staff_client.post(list_url(Photo), chosen("withdraw", photo, confirmed="1"))

    assert client.get(photo.sizes[0].url).status_code == 404


def test_a_published_record_links_to_its_public_page_and_a_draft_does_not(
    staff_client: Client,
) -> None:
    published, draft = (
        PeopleActivity.objects.get(pk=make_activity(status=status).pk)
        for status in ("published", "draft")
    )

    assert published.get_absolute_url() in page(staff_client, change_url(published))
    assert draft.get_absolute_url() not in page(staff_client, change_url(draft))


def test_the_list_of_all_tools_leads_to_the_admin_of_each_tool(staff_client: Client) -> None:
    for tool in ("people", "troops", "capacity", "equipment", "agreements"):
        make_activity(tool=tool)

    shown = page(staff_client, list_url(Activity))

    for activity in Activity.objects.all():
        assert f"/admin/{activity.tool}/" in shown
        old = f"/admin/exchanges/activity/{activity.pk}/change/"
        assert staff_client.get(old).url.startswith(f"/admin/{activity.tool}/")
    assert staff_client.get("/admin/exchanges/activity/add/").status_code == 403
