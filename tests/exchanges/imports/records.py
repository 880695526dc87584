"""One record of each tool with every field filled, awkward texts included."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal

from exchanges.capacity.models import CapacityField
from exchanges.models import Activity, Participation, Partner, Source
from exchanges.people.models import Attendee
from exchanges.troops.models import Unit

from ...factories import make_activity, make_programme

AWKWARD = "=1+1; a|b \\ “quoted”, 日本"


def make_full(tool: str) -> Activity:
    """A record of the tool that uses every column of an export."""
    record = make_activity(
        tool=tool,
        dates="2019-05",
        partners=("us", "au"),
        detail=DETAILS[tool](),
        title_en=AWKWARD,
        title_ja="=題名",
        summary_en="-9\nline two",
        summary_ja="概要",
        body_en="+81 3 …",
        body_ja="本文",
        date_as_written="May 2019",
        place_en="@home",
        place_ja="自宅",
        latitude=Decimal("-14.5"),
        longitude=Decimal("120.25"),
        host=Partner.objects.get(code="ph"),
        other_participants="24 countries*",
        programme=make_programme(slug=f"series-{tool}"),
        edition=3,
    )
    Participation.objects.filter(activity=record, partner__code="au").update(role="observer")
    Source.objects.create(activity=record, title="A; B", url="https://example.org/1", position=0)
    Source.objects.create(activity=record, title="C | D", published_on=date(2019, 6, 1), position=1)
    ROWS.get(tool, lambda record: None)(record)
    return record


def make_plain(tool: str) -> Activity:
    """A record of the tool with one source and nothing that it may lack."""
    record = make_activity(tool=tool, dates="令和元年度", title_ja="")
    Source.objects.create(activity=record, url="https://example.org/2")
    return record


def _add_people_rows(record: Activity) -> None:
    partner = Partner.objects.get(code="us")
    Attendee.objects.create(
        detail=record.detail, partner=partner, name_en="A; B", office_ja="長官", position=0
    )
    Attendee.objects.create(detail=record.detail, name_ja="例示太郎", position=1)


def _add_troops_rows(record: Activity) -> None:
    partner = Partner.objects.get(code="us")
    Unit.objects.create(
        detail=record.detail,
        partner=partner,
        branch="maritime",
        name_en="USS | Ship",
        hull_number="DDG 65",
        head_count=300,
        position=0,
    )
    Unit.objects.create(detail=record.detail, name_ja="第1空挺団", position=1)


def _add_capacity_rows(record: Activity) -> None:
    record.detail.fields.set(CapacityField.objects.all()[:2])


def _add_equipment_rows(record: Activity) -> None:
    record.detail.items.create(
        name_en="TC-90", quantity=3, delivered_on=date(2018, 3, 26), name_ja="練習機"
    )


def _add_agreement_rows(record: Activity) -> None:
    for code, action in (("us", "signed"), ("us", "ratified"), ("au", "signed")):
        record.detail.party_actions.create(
            partner=Partner.objects.get(code=code), action=action, note="by letter; twice"
        )


ROWS = {
    "people": _add_people_rows,
    "troops": _add_troops_rows,
    "capacity": _add_capacity_rows,
    "equipment": _add_equipment_rows,
    "agreements": _add_agreement_rows,
}

DETAILS = {
    "people": lambda: {
        "format": "hybrid",
        "level": "minister",
        "direction": "sent",
        "start_time": time(13, 10),
        "minutes": 55,
        "institution_en": "Academy",
        "institution_ja": "大学校",
        "course_en": "Course",
        "course_ja": "課程",
        "head_count": 12,
    },
    "troops": lambda: {
        "is_ground": True,
        "is_cyber": True,
        "purpose_en": "one\r\ntwo",
        "purpose_ja": "目的",
        "area_en": "Area",
        "area_ja": "海域",
        "phases_en": "Phases",
        "phases_ja": "段階",
        "training_items_en": "Items",
        "training_items_ja": "項目",
        "ports_en": "Subic",
        "ports_ja": "スービック",
        "personnel": 0,
    },
    "capacity": lambda: {
        "mode": "dispatch",
        "recipient_unit_en": "Unit",
        "recipient_unit_ja": "部隊",
        "trainees": 40,
        "delegation_en": "Delegation",
        "delegation_ja": "要員",
        "dispatched_from": date(2019, 5, 1),
        "dispatched_to": date(2019, 5, 31),
        "project_year": 2,
    },
    "equipment": lambda: {
        "transfer_form": "grant",
        "stage": "completed",
        "counterpart_agency_en": "Agency",
        "counterpart_agency_ja": "機関",
        "company_en": "Company",
        "company_ja": "企業",
        "agreement": make_activity(tool="agreements", dates="2016-02-29"),
    },
    "agreements": lambda: {
        "official_title_en": "Agreement",
        "official_title_ja": "協定",
        "signed_on": date(2019, 5, 1),
        "adopted_on": date(2019, 5, 2),
        "effective_on": date(2019, 5, 3),
        "in_force_on": date(2019, 6, 1),
        "terminated_on": date(2029, 6, 1),
        "signed_at_en": "Tokyo",
        "signed_at_ja": "東京",
        "number": "2019-1",
        "citation": "Gazette",
        "text_url_en": "https://example.org/en",
        "text_url_ja": "https://example.org/ja",
        "amends": make_activity(tool="agreements", dates="2030-01-01"),
        "replaces": make_activity(tool="agreements", dates="1999"),
    },
}
