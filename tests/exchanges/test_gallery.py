import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exchanges.models import Activity, Photo
from exchanges.photos import withdraw_photos
from tests.factories import make_activity, make_photo, make_programme
from tests.queries import count_queries

pytestmark = pytest.mark.django_db
FACETS = ("tool", "kind", "partner", "region", "year", "programme", "field")
QUERIES = 14


def page(client: Client, query: str = "", language: str = "") -> str:
    response = client.get(f"{language}/photos/{query}")
    assert response.status_code == 200
    return response.content.decode()


def shown(client: Client, query: str = "") -> list[str]:
    """The captions of a page, in its order; of plain letters here."""
    return re.findall(r'<figcaption><a href="/photos/\d+/">(.*?)</a>', page(client, query))


def total(html: str) -> int:
    return int(re.search(r'data-total="(\d+)"', html)[1])


def counts(html: str, facet: str) -> dict[str, int]:
    pattern = rf'data-facet="{facet}" data-value="([^"]+)" data-count="(\d+)"'
    return {value: int(count) for value, count in re.findall(pattern, html) if int(count)}


def photographed(captions: str, **fields: object) -> Activity:
    """A record with one released photo for each letter."""
    activity = make_activity(**fields)
    for position, caption in enumerate(captions):
        make_photo(activity, caption_en=caption, position=position)
    return activity


@pytest.fixture
def three() -> None:
    photographed("AB", tool="troops", kind="port-call", partners=("in", "ph"), dates="2019-05-23")
    photographed("C", tool="people", partners=("in",), dates="2021-02-01")
    photographed("DEF", tool="agreements", partners=("fr",), dates="2018-07-13")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", "CABDEF"),
        ("?sort=oldest", "DEFABC"),
        ("?tool=troops", "AB"),
        ("?tool=troops&tool=people", "CAB"),
        ("?tool=people&partner=in", "C"),
        ("?partner=in&partner=fr", "CABDEF"),
        ("?kind=port-call", "AB"),
        ("?region=europe", "DEF"),
        ("?year=2019", "AB"),
        ("?from=2019", "CAB"),
        ("?to=2018", "DEF"),
    ],
)
@pytest.mark.usefixtures("three")
def test_filters_narrow_to_the_photos_of_the_records_found(
    client: Client, query: str, expected: str
) -> None:
    assert "".join(shown(client, query)) == expected
    assert total(page(client, query)) == len(expected)


def test_words_find_the_photos_of_a_record_by_any_of_its_texts(client: Client) -> None:
    photographed("A", title_en="Visit of a destroyer")
    make_photo(make_activity(title_en="Talks"), caption_en="Handshake")

    assert shown(client, "?q=destroyer") == ["A"]
    assert shown(client, "?q=handshake") == ["Handshake"]


def test_programme_and_field_are_filters_too(client: Client) -> None:
    photographed("A", programme=make_programme(slug="ipd-2019"))
    seminar = photographed("BC", tool="capacity", detail={})
    field = seminar.detail.fields.model.objects.first()
    seminar.detail.fields.set([field])

    assert shown(client, "?programme=ipd-2019") == ["A"]
    assert shown(client, f"?field={field.code}") == ["B", "C"]
    assert counts(page(client), "programme") == {"ipd-2019": 1}
    assert counts(page(client), "field") == {field.code: 2}


@pytest.mark.usefixtures("three")
def test_counts_are_numbers_of_photos_as_if_a_value_were_chosen(client: Client) -> None:
    html = page(client, "?tool=troops&partner=in")

    assert total(html) == 2
    assert counts(html, "tool") == {"people": 1, "troops": 2}
    assert counts(html, "partner") == {"in": 2, "ph": 2}
    assert counts(html, "region") == {"south-asia": 2, "southeast-asia": 2}
    assert counts(html, "year") == {"2019": 2}


