from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from cooperation.itinerary import WORDS, Record, steps_of
from exchanges.models import Activity
from tests.factories import make_activity, make_photo, make_programme
from tests.queries import count_queries

pytestmark = pytest.mark.django_db

DAY = date(2019, 5, 23)


def text_of(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def held(context: dict) -> dict[int, str]:
    """Whether a series was held, by year, as the strip of years shows it."""
    return {year.year: year.held.value for year in context["strip"]}


def test_programme_with_drafts_only_is_not_found(client: Client) -> None:
    programme = make_programme(name_en="Secret deployment")
    make_activity(programme=programme, status="draft")

    assert client.get(programme.get_absolute_url()).status_code == 404
    assert "Secret deployment" not in text_of(client, "/programmes/")


def test_drafts_are_neither_listed_nor_counted(client: Client) -> None:
    programme = make_programme(kind="deployment")
    make_activity(programme=programme, edition=1, title_en="First leg", partners=("in",))
    make_activity(programme=programme, edition=3, title_en="Secret leg", partners=("ph",))
    Activity.objects.filter(title_en="Secret leg").update(status="draft")

    page = text_of(client, programme.get_absolute_url())
    (group,) = client.get("/programmes/").context["groups"]

    assert "First leg" in page
    assert "Secret leg" not in page
    assert "Philippines" not in page
    assert 'data-total="1"' in page
    assert (group[1][0].count, group[1][0].years) == (1, [2019])


def test_legs_are_in_order_and_unnumbered_ones_last_by_date(client: Client) -> None:
    programme = make_programme(kind="deployment")
    for title, edition, day in [
        ("Third", 3, "2019-05-01"),
        ("Late extra", None, "2019-04-02"),
        ("First", 1, "2019-06-01"),
        ("Early extra", None, "2019-04-01"),
        ("Second", 2, "2019-05-15"),
    ]:
        make_activity(
            tool="troops", programme=programme, edition=edition, dates=day, title_en=title
        )

    parts = client.get(programme.get_absolute_url()).context["parts"]

    titles = [part.activities[0].title for part in parts]
    assert titles == ["First", "Second", "Third", "Early extra", "Late extra"]


def test_gap_between_numbers_is_said_in_words(client: Client) -> None:
    programme = make_programme(kind="deployment")
    for edition in (1, 3, 7):
        make_activity(tool="troops", programme=programme, edition=edition)

    page = text_of(client, programme.get_absolute_url())

    assert "Leg 2: no record" in page
    assert "Legs 4 to 6: no record" in page


def test_far_numbers_make_one_gap() -> None:
    records = [Record(1, 1, DAY, DAY), Record(2, 32767, DAY, DAY)]

    steps = steps_of(records, WORDS["deployment"], is_series=False)

    assert [(step.number, step.last) for step in steps] == [
        (1, 1),
        (2, 32766),
        (32767, 32767),
    ]


def test_editions_are_newest_first_with_the_years_without_a_record(client: Client) -> None:
    programme = make_programme(kind="series")
    for edition, year in [(21, "2016"), (23, "2018")]:
        make_activity(programme=programme, edition=edition, dates=year)

    context = client.get(programme.get_absolute_url()).context
    page = text_of(client, programme.get_absolute_url())

    assert [part.number for part in context["parts"]] == [23, 22, 21]
    assert held(context) == {2016: "held", 2017: "no", 2018: "held"}
    assert "Edition 22: no record" in page
    assert '<p class="when">2017</p>' in page


def test_year_that_the_numbers_leave_out_was_not_held(client: Client) -> None:
    programme = make_programme(kind="series")
    for edition, day in [(22, "2017-03-08"), (23, "2018-03-07"), (24, "2019-03-06"), (25, "2021")]:
        make_activity(programme=programme, edition=edition, dates=day)

    context = client.get(programme.get_absolute_url()).context
    page = text_of(client, programme.get_absolute_url())

    assert held(context)[2020] == "off"
    assert [part.number for part in context["parts"]] == [25, None, 24, 23, 22]
    assert "Editions 24 and 25 follow one another, so none was held in between." in page


def test_fiscal_year_lasts_into_the_next_one(client: Client) -> None:
    programme = make_programme(kind="series")
    for edition, dates in [(1, "FY2018"), (2, "2020-05-01")]:
        make_activity(programme=programme, edition=edition, dates=dates)

    context = client.get(programme.get_absolute_url()).context

    assert held(context)[2019] == "no"
    assert not context["missing"]


def test_series_held_every_second_year_is_not_full_of_gaps(client: Client) -> None:
    programme = make_programme(kind="series")
    for edition, year in [(1, "2011"), (2, "2013"), (3, "2015"), (4, "2016")]:
        make_activity(programme=programme, edition=edition, dates=year)

    context = client.get(programme.get_absolute_url()).context

    assert not context["missing"]
    assert held(context)[2012] == "off"


def test_long_series_names_all_years_and_leads_to_the_list(client: Client) -> None:
    programme = make_programme(kind="series")
    for number in range(50):
        make_activity(programme=programme, edition=number + 1, dates=str(1970 + number))

    response = client.get(programme.get_absolute_url())
    page = response.content.decode()

    assert len(response.context["parts"]) == 40
    assert response.context["more"] == 10
    assert len(response.context["strip"]) == 50
    assert f'href="/activities/?programme={programme.slug}&amp;year=1970"' in page
    assert "10 further records" in page


def test_route_joins_the_legs_whose_point_is_known(client: Client) -> None:
    programme = make_programme(kind="deployment")
    for edition, place, point in [
        (1, "Yokosuka", ("35.29", "139.66")),
        (2, "High seas", (None, None)),
        (3, "Subic", ("14.81", "120.28")),
        (4, "Yokosuka", ("35.29", "139.66")),
    ]:
        make_activity(
            tool="troops",
            programme=programme,
            edition=edition,
            place_en=place,
            latitude=point[0],
            longitude=point[1],
        )

    response = client.get(programme.get_absolute_url())
    page = response.content.decode()

    assert [stop.numbers for stop in response.context["route"].stops] == ["1, 4", "3"]
    assert 'aria-label="Leg 3: Subic"' in page
    assert 'href="#step-3"' in page
    assert "cooperation/land.svg#land" in page
    assert page.count("High seas") == 1


@pytest.mark.parametrize("kind", ["deployment", "series"])
def test_without_two_points_there_is_no_route(client: Client, kind: str) -> None:
    programme = make_programme(kind=kind)
    for edition in (1, 2):
        make_activity(
            tool="troops", programme=programme, edition=edition, latitude="1.3", longitude="103.8"
        )

    assert client.get(programme.get_absolute_url()).context["route"] is None
    assert "<title id=" not in text_of(client, programme.get_absolute_url())


def test_record_that_is_not_yet_public_adds_no_year(client: Client) -> None:
    programme = make_programme()
    make_activity(programme=programme, dates="2019")
    make_activity(programme=programme, dates="2025", publish_at=timezone.now() + timedelta(days=1))

    ((_kind, (listed,)),) = client.get("/programmes/").context["groups"]

    assert (listed.count, listed.years) == (1, [2019])
    assert 'data-total="1"' in text_of(client, programme.get_absolute_url())


def test_several_activities_share_a_leg(client: Client) -> None:
    programme = make_programme(kind="deployment")
    make_activity(tool="troops", programme=programme, edition=1, title_en="Port call")
    make_activity(tool="troops", programme=programme, edition=1, title_en="Goodwill exercise")

    (part,) = client.get(programme.get_absolute_url()).context["parts"]

    assert [activity.title for activity in part.activities] == ["Port call", "Goodwill exercise"]


def test_every_photo_has_caption_and_credit(client: Client) -> None:
    programme = make_programme(kind="project")
    activity = make_activity(tool="capacity", programme=programme, edition=1)
    make_photo(activity, caption_en="Class on clouds", credit_en="Photo: Air Staff")
    make_photo(activity, release_state="not_reviewed", caption_en="Not yet reviewed")

    page = text_of(client, programme.get_absolute_url())

    assert page.count("Class on clouds") == page.count("Photo: Air Staff") == 2
    assert "Not yet reviewed" not in page


def test_programmes_own_dates_are_shown(client: Client) -> None:
    programme = make_programme(start_date="2019-04-30", end_date="2019-07-10")
    make_activity(programme=programme)

    assert "30 April – 10 July 2019" in text_of(client, programme.get_absolute_url())


def test_pages_are_in_japanese_and_mark_what_is_not_translated(client: Client) -> None:
    programme = make_programme(name_ja="東京ディフェンス・フォーラム")
    make_activity(programme=programme, title_en="Only in English", title_ja="")
    address = f"/ja{programme.get_absolute_url()}"

    assert "東京ディフェンス・フォーラム" in text_of(client, "/ja/programmes/")
    page = text_of(client, address)
    assert "東京ディフェンス・フォーラム" in page
    assert ' lang="en">Only in English' in page


@pytest.mark.parametrize("query", ["q=%00", "page=" + "9" * 21, "x=" + "x" * 8192, "a=1&" * 1000])
def test_strange_parameters_change_nothing(client: Client, query: str) -> None:
    programme = make_programme()
    make_activity(programme=programme)

    assert client.get(f"/programmes/?{query}").status_code == 200
    assert client.get(f"{programme.get_absolute_url()}?{query}").status_code == 200


def test_unknown_programme_is_not_found(client: Client) -> None:
    assert client.get("/programmes/nothing-of-the-kind/").status_code == 404


def test_list_without_programmes_says_so(client: Client) -> None:
    assert "No programme has been published yet." in text_of(client, "/programmes/")


def test_number_of_queries_does_not_grow(client: Client) -> None:
    programme = make_programme(kind="deployment")
    make_photo(make_activity(tool="troops", programme=programme, edition=1, partners=("in",)))
    urls = ["/programmes/", programme.get_absolute_url()]
    before = [count_queries(client, url) for url in urls]
    for edition in range(2, 51):
        activity = make_activity(
            tool="troops", programme=programme, edition=edition, partners=("in", "ph")
        )
        make_activity(programme=make_programme(kind="project"))
        if edition < 5:
            make_photo(activity)

    assert [count_queries(client, url) for url in urls] == before
    assert max(before) <= 12
