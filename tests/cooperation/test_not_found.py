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


@pytest.mark.parametrize(
    ("address", "language"), [("/admin/login/", "en"), ("/ja/admin/login/", "ja")]
)
def test_form_without_its_token_is_refused_in_the_sites_design(address: str, language: str) -> None:
    response = Client(enforce_csrf_checks=True).post(address)
    html = response.content.decode()

    assert response.status_code == 403
    assert f'<html lang="{language}">' in html
    assert "site.css" in html
    assert "<style" not in html
    assert "Content-Security-Policy" in response


@pytest.mark.parametrize("address", ["/activities/", "/ja/activities/"])
def test_more_parameters_than_are_read_are_refused_with_a_sentence(
    client: Client, address: str
) -> None:
    response = client.get(f"{address}?{'q=a&' * 6000}")

    assert response.status_code == 400
    assert "site.css" in response.content.decode()


@pytest.mark.parametrize("language", ["en", "ja"])
def test_page_for_our_own_failures_asks_nothing_of_the_database(
    language: str, django_assert_num_queries
) -> None:
    with translation.override(language), django_assert_num_queries(0):
        html = render_to_string("500.html")

    assert f'<html lang="{language}">' in html
