"""Random records and queries, made in few statements, and what SQL says that they come to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from django.apps import apps
from django.utils import timezone
from hypothesis import strategies as st

from exchanges.dates import DateSpan
from exchanges.filters import activities_for
from exchanges.index.refreshing import refreshing_once
from exchanges.models import Activity, Kind, Participation, Partner, Photo, Programme, Tool
from exchanges.query import ActivityQuery

PARTNERS = ("in", "ph", "au", "fr", "gb", "asean")
PROGRAMMES = ("first-series", "second-series")
FIELDS = ("medicine", "logistics")
# Far apart, so that the records stand in many chunks of 1,024 days, and often on one day.
STARTS = [date(year, month, day) for year in (1993, 2004, 2019) for month, day in [(1, 1), (5, 17)]]
DAYS = st.sampled_from(STARTS) | st.dates(date(1990, 1, 1), date(2030, 12, 31))
VALUES: Mapping[str, Sequence[str]] = {
    "tool": Tool.values,
    "kind": ("ministerial", "bilateral-exercise", "seminar", "port-call"),
    "partner": PARTNERS,
    "region": ("south-asia", "southeast-asia", "europe", "international", "polar"),
    "year": ("1993", "2004", "2019", "2030"),
    "from": ("1993-05-18", "2004", "2019-05"),
    "to": ("2019-05-16", "2019-05-17", "2004-05", "1993"),
    "programme": PROGRAMMES,
    "field": FIELDS,
    "q": ("ships", "band 訓練", "India"),
}
LOOKUPS = {
    "tool": "tool",
    "kind": "kind_id",
    "partner": "participations__partner",
    "region": "participations__partner__region",
    "year": "start_year",
    "programme": "programme_id",
    "field": "capacity_detail__fields",
}


@st.composite
def spans(draw: st.DrawFn) -> DateSpan:
    start = draw(DAYS)
    length = draw(st.sampled_from([0, 0, 3, 45, 2500]))
    days = DateSpan.day(start).to(DateSpan.day(start + timedelta(days=length)))
    return draw(
        st.sampled_from(
            [days, days, DateSpan.year(start.year), DateSpan.month(start.year, start.month)]
        )
    )


def records() -> st.SearchStrategy[dict[str, object]]:
    return st.fixed_dictionaries(
        {
            "tool": st.sampled_from(Tool.values),
            "kind": st.integers(0, 2),
            "dates": spans(),
            "title": st.lists(st.sampled_from(["ships", "band", "訓練", "会談"]), max_size=3),
            "partners": st.sets(st.sampled_from(PARTNERS), max_size=3),
            "fields": st.sets(st.sampled_from(FIELDS)),
            "programme": st.sampled_from([None, *PROGRAMMES]),
            "status": st.sampled_from(["published"] * 5 + ["draft", "withdrawn"]),
            "window": st.sampled_from([(None, None)] * 4 + [(1, None), (None, -1), (-1, 1)]),
            "changed": st.integers(0, 3),
            "photos": st.lists(st.sampled_from(["released"] * 3 + ["withdrawn"]), max_size=4),
        }
    )


@st.composite
def queries(draw: st.DrawFn, sorts: Sequence[str] = ("newest", "oldest", "updated")) -> str:
    names = draw(st.sets(st.sampled_from(sorted(VALUES)), max_size=3))
    pairs = [
        f"{name}={value}"
        for name in sorted(names)
        for value in draw(st.lists(st.sampled_from(VALUES[name]), min_size=1, max_size=2))
    ]
    return "&".join([*pairs, f"sort={draw(st.sampled_from(sorts))}"])


def make_records(drawn: Sequence[dict[str, object]]) -> None:
    """These records and no others."""
    Activity.objects.all().delete()
    names = dict(Programme.objects.filter(slug__in=PROGRAMMES).values_list("slug", "pk"))
    for slug in PROGRAMMES:
        if slug not in names:
            programme = Programme.objects.create(kind="series", slug=slug, name_en=slug)
            names[slug] = programme.pk
    kinds = {tool: list(Kind.objects.filter(tool=tool).order_by("code")) for tool in Tool.values}
    with refreshing_once():
        made = Activity.objects.bulk_create(
            _activity(number, fields, kinds[fields["tool"]], names)
            for number, fields in enumerate(drawn)
        )
        _add_partners(made, drawn)
        _add_fields(made, drawn)
        _add_photos(made, drawn)


def _activity(
    number: int, fields: dict[str, object], kinds: list[Kind], programmes: dict[str, int]
) -> Activity:
    now = timezone.now()
    begins, ends = (hours and now + timedelta(hours=hours) for hours in fields["window"])
    activity = Activity(
        reference=f"S-{number}",
        slug=f"sample-{number}",
        tool=fields["tool"],
        kind=kinds[fields["kind"] % len(kinds)],
        title_en=" ".join(fields["title"]) or "Untitled",
        programme_id=programmes.get(fields["programme"]),
        status=fields["status"],
        publish_at=begins,
        unpublish_at=ends,
    )
    activity.dates = fields["dates"]
    activity.prepare()
    # Some at the same moment, as after an import.
    activity.changed_at = now - timedelta(days=fields["changed"])
    return activity


def _add_partners(made: Sequence[Activity], drawn: Sequence[dict[str, object]]) -> None:
    partners = dict(Partner.objects.filter(code__in=PARTNERS).values_list("code", "pk"))
    Participation.objects.bulk_create(
        Participation(activity=activity, partner_id=partners[code])
        for activity, fields in zip(made, drawn, strict=True)
        for code in sorted(fields["partners"])
    )


def _add_fields(made: Sequence[Activity], drawn: Sequence[dict[str, object]]) -> None:
    detail = apps.get_model("capacity", "CapacityDetail")
    field = apps.get_model("capacity", "CapacityField")
    keys = {code: field.objects.get_or_create(code=code)[0].pk for code in FIELDS}
    seminars = [pair for pair in zip(made, drawn, strict=True) if pair[0].tool == Tool.CAPACITY]
    detail.objects.bulk_create(detail(activity=activity) for activity, _fields in seminars)
    through = detail.fields.through
    through.objects.bulk_create(
        through(capacitydetail_id=activity.pk, capacityfield_id=keys[code])
        for activity, fields in seminars
        for code in sorted(fields["fields"])
    )


def _add_photos(made: Sequence[Activity], drawn: Sequence[dict[str, object]]) -> None:
    """Rows without files, in an order within their record that is not that of their keys."""
    Photo.objects.bulk_create(
        Photo(
            activity=activity,
            original="none.jpg",
            sha256="0" * 64,
            width=960,
            height=640,
            caption_en="Caption",
            alt_en="Alternative",
            credit_en="Credit",
            release_state=state,
            position=number % 2,
        )
        for activity, fields in zip(made, drawn, strict=True)
        for number, state in enumerate(fields["photos"])
    )


def expected_counts(query: ActivityQuery, name: str, *, photos: bool = False) -> dict[str, int]:
    """What each value of a filter would give if it were chosen there: records, or their photos."""
    found = activities_for(query.without(name), Activity.objects.published())
    pairs = set(found.values_list("pk", LOOKUPS[name]))
    of_record = Counter(Photo.objects.released().values_list("activity_id", flat=True))
    counts: Counter[str] = Counter()
    for pk, value in pairs:
        if value is not None:
            counts[str(value)] += of_record[pk] if photos else 1
    return +counts
