from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from exchanges.models import Membership, Partner
from tests.factories import make_activity, make_photo, make_programme
from tests.queries import count_queries

pytestmark = pytest.mark.django_db


def text_of(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def figures_on_list(client: Client, code: str) -> list[int] | None:
    """Counts of the four tools as the list shows them, or None where the partner is not in it."""
    context = client.get("/partners/").context
    for partner in [*context["countries"], *context["organisations"]]:
        if partner.code == code:
            return [count for _tool, count in partner.figures.by_each_tool]
    return None


def slug_of(code: str) -> str:
    return Partner.objects.get(code=code).slug


def test_counts_per_tool_are_of_published_records_only(client: Client) -> None:
    make_activity(tool="people", partners=("in",))
    make_activity(tool="troops", partners=("in", "ph"))
    make_activity(tool="troops", partners=("in",))
    for status in ("draft", "in_review", "withdrawn"):
        make_activity(tool="capacity", partners=("in",), status=status)

    assert figures_on_list(client, "in") == [1, 2, 0, 0]
    assert figures_on_list(client, "ph") == [0, 1, 0, 0]


def test_partner_with_drafts_only_is_among_the_others(client: Client) -> None:
    make_activity(partners=("ph",), status="draft")

    assert figures_on_list(client, "ph") is None
    assert Partner.objects.get(code="ph") in client.get("/partners/").context["others"]


def test_record_that_is_not_yet_public_is_not_counted(client: Client) -> None:
    make_activity(partners=("ph",), publish_at=timezone.now() + timedelta(days=1))

    assert figures_on_list(client, "ph") is None


def test_every_partner_can_be_reached_from_the_list(client: Client) -> None:
    make_activity(partners=("in",))

    page = text_of(client, "/partners/")

    for partner in Partner.objects.exclude(code="jp"):
        assert f"href={partner.slug}/>" in page or f'href="{partner.get_absolute_url()}"' in page


def test_only_agreements_in_force_today_are_counted(client: Client) -> None:
    signed, in_force = date(2015, 12, 12), date(2016, 3, 2)
    make_activity(
        tool="agreements", partners=("in",), detail={"signed_on": signed, "in_force_on": in_force}
    )
    make_activity(tool="agreements", partners=("in",), detail={"signed_on": signed})
    make_activity(
        tool="agreements",
        partners=("in",),
        detail={"signed_on": signed, "in_force_on": in_force, "terminated_on": date(2020, 1, 1)},
    )
    make_activity(
        tool="agreements", partners=("in",), detail={"in_force_on": in_force}, status="draft"
    )

    (india,) = client.get("/partners/").context["countries"]
    profile = client.get(india.get_absolute_url()).context["figures"]

    assert india.figures.agreements_in_force == profile.agreements_in_force == 1
    assert india.figures.activities == profile.activities == 0


def test_organisation_stands_apart_with_its_members(client: Client) -> None:
    make_activity(partners=("asean",))

    page = text_of(client, "/partners/")
    (asean,) = client.get("/partners/").context["organisations"]

    assert {"ph", "vn"} <= {member.code for member in asean.current_members}
    assert "<details" in page


def test_former_member_is_no_member(client: Client) -> None:
    asean = Partner.objects.get(code="asean")
    Membership.objects.create(
        organisation=asean,
        member=Partner.objects.get(code="in"),
        joined=date(1990, 1, 1),
        left=date(1999, 1, 1),
    )

    members = client.get(asean.get_absolute_url()).context["members"]

    assert "in" not in {member.code for member in members.partners}


def test_activities_of_members_are_counted_apart_and_once(client: Client) -> None:
    make_activity(partners=("asean",))
    make_activity(partners=("ph", "vn"))
    make_activity(tool="troops", partners=("ph",))
    make_activity(partners=("ph",), status="draft")
    make_activity(tool="agreements", partners=("ph",))

    url = f"/partners/{slug_of('asean')}/"
    context, page = client.get(url).context, text_of(client, url)
    members = context["members"]

    assert context["figures"].activities == 1
    assert (members.total, members.today) == (2, 2)
    assert dict(members.at_the_time) == {"people": 1, "troops": 1, "capacity": 0, "equipment": 0}
    assert "partner=ph" in members.query
    assert "2 activities with today’s members" in page


def test_activities_count_for_the_time_of_membership(client: Client) -> None:
    organisation = Partner.objects.get(code="asean")
    organisation.memberships.all().delete()
    for code, joined, left in [
        ("ph", date(2000, 1, 1), None),
        ("in", date(1990, 1, 1), date(2010, 1, 1)),
        ("fr", None, None),
    ]:
        Membership.objects.create(
            organisation=organisation,
            member=Partner.objects.get(code=code),
            joined=joined,
            left=left,
        )
    for code in ("ph", "in", "fr"):
        for day in ("1995-05-01", "2009-12-31", "2010-01-01"):
            make_activity(partners=(code,), dates=day)

    url = organisation.get_absolute_url()
    members, page = client.get(url).context["members"], text_of(client, url)

    # The Philippines from 2000 on, India until 2009, and France, of which nothing is known, always.
    assert members.total == 2 + 2 + 3
    assert members.today == 6
    assert "For 1 member no dates are recorded" in page


def test_numbers_of_programmes_lead_to_their_lists(client: Client) -> None:
    programme = make_programme(name_en="Forum")
    for partners in (("in",), ("in", "ph"), ("ph",)):
        make_activity(partners=partners, programme=programme)

    page = text_of(client, f"/partners/{slug_of('in')}/")
    query = f"partner=in&amp;programme={programme.slug}"

    assert f'href="/activities/?{query}">2</a>' in page
    assert client.get(f"/activities/?{query.replace('&amp;', '&')}").context["total"] == 2


def test_long_index_does_without_flags_and_links_of_numbers(client: Client) -> None:
    for partner in Partner.objects.filter(kind="country", valid_to=None).exclude(code="jp")[:101]:
        make_activity(partners=(partner.code,))

    page = text_of(client, "/partners/")

    assert "flags.svg" not in page.partition("<table")[2]
    assert "?partner=" not in page


def test_historic_state_links_to_successors_and_back(client: Client) -> None:
    historic = Partner.objects.filter(valid_to__isnull=False, successors__isnull=False).first()
    successor = historic.successors.first()
    make_activity(partners=(historic.code,))

    assert f'href="{successor.get_absolute_url()}"' in text_of(client, historic.get_absolute_url())
    assert f'href="{historic.get_absolute_url()}"' in text_of(client, successor.get_absolute_url())
    assert "historic state, until" in text_of(client, "/partners/")


def test_profile_shows_nothing_of_drafts(client: Client) -> None:
    programme = make_programme(name_en="Secret programme")
    draft = make_activity(
        partners=("in",), status="draft", title_en="Secret talks", programme=programme
    )
    make_photo(draft, caption_en="Secret picture")
    make_activity(
        tool="agreements", partners=("in",), status="draft", title_en="Secret pact", detail={}
    )

    page = text_of(client, f"/partners/{slug_of('in')}/")

    assert "Secret" not in page
    assert 'data-total="0"' in page


def test_profile_of_partner_without_records_says_so(client: Client) -> None:
    page = text_of(client, f"/partners/{slug_of('ph')}/")

    assert "No record with this partner has been published" in page


def test_profile_has_figures_table_programmes_firsts_and_photos(client: Client) -> None:
    programme = make_programme(name_en="Forum")
    first = make_activity(
        partners=("in",), dates="2006-05-02", title_en="The very first", programme=programme
    )
    make_activity(partners=("in", "ph"), dates="2008-01-05", title_en="The latest")
    make_activity(tool="troops", partners=("in",), dates="2008-02")
    make_photo(first, caption_en="Delegations", credit_en="Photo: Ministry")

    url = f"/partners/{slug_of('in')}/"
    page, context = text_of(client, url), client.get(url).context

    assert [column.year for column in context["chart"].columns] == [2006, 2007, 2008]
    assert [column.total for column in context["chart"].newest_first] == [2, 1]
    assert "<desc" in page
    assert "An activity with several partners is counted once for each." in page
    first = context["ends"][0]
    assert (first.tool, first.first.title, first.latest.title) == (
        "people",
        "The very first",
        "The latest",
    )
    assert programme.get_absolute_url() in page
    assert "Delegations" in page
    assert "Photo: Ministry" in page


def test_photo_that_is_not_released_is_not_shown(client: Client) -> None:
    activity = make_activity(partners=("in",))
    make_photo(activity, release_state="not_reviewed", caption_en="Not yet reviewed")

    assert "Not yet reviewed" not in text_of(client, f"/partners/{slug_of('in')}/")


def test_unknown_partner_is_not_found(client: Client) -> None:
    assert client.get("/partners/atlantis/").status_code == 404


def test_home_country_is_explained(client: Client) -> None:
    page = text_of(client, f"/partners/{slug_of('jp')}/")

    assert "takes part in every activity" in page


def test_pages_are_in_japanese_below_ja(client: Client) -> None:
    make_activity(partners=("in",), title_ja="日印防衛相会談")

    assert "インド" in text_of(client, "/ja/partners/")
    page = text_of(client, f"/ja/partners/{slug_of('in')}/")
    assert "日印防衛相会談" in page
    assert "2019年（令和元年）5月23日" in page


@pytest.mark.parametrize("query", ["q=%00", "partner=" + "x" * 8192, "&".join(["a=1"] * 1000)])
def test_strange_parameters_change_nothing(client: Client, query: str) -> None:
    make_activity(partners=("in",))

    assert client.get(f"/partners/?{query}").status_code == 200
    assert client.get(f"/partners/{slug_of('in')}/?{query}").status_code == 200


def make_everything(number: int) -> None:
    """A record of each sort with India and ASEAN, with a photo and a programme of its own."""
    for tool in ("people", "troops", "agreements"):
        activity = make_activity(
            tool=tool,
            dates=f"{1990 + number % 30}-05-23",
            partners=("in", "asean", "ph"),
            programme=make_programme() if tool == "people" else None,
            detail={"in_force_on": date(2019, 5, 23)} if tool == "agreements" else None,
        )
        # The newest has one too: pictures are looked for wherever there are photos.
        if number in (0, 29):
            make_photo(activity)


@pytest.mark.parametrize("code", [None, "in", "asean"])
def test_number_of_queries_does_not_grow(client: Client, code: str | None) -> None:
    url = f"/partners/{slug_of(code)}/" if code else "/partners/"
    make_everything(0)
    before = count_queries(client, url)
    for number in range(1, 50):
        make_everything(number)

    assert count_queries(client, url) == before
    assert before <= 41