@pytest.mark.parametrize("language", ["", "/ja"])
def test_only_released_photos_of_published_records_are_shown(client: Client, language: str) -> None:
    activity = photographed("A")
    for state in ("not_reviewed", "withdrawn"):
        make_photo(activity, caption_en="Hidden", caption_ja="Hidden", release_state=state)
    for status in ("draft", "in_review", "withdrawn"):
        make_photo(make_activity(status=status), caption_en="Hidden", caption_ja="Hidden")
    later = timezone.now() + timedelta(days=1)
    make_photo(make_activity(publish_at=later), caption_en="Hidden", caption_ja="Hidden")

    html = page(client, language=language)

    assert "Hidden" not in html
    assert total(html) == 1


def test_a_photo_withdrawn_is_neither_shown_nor_counted_from_then_on(client: Client) -> None:
    photographed("AB")
    withdraw_photos(photos=list(Photo.objects.filter(caption_en="A")), by=None)

    assert shown(client) == ["B"]
    assert counts(page(client), "tool") == {"people": 1}


def test_a_photo_is_shown_with_all_that_belongs_to_it(client: Client) -> None:
    activity = make_activity(tool="troops", kind="port-call", dates="2019-05-23")
    photo = make_photo(
        activity,
        caption_en="The ship at the quay",
        alt_en="A grey ship",
        credit_en="Photo: Owner",
        place_en="Subic",
    )

    html = page(client)

    assert f'href="/photos/{photo.pk}/"' in html
    for text in ("The ship at the quay", "Photo: Owner", "23 May 2019", "Subic", "Port call"):
        assert text in html
    assert html.count("A grey ship") == 1
    assert 'alt="A grey ship"' in html


def test_texts_in_the_other_language_are_marked(client: Client) -> None:
    make_photo(make_activity(), caption_en="", caption_ja="岸壁の護衛艦", place_ja="スービック")

    assert ' lang="ja">岸壁の護衛艦</a>' in page(client)
    assert '<span lang="ja">スービック</span>' in page(client)
    assert ' lang="ja">岸壁' not in page(client, language="/ja")


def test_texts_are_escaped(client: Client) -> None:
    sharp = "<script>alert('\"')</script>"
    texts = {
        f"{name}_{language}": f"{name}{sharp}"
        for name in ("caption", "alt", "credit", "place")
        for language in ("en", "ja")
    }
    make_photo(make_activity(title_en=sharp, title_ja=sharp), **texts)

    for language in ("", "/ja"):
        assert "<script" not in page(client, language=language)
        assert "<script" not in page(client, "?q=%3Cscript%3E&tool=%3Cscript%3E", language)


@pytest.mark.usefixtures("three")
def test_filters_in_use_can_be_taken_away(client: Client) -> None:
    response = client.get("/photos/?tool=troops&partner=in&sort=oldest")

    assert [chip.address for chip in response.context["chips"]] == [
        "?partner=in&sort=oldest",
        "?tool=troops&sort=oldest",
    ]


@pytest.mark.usefixtures("three")
def test_without_results_each_search_with_one_filter_less_is_offered(client: Client) -> None:
    response = client.get("/photos/?tool=agreements&partner=in")
    offered = {s.left_out: (s.address, s.count) for s in response.context["suggestions"]}

    assert offered == {"Tool": ("?partner=in", 3), "Partner": ("?tool=agreements", 3)}
    assert "No photographs match these filters" in response.content.decode()


def test_a_gallery_without_any_photo_says_so(client: Client) -> None:
    make_activity()

    assert "No photographs are published yet" in page(client)


def test_pages_follow_one_another_without_gap_and_end_at_the_last(client: Client) -> None:
    for number in range(10):
        photographed("ABCDE"[: number % 5 + 1], dates=f"20{10 + number}")
    first, second = shown(client), shown(client, "?page=2")

    assert (len(first), len(second)) == (24, 6)
    expected = ["ABCDE"[: number % 5 + 1] for number in range(9, -1, -1)]
    assert "".join(first + second) == "".join(expected)
    assert shown(client, "?page=99") == second
    assert 'Page: <span class="code">99</span>' in page(client, "?page=99")


