from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone, translation

from exchanges.capacity.models import CapacityActivity
from exchanges.models import Activity, Kind, Participation, Partner, ReferenceCounter
from exchanges.people.models import PeopleActivity, PeopleDetail
from exchanges.troops.models import TroopsActivity
from tests.factories import make_activity, make_programme

pytestmark = pytest.mark.django_db


def refused(**values: object) -> bool:
    """Whether the database itself refuses these columns on an otherwise valid record."""
    activity = make_activity()
    try:
        with transaction.atomic():
            Activity.objects.filter(pk=activity.pk).update(**values)
    except IntegrityError:
        return True
    return False


@pytest.mark.parametrize(
    "values",
    [
        {"end_date": date(2019, 5, 22)},
        {"date_precision": "month"},
        {"date_precision": "month", "start_date": date(2019, 5, 1), "end_date": date(2019, 5, 27)},
        {"date_precision": "year", "start_date": date(2019, 1, 1), "end_date": date(2019, 11, 30)},
        {
            "date_precision": "fiscal_year",
            "start_date": date(2019, 1, 1),
            "end_date": date(2019, 12, 31),
        },
        {"start_year": 2018},
        {"tool": "ships"},
        {"title_en": "", "title_ja": ""},
        {"edition": 3},
        {"latitude": 91, "longitude": 0},
        {"latitude": 14, "longitude": None},
        {
            "publish_at": timezone.now(),
            "unpublish_at": timezone.now() - timedelta(days=1),
        },
    ],
    ids=lambda values: "-".join(values),
)
def test_database_refuses_impossible_columns(values: dict) -> None:
    assert refused(**values)


@pytest.mark.parametrize(
    "values",
    [
        {"date_precision": "month", "start_date": date(2019, 5, 1), "end_date": date(2019, 5, 31)},
        {"date_precision": "year", "start_date": date(2019, 1, 1), "end_date": date(2021, 12, 31)},
        {
            "date_precision": "fiscal_year",
            "start_date": date(2019, 4, 1),
            "end_date": date(2020, 3, 31),
        },
        {"title_en": ""},
        {"latitude": 14.5, "longitude": 120.9},
    ],
    ids=lambda values: "-".join(values),
)
def test_database_takes_possible_columns(values: dict) -> None:
    assert not refused(**values)


def test_reference_is_unique_in_the_database() -> None:
    make_activity(reference="DCE-2019-0147")

    with pytest.raises(IntegrityError), transaction.atomic():
        make_activity(reference="DCE-2019-0147")


def test_references_count_up_within_a_year_and_skip_what_a_file_brought() -> None:
    make_activity(dates="2021-03-01", reference="DCE-2021-0002")

    given = [make_activity(dates="2021-03-01").reference for _ in range(3)]

    assert given == ["DCE-2021-0001", "DCE-2021-0003", "DCE-2021-0004"]
    assert ReferenceCounter.objects.get(year=2021).last >= 4


def test_same_titles_get_different_addresses() -> None:
    first, second, third = (
        make_activity(title_en="Port call", dates="2019-01-02", reference=reference)
        for reference in ("A/1", "A.1", "A 1")
    )

    assert first.slug == "port-call"
    assert len({first.slug, second.slug, third.slug}) == 3
    assert second.get_absolute_url() == f"/activities/2019/{second.slug}/"


def test_a_japanese_title_alone_has_an_address() -> None:
    activity = make_activity(title_en="", title_ja="日印防衛相会談", reference="DCE-2022-0211")

    assert activity.slug == "dce-2022-0211"


def test_a_changed_title_keeps_the_address() -> None:
    activity = make_activity(title_en="Old title")

    activity.title_en = "New title"
    activity.save()

    assert activity.slug == "old-title"


def test_every_save_counts_a_version() -> None:
    activity = make_activity()
    before = activity.version

    activity.save()

    assert activity.version == before + 1


def test_kind_of_another_tool_is_refused() -> None:
    activity = make_activity(tool="people")
    activity.kind = Kind.objects.get(tool="troops", code="port-call")

    with pytest.raises(ValidationError, match="another tool"):
        activity.full_clean()


def test_a_proxy_sees_and_takes_its_own_tool_only() -> None:
    people, troops = make_activity(tool="people"), make_activity(tool="troops")

    assert list(PeopleActivity.objects.all()) == [PeopleActivity.objects.get(pk=people.pk)]
    assert not CapacityActivity.objects.exists()
    assert TroopsActivity().tool == "troops"
    proxy = TroopsActivity.objects.get(pk=troops.pk)
    proxy.tool = "people"
    with pytest.raises(ValidationError, match="another tool"):
        proxy.clean()


def test_one_detail_per_activity() -> None:
    activity = make_activity(detail={"format": "video"})

    assert activity.detail.format == "video"
    with pytest.raises(IntegrityError), transaction.atomic():
        PeopleDetail.objects.create(activity=activity)


def test_a_partner_takes_part_once() -> None:
    activity = make_activity(partners=("in",))

    with pytest.raises(IntegrityError), transaction.atomic():
        Participation.objects.create(activity=activity, partner=Partner.objects.get(code="in"))


def test_published_follows_status_and_times() -> None:
    now = timezone.now()
    shown = make_activity()
    later = make_activity(publish_at=now + timedelta(hours=1))
    gone = make_activity(unpublish_at=now - timedelta(seconds=1))
    for status in ("draft", "in_review", "withdrawn"):
        make_activity(status=status)

    assert list(Activity.objects.published(now)) == [shown]
    assert set(Activity.objects.published(now + timedelta(hours=2))) == {shown, later}
    assert [a.is_published for a in (shown, later, gone)] == [True, False, False]


def test_text_falls_back_to_the_other_language_and_says_so() -> None:
    activity = make_activity(title_en="", title_ja="日印防衛相会談", summary_en="Only English")

    with translation.override("en"):
        assert (activity.title, activity.title.lang) == ("日印防衛相会談", "ja")
        assert activity.title.is_fallback
    with translation.override("ja"):
        assert not activity.title.is_fallback
        assert activity.summary == "Only English"
        assert activity.summary.lang == "en"
        assert activity.body == ""
        assert not activity.body.is_fallback


def test_dates_are_read_and_set_as_one() -> None:
    activity = make_activity(dates="29 June – 2 July 2019")

    assert activity.start_date == date(2019, 6, 29)
    assert activity.end_date == date(2019, 7, 2)
    assert activity.start_year == 2019
    assert activity.dates_shown == "29 June – 2 July 2019"
    with translation.override("ja"):
        assert activity.dates_shown == "2019年(令和元年)6月29日〜7月2日".replace(
            "(", "\N{FULLWIDTH LEFT PARENTHESIS}"
        ).replace(")", "\N{FULLWIDTH RIGHT PARENTHESIS}")


def test_a_programme_with_only_drafts_is_not_public() -> None:
    programme = make_programme()
    activity = make_activity(programme=programme, status="draft")

    assert not type(programme).objects.published().exists()
    activity.status = "published"
    activity.save()
    assert type(programme).objects.published().get() == programme
