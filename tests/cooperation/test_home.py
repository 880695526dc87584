import re

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse

from exchanges.models import Partner, SiteText, Tool
from tests.factories import make_activity, make_photo

pytestmark = pytest.mark.django_db
QUERIES = 24


def page(client: Client, language: str = "") -> str:
    return client.get(f"/{language}").content.decode()


def test_figures_are_counts_of_published_records(client: Client) -> None:
    make_activity(tool="people", partners=("in",))
    make_activity(tool="troops", partners=("in", "ph"), dates="2011-02-03")
    make_activity(tool="troops", partners=("fr",), status="draft")
    make_activity(tool="agreements", partners=("in",), detail={"in_force_on": "2016-01-01"})
    make_activity(tool="agreements", partners=("gb",), detail={"signed_on": "2016-01-01"})

    response = client.get("/")
    html = response.content.decode()

    assert response.context["activity_count"] == 2
    assert response.context["in_force"] == 1
    assert [partner.code for partner in response.context["partners"]] == ["in", "ph"]
    assert "activities recorded since 2011" in html
    assert 'data-facet="tool" data-value="troops" data-count="1"' in html


def test_purpose_and_tool_texts_are_the_staffs_own(client: Client) -> None:
    SiteText.objects.create(key="purpose", title_en="Why", body_en="To be <safe>.", body_ja="安全")
    SiteText.objects.create(key="tool-troops", body_en="Exercises build trust.")

    english, japanese = page(client), page(client, "ja/")

    assert "To be &lt;safe&gt;." in english
    assert "Exercises build trust." in english
    assert "安全" in japanese
    assert '<html lang="ja">' in japanese


def test_each_tool_shows_up_to_four_photos_that_link_to_their_records(client: Client) -> None:
    activities = [make_activity(tool="capacity") for _ in range(5)]
    for activity in activities:
        make_photo(activity)
    make_photo(make_activity(tool="capacity", status="draft"), caption_en="Hidden")

    section = client.get("/").context["sections"][2]

    assert section.tool == Tool.CAPACITY
    assert [photo.activity_id for photo in section.photos] == [a.pk for a in activities[:4]]
    assert "Hidden" not in page(client)


def test_agreements_stand_apart_with_their_own_photos(client: Client) -> None:
    agreement = make_activity(tool="agreements", title_en="Signing of an agreement")
    make_photo(agreement)

    html = page(client)
    band = html[html.index('id="agreements"') : html.index('id="lat"')]

    assert "Signing of an agreement" in band
    assert reverse("agreements:detail", args=[agreement.slug]) in band


def test_an_activity_with_several_partners_counts_once_for_each(client: Client) -> None:
    make_activity(partners=("in", "ph"))

    regions = client.get("/").context["regions"]

    assert {p.code: p.count for region in regions for p in region.partners} == {"in": 1, "ph": 1}


def test_empty_register_has_a_front_page(client: Client) -> None:
    assert client.get("/").status_code == 200
    assert client.get("/ja/").status_code == 200


def test_front_page_and_its_style_stay_light(client: Client) -> None:
    for tool in Tool.values:
        for number in range(5):
            activity = make_activity(tool=tool, title_en=f"A title as long as they are {number}")
            make_photo(activity)
    for partner in Partner.objects.filter(kind=Partner.PartnerKind.COUNTRY)[:62]:
        make_activity(partners=(partner.code,))
    html = page(client)
    styles = re.findall(r'<link rel="stylesheet" href="/static/([^"]+)"', html)

    weight = len(html.encode()) + sum(_size(style) for style in styles)

    assert weight < 60_000


def _size(style: str) -> int:
    with open(finders.find(style), "rb") as file:
        return len(file.read())


@pytest.mark.parametrize("address", ["/", "/ja/"])
def test_number_of_queries_does_not_grow(
    client: Client, address: str, django_assert_num_queries
) -> None:
    def add() -> None:
        for tool in Tool.values:
            make_photo(make_activity(tool=tool, partners=("in", "fr")))

    add()
    with django_assert_num_queries(QUERIES):
        client.get(address)
    for _ in range(10):
        add()
    with django_assert_num_queries(QUERIES):
        client.get(address)