def test_an_order_that_photos_do_not_have_is_named_and_ignored(client: Client) -> None:
    photographed("ABC", dates="2019")
    photographed("D", dates="2021")
    Activity.objects.get(start_year=2019).save()

    assert shown(client, "?sort=updated") == ["D", "A", "B", "C"]
    html = page(client, "?sort=updated&tool=people")
    assert 'Sort: <span class="code">updated</span>' in html
    assert "sort=updated" not in html[html.index('id="results"') :]


@pytest.mark.parametrize(
    ("query", "is_found"),
    [("", True), ("?tool=people", False), ("?page=2", False), ("?sort=oldest", False)],
)
def test_search_engines_are_kept_to_the_first_page(
    client: Client, query: str, is_found: bool
) -> None:
    photographed("A")

    assert ('content="noindex,follow"' not in page(client, query)) is is_found


@pytest.mark.parametrize(
    "value",
    ["'\"<b>", "%00", "9" * 21, "-1", "0", "%F0%9F%9A%A2", "a" * 8000, "../../etc", "%FF%FE"],
)
def test_a_hostile_value_never_fails_and_is_never_repeated_as_it_is(
    client: Client, value: str
) -> None:
    for name in ("q", *FACETS, "from", "to", "sort", "page"):
        response = client.get(f"/photos/?{name}={value}")

        assert response.status_code in {200, 400}
        assert b"'\"<b>" not in response.content
        assert len(response.content) < 60_000


def test_a_value_given_a_thousand_times_is_one(client: Client) -> None:
    photographed("A")

    for name, value in (("tool", "people"), ("partner", "x"), ("q", "activity")):
        assert shown(client, "?" + f"{name}={value}&" * 1000) == ["A"]


@pytest.mark.parametrize("address", ["/photos/", "/ja/photos/?partner=in&sort=oldest"])
def test_queries_do_not_grow_with_the_photos(client: Client, address: str) -> None:
    activity = make_activity(partners=("in", "fr"), programme=make_programme())
    make_photo(activity)
    few = count_queries(client, address)
    for _ in range(25):
        make_photo(activity)
        make_photo(make_activity(partners=("in", "fr"), programme=activity.programme))

    assert count_queries(client, address) == few
    assert few <= QUERIES


RECORDS = st.lists(
    st.tuples(
        st.sampled_from(["people", "troops", "capacity"]),
        st.sets(st.sampled_from(["in", "ph", "fr"]), max_size=2),
        st.sampled_from(["2018", "2019-05-23", "2021"]),
        st.sampled_from(["published", "published", "draft"]),
        st.lists(st.sampled_from(["released", "released", "not_reviewed"]), max_size=3),
    ),
    max_size=4,
)
ASKED = st.sets(
    st.sampled_from(
        ["tool=people", "tool=troops", "partner=in", "partner=fr", "year=2019", "from=2019"]
    ),
    max_size=3,
)


@given(records=RECORDS, asked=ASKED)
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_every_count_is_the_number_of_photos_that_its_value_shows(
    client: Client, records: list[tuple], asked: set[str]
) -> None:
    Activity.objects.all().delete()
    cache.clear()
    for tool, partners, dates, status, states in records:
        activity = make_activity(
            tool=tool, partners=tuple(sorted(partners)), dates=dates, status=status
        )
        for state in states:
            Photo.objects.create(
                activity=activity,
                width=1,
                height=1,
                release_state=state,
                caption_en="A",
                alt_en="B",
                credit_en="C",
            )
    query = "&".join(sorted(asked))
    html = page(client, f"?{query}")

    assert total(html) == len(shown(client, f"?{query}"))
    for name in FACETS:
        others = [pair for pair in sorted(asked) if not pair.startswith(f"{name}=")]
        for value, count in counts(html, name).items():
            assert len(shown(client, "?" + "&".join([*others, f"{name}={value}"]))) == count
