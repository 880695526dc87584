import pytest
from django.test import Client

from cooperation.views.programmes import steps_of
from exchanges.models import Activity
from tests.factories import make_activity, make_photo, make_programme
from tests.queries import count_queries

pytestmark = pytest.mark.django_db


def text_of(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


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
    assert group[1][0].span["count"] == 1


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

    steps = client.get(programme.get_absolute_url()).context["steps"]

    titles = [step.activities[0].title for step, _gap in steps]
    assert titles == ["First", "Second", "Third", "Early extra", "Late extra"]


def test_gap_between_numbers_is_said_in_words(client: Client) -> None:
    programme = make_programme(kind="deployment")
    for edition in (1, 3, 7):
        make_activity(tool="troops", programme=programme, edition=edition)

    page = text_of(client, programme.get_absolute_url())

    assert "Leg 2: no record" in page
    assert "Legs 4 to 6: no record" in page


def test_far_numbers_make_one_gap() -> None:
    activities = [Activity(edition=1), Activity(edition=32767)]

    assert [(step.number, step.last) for step in steps_of(activities)] == [
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

    assert [step.number for step, _gap in context["steps"]] == [23, 22, 21]
    assert [(year, bool(activity)) for year, activity in context["strip"]] == [
        (2016, True),
        (2017, False),
        (2018, True),
    ]
    assert "Edition 22: no record" in page


def test_several_activities_share_a_leg(client: Client) -> None:
    programme = make_programme(kind="deployment")
    make_activity(tool="troops", programme=programme, edition=1, title_en="Port call")
    make_activity(tool="troops", programme=programme, edition=1, title_en="Goodwill exercise")

    ((step, _gap),) = client.get(programme.get_absolute_url()).context["steps"]

    assert [activity.title for activity in step.activities] == ["Port call", "Goodwill exercise"]


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
    assert max(before) <= 8
