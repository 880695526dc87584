"""Photos of the records found: totals, counts and pages are those of plain SQL."""

from itertools import groupby

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exchanges.filters import activities_for
from exchanges.index.photos import PhotoResults
from exchanges.index.rebuilding import differences
from exchanges.index.results import COUNTED
from exchanges.models import Activity, Photo
from exchanges.photos import withdraw_photos
from exchanges.query import ActivityQuery
from tests.factories import make_activity, make_photo

from .sample import expected_counts, make_records, queries, records

pytestmark = pytest.mark.django_db


def ask(address: str) -> ActivityQuery:
    return ActivityQuery.read(QueryDict(address))


def in_sql(query: ActivityQuery) -> set[int]:
    found = activities_for(query, Activity.objects.published())
    photos = Photo.objects.released().filter(activity__in=found.values("pk"))
    return set(photos.values_list("pk", flat=True))


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(
    drawn=st.lists(records(), min_size=3, max_size=10),
    asked=st.lists(queries(sorts=("newest", "oldest")), min_size=1, max_size=2),
)
def test_totals_counts_and_pages_are_those_of_sql(drawn: list[dict], asked: list[str]) -> None:
    make_records(drawn)
    assert list(differences()) == []
    for address in ["", "sort=oldest", *asked]:
        query = ask(address)
        photos = PhotoResults(query)[0:100]

        assert len(photos) == PhotoResults(query).total, address
        assert {photo.pk for photo in photos} == in_sql(query), address
        assert_in_order(photos, query.sort, address)
        for size in (2, 5):
            pages = [
                PhotoResults(query)[place : place + size] for place in range(0, len(photos), size)
            ]
            assert [photo for page in pages for photo in page] == photos, (address, size)
        shown = PhotoResults(query)
        for name in COUNTED:
            assert shown.counts(name) == expected_counts(query, name, photos=True), (address, name)


def assert_in_order(photos: list[Photo], sort: str, address: str) -> None:
    """By the day of the record; those of one record together, in their own order."""
    days = [photo.activity.start_date for photo in photos]
    assert days == sorted(days, reverse=sort == "newest"), address
    albums = [list(album) for _key, album in groupby(photos, key=lambda photo: photo.activity_id)]
    assert len(albums) == len({photo.activity_id for photo in photos}), address
    for album in albums:
        assert album == sorted(album, key=lambda photo: (photo.position, photo.pk)), address


def test_pages_begin_and_end_within_a_record() -> None:
    early, late = make_activity(dates="2018-01-01"), make_activity(dates="2020-01-01")
    first, second, third = (make_photo(late, position=n) for n in range(3))
    fourth, fifth = (make_photo(early, position=n) for n in range(2))

    assert PhotoResults(ask(""))[1:4] == [second, third, fourth]
    assert PhotoResults(ask(""))[4:9] == [fifth]
    assert PhotoResults(ask("sort=oldest"))[1:3] == [fifth, first]
    assert PhotoResults(ask(""))[5:9] == []


def test_no_photos_are_no_pages() -> None:
    make_activity()

    assert PhotoResults(ask("")).total == 0
    assert PhotoResults(ask(""))[0:24] == []
    assert PhotoResults(ask("")).counts("tool") == {}


def test_a_withdrawn_photo_leaves_totals_and_counts_at_once() -> None:
    activity = make_activity(partners=("in",))
    kept, withdrawn = make_photo(activity), make_photo(activity)

    withdraw_photos(photos=[withdrawn], by=None)

    assert PhotoResults(ask("partner=in"))[0:9] == [kept]
    assert PhotoResults(ask("")).counts("tool") == {"people": 1}
