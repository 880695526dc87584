import re

import pytest
from django.test import Client

from exchanges.models import SiteText
from tests.factories import make_activity, make_photo

pytestmark = pytest.mark.django_db
QUERIES = 16
ADDRESSES = {
    "people": "/tools/people/",
    "troops": "/tools/troops/",
    "capacity": "/tools/capacity-building/",
    "equipment": "/tools/equipment/",
}


def counts(html: str, facet: str) -> dict[str, int]:
    pattern = rf'data-facet="{facet}" data-value="([^"]+)" data-count="(\d+)"'
    return {value: int(count) for value, count in re.findall(pattern, html)}


@pytest.mark.parametrize("tool", ADDRESSES)
@pytest.mark.parametrize("language", ["", "/ja"])
def test_each_tool_has_its_page(client: Client, tool: str, language: str) -> None:
    SiteText.objects.create(key=f"tool-{tool}", body_en="What it is.", body_ja="その説明。")
    mine = make_activity(tool=tool, title_en="Mine", title_ja="当該")
    make_activity(tool="people" if tool != "people" else "troops", title_en="Of another tool")

    response = client.get(f"{language}{ADDRESSES[tool]}")
    html = response.content.decode()

    assert [row.pk for row in response.context["latest"]] == [mine.pk]
    assert ("その説明。" if language else "What it is.") in html
    assert "Of another tool" not in html


def test_kinds_years_and_regions_are_counted_and_linked(client: Client) -> None:
    make_activity(tool="troops", kind="port-call", dates="2019-05-01", partners=("in", "ph"))
    make_activity(tool="troops", kind="port-call", dates="2021-05-01", partners=("ph", "vn"))
    make_activity(tool="troops", kind="goodwill-exercise", dates="2021-06-01")
    make_activity(tool="troops", kind="deployment", status="draft")

    html = client.get("/tools/troops/").content.decode()

    assert counts(html, "kind") == {"port-call": 2, "goodwill-exercise": 1}
    assert counts(html, "year") == {"2021": 2, "2019": 1}
    assert counts(html, "region") == {"southeast-asia": 2, "south-asia": 1}
    assert 'href="/activities/?tool=troops&amp;kind=port-call"' in html
    assert 'data-total="3"' in html


def test_every_linked_list_has_the_number_beside_the_link(client: Client) -> None:
    make_activity(tool="capacity", kind="seminar", partners=("vn", "pg"))
    make_activity(tool="capacity", kind="seminar", partners=("vn",))
    html = client.get("/tools/capacity-building/").content.decode()

    for name in ("kind", "year", "region"):
        for value, count in counts(html, name).items():
            found = client.get("/activities/", {"tool": "capacity", name: value})
            assert found.context["total"] == count


def test_four_photos_with_credit(client: Client) -> None:
    activities = [make_activity(tool="people") for _ in range(5)]
    for activity in activities:
        make_photo(activity, credit_en="Photo: Owner")

    response = client.get("/tools/people/")

    assert [p.activity_id for p in response.context["photos"]] == [a.pk for a in activities[:4]]
    assert response.content.decode().count("Photo: Owner") == 4


@pytest.mark.parametrize("address", ADDRESSES.values())
def test_tool_without_records_has_a_page(client: Client, address: str) -> None:
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("tool", ADDRESSES)
def test_number_of_queries_does_not_grow(
    client: Client, tool: str, django_assert_num_queries
) -> None:
    make_photo(make_activity(tool=tool, partners=("in",)))
    with django_assert_num_queries(QUERIES):
        client.get(ADDRESSES[tool])
    for year in range(1990, 2025):
        make_photo(make_activity(tool=tool, partners=("in", "fr"), dates=str(year)))
    with django_assert_num_queries(QUERIES):
        client.get(ADDRESSES[tool])
