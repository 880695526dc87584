from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from agreements.models import AgreementDetail, PartyAction
from agreements.status import Status, periods, status_on
from exchanges.models import Partner
from tests.factories import make_activity, make_photo
from tests.queries import count_queries

from .making import IN_FORCE, SIGNED, make_agreement, text_of, titles

pytestmark = pytest.mark.django_db


def test_drafts_are_nowhere(client: Client) -> None:
    draft = make_agreement(status="draft", title_en="Secret pact", partners=("ph",))
    later = make_agreement(
        title_en="Secret later", partners=("ph",), publish_at=timezone.now() + timedelta(days=1)
    )

    page = text_of(client, "/agreements/")
    context = client.get("/agreements/").context

    assert client.get(draft.get_absolute_url()).status_code == 404
    assert client.get(later.get_absolute_url()).status_code == 404
    assert "Secret" not in page
    assert 'data-total="0"' in page
    assert not any(count for _status, count in context["figures"])
    assert not any(option.count for facet in context["facets"] for option in facet.options)
    assert not context["coverage"].regions


def test_only_agreements_are_listed_and_have_a_page(client: Client) -> None:
    seminar = make_activity(tool="capacity")
    make_agreement(title_en="The agreement")

    assert titles(client) == {"The agreement"}
    assert client.get(f"/agreements/{seminar.slug}/").status_code == 404


@pytest.mark.parametrize(
    ("day", "status"),
    [
        ("2012-05-16", Status.NOT_CONCLUDED),
        ("2012-05-17", Status.SIGNED),
        ("2013-03-21", Status.SIGNED),
        ("2013-03-22", Status.IN_FORCE),
        ("2019-12-31", Status.IN_FORCE),
        ("2020-01-01", Status.ENDED),
    ],
)
def test_status_is_that_of_the_day_asked_for(client: Client, day: str, status: Status) -> None:
    agreement = make_agreement(
        detail={
            "signed_on": SIGNED,
            "in_force_on": IN_FORCE,
            "terminated_on": date(2020, 1, 1),
        }
    )

    detail = client.get(f"{agreement.get_absolute_url()}?on={day}").context
    listed = client.get(f"/agreements/?on={day}").context

    assert detail["agreement"].standing == status
    assert [a.standing for a in listed["page_obj"].object_list] == [status]
    assert titles(client, f"?on={day}&status={status}") == {agreement.title}


@pytest.mark.parametrize(
    "dates",
    [
        {},
        {"signed_on": SIGNED},
        {"in_force_on": IN_FORCE},
        {"terminated_on": IN_FORCE},
        {"signed_on": SIGNED, "terminated_on": IN_FORCE},
        {"signed_on": SIGNED, "in_force_on": IN_FORCE, "terminated_on": date(2020, 1, 1)},
    ],
)
def test_database_and_record_agree_on_the_status(dates: dict[str, date]) -> None:
    agreement = make_agreement(detail=dates)

    for day in (date(2000, 1, 1), SIGNED, IN_FORCE, date(2019, 12, 31), date(2020, 1, 1)):
        found = AgreementDetail.objects.annotate(standing=status_on(day)).get(pk=agreement.pk)
        assert found.standing == agreement.agreements_detail.status_on(day)


def test_agreement_without_dates_of_its_own_has_no_known_status(client: Client) -> None:
    agreement = make_activity(tool="agreements", dates="2016", title_en="Bare")

    assert client.get(agreement.get_absolute_url()).context["agreement"].standing == Status.UNKNOWN
    assert titles(client, "?status=unknown") == {"Bare"}


def test_periods_follow_one_another() -> None:
    detail = AgreementDetail(signed_on=SIGNED, in_force_on=IN_FORCE)

    assert periods(detail) == [
        (Status.NOT_CONCLUDED, None, date(2012, 5, 16)),
        (Status.SIGNED, SIGNED, date(2013, 3, 21)),
        (Status.IN_FORCE, IN_FORCE, None),
    ]
    assert periods(AgreementDetail()) == []


@pytest.mark.parametrize(
    "day", ["yesterday", "2012-13-01", "2012-02-30", "0000-00-00", "9" * 21, "2012", "%00", "-1"]
)
def test_day_that_is_none_is_ignored_and_named(client: Client, day: str) -> None:
    agreement = make_agreement()

    for url in (agreement.get_absolute_url(), "/agreements/"):
        response = client.get(f"{url}?on={day}")
        assert response.status_code == 200
        ignored = response.context.get("ignored") or response.context["query"].ignored
        assert len(ignored) == 1
        assert "could not be used and was ignored" in response.content.decode()
        on = response.context.get("on") or response.context["query"].on
        assert on == timezone.localdate()


