"""The index follows the records, whatever way they change."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from exchanges.index import refreshing, terms
from exchanges.index.rebuilding import differences, rebuild
from exchanges.index.results import Results
from exchanges.index.state import read_state
from exchanges.models import (
    Activity,
    FacetCount,
    IndexEntry,
    Participation,
    Partner,
    Photo,
    Posting,
)
from exchanges.photos import withdraw_photos
from exchanges.query import ActivityQuery, asking
from exchanges.services import publish, return_to_draft
from tests.factories import make_activity, make_photo, make_programme

pytestmark = pytest.mark.django_db


def found(q: str = "", **asked: str) -> list[str]:
    query = ActivityQuery()
    for name, value in {**asked, **({"q": q} if q else {})}.items():
        query.choices |= asking(name, [value]).choices
    return sorted(str(row.title) for row in Results(query)[0:100])


@pytest.fixture(autouse=True)
def _agrees_at_the_end() -> None:
    yield
    assert list(differences()) == []


def test_saving_and_deleting() -> None:
    activity = make_activity(title_en="Oceanography", partners=("in",), status="draft")
    assert found() == []

    activity.status = "published"
    activity.save()
    assert found("oceanography") == found(partner="in") == ["Oceanography"]

    activity.title_en = "Astronomy"
    activity.save()
    assert (found("oceanography"), found("astronomy")) == ([], ["Astronomy"])

    activity.delete()
    assert found() == []
    assert not FacetCount.objects.exists()
    assert not Posting.objects.exists()


def test_bulk_statements() -> None:
    activities = [make_activity(title_en=f"Ship {n}", status="draft") for n in range(3)]
    Activity.objects.update(status="published")
    assert len(found("ship")) == 3

    for activity in activities:
        activity.title_en = "Boat"
    Activity.objects.bulk_update(activities, ["title_en"])
    assert found("ship") == []

    india = Partner.objects.get(code="in")
    Participation.objects.bulk_create(
        [Participation(activity=activity, partner=india) for activity in activities]
    )
    assert len(found(partner="in")) == 3

    Participation.objects.filter(activity=activities[0]).delete()
    assert len(found(partner="in")) == 2

    Activity.objects.filter(pk=activities[1].pk).delete()
    assert len(found()) == 2


def test_partners_set_and_cleared() -> None:
    activity = make_activity(title_en="Talks", partners=("in",))

    activity.partners.set(Partner.objects.filter(code__in=["ph", "fr"]))
    assert (found(partner="in"), found(partner="ph")) == ([], ["Talks"])

    activity.partners.clear()
    assert found(region="europe") == []


def test_publishing_and_photos(staff) -> None:
    activity = make_activity(title_en="Visit", status="draft")
    publish(activities=[activity], by=staff)
    photo = make_photo(activity, caption_en="A band plays")
    assert found("band") == ["Visit"]

    withdraw_photos(photos=[photo], by=None)
    assert found("band") == []

    Photo.objects.update(release_state="released")
    assert found("band") == ["Visit"]

    photo.delete()
    assert found("band") == []

    return_to_draft(activities=[activity], by=staff)
    assert found() == []


def test_names_change_without_their_records() -> None:
    programme = make_programme(slug="series", name_en="Pacific Partnership")
    make_activity(title_en="Leg", programme=programme, partners=("in",))
    assert found("pacific partnership") == ["Leg"]

    programme.name_en = "Open Seas"
    programme.save()
    assert (found("pacific"), found("seas")) == ([], ["Leg"])


def test_a_partner_moves_to_another_region() -> None:
    make_activity(title_en="Talks", partners=("in",))
    india = Partner.objects.get(code="in")

    india.region = "oceania"
    india.save()

    assert (found(region="south-asia"), found(region="oceania")) == ([], ["Talks"])


def test_fields_from_both_sides() -> None:
    activity = make_activity(tool="capacity", title_en="Seminar", detail={})
    fields = activity.detail.fields.model.objects.order_by("pk")
    activity.detail.fields.set(fields[:2])
    assert found(field=fields[0].code) == ["Seminar"]

    fields[0].details.clear()
    assert found(field=fields[0].code) == []

    fields[0].details.add(activity.detail)
    assert found(field=fields[0].code) == ["Seminar"]


def test_more_records_on_a_day_than_it_has_places(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refreshing, "SLOTS", 3)
    make_activity(title_en="Next day", dates="2019-05-24")
    titles = [make_activity(dates="2019-05-23").title_en for _ in range(8)]

    assert found() == sorted(["Next day", *titles])
    assert IndexEntry.objects.values("position").distinct().count() == 9


def test_a_new_day_moves_a_record() -> None:
    first, second = make_activity(dates="2019-05-01"), make_activity(dates="2021-05-01")
    first.dates, second.dates = second.dates, first.dates
    first.save()
    second.save()

    assert [row.pk for row in Results(ActivityQuery())[0:2]] == [first.pk, second.pk]


def test_times_of_publication_need_no_save() -> None:
    now = timezone.now()
    make_activity(title_en="Coming", publish_at=now + timedelta(hours=1))
    make_activity(title_en="Leaving", unpublish_at=now + timedelta(hours=1))
    assert found() == ["Leaving"]
    before = read_state().stamp

    IndexEntry.objects.filter(visible_from__isnull=False).update(
        visible_from=now - timedelta(hours=1)
    )
    assert found() == ["Coming", "Leaving"]
    assert read_state().stamp != before
    IndexEntry.objects.filter(visible_from__isnull=False).update(
        visible_from=now + timedelta(hours=1)
    )


def test_every_public_change_gives_another_version() -> None:
    activity = make_activity(status="draft")
    stamps = [read_state().stamp]
    activity.status = "published"
    activity.save()
    stamps.append(read_state().stamp)
    make_photo(activity)
    stamps.append(read_state().stamp)
    Partner.objects.get(code="in").save()
    stamps.append(read_state().stamp)

    assert len(set(stamps)) == 4


def test_verify_names_what_differs_and_rebuild_mends_it() -> None:
    make_activity(title_en="Talks", partners=("in",))
    Posting.objects.filter(term="w:talk").update(number=7)
    FacetCount.objects.filter(given="", facet="").update(number=3)
    out = StringIO()

    with pytest.raises(CommandError, match="differs"):
        call_command("rebuild_index", "--verify", stdout=out)
    assert "Posting w:talk" in out.getvalue()
    assert "is 3, not 1" in out.getvalue()

    assert rebuild() == 1
    call_command("rebuild_index", "--verify", stdout=out)
    assert "agrees" in out.getvalue()
    assert terms.first_slot(timezone.localdate()) > 0
