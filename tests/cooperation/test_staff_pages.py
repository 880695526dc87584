"""The frame of the staff's pages: names, languages, nothing that the content policy forbids."""

import re

import pytest
from django.test import Client

from tests.factories import make_activity, make_photo

pytestmark = pytest.mark.django_db

INLINE = re.compile(
    r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")[^>]*>|<style|\sstyle=|\son[a-z]+=\""
)


def addresses() -> list[str]:
    activity = make_activity(partners=("in",), detail={})
    make_photo(activity)
    record = f"/admin/people/peopleactivity/{activity.pk}"
    return [
        "/admin/",
        "/admin/people/",
        "/admin/people/peopleactivity/",
        "/admin/people/peopleactivity/add/",
        f"{record}/change/",
        f"{record}/delete/",
        f"{record}/history/",
        "/admin/exchanges/photo/",
        "/admin/exchanges/photo/add/",
        "/admin/password_change/",
    ]


def test_no_page_holds_inline_script_or_style(staff_client: Client, client: Client) -> None:
    pages = {url: staff_client.get(url) for url in addresses()}
    pages["/admin/login/"] = client.get("/admin/login/")

    for url, response in pages.items():
        assert response.status_code == 200, url
        assert not INLINE.findall(response.content.decode()), url
        assert "unsafe" not in response["Content-Security-Policy"]


def test_the_language_switch_stays_on_the_page(staff_client: Client) -> None:
    english = staff_client.get("/admin/people/peopleactivity/?q=x").content.decode()
    japanese = staff_client.get("/ja/admin/people/peopleactivity/?q=x").content.decode()

    assert 'href="/ja/admin/people/peopleactivity/?q=x"' in english
    assert 'href="/admin/people/peopleactivity/?q=x"' in japanese
    assert '<html lang="ja"' in japanese
    assert "防衛協力・交流" in japanese
    assert "ログアウト" in japanese


def test_the_search_field_has_a_label_in_words(staff_client: Client) -> None:
    shown = staff_client.get("/admin/people/peopleactivity/").content.decode()

    assert '<label for="searchbar">Find</label>' in shown


def test_the_work_list_counts_and_leads_to_what_it_counts(staff_client: Client) -> None:
    make_photo(make_activity(status="draft"), release_state="not_reviewed")

    shown = staff_client.get("/admin/").content.decode()

    for query in ("activity/?status__exact=draft", "photo/?release_state__exact=not_reviewed"):
        assert f"/admin/exchanges/{query}" in shown
        listed = staff_client.get(f"/admin/exchanges/{query}")
        assert len(listed.context["cl"].result_list) == 1


def test_after_five_wrong_passwords_the_page_says_when_to_try_again(client: Client) -> None:
    for _number in range(5):
        response = client.post("/admin/login/", {"username": "nobody", "password": "wrong"})

    shown = response.content.decode()
    assert response.status_code == 429
    assert "Try again in 15 minutes." in shown
    assert not INLINE.findall(shown)