def test_filters_narrow_and_repeated_values_widen(client: Client) -> None:
    make_agreement(kind="isa", title_en="A", partners=("au",))
    make_agreement(kind="acsa", title_en="B", partners=("in",), dates="2020-09-09")
    make_agreement(kind="acsa", title_en="C", partners=("in", "au"), detail={"signed_on": SIGNED})

    assert titles(client, "?kind=acsa") == {"B", "C"}
    assert titles(client, "?kind=acsa&kind=isa") == {"A", "B", "C"}
    assert titles(client, "?kind=acsa&partner=au") == {"C"}
    assert titles(client, "?partner=in&partner=au") == {"A", "B", "C"}
    assert titles(client, "?status=signed") == {"C"}
    assert titles(client, "?status=signed&status=in-force") == {"A", "B", "C"}
    assert titles(client, "?year=2020") == {"B"}
    assert titles(client, "?q=nothing-of-the-kind") == set()


def test_facet_counts_are_what_choosing_the_value_gives(client: Client) -> None:
    make_agreement(kind="isa", partners=("au", "in"))
    make_agreement(kind="acsa", partners=("in",))
    make_agreement(kind="acsa", partners=("au",), detail={"signed_on": SIGNED})

    for facet in client.get("/agreements/?kind=acsa").context["facets"]:
        for option in facet.options:
            base = "" if facet.name == "kind" else "kind=acsa&"
            found = client.get(f"/agreements/?{base}{facet.name}={option.value}").context["total"]
            assert found == option.count


def test_unknown_values_are_ignored_and_named(client: Client) -> None:
    make_agreement(title_en="A")

    response = client.get("/agreements/?kind=treaty-of-atlantis&status=maybe&year=0&page=999")

    assert response.context["total"] == 1
    assert [item.value for item in response.context["query"].ignored] == [
        "treaty-of-atlantis",
        "0",
        "maybe",
        "999",
    ]
    assert "treaty-of-atlantis" in response.content.decode()


@pytest.mark.parametrize("name", ["q", "kind", "partner", "status", "year", "on", "page", "sort"])
@pytest.mark.parametrize("value", ["%00", "1" + "0" * 20, "x" * 8192, "-1", "%F0%9F%9A%A2", "'"])
def test_strange_values_are_answered(client: Client, name: str, value: str) -> None:
    agreement = make_agreement()

    assert client.get(f"/agreements/?{name}={value}").status_code == 200
    assert client.get(f"{agreement.get_absolute_url()}?{name}={value}").status_code == 200


@pytest.mark.parametrize("name", ["q", "kind", "partner", "status", "year", "on", "page"])
def test_a_thousand_repeats_are_answered(client: Client, name: str) -> None:
    agreement = make_agreement()
    query = "&".join(f"{name}=x{number}" for number in range(1000))

    assert client.get(f"/agreements/?{query}").status_code == 200
    assert client.get(f"{agreement.get_absolute_url()}?{query}").status_code == 200


def test_empty_result_offers_each_search_with_one_filter_less(client: Client) -> None:
    make_agreement(kind="isa", partners=("au",))

    response = client.get("/agreements/?kind=acsa&partner=au")

    less = {label: (url, count) for label, url, count in response.context["suggestions"]}
    assert less["Type"] == ("?partner=au", 1)
    assert less["Partner"] == ("?kind=acsa", 0)
    assert "No published agreement fits all the filters." in response.content.decode()


def test_coverage_is_by_partner_and_type(client: Client) -> None:
    isa = make_agreement(kind="isa", partners=("au", "in"))
    make_agreement(kind="acsa", partners=("in",), detail={"signed_on": SIGNED})

    coverage = client.get("/agreements/").context["coverage"]
    page = text_of(client, "/agreements/")

    cells = {row.partner.code: row.cells for _label, rows in coverage.regions for row in rows}
    kinds = [kind.code for kind in coverage.kinds]
    assert cells["au"][kinds.index("isa")].agreements == [isa]
    assert cells["au"][kinds.index("acsa")].agreements == []
    assert "In force 2013" in page
    assert "Signed 2012" in page


def make_many(number: int, partners: tuple[str, ...] = ("au",)) -> None:
    """Agreements of which no date is known but that of their conclusion."""
    for _number in range(number):
        make_activity(tool="agreements", partners=partners, dates="2016")


