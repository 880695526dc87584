"""For random records and random filters every count equals the list behind its link."""

import re
from datetime import date, timedelta

import pytest
from django.apps import apps
from django.http import QueryDict
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exchanges.dates import DateSpan
from exchanges.filters import activities_for
from exchanges.index import results
from exchanges.index.rebuilding import differences
from exchanges.index.refreshing import refreshing_once
from exchanges.index.results import COUNTED, Results
from exchanges.models import Activity, Kind, Participation, Partner, Tool
from exchanges.query import ActivityQuery
from tests.factories import make_activity, make_programme

pytestmark = pytest.mark.django_db
PARTNERS = ("in", "ph", "au", "fr", "asean")
KEYS = {"kind": "kind__code", "partner": "code"}
DAYS = st.dates(min_value=date(2015, 1, 1), max_value=date(2022, 12, 31))
WORDS = ("ships", "band", "訓練", "会談")


@st.composite
def records(draw: st.DrawFn) -> dict[str, object]:
    tool = draw(st.sampled_from(Tool.values))
    start = draw(DAYS)
    length = draw(st.sampled_from([0, 0, 3, 45, 800]))
    span = draw(
        st.sampled_from(
            [
                DateSpan.day(start).to(DateSpan.day(start + timedelta(days=length))),
                DateSpan.year(start.year),
                DateSpan.month(start.year, start.month),
            ]
        )
    )
    now = timezone.now()
    window = draw(st.sampled_from(["", "", "", "coming", "over", "open"]))
    hour = timedelta(hours=1)
    return {
        "tool": tool,
        "dates": span,
        "partners": tuple(draw(st.sets(st.sampled_from(PARTNERS), max_size=3))),
        "status": draw(st.sampled_from(["published"] * 4 + ["draft", "withdrawn"])),
        "title_en": " ".join(draw(st.lists(st.sampled_from(WORDS), min_size=1, max_size=3))),
        "publish_at": now + hour if window == "coming" else None,
        "unpublish_at": {"over": now - hour, "open": now + hour}.get(window),
    }


@st.composite
def queries(draw: st.DrawFn) -> str:
    values = {
        "tool": Tool.values,
        "kind": ["ministerial", "bilateral-exercise", "seminar"],
        "partner": PARTNERS,
        "region": ["south-asia", "southeast-asia", "europe", "international"],
        "year": ["2016", "2019", "2021"],
        "from": ["2016", "2018-05", "2019-03-17"],
        "to": ["2021", "2019-05", "2018-11-02"],
        "programme": ["series"],
        "q": ["ships", "band 訓練", "India"],
    }
    pairs = [
        f"{name}={value}"
        for name in draw(st.sets(st.sampled_from(sorted(values)), max_size=3))
        for value in draw(st.lists(st.sampled_from(values[name]), min_size=1, max_size=2))
    ]
    return "&".join([*pairs, draw(st.sampled_from(["", "sort=oldest", "sort=updated"]))])


def expected(query: ActivityQuery) -> set[int]:
    found = activities_for(query, Activity.objects.published())
    return set(found.values_list("pk", flat=True))


def codes(name: str, values: dict[str, int]) -> dict[str, int]:
    """Counts by what an address says instead of by keys; kinds that share a code together."""
    models = {"kind": (Kind, "code"), "partner": (Partner, "code")}
    if name not in models:
        return {value: number for value, number in values.items() if number}
    model, key = models[name]
    named = dict(model.objects.values_list("pk", key))
    found: dict[str, int] = {}
    for value, number in values.items():
        found[named[int(value)]] = found.get(named[int(value)], 0) + number
    return {value: number for value, number in found.items() if number}


@pytest.mark.parametrize("few", [0, 1500])
@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(made=st.lists(records(), min_size=4, max_size=14), asked=st.lists(queries(), max_size=4))
def test_counts_are_the_lengths_of_the_lists(
    monkeypatch: pytest.MonkeyPatch, few: int, made: list[dict], asked: list[str]
) -> None:
    monkeypatch.setattr(results, "FEW", few)
    Activity.objects.all().delete()
    with refreshing_once():
        for fields in made:
            make_activity(**fields)
    assert list(differences()) == []
    for address in ["", *asked]:
        query = ActivityQuery.read(QueryDict(address))
        found = Results(query)
        wanted = expected(query)
        rows = found[0:100]
        assert found.total == len(wanted), address
        assert {row.pk for row in rows} == wanted, address
        days = [row.dates.start for row in rows]
        if query.sort != "updated":
            assert days == sorted(days, reverse=query.sort == "newest"), address
        assert [row.pk for row in found[0:3]] + [row.pk for row in found[3:6]] == [
            row.pk for row in rows[:6]
        ]
        for name in ("tool", "kind", "partner", "region", "year"):
            counts = codes(name, found.counts(name))
            for value, number in counts.items():
                less = query.without(name)
                link = QueryDict(f"{less.address[1:]}&{name}={value}")
                assert number == len(expected(ActivityQuery.read(link))), (address, name, value)


def test_what_a_page_counts_is_what_its_links_show(client: Client) -> None:
    programme = make_programme(slug="series")
    make_activity(tool="troops", kind="port-call", partners=("in", "ph"), programme=programme)
    make_activity(tool="people", partners=("in",), dates="2020-02-02")
    seminar = make_activity(tool="capacity", partners=("ph",), dates="2020", detail={})
    fields = apps.get_model("capacity", "CapacityField").objects.order_by("pk")[:2]
    seminar.detail.fields.set(fields)
    pattern = r'data-facet="([a-z]+)" data-value="([^"]+)" data-count="(\d+)"'

    for address in ("", "partner=in", "tool=capacity&tool=people", "year=2020&partner=ph"):
        html = client.get(f"/activities/?{address}").content.decode()
        found = re.findall(pattern, html)
        assert {facet for facet, _value, _count in found} >= {"tool", "partner", "year"}
        query = ActivityQuery.read(QueryDict(address))
        for facet, value, count in found:
            link = f"{query.without(facet).address}&{facet}={value}"
            shown = client.get(f"/activities/{link}").content.decode()
            assert f'data-total="{count}"' in shown, (address, facet, value)


def test_partner_without_records_counts_nothing() -> None:
    make_activity(partners=("in",))
    Participation.objects.all().delete()

    assert Results(ActivityQuery()).counts("partner") == {}
    assert set(COUNTED) >= {"tool", "kind", "partner", "region", "year", "programme", "field"}
