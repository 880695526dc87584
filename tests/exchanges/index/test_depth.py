"""Pages at any depth, in every order, read whole or chunk by chunk."""

from datetime import timedelta
from itertools import pairwise

import pytest
from django.http import QueryDict
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exchanges.filters import activities_for
from exchanges.index import order, postings, results
from exchanges.index.rebuilding import differences
from exchanges.index.results import COUNTED, Results
from exchanges.models import Activity
from exchanges.query import ActivityQuery
from exchanges.views import ActivityList
from tests.factories import make_activity

from .sample import expected_counts, make_records, queries, records

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["small", "large"])
def _as_if_the_sets_were(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A few records stand for many: what is done from some number on is then done for all."""
    if request.param == "large":
        monkeypatch.setattr(results, "FEW", 0)
        monkeypatch.setattr(postings, "SMALL", 0)
        monkeypatch.setattr(order, "SORTED_AT_ONCE", 0)
        monkeypatch.setattr(order, "WALKED_AT_ONCE", 3)


@pytest.mark.usefixtures("_as_if_the_sets_were")
@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    drawn=st.lists(records(), min_size=4, max_size=12),
    asked=st.lists(queries(), min_size=1, max_size=2),
)
def test_pages_are_the_list_and_counts_those_of_sql(drawn: list[dict], asked: list[str]) -> None:
    make_records(drawn)
    assert list(differences()) == []
    for address in ["", "sort=oldest", "sort=updated", "tool=troops&tool=people", *asked]:
        query = ActivityQuery.read(QueryDict(address))
        found = activities_for(query, Activity.objects.published())

        whole = [row.pk for row in Results(query)[0:100]]
        assert sorted(whole) == sorted(found.values_list("pk", flat=True)), address
        assert Results(query).total == len(whole), address
        assert_in_order(query, whole, address)

        for size in (2, 7):
            paged = [Results(query)[place : place + size] for place in range(0, len(whole), size)]
            assert [row.pk for page in paged for row in page] == whole, (address, size)
        assert Results(query)[len(whole) : len(whole) + 5] == []

        shown = Results(query)
        for name in COUNTED:
            counts = {value: number for value, number in shown.counts(name).items() if number}
            assert counts == expected_counts(query, name), (address, name)


def assert_in_order(query: ActivityQuery, keys: list[int], address: str) -> None:
    """Exactly that of SQL by last change; by day the records of one day come in any order."""
    in_sql = Activity.objects.filter(pk__in=keys).order_by(*query.ordering)
    if query.sort == "updated":
        assert keys == list(in_sql.values_list("pk", flat=True)), address
    else:
        days = dict(in_sql.values_list("pk", "start_date"))
        assert [days[key] for key in keys] == list(days.values()), address


def test_days_follow_each_other_over_all_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postings, "SMALL", 0)
    for year in range(1960, 2030, 3):
        make_activity(tool="troops" if year % 2 else "people", dates=str(year))

    for address in ("", "tool=troops", "tool=troops&tool=people", "kind=ministerial"):
        query = ActivityQuery.read(QueryDict(address))
        rows = Results(query)[2:11]
        assert len(rows) == 9, address
        days = [row.dates.start for row in rows]
        assert all(later > earlier for later, earlier in pairwise(days)), address
        assert rows == Results(query)[2:5] + Results(query)[5:11], address


def test_the_last_page_and_those_before_it_show_each_record_once(client: Client) -> None:
    size = ActivityList.paginate_by
    slugs = {make_activity(dates=f"{1960 + n}-01-01").slug for n in range(2 * size + 5)}

    pages = [client.get(f"/activities/?page={page}").context["activities"] for page in (1, 2, 3)]

    assert [len(rows) for rows in pages] == [size, size, 5]
    assert {row.slug for rows in pages for row in rows} == slugs


def test_records_whose_time_is_over_do_not_stop_the_walk_through_changes(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(order, "SORTED_AT_ONCE", 0)
    shown = [make_activity() for _ in range(3)]
    make_activity(unpublish_at=timezone.now() - timedelta(hours=1))

    response = client.get("/activities/?sort=updated")

    assert [row.pk for row in response.context["activities"]] == [
        activity.pk for activity in reversed(shown)
    ]
