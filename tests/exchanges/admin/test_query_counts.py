"""No page of the admin asks the database more for more rows."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext

from exchanges.models import Activity
from exchanges.people.models import PeopleActivity
from tests.exchanges.admin.pages import change_url, list_url, page, registered
from tests.exchanges.admin.rows import MAKERS, WITH_ROWS, of_admin

pytestmark = pytest.mark.django_db
LIST_BUDGET = 25
FORM_BUDGET = 40


def queries(show: Callable[[], object]) -> int:
    show()
    with CaptureQueriesContext(
        connection,
    ) as captured:
        show()
    return len(captured)


def test_every_admin_of_the_site_is_counted() -> None:
    assert set(registered()) == set(MAKERS)


@pytest.mark.parametrize("model", registered(), ids=lambda model: model._meta.label)
def test_a_list_of_fifty_rows_asks_no_more_than_a_list_of_one(
    staff_client: Client, model: type[Model]
) -> None:
    MAKERS[model]()
    one = queries(lambda: page(staff_client, list_url(model)))
    for _number in range(49):
        MAKERS[model]()

    fifty = queries(lambda: page(staff_client, list_url(model)))

    assert fifty <= one
    assert one <= LIST_BUDGET


@pytest.mark.parametrize("model", WITH_ROWS, ids=lambda model: model._meta.label)
def test_a_form_with_fifty_rows_asks_no_more_than_a_form_with_one(
    staff_client: Client, model: type[Model]
) -> None:
    small, large = (of_admin(WITH_ROWS[model](rows), model) for rows in (1, 50))
    one = queries(lambda: _form(staff_client, small))

    fifty = queries(lambda: _form(staff_client, large))

    assert fifty == one
    assert one <= FORM_BUDGET


@pytest.mark.parametrize(
    "model",
    [model for model in registered() if model not in WITH_ROWS and model is not Activity],
    ids=lambda model: model._meta.label,
)
def test_a_form_without_rows_asks_no_more_among_fifty_records(
    staff_client: Client, model: type[Model]
) -> None:
    record = of_admin(MAKERS[model](), model)
    one = queries(lambda: page(staff_client, change_url(record)))
    for _number in range(49):
        MAKERS[model]()

    assert queries(lambda: page(staff_client, change_url(record))) == one
    assert one <= FORM_BUDGET


def _form(client: Client, record: Model) -> None:
    """The page on which a record is edited; that of an import is the step on which it goes on."""
    assert client.get(change_url(record), follow=True).status_code == 200


def test_the_page_before_a_deletion_asks_no_more_for_fifty_rows(staff_client: Client) -> None:
    counts = []
    for rows in (1, 50):
        record = of_admin(WITH_ROWS[PeopleActivity](rows), PeopleActivity)
        url = change_url(record).replace("/change/", "/delete/")
        counts.append(queries(lambda url=url: page(staff_client, url)))

    assert counts[0] == counts[1]
