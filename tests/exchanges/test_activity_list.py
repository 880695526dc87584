import re

import pytest
from django.test import Client

from exchanges.models import Activity, Partner
from tests.factories import make_activity, make_photo, make_programme

pytestmark = pytest.mark.django_db
QUERIES = 15


def titles(client: Client, query: str = "") -> list[str]:
    response = client.get(f"/activities/{query}")
    assert response.status_code == 200
    return [str(row.title) for row in response.context["activities"]]


def total(html: str) -> int:
    return int(re.search(r'data-total="(\d+)"', html)[1])


def counts(html: str, facet: str) -> dict[str, int]:
    pattern = rf'data-facet="{facet}" data-value="([^"]+)" data-count="(\d+)"'
    return {value: int(count) for value, count in re.findall(pattern, html) if int(count)}


@pytest.fixture
def four() -> dict[str, Activity]:
    return {
        "talks": make_activity(
            tool="people",
            kind="ministerial",
            title_en="Talks",
            partners=("in",),
            dates="2019-05-23",
        ),
        "exercise": make_activity(
            tool="troops",
            kind="bilateral-exercise",
            title_en="Exercise",
            partners=("in", "ph"),
            dates="29 June 2019 - 2 July 2019",
        ),
        "call": make_activity(
            tool="troops",
            kind="port-call",
            title_en="Call",
            partners=("ph",),
            dates="2021",
        ),
        "agreement": make_activity(
            tool="agreements", title_en="Agreement", partners=("fr",), dates="2018-07-13"
        ),
    }


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["Call", "Exercise", "Talks", "Agreement"]),
        ("?sort=oldest", ["Agreement", "Talks", "Exercise", "Call"]),
        ("?sort=updated", ["Agreement", "Call", "Exercise", "Talks"]),
        ("?tool=troops", ["Call", "Exercise"]),
        ("?tool=troops&tool=people", ["Call", "Exercise", "Talks"]),
        ("?tool=troops&partner=in", ["Exercise"]),
        ("?partner=in&partner=ph", ["Call", "Exercise", "Talks"]),
        ("?kind=port-call", ["Call"]),
        ("?region=europe", ["Agreement"]),
        ("?region=europe&region=south-asia", ["Exercise", "Talks", "Agreement"]),
        ("?year=2019", ["Exercise", "Talks"]),
        ("?year=２０１９", ["Exercise", "Talks"]),
        ("?from=2019-07-01", ["Call", "Exercise"]),
        ("?from=2019-06&to=2019-06", ["Exercise"]),
        ("?to=2018", ["Agreement"]),
        ("?from=2021-06-01&to=2021-06-02", ["Call"]),
        ("?q=exercise", ["Exercise"]),
    ],
)
def test_filters_widen_inside_and_narrow_across(
    client: Client, four: dict[str, Activity], query: str, expected: list[str]
) -> None:
    assert titles(client, query) == expected


def test_drafts_are_neither_listed_nor_counted(client: Client) -> None:
    make_activity(partners=("in",), status="draft", title_en="Secret")

    html = client.get("/activities/").content.decode()

    assert "Secret" not in html
    assert total(html) == 0
    assert counts(html, "partner") == {}


def test_programme_and_field_are_filters_too(client: Client) -> None:
    programme = make_programme(slug="ipd-2019")
    make_activity(title_en="Leg", programme=programme)
    seminar = make_activity(tool="capacity", title_en="Seminar", detail={})
    fields = seminar.detail.fields.model.objects.order_by("pk")[:2]
    seminar.detail.fields.set(fields)
    query = "&".join(f"field={field.code}" for field in fields)

    assert titles(client, "?programme=ipd-2019") == ["Leg"]
    assert titles(client, f"?{query}") == ["Seminar"]


def test_counts_say_what_choosing_a_value_gives(client: Client, four: dict[str, Activity]) -> None:
    html = client.get("/activities/?tool=troops&partner=in").content.decode()

    assert total(html) == 1
    assert counts(html, "tool") == {"people": 1, "troops": 1}
    assert counts(html, "partner") == {"in": 1, "ph": 2}
    assert counts(html, "region") == {"south-asia": 1, "southeast-asia": 1}
    assert counts(html, "kind") == {"bilateral-exercise": 1}
    assert counts(html, "year") == {"2019": 1}


def test_every_count_is_what_the_list_then_shows(client: Client, four: dict[str, Activity]) -> None:
    html = client.get("/activities/").content.decode()

    for facet in ("tool", "kind", "partner", "region", "year"):
        found = counts(html, facet)
        assert found
        for value, count in found.items():
            assert len(titles(client, f"?{facet}={value}")) == count


def test_organisation_finds_its_own_records_only(client: Client) -> None:
    make_activity(title_en="With ASEAN", partners=("asean",))
    make_activity(title_en="With a member", partners=("ph",))

    assert titles(client, "?partner=asean") == ["With ASEAN"]


def test_chips_remove_one_value_each(client: Client, four: dict[str, Activity]) -> None:
    response = client.get("/activities/?tool=troops&partner=in&partner=ph&page=1")

    chips = {chip.words: chip.address for chip in response.context["chips"]}

    assert chips == {
        "Troops": "?partner=in&partner=ph",
        "India": "?tool=troops&partner=ph",
        "Philippines": "?tool=troops&partner=in",
    }


def test_empty_result_offers_each_search_with_one_filter_less(
    client: Client, four: dict[str, Activity]
) -> None:
    response = client.get("/activities/?tool=people&partner=ph&year=2021")
    offered = {s.left_out: (s.address, s.count) for s in response.context["suggestions"]}

    assert offered == {
        "Tool": ("?partner=ph&year=2021", 1),
        "Partner": ("?tool=people&year=2021", 0),
        "Year": ("?tool=people&partner=ph", 0),
    }
    assert "No activities match these filters" in response.content.decode()


def test_long_results_come_in_pages(client: Client) -> None:
    for _ in range(25):
        make_activity()

    first = client.get("/activities/?tool=people")
    second = client.get("/activities/?tool=people&page=2")

    assert len(first.context["activities"]) == 15
    assert len(second.context["activities"]) == 10
    assert 'href="?tool=people&amp;page=2"' in first.content.decode()


def test_title_in_the_other_language_is_marked(client: Client) -> None:
    make_activity(title_en="", title_ja="防衛相会談")

    assert '<a href="' in (html := client.get("/activities/").content.decode())
    assert 'lang="ja">防衛相会談</a>' in html
    assert 'lang="ja">防衛相会談</a>' not in client.get("/ja/activities/").content.decode()


def test_partners_stand_in_the_order_of_their_names(client: Client) -> None:
    make_activity(partners=("us", "au", "in"))
    html = client.get("/activities/").content.decode()

    names = [Partner.objects.get(code=code).name_en for code in ("au", "in", "us")]
    row = html[html.index('class="rows') :]

    assert [row.index(name) for name in names] == sorted(row.index(name) for name in names)


@pytest.mark.parametrize("address", ["/activities/", "/activities/?tool=people&sort=oldest"])
def test_number_of_queries_does_not_grow(
    client: Client, address: str, django_assert_num_queries
) -> None:
    make_photo(make_activity(partners=("in", "fr"), programme=make_programme()))
    with django_assert_num_queries(QUERIES):
        client.get(address)
    for _ in range(50):
        make_photo(make_activity(partners=("in", "fr"), programme=make_programme()))
    with django_assert_num_queries(QUERIES):
        client.get(address)
