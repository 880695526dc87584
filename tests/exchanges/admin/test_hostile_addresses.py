"""Whatever stands in the address of an admin page, the answer is a page."""

import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import Model
from django.test import Client

from exchanges.models import Activity, ImportBatch, Kind, Partner
from exchanges.people.models import PeopleActivity
from tests.exchanges.admin.pages import add_url, list_url, registered
from tests.factories import make_activity

pytestmark = pytest.mark.django_db

HUGE = "1" + "0" * 30
ADDRESSES = [
    "title_en__regex=(",
    "title__regex=(",
    "title_en__contains=%00",
    f"date__year={'9' * 20}",
    "start_date__year=0",
    "start_date__year=-1",
    f"start_date__year={HUGE}",
    "start_date__year=9999",
    "start_date__year=2019&start_date__month=13",
    "start_date__year=2019&start_date__month=2&start_date__day=31",
    "start_date__year=%EF%BC%92%EF%BC%90%EF%BC%91%EF%BC%99",
    "start_date__gte=0001-01-01",
    "started_at__year=0",
    f"started_at__day={HUGE}",
    f"id__exact={HUGE}",
    f"kind__id__exact={HUGE}",
    "kind__id__exact=abc",
    "kind__id__exact=1_0",
    f"programme__id__exact={HUGE}",
    "programme__isnull=%00",
    "kind__tool__regex=(",
    "status__exact=%00",
    "status__exact=nonsense",
    "region=%00",
    "region=nowhere",
    "tool__exact=nonsense",
    "created_by__password__startswith=a",
    "last_login__year=0",
    f"is_staff__exact={HUGE}",
    "attempt_time__year=0",
    "attempt_time__gte=0001-01-01T00:00:00%2B23:59",
    "e=1",
    "e=1&q=x",
    "p=99999999999",
    "p=-1",
    "p=0",
    "p=999",
    f"p={'9' * 5000}",
    "o=99999.-99999",
    "o=%00",
    "q=%00",
    "q=a%00b",
    "q=" + "+".join("abcdefghijklmnopqrstuvwxyz" * 10),
    "q=" + "x" * 3000,
    "q='\"%25_\\",
    "all=",
    "_facets=True",
    "_popup=1",
    "unknown=1",
    "%00=%00",
    "%FF=%FF",
]


@pytest.mark.parametrize("query", ADDRESSES)
@pytest.mark.parametrize(
    "model", [PeopleActivity, Activity, ImportBatch, Partner], ids=lambda model: model.__name__
)
def test_a_list_answers_any_query(staff_client: Client, model: type[Model], query: str) -> None:
    make_activity()

    response = staff_client.get(f"{list_url(model)}?{query}", follow=True)

    assert response.status_code == 200
    assert "Database error" not in response.content.decode()


@pytest.mark.parametrize("model", registered(), ids=lambda model: model._meta.label)
def test_every_list_answers_the_worst_queries(staff_client: Client, model: type[Model]) -> None:
    hierarchy = staff_client.get(list_url(model)).context["cl"].date_hierarchy
    worst = [f"id__exact={HUGE}", "q=%00", "e=1", "p=99999999999", f"{hierarchy}__year=0"]

    for query in worst:
        assert staff_client.get(f"{list_url(model)}?{query}", follow=True).status_code == 200


def test_what_was_ignored_is_named(staff_client: Client) -> None:
    address = f"{list_url(PeopleActivity)}?title_en__regex=(&status__exact=draft"

    response = staff_client.get(address, follow=True)

    assert response.request["QUERY_STRING"] == "status__exact=draft"
    assert "title_en__regex" in response.content.decode()


def test_filters_of_the_list_itself_are_followed(staff_client: Client) -> None:
    draft = make_activity(status="draft", dates="2019-05-23", partners=("in",))
    make_activity(status="published", dates="2018-05-23", partners=("fr",))
    kind = Kind.objects.get(tool="people", code="ministerial")
    queries = (
        "status__exact=draft",
        "region=south-asia",
        "start_date__year=2019",
        f"kind__id__exact={kind.pk}&status__exact=draft",
        "q=インド",
        "q=india",
        f"q={draft.reference}",
    )

    for query in queries:
        response = staff_client.get(f"{list_url(PeopleActivity)}?{query}")
        assert [row.pk for row in response.context["cl"].result_list] == [draft.pk], query


@pytest.mark.parametrize("key", [HUGE, "abc", "%00", "-1", "1" * 5000])
@pytest.mark.parametrize("page", ["change", "delete", "history"])
def test_a_record_that_cannot_be_is_said_not_to_be(
    staff_client: Client, key: str, page: str
) -> None:
    response = staff_client.get(f"{list_url(PeopleActivity)}{key}/{page}/", follow=True)

    assert response.status_code in (200, 404)


@pytest.mark.parametrize(
    "query",
    ["host=abc", f"host={HUGE}", "publish_at=x", "kind=%00", f"successors={HUGE}", "successors=a"],
)
@pytest.mark.parametrize("model", [PeopleActivity, Partner], ids=lambda model: model.__name__)
def test_an_empty_form_answers_any_query(
    staff_client: Client, model: type[Model], query: str
) -> None:
    assert staff_client.get(f"{add_url(model)}?{query}").status_code == 200


@pytest.mark.parametrize("term", ["%00", "x" * 5000, "+".join("ab" * 200), "'"])
def test_the_autocomplete_answers_any_term(staff_client: Client, term: str) -> None:
    address = "app_label=exchanges&model_name=participation&field_name=partner"

    response = staff_client.get(f"/admin/autocomplete/?{address}&term={term}")

    assert response.status_code == 200


@pytest.mark.parametrize("key", [HUGE, "abc", "\x00", "12345678-1234-1234-1234-123456789abc"])
def test_an_action_on_what_cannot_be_changes_nothing(staff_client: Client, key: str) -> None:
    chosen = {"action": "publish_records", ACTION_CHECKBOX_NAME: key, "confirmed": "1"}

    response = staff_client.post(list_url(PeopleActivity), chosen, follow=True)

    assert response.status_code == 200
    assert "Nothing was changed." in response.content.decode()


@pytest.mark.parametrize("value", [HUGE, "abc"])
def test_a_form_with_impossible_choices_comes_back(staff_client: Client, value: str) -> None:
    partner = Partner.objects.get(code="in")

    response = staff_client.post(
        f"{list_url(Partner)}{partner.pk}/change/", {"successors": [value]}
    )

    assert response.status_code == 200
    assert "successors" in response.context["adminform"].form.errors
