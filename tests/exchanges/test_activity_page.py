import datetime

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from exchanges.models import Activity, ChangeNote, Participation, Partner, Source, Tool
from tests.factories import make_activity, make_photo, make_programme

pytestmark = pytest.mark.django_db
# Repeating rows of the tool's detail: the relation, and a value of one row.
ROWS = {
    "people": ("attendees", {"name_en": "A. Person", "office_en": "Minister"}),
    "troops": ("units", {"name_en": "JS Ship", "hull_number": "DD-999", "head_count": 1200}),
    "equipment": ("items", {"name_en": "Trainer aircraft", "quantity": 5}),
}
QUERIES = {"people": 13, "troops": 13, "capacity": 13, "equipment": 13}


def html_of(client: Client, activity: Activity, language: str = "") -> str:
    response = client.get(f"{language}{activity.get_absolute_url()}")
    assert response.status_code == 200
    return response.content.decode()


def test_record_shows_what_is_known_of_it(client: Client) -> None:
    activity = make_activity(
        tool="troops",
        kind="goodwill-exercise",
        title_en="Exercise",
        summary_en="A summary.",
        body_en="First.\n\nSecond <b>not bold</b>.",
        place_en="At sea",
        dates="29 June 2019 - 2 July 2019",
        host=Partner.objects.get(code="au"),
        other_participants="Blue Fleet & friends",
        detail={"is_maritime": True, "personnel": 1234, "area_en": "Indian Ocean"},
    )
    Participation.objects.create(
        activity=activity,
        partner=Partner.objects.get(code="in"),
        role=Participation.Role.OBSERVER,
    )
    Source.objects.create(activity=activity, title="Press release", url="https://example.org/p")
    ChangeNote.objects.create(
        activity=activity, noted_on=datetime.date(2020, 1, 2), text_en="Date corrected."
    )

    html = html_of(client, activity)

    for expected in (
        "29 June – 2 July 2019",
        "Goodwill exercise",
        "<p>First.</p>",
        "Second &lt;b&gt;not bold&lt;/b&gt;.",
        "Blue Fleet &amp; friends",
        "maritime",
        "1,234",
        "Indian Ocean",
        "Australia",
        "Observer",
        'href="https://example.org/p"',
        "Date corrected.",
        activity.reference,
        f'<link rel="canonical" href="http://testserver{activity.get_absolute_url()}">',
    ):
        assert expected in html


@pytest.mark.parametrize("tool", ["people", "troops", "capacity", "equipment"])
@pytest.mark.parametrize("language", ["", "/ja"])
def test_unknown_facts_are_not_published_rather_than_none(
    client: Client, tool: str, language: str
) -> None:
    html = html_of(client, make_activity(tool=tool), language)

    facts = html[html.index('class="facts"') : html.index("</table>")]

    assert 'class="muted"' in facts
    assert ">None<" not in facts


@pytest.mark.parametrize("tool", ROWS)
def test_repeating_rows_of_the_detail_are_shown(client: Client, tool: str) -> None:
    activity = make_activity(tool=tool, detail={})
    relation, row = ROWS[tool]
    getattr(activity.detail, relation).create(**row)

    html = html_of(client, activity)

    assert row["name_en"] in html


def test_fields_of_capacity_building_lead_to_their_list(client: Client) -> None:
    activity = make_activity(tool="capacity", detail={"mode": "dispatch", "trainees": 42})
    field = activity.detail.fields.model.objects.first()
    activity.detail.fields.add(field)

    html = html_of(client, activity)

    assert f'href="/activities/?field={field.code}"' in html
    assert "Dispatch" in html
    assert ">42<" in html


def test_agreement_used_is_linked_only_when_published(client: Client) -> None:
    agreement = make_activity(tool="agreements", title_en="The Agreement")
    activity = make_activity(tool="equipment", detail={"agreement": agreement})

    assert agreement.get_absolute_url() in html_of(client, activity)

    agreement.status = Activity.Status.DRAFT
    agreement.save()

    assert "The Agreement" not in html_of(client, activity)


@pytest.mark.parametrize(
    "fields",
    [
        {"status": "draft"},
        {"status": "in_review"},
        {"status": "withdrawn"},
        {"publish_at": timezone.now() + datetime.timedelta(days=1)},
        {"unpublish_at": timezone.now() - datetime.timedelta(days=1)},
    ],
)
def test_what_is_not_published_is_not_there(
    client: Client, staff: User, fields: dict[str, object]
) -> None:
    activity = make_activity(title_en="Secret matter", **fields)
    client.force_login(staff)

    response = client.get(activity.get_absolute_url())

    assert response.status_code == 404
    assert "Secret matter" not in response.content.decode()


@pytest.mark.parametrize("language", ["", "/ja"])
def test_other_year_forwards_to_the_lasting_address(client: Client, language: str) -> None:
    activity = make_activity(dates="2019-05-23")

    response = client.get(f"{language}/activities/2018/{activity.slug}/")

    assert response.status_code == 301
    assert response["Location"] == f"{language}/activities/2019/{activity.slug}/"


def test_agreement_forwards_to_its_own_address(client: Client) -> None:
    agreement = make_activity(tool="agreements", dates="2019-05-23")

    response = client.get(f"/activities/2019/{agreement.slug}/")

    assert response.status_code == 301
    assert response["Location"] == f"/agreements/{agreement.slug}/"


