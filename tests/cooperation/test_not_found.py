import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.utils import translation

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("address", "language"),
    [("/nowhere/", "en"), ("/ja/nowhere/", "ja"), ("/activities/2019/nothing/", "en")],
)
def test_unknown_address_is_a_page_in_the_sites_design(
    client: Client, address: str, language: str
) -> None:
    response = client.get(address)
    html = response.content.decode()

    assert response.status_code == 404
    assert f'<html lang="{language}">' in html
    assert 'role="search"' in html
    assert "site.css" in html


def test_language_switch_of_an_unknown_address_keeps_the_address(client: Client) -> None:
    assert 'href="/ja/nowhere/?a=1"' in client.get("/nowhere/?a=1").content.decode()
    assert 'href="/nowhere/"' in client.get("/ja/nowhere/").content.decode()


@pytest.mark.parametrize("language", ["en", "ja"])
def test_page_for_our_own_failures_asks_nothing_of_the_database(
    language: str, django_assert_num_queries
) -> None:
    with translation.override(language), django_assert_num_queries(0):
        html = render_to_string("500.html")

    assert f'<html lang="{language}">' in html