def test_of_many_agreements_the_table_has_those_with_dates(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("agreements.views.COVERED", 5)
    dated = make_agreement(partners=("in",))
    make_many(6)

    response = client.get("/agreements/")

    ((_region, (row,)),) = response.context["coverage"].regions
    assert row.partner.code == "in"
    assert row.cells[0].agreements == [dated]
    assert "6 agreements are in the list below only" in response.content.decode()
    assert titles_number(client, "?status=unknown") == 6


def titles_number(client: Client, query: str) -> int:
    return client.get(f"/agreements/{query}").context["total"]


def test_partners_beyond_the_first_are_shown_when_asked_for(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("agreements.coverage.PARTNERS", 1)
    make_agreement(partners=("au", "in", "ph"))

    page = text_of(client, "/agreements/")
    everything = client.get("/agreements/?coverage=all").context["coverage"]

    assert "Show 2 more partners" in page
    assert 'href="?coverage=all#coverage"' in page
    assert sum(len(rows) for _label, rows in everything.regions) == 3


def test_cell_with_many_agreements_leads_to_their_list(client: Client) -> None:
    for _number in range(5):
        make_agreement(partners=("in",))

    page = text_of(client, "/agreements/")

    assert page.count("In force 2013") == 3
    assert 'href="/agreements/?partner=in&amp;kind=acsa#results">2 more</a>' in page
    assert titles_number(client, "?partner=in&kind=acsa") == 5


def test_every_count_is_the_length_of_its_list(client: Client) -> None:
    make_agreement(kind="isa", partners=("au", "in"), detail={"signed_on": SIGNED})
    make_agreement(kind="acsa", partners=("in",), title_en="Logistics")
    make_agreement(kind="acsa", partners=("au",), detail={"in_force_on": IN_FORCE})
    make_many(2, partners=("in",))
    make_agreement(partners=("in",), publish_at=timezone.now() + timedelta(days=1))

    for query in ("", "status=in-force", "status=unknown&status=signed", "partner=in", "year=2016"):
        context = client.get(f"/agreements/?on=2019-01-01&{query}").context
        for facet in context["facets"]:
            others = "&".join(p for p in query.split("&") if not p.startswith(facet.name))
            for option in facet.options:
                asked = f"?on=2019-01-01&{others}&{facet.name}={option.value}"
                assert titles_number(client, asked) == option.count, asked


def test_order_is_that_asked_for(client: Client) -> None:
    for title, day in [("A", "2012-05-17"), ("B", "2020-09-09"), ("C", "2015-01-01")]:
        make_agreement(title_en=title, dates=day)

    def order(query: str) -> list[str]:
        page = client.get(f"/agreements/{query}").context["page_obj"]
        return [agreement.title for agreement in page.object_list]

    assert order("") == ["B", "C", "A"]
    assert order("?sort=oldest&status=in-force") == ["A", "C", "B"]
    assert order("?sort=updated") == ["C", "B", "A"]


def test_japanese_pages(client: Client) -> None:
    agreement = make_agreement(title_en="Only in English", title_ja="", partners=("au",))

    address = f"/ja{agreement.get_absolute_url()}"

    assert "オーストラリア" in text_of(client, "/ja/agreements/")
    page = text_of(client, address)
    assert '<h1 lang="en">Only in English</h1>' in page
    assert "2012年（平成24年）5月17日" in page


def test_pages_go_on_after_the_first(client: Client) -> None:
    for _number in range(27):
        make_agreement()

    page = client.get("/agreements/?page=2&kind=acsa").context["page_obj"]

    assert len(page.object_list) == 2


def test_number_of_queries_does_not_grow(client: Client) -> None:
    agreement = make_agreement(partners=("au", "in"))
    old = make_agreement(partners=("au",))
    detail = agreement.agreements_detail
    detail.replaces = old
    detail.save()
    PartyAction.objects.create(detail=detail, partner=old.partners.get(), action="signed")
    make_activity(tool="equipment", partners=("au",), detail={"agreement": agreement})
    make_photo(agreement)
    agreement.sources.create(title="Gazette")
    urls = ["/agreements/", "/agreements/?status=in-force&kind=acsa", agreement.get_absolute_url()]
    before = [count_queries(client, url) for url in urls]
    for code in ("in", "ph", "us", "fr"):
        PartyAction.objects.create(
            detail=detail, partner=Partner.objects.get(code=code), action="signed"
        )
    for number in range(50):
        make_agreement(partners=("au", "in"), detail={"amends": agreement, "signed_on": SIGNED})
        make_activity(tool="equipment", partners=("au", "ph"), detail={"agreement": agreement})
        agreement.sources.create(title=f"Source {number}")

    assert [count_queries(client, url) for url in urls] == before
    assert max(before) <= 24
