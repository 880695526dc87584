import pytest
from django.test import Client

from tests.factories import make_activity, make_programme
from tests.queries import count_queries

pytestmark = pytest.mark.django_db


def sitemap(client: Client, section: str) -> str:
    return client.get(f"/sitemap-{section}.xml").content.decode()


def test_robots_lead_to_the_sitemap_and_away_from_filters(client: Client) -> None:
    text = client.get("/robots.txt").content.decode()

    assert "Disallow: /*?" in text
    assert "Disallow: /admin/" in text
    assert "Sitemap: http://testserver/sitemap.xml" in text


def test_the_index_names_every_section(client: Client) -> None:
    index = client.get("/sitemap.xml").content.decode()

    for section in ("pages", "activities", "partners", "programmes"):
        assert f"http://testserver/sitemap-{section}.xml" in index
        assert client.get(f"/sitemap-{section}.xml").status_code == 200


def test_published_records_are_named_in_both_languages(client: Client) -> None:
    programme = make_programme()
    shown = make_activity(partners=("in",), programme=programme)
    agreement = make_activity(tool="agreements")

    activities = sitemap(client, "activities")
    for record in (shown, agreement):
        assert f"<loc>http://testserver{record.get_absolute_url()}</loc>" in activities
        assert f"<loc>http://testserver/ja{record.get_absolute_url()}</loc>" in activities
    assert 'hreflang="ja"' in activities
    assert "/partners/india/" in sitemap(client, "partners")
    assert programme.slug in sitemap(client, "programmes")


def test_what_is_not_public_is_not_named(client: Client) -> None:
    programme = make_programme()
    draft = make_activity(partners=("in",), programme=programme, status="draft")

    assert draft.slug not in sitemap(client, "activities")
    assert "/partners/india/" not in sitemap(client, "partners")
    assert programme.slug not in sitemap(client, "programmes")


def test_unknown_sections_and_pages_are_404(client: Client) -> None:
    for address in ("/sitemap-nothing.xml", "/sitemap-pages.xml?p=99", "/sitemap-pages.xml?p=x"):
        assert client.get(address).status_code == 404


def test_queries_do_not_grow_with_the_records(client: Client) -> None:
    make_activity()
    few = count_queries(client, "/sitemap-activities.xml")
    for _ in range(20):
        make_activity()

    assert count_queries(client, "/sitemap-activities.xml") == few
