"""Wrong and hostile parameters: ignored, named, never an error."""

from urllib.parse import quote

import pytest
from django.http import QueryDict
from django.test import Client

from exchanges.query import MAX_VALUES, SHOWN_LENGTH, ActivityQuery
from tests.factories import make_activity

pytestmark = pytest.mark.django_db

WRONG = [
    ("tool", "cavalry"),
    ("kind", "nonsense"),
    ("partner", "nobody"),
    ("region", "atlantis"),
    ("year", "0"),
    ("year", "-1"),
    ("year", "100000000000000000000"),
    ("year", "last"),
    ("from", "2019-13-45"),
    ("from", "2019-02-30"),
    ("to", "0000"),
    ("to", "99999999"),
    ("programme", "no-such-programme"),
    ("field", "alchemy"),
    ("sort", "random"),
    ("page", "-1"),
    ("page", "0"),
    ("page", "abc"),
    ("page", "1e3"),
    ("page", "99999999999999999999999"),
]


@pytest.mark.parametrize(("name", "value"), WRONG)
@pytest.mark.parametrize("language", ["", "ja/"])
def test_wrong_value_is_ignored_and_named(
    client: Client, language: str, name: str, value: str
) -> None:
    make_activity()

    response = client.get(f"/{language}activities/", {name: value})

    assert response.status_code == 200
    assert response.context["total"] == 1
    assert [item.value for item in response.context["query"].ignored] == [value]
    assert f'<span class="code">{value}</span>' in response.content.decode()


def test_page_beyond_the_last_shows_the_last_and_says_so(client: Client) -> None:
    make_activity(title_en="The only one")

    response = client.get("/activities/?page=7")

    assert "The only one" in response.content.decode()
    assert response.context["page_obj"].number == 1
    assert [item.value for item in response.context["query"].ignored] == ["7"]


def test_right_values_beside_wrong_ones_still_count(client: Client) -> None:
    make_activity(tool="troops")
    make_activity(tool="people")

    response = client.get("/activities/?tool=troops&tool=cavalry&year=0")

    assert response.context["total"] == 1
    assert [item.value for item in response.context["query"].ignored] == ["cavalry", "0"]


def test_end_before_start_is_ignored(client: Client) -> None:
    make_activity(dates="2019-05-23")

    response = client.get("/activities/?from=2019&to=2017")

    assert response.context["total"] == 1
    assert [item.value for item in response.context["query"].ignored] == ["2017"]


@pytest.mark.parametrize("name", ["q", "tool", "partner", "from", "page", "sort", "programme"])
@pytest.mark.parametrize(
    "value",
    ["\x00", "a\x00b", "x" * 8192, "%", "' OR 1=1 --", "<script>alert(1)</script>", "\u202e", "🛳"],
)
def test_hostile_value_is_harmless(client: Client, name: str, value: str) -> None:
    response = client.get(f"/activities/?{name}={quote(value)}")
    html = response.content.decode()

    assert response.status_code == 200
    assert "<script>alert" not in html
    assert "\x00" not in html
    assert "x" * (SHOWN_LENGTH + 1) not in html.replace(quote(value), "")


def test_broken_encoding_is_harmless(client: Client) -> None:
    assert client.get("/activities/?q=%ff%fe&partner=%80").status_code == 200


def test_a_thousand_repeats_are_cut(client: Client) -> None:
    make_activity()
    query = "&".join(f"partner=nobody{number}" for number in range(1000))

    response = client.get(f"/activities/?{query}")
    html = response.content.decode()

    assert response.status_code == 200
    assert "nobody9<" in html
    assert "nobody10<" not in html
    assert "and 990 more" in html


def test_values_past_the_limit_are_named_even_if_known() -> None:
    years = "&".join(f"year={year}" for year in range(1950, 1950 + MAX_VALUES + 2))

    query = ActivityQuery.read(QueryDict(years))

    assert len(query.values("year")) == MAX_VALUES
    assert [item.value for item in query.ignored] == ["2000", "2001"]


def test_blank_values_are_no_filters() -> None:
    query = ActivityQuery.read(QueryDict("q=&tool=&partner=+&from=&page=&sort="))

    assert query.all_choices == []
    assert query.ignored == []


def test_address_holds_what_is_in_use_and_reads_back_the_same() -> None:
    given = "q=port+call&tool=troops&partner=in&year=2019&from=2019-05&sort=oldest"

    query = ActivityQuery.read(QueryDict(f"{given}&page=3&year=0"))

    assert query.address == f"?{given.replace('year=2019&from=2019-05', 'year=2019&from=2019-05')}"
    assert ActivityQuery.read(QueryDict(query.address[1:])).address == query.address
