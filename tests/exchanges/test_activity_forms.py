"""The other forms of a record: to cite, in a calendar, as data, to share and for machines."""

import json
import re

import pytest
from django.test import Client
from icalendar import Calendar

from exchanges.models import ChangeNote, Partner, Source
from tests.factories import make_activity, make_photo, make_programme

pytestmark = pytest.mark.django_db
HOSTILE = "</script><script>alert(1)</script> & \u2028 “防衛”"


def form(client: Client, activity: object, ending: str, language: str = "") -> str:
    response = client.get(f"{language}{activity.get_absolute_url().rstrip('/')}.{ending}")
    assert response.status_code == 200
    return response.content.decode()


def event_of(client: Client, activity: object, language: str = "") -> dict:
    html = client.get(f"{language}{activity.get_absolute_url()}").content.decode()
    (found,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)
    return json.loads(found)


@pytest.mark.parametrize(
    ("dates", "date"),
    [
        ("2019-05-23", "2019-05-23"),
        ("29 June 2019 - 2 July 2019", "2019-06-29/2019-07-02"),
        ("May 2019", "2019-05"),
        ("FY2019", "2019-04/2020-03"),
    ],
)
def test_citation_gives_the_whole_period_as_far_as_it_is_known(
    client: Client, dates: str, date: str
) -> None:
    cited = form(client, make_activity(dates=dates), "bib")

    assert f"  date = {{{date}}},\n" in cited
    assert "  year = {2019},\n" in cited


def test_citation_stands_any_title_and_keeps_its_address(client: Client) -> None:
    activity = make_activity(
        title_en="", title_ja="防衛 {相} 50% \\ a_b & #1 ~^$", slug="with_line", reference="A, {1}"
    )

    cited = form(client, activity, "bib")

    assert cited.startswith("@misc{A---1,\n")
    assert (
        r"title = {{防衛 \{相\} 50\% \textbackslash{} a\_b \& \#1"
        r" \textasciitilde{}\textasciicircum{}\$}}" in cited
    )
    assert "url = {http://testserver/activities/2019/with_line/}" in cited
    assert "langid = {japanese}" in cited


def test_calendar_is_read_back_and_says_how_far_the_date_is_known(client: Client) -> None:
    activity = make_activity(
        title_en="Talks, with; marks\\", place_en="Tokyo", dates="May 2019", summary_en="A\nB"
    )

    (event,) = Calendar.from_ical(form(client, activity, "ics")).walk("VEVENT")

    assert str(event["summary"]) == "Talks, with; marks\\"
    assert event["dtstart"].dt.isoformat() == "2019-05-01"
    assert event["dtend"].dt.isoformat() == "2019-06-01"
    assert str(event["description"]) == "May 2019\nA\nB"
    assert str(event["location"]) == "Tokyo"


def test_data_holds_the_facts_of_the_tool_and_the_corrections(client: Client) -> None:
    activity = make_activity(tool="people", detail={"minutes": 40, "format": "video"})
    activity.detail.attendees.create(
        partner=Partner.objects.get(code="in"), name_en="A. Person", office_en="Minister"
    )
    Source.objects.create(activity=activity, title="Release", published_on="2019-05-24")
    ChangeNote.objects.create(activity=activity, noted_on="2020-01-02", text_en="Date corrected.")

    record = json.loads(form(client, activity, "json"))

    assert (record["facts"]["minutes"], record["facts"]["format"]) == (40, "video")
    (attendee,) = record["facts"]["rows"]
    assert (attendee["partner"], attendee["office_en"]) == ("in", "Minister")
    assert record["sources"][0]["published_on"] == "2019-05-24"
    assert record["corrections"][0]["text_en"] == "Date corrected."


@pytest.mark.parametrize("tool", ["people", "troops", "capacity", "equipment", "agreements"])
def test_every_tool_has_every_form(client: Client, tool: str) -> None:
    activity = make_activity(tool=tool, detail={}, slug="a-record")

    for ending in ("bib", "ics", "json"):
        assert client.get(f"/activities/2019/a-record.{ending}").status_code == 200
        assert client.get(f"/ja/activities/2019/a-record.{ending}").status_code == 200
    assert activity.reference in client.get("/activities/2019/a-record.bib").content.decode()


def test_agreement_used_is_named_only_when_published(client: Client) -> None:
    agreement = make_activity(tool="agreements", status="draft")
    activity = make_activity(tool="equipment", detail={"agreement": agreement})

    assert json.loads(form(client, activity, "json"))["facts"]["agreement"] is None

    agreement.status = "published"
    agreement.save()

    found = json.loads(form(client, activity, "json"))["facts"]["agreement"]
    assert found == agreement.reference


@pytest.mark.parametrize("ending", ["bib", "ics", "json"])
def test_form_of_another_year_forwards_too(client: Client, ending: str) -> None:
    activity = make_activity(dates="2019-05-23")

    response = client.get(f"/ja/activities/2018/{activity.slug}.{ending}")

    assert response.status_code == 301
    assert response["Location"] == f"/ja/activities/2019/{activity.slug}.{ending}"


def test_machines_read_an_event_that_no_title_breaks_out_of(client: Client) -> None:
    activity = make_activity(title_en=HOSTILE, place_en=HOSTILE, summary_en=HOSTILE)
    make_photo(activity)

    event = event_of(client, activity)

    assert (event["@type"], event["name"], event["location"]["name"]) == ("Event", HOSTILE, HOSTILE)
    assert event["image"][0].startswith("http://testserver/media/")
    assert event["url"] == f"http://testserver{activity.get_absolute_url()}"
    assert event["organizer"]["name"] == "Ministry of Defense"
    assert event_of(client, activity, "/ja")["inLanguage"] == "ja"


def test_shared_pages_name_everything_once(client: Client) -> None:
    activity = make_activity(title_en="Shared", summary_en="In short.")
    photo = make_photo(activity, alt_en="Two ships")

    html = client.get(activity.get_absolute_url()).content.decode()

    for name, content in {
        "og:title": "Shared",
        "og:type": "article",
        "og:description": "In short.",
        "og:image": f"http://testserver{photo.files_in('jpeg', 'card')[0].url}",
        "og:image:alt": "Two ships",
        "og:url": f"http://testserver{activity.get_absolute_url()}",
    }.items():
        assert html.count(f'<meta property="{name}"') == 1, name
        assert f'<meta property="{name}" content="{content}">' in html


def test_record_says_which_one_of_its_programme_it_is(client: Client) -> None:
    activity = make_activity(programme=make_programme(kind="deployment"), edition=6)

    assert "Leg 6" in client.get(activity.get_absolute_url()).content.decode()


def test_citation_marks_a_title_in_another_language(client: Client) -> None:
    activity = make_activity(title_en="", title_ja="防衛相会談")

    html = client.get(activity.get_absolute_url()).content.decode()

    assert '“<span lang="ja">防衛相会談</span>”' in html
