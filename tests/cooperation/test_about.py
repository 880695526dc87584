import pytest
from django.test import Client

from exchanges.models import SiteText
from tests.queries import count_queries

pytestmark = pytest.mark.django_db


def make_text(key: str, **fields: str) -> SiteText:
    return SiteText.objects.update_or_create(key=key, defaults=fields)[0]


def test_purpose_stands_with_the_tools_and_their_texts(client: Client) -> None:
    make_text("purpose", title_en="Purpose", body_en="Why.\n\nAnd how.")
    make_text("tool-troops", body_en="Ships call at ports.")

    page = client.get("/about/").content.decode()

    assert "<p>Why.</p>" in page
    assert "<p>And how.</p>" in page
    assert "Ships call at ports." in page
    for address in ("people", "troops", "capacity-building", "equipment"):
        assert f'href="/tools/{address}/"' in page


def test_purpose_without_a_text_still_shows_the_tools(client: Client) -> None:
    SiteText.objects.all().delete()

    response = client.get("/about/")

    assert response.status_code == 200
    assert "/tools/troops/" in response.content.decode()


@pytest.mark.parametrize("page", ["method", "corrections", "reuse", "accessibility"])
def test_page_shows_its_text(client: Client, page: str) -> None:
    make_text(f"about-{page}", title_en="A title", body_en="What it says.")

    response = client.get(f"/about/{page}/")

    assert response.status_code == 200
    assert "What it says." in response.content.decode()
    assert f'href="/about/{page}/"' in client.get("/about/").content.decode()


def test_page_without_text_is_not_found_nor_linked(client: Client) -> None:
    make_text("about-reuse", title_en="Reuse", body_en="", body_ja="")
    SiteText.objects.filter(key="about-method").delete()

    assert client.get("/about/reuse/").status_code == 404
    assert client.get("/about/method/").status_code == 404
    assert "/about/reuse/" not in client.get("/about/").content.decode()


def test_other_texts_are_no_pages(client: Client) -> None:
    make_text("about-staff", title_en="Staff", body_en="Not for the public.")

    assert client.get("/about/staff/").status_code == 404
    assert client.get("/about/purpose/").status_code == 404


def test_text_cannot_bring_markup(client: Client) -> None:
    make_text("about-method", title_en="<b>T</b>", body_en="<script>alert(1)</script>")

    page = client.get("/about/method/").content.decode()

    assert "<script>" not in page
    assert "<b>T" not in page


def test_japanese_pages(client: Client) -> None:
    make_text("about-method", title_en="Method", title_ja="方法", body_en="x", body_ja="記録の方法")
    make_text("about-reuse", title_en="Reuse", body_en="English only", body_ja="", title_ja="")

    assert "記録の方法" in client.get("/ja/about/method/").content.decode()
    page = client.get("/ja/about/reuse/").content.decode()
    assert 'lang="en"><p>English only' in page


def test_pages_take_few_queries(client: Client) -> None:
    make_text("about-method", title_en="Method", body_en="x")

    assert count_queries(client, "/about/") <= 3
    assert count_queries(client, "/about/method/") <= 3


@pytest.mark.parametrize("query", ["q=%00", "x=" + "x" * 8192, "a=1&" * 1000])
def test_strange_parameters_change_nothing(client: Client, query: str) -> None:
    assert client.get(f"/about/?{query}").status_code == 200
