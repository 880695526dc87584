"""`demo`: the content of the source page, loaded once, found in both languages."""

from __future__ import annotations

import html
import io
import json
import re

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import translation

from cooperation.demonstration.loading import read_content
from cooperation.generation import generate
from exchanges.models import Activity, Photo

pytestmark = pytest.mark.django_db


def run_demo(**options: object) -> str:
    output = io.StringIO()
    call_command("demo", no_serve=True, stdout=output, **options)
    return output.getvalue()


def words(response: object) -> str:
    """What a page says, without its markup."""
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", html.unescape(text))


def test_demo_shows_every_caption_and_text_in_both_languages(client: Client) -> None:
    first = run_demo()
    counts = (Activity.objects.count(), Photo.objects.count(), User.objects.count())

    second = run_demo()

    assert "43 demonstration records loaded" in first
    assert "nothing was changed" in second
    assert "password" not in second
    assert (Activity.objects.count(), Photo.objects.count(), User.objects.count()) == counts
    _captions_are_on_the_pages(client)
    _texts_are_on_the_pages(client)


def _captions_are_on_the_pages(client: Client) -> None:
    captions = [r for r in read_content("records.json") if r["reference"] <= "DEMO-020"]
    assert len(captions) == 20
    for prefix, language in (("", "en"), ("/ja", "ja")):
        home = words(client.get(f"{prefix}/"))
        for record in captions:
            activity = Activity.objects.get(reference=record["reference"])
            with translation.override(language):
                page = words(client.get(activity.get_absolute_url()))
            title = record[f"title_{language}"]
            assert title in page
            assert title in home
            assert record["photo"][f"caption_{language}"] in page


def _texts_are_on_the_pages(client: Client) -> None:
    for prefix, language in (("", "en"), ("/ja", "ja")):
        home = words(client.get(f"{prefix}/"))
        for text in read_content("site_texts.json"):
            if not text["key"].startswith("about-"):
                for paragraph in text[f"body_{language}"].split("\n"):
                    assert re.sub(r"\s+", " ", paragraph).strip() in home, text["key"]


def test_every_user_of_the_demo_has_a_password_of_its_own() -> None:
    output = run_demo()

    passwords = re.findall(r"User (\S+), password (\S+)", output)
    assert {user for user, _password in passwords} == {
        "administrator",
        "editor",
        "publisher",
        "reference-keeper",
    }
    assert len({password for _user, password in passwords}) == 4
    for user, password in passwords:
        assert User.objects.get(username=user).check_password(password)


def test_a_taken_port_is_said_before_anything_is_loaded() -> None:
    with pytest.raises(CommandError, match="Choose another"):
        call_command("demo", port=99999)

    assert not Activity.objects.exists()


def test_generated_records_are_reproducible_and_published() -> None:
    assert generate(count=50, seed=7) == 50
    shown = list(Activity.objects.order_by("reference").values("title_en", "start_date", "tool"))
    Activity.objects.all().delete()

    assert generate(count=50, seed=7) == 50
    again = list(Activity.objects.order_by("reference").values("title_en", "start_date", "tool"))
    assert again == shown
    assert generate(count=60, seed=7) == 10
    assert Activity.objects.published().count() == 60
    assert json.dumps([row["tool"] for row in shown]).count("people") > 5