@pytest.mark.parametrize("year", ["0", "99999999999999999999", "9" * 5000])
def test_impossible_year_is_harmless(client: Client, year: str) -> None:
    activity = make_activity()

    assert client.get(f"/activities/{year}/nothing/").status_code == 404
    assert client.get(f"/activities/{year}/{activity.slug}/").status_code in (301, 404)


def test_photos_come_with_caption_credit_alt_and_size(client: Client) -> None:
    activity = make_activity()
    make_photo(activity, caption_en="Leading", credit_en="Photo: Owner", alt_en="Two ships")
    make_photo(activity, caption_en="In the gallery", position=1)
    make_photo(activity, caption_en="Held back", position=2, release_state="not_reviewed")

    html = html_of(client, activity)

    assert html.index("Leading") < html.index('class="gal"') < html.index("In the gallery")
    assert "Photo: Owner" in html
    assert 'width="960" height="640" alt="Two ships"' in html
    assert "640w" in html
    assert "2 photographs" in html
    assert "Held back" not in html


def test_chosen_photo_leads(client: Client) -> None:
    activity = make_activity()
    make_photo(activity, caption_en="First in order")
    activity.lead_photo = make_photo(activity, caption_en="Chosen", position=1)
    activity.save()

    html = html_of(client, activity)

    assert html.index("Chosen") < html.index('class="gal"') < html.index("First in order")


def test_programme_leads_to_the_records_before_and_after(client: Client) -> None:
    programme = make_programme(kind="deployment")
    legs = [
        make_activity(title_en=f"Leg {day}", programme=programme, dates=f"2019-05-0{day}")
        for day in (1, 2, 3)
    ]
    make_activity(title_en="Draft leg", programme=programme, dates="2019-05-02", status="draft")

    middle = client.get(legs[1].get_absolute_url())
    last = client.get(legs[2].get_absolute_url())

    assert middle.context["previous_in_programme"] == legs[0]
    assert middle.context["next_in_programme"] == legs[2]
    assert last.context["next_in_programme"] is None


def test_record_in_japanese_only_says_so_in_english(client: Client) -> None:
    activity = make_activity(title_en="", title_ja="防衛相会談", summary_ja="意見を交わした。")

    english, japanese = html_of(client, activity), html_of(client, activity, "/ja")

    assert '<h1 lang="ja">防衛相会談</h1>' in english
    assert "in Japanese only" in english
    assert "<h1>防衛相会談</h1>" in japanese
    assert 'role="note"' not in japanese


def test_dates_are_written_the_japanese_way(client: Client) -> None:
    html = html_of(client, make_activity(dates="2019-05-23"), "/ja")

    assert "2019年（令和元年）5月23日" in html


@pytest.mark.parametrize("tool", [tool.value for tool in Tool if tool != Tool.AGREEMENTS])
def test_number_of_queries_does_not_grow(
    client: Client, tool: str, django_assert_num_queries
) -> None:
    activity = make_activity(tool=tool, programme=make_programme(), detail={})

    def add() -> None:
        make_photo(activity)
        Source.objects.create(activity=activity, title="A source")
        if tool in ROWS:
            relation, row = ROWS[tool]
            partner = Partner.objects.get(code="in")
            extra = {"partner": partner} if tool != "equipment" else {}
            getattr(activity.detail, relation).create(**row, **extra)

    add()
    Participation.objects.create(activity=activity, partner=Partner.objects.get(code="in"))
    with django_assert_num_queries(QUERIES[tool]):
        client.get(activity.get_absolute_url())
    for _ in range(10):
        add()
    for partner in Partner.objects.exclude(code="in")[:50]:
        Participation.objects.create(activity=activity, partner=partner)
    with django_assert_num_queries(QUERIES[tool]):
        client.get(activity.get_absolute_url())


@pytest.mark.parametrize(
    ("dates", "start", "end"),
    [
        ("2019-05-23", "2019-05-23", "2019-05-23"),
        ("29 June 2019 - 2 July 2019", "2019-06-29", "2019-07-02"),
        ("May 2019", "2019-05", "2019-05"),
        ("2019", "2019", "2019"),
        ("FY2019", "2019-04", "2020-03"),
    ],
)
def test_machines_read_the_dates_as_far_as_they_are_known(
    client: Client, dates: str, start: str, end: str
) -> None:
    activity = make_activity(dates=dates, title_en="</script><script>alert(1)</script>")

    html = client.get(activity.get_absolute_url()).content.decode()

    assert f'"startDate": "{start}", "endDate": "{end}"' in html
    assert "<script>alert" not in html


def test_a_record_is_taken_to_cite_to_a_calendar_and_as_data(client: Client) -> None:
    activity = make_activity(
        title_en="Talks & {more} 100%", dates="29 June 2019 - 2 July 2019", partners=("in",)
    )
    address = activity.get_absolute_url().rstrip("/")

    cited = client.get(f"{address}.bib")
    event = client.get(f"{address}.ics")
    record = client.get(f"{address}.json")

    assert r"title = {{Talks \& \{more\} 100\%}}" in cited.content.decode()
    assert cited["Content-Disposition"].endswith('.bib"')
    assert b"DTSTART;VALUE=DATE:20190629" in event.content
    assert b"DTEND;VALUE=DATE:20190703" in event.content
    assert record.json()["partners"][0]["code"] == "in"
    for ending in ("bib", "ics", "json"):
        assert f'href="{address}.{ending}"' in client.get(f"{address}/").content.decode()


def test_drafts_have_no_other_forms(client: Client) -> None:
    address = make_activity(status="draft").get_absolute_url().rstrip("/")

    assert {client.get(f"{address}.{ending}").status_code for ending in ("bib", "json")} == {404}
