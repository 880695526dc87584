"""Agreements for tests, and the pages about them as a reader gets them."""

from datetime import date

from django.test import Client

from exchanges.models import Activity
from tests.factories import make_activity

SIGNED, IN_FORCE = date(2012, 5, 17), date(2013, 3, 22)


def make_agreement(*, detail: dict[str, object] | None = None, **fields: object) -> Activity:
    dates = {"signed_on": SIGNED, "in_force_on": IN_FORCE} if detail is None else detail
    return make_activity(
        tool="agreements",
        detail=dates,
        **{"partners": ("au",), "dates": "2012-05-17", **fields},
    )


def text_of(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def titles(client: Client, query: str = "") -> set[str]:
    context = client.get(f"/agreements/{query}").context
    assert context["total"] == len(context["page_obj"].object_list)
    return {agreement.title for agreement in context["page_obj"].object_list}
