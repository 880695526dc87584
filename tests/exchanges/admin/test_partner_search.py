import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("term", "first"),
    [
        ("ベトナム", "Viet Nam"),
        ("Vietnam", "Viet Nam"),
        ("ger", "Algeria"),
        ("DE", "Germany"),
        ("米", "United States"),
    ],
)
def test_the_partner_meant_is_offered_first(staff_client: Client, term: str, first: str) -> None:
    found = staff_client.get(
        "/admin/autocomplete/",
        {
            "term": term,
            "app_label": "exchanges",
            "model_name": "participation",
            "field_name": "partner",
        },
    ).json()["results"]

    assert found[0]["text"] == first


def test_historic_states_are_offered_last(staff_client: Client) -> None:
    found = staff_client.get(
        "/admin/autocomplete/",
        {
            "term": "Viet",
            "app_label": "exchanges",
            "model_name": "participation",
            "field_name": "partner",
        },
    ).json()["results"]

    assert found[0]["text"] == "Viet Nam"
    assert {"North Vietnam", "South Vietnam"} <= {result["text"] for result in found[1:]}
