"""Rows of a record that move, go or change behind it; and what does not concern the public."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.apps import apps
from django.db import models, transaction
from django.http import QueryDict
from django.test import Client

from exchanges.index import refreshing
from exchanges.index.rebuilding import differences
from exchanges.index.refreshing import refreshing_once
from exchanges.index.results import Results
from exchanges.index.state import read_state
from exchanges.models import Activity, IndexEntry, Participation, Partner, Photo
from exchanges.query import ActivityQuery
from tests.factories import make_activity, make_photo

pytestmark = pytest.mark.django_db


def total(address: str = "") -> int:
    return Results(ActivityQuery.read(QueryDict(address))).total


def in_order() -> list[int]:
    return [row.pk for row in Results(ActivityQuery())[0:100]]


@pytest.fixture
def agreement() -> Activity:
    return make_activity(
        tool="agreements", title_en="Pact", detail={"official_title_en": "Treaty of Oceanography"}
    )


@pytest.fixture
def seminar() -> Activity:
    activity = make_activity(tool="capacity", detail={})
    activity.detail.fields.add(fields().first())
    return activity


def fields() -> models.QuerySet:
    return apps.get_model("capacity", "CapacityField").objects.order_by("pk")


def test_partners_added_from_the_other_side() -> None:
    activity, india = make_activity(), Partner.objects.get(code="in")

    india.activities.add(activity)
    assert total("partner=in") == 1

    host = {"role": Participation.Role.CO_HOST}
    Participation.objects.update_or_create(activity=activity, partner=india, defaults=host)
    assert total("partner=in") == 1

    india.activities.remove(activity)
    assert total("partner=in") == 0
    assert list(differences()) == []


def test_two_days_swapped_in_one_statement() -> None:
    first, second = make_activity(dates="2019-05-01"), make_activity(dates="2021-05-01")
    first.dates, second.dates = second.dates, first.dates

    Activity.objects.bulk_update([first, second], ["start_date", "end_date", "start_year"])

    assert in_order() == [first.pk, second.pk]
    assert list(differences()) == []


def test_records_of_a_full_day_may_be_edited_and_deleted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refreshing, "SLOTS", 2)
    records = [make_activity(dates="2019-05-23") for _ in range(7)]
    for record in records:
        record.title_en = f"Edited {record.pk}"
        record.save()
    records.pop(0).delete()
    records.pop(3).delete()
    Activity.objects.update(title_ja="編集")

    assert sorted(in_order()) == sorted(record.pk for record in records)
    assert IndexEntry.objects.values("position").distinct().count() == 5
    assert list(differences()) == []


def test_another_address_is_linked_at_once(client: Client) -> None:
    activity = make_activity()
    Activity.objects.filter(pk=activity.pk).update(slug="another-address")

    assert 'href="/activities/2019/another-address/"' in client.get("/activities/").content.decode()


def _fail_after_saving(
    activity: Activity, gather: Callable[[], AbstractContextManager[None]]
) -> None:
    with gather():
        activity.title_en = "Oceanography"
        activity.save()
        make_activity()
        raise ZeroDivisionError


@pytest.mark.parametrize("gather", [transaction.atomic, refreshing_once])
def test_what_is_rolled_back_never_was(
    gather: Callable[[], AbstractContextManager[None]],
) -> None:
    activity = make_activity(title_en="Talks")
    with pytest.raises(ZeroDivisionError):
        _fail_after_saving(activity, gather)

    assert (total(), total("q=talks"), total("q=oceanography")) == (1, 1, 0)
    assert list(differences()) == []
    make_activity()
    assert total() == 2


def test_drafts_leave_the_version_of_the_site_alone() -> None:
    make_activity()
    before = read_state().stamp

    draft = make_activity(status="draft", partners=("in",))
    draft.title_en = "Still a draft"
    draft.save()
    Activity.objects.filter(pk=draft.pk).update(place_en="Yokosuka")

    assert read_state().stamp == before


def test_every_way_of_changing_what_is_public_gives_another_version(seminar: Activity) -> None:
    partner = Partner.objects.get(code="in")
    changes = [
        lambda: seminar.partners.add(partner),
        lambda: seminar.partners.clear(),
        lambda: seminar.detail.fields.clear(),
        lambda: seminar.sources.create(title="Yearbook"),
        lambda: seminar.sources.get().delete(),
        lambda: Activity.objects.filter(pk=seminar.pk).update(body_en="Body"),
        lambda: Activity.objects.filter(pk=seminar.pk).delete(),
    ]
    stamps = [read_state().stamp]
    for change in changes:
        change()
        stamps.append(read_state().stamp)

    assert len(set(stamps)) == len(stamps)


def test_an_official_title_saved_is_searched(agreement: Activity) -> None:
    assert total("q=oceanography") == 1

    agreement.detail.official_title_en = "Treaty of Astronomy"
    agreement.detail.save()

    assert (total("q=oceanography"), total("q=astronomy")) == (0, 1)


def test_details_deleted_take_their_words_along(agreement: Activity) -> None:
    agreement.detail.delete()

    assert total("q=oceanography") == 0
    assert list(differences()) == []


def test_official_titles_changed_by_one_statement_are_searched(agreement: Activity) -> None:
    type(agreement.detail).objects.update(official_title_en="Treaty of Astronomy")

    assert (total("q=oceanography"), total("q=astronomy")) == (0, 1)


def test_details_deleted_take_their_fields_along(seminar: Activity) -> None:
    code = fields().first().code
    assert total(f"field={code}") == 1

    seminar.detail.delete()

    assert total(f"field={code}") == 0
    assert list(differences()) == []


@pytest.mark.parametrize("in_bulk", [False, True])
def test_a_photo_put_on_another_record_leaves_the_first(in_bulk: bool) -> None:
    first, second = make_activity(title_en="First"), make_activity(title_en="Second")
    photo = make_photo(first, caption_en="A band plays")

    if in_bulk:
        Photo.objects.filter(pk=photo.pk).update(activity=second)
    else:
        photo.activity = second
        photo.save()

    assert list(differences()) == []
    assert [str(row.title) for row in Results(ActivityQuery.read(QueryDict("q=band")))[0:9]] == [
        "Second"
    ]


@pytest.mark.parametrize("in_bulk", [False, True])
def test_a_participation_put_on_another_record_leaves_the_first(in_bulk: bool) -> None:
    first, second = make_activity(partners=("in",)), make_activity()
    participation = first.participations.get()

    if in_bulk:
        Participation.objects.filter(pk=participation.pk).update(activity=second)
    else:
        participation.activity = second
        participation.save()

    assert list(differences()) == []
    found = Results(ActivityQuery.read(QueryDict("partner=in")))
    assert [row.pk for row in found[0:9]] == [second.pk]
