"""The reference data that migrations load: complete, consistent and plausible."""

import importlib
import re
from collections import Counter

import pytest
from django.apps import apps

from exchanges.capacity.models import CapacityField
from exchanges.models import Kind, KindAlias, Membership, Partner, PartnerAlias
from exchanges.names import normalise
from exchanges.reference.loading import (
    kind_spellings,
    load_capacity_fields,
    load_kinds,
    load_partners,
    partner_spellings,
    read_rows,
)

pytestmark = pytest.mark.django_db

JAPANESE = re.compile(r"[\u3041-\u30ff\u4e00-\u9fff]")
HISTORIC = {"an", "csk", "dd", "rh", "rvn", "scg", "su", "vd", "yar", "yd", "yu"}
# South, north, west, east of the points that a region may have; Oceania crosses the date line.
BOXES = {
    "southeast-asia": (-11, 29, 92, 142),
    "east-asia": (20, 54, 73, 146),
    "south-asia": (0, 38, 60, 98),
    "central-asia": (35, 56, 40, 88),
    "north-america": (24, 84, -170, -10),
    "latin-america": (-56, 33, -118, -34),
    "europe": (34, 82, -32, 180),
    "middle-east": (12, 43, 25, 75),
    "africa": (-36, 38, -26, 73),
    "polar": (-90, -48, -180, 180),
}


def current_countries():
    return Partner.objects.filter(kind="country", valid_to=None)


def test_all_249_countries_of_iso_3166_and_kosovo_are_there():
    codes = list(current_countries().values_list("code", flat=True))
    assert len(codes) == len(set(codes)) == 250
    assert all(re.fullmatch(r"[a-z]{2}", code) for code in codes)
    assert "xk" in codes


def test_every_current_country_has_its_own_three_letter_code():
    codes = list(current_countries().values_list("iso3", flat=True))
    assert all(re.fullmatch(r"[A-Z]{3}", code) for code in codes)
    assert len(set(codes)) == 250


@pytest.mark.parametrize(
    ("code", "iso3"),
    [
        ("at", "AUT"),
        ("au", "AUS"),
        ("ch", "CHE"),
        ("cd", "COD"),
        ("cg", "COG"),
        ("de", "DEU"),
        ("dk", "DNK"),
        ("gn", "GIN"),
        ("gq", "GNQ"),
        ("gw", "GNB"),
        ("kp", "PRK"),
        ("kr", "KOR"),
        ("me", "MNE"),
        ("pg", "PNG"),
        ("se", "SWE"),
        ("si", "SVN"),
        ("sk", "SVK"),
        ("sz", "SWZ"),
    ],
)
def test_codes_that_are_easily_confused(code, iso3):
    assert Partner.objects.get(code=code).iso3 == iso3


def test_every_partner_has_names_in_both_languages():
    for partner in Partner.objects.all():
        assert partner.name_en
        assert not JAPANESE.search(partner.name_en), partner.code
        assert JAPANESE.search(partner.name_ja), partner.code


def test_names_and_addresses_are_unique():
    for column in ("slug", "name_en", "name_ja"):
        values = Partner.objects.values_list(column, flat=True)
        assert [value for value, times in Counter(values).items() if times > 1] == []


@pytest.mark.parametrize(
    ("code", "english", "japanese", "short"),
    [
        ("us", "United States", "米国", "米国"),
        ("gb", "United Kingdom", "英国", "英国"),
        ("au", "Australia", "オーストラリア", "豪州"),
        ("kr", "Republic of Korea", "韓国", "韓国"),
        ("vn", "Viet Nam", "ベトナム", ""),
        ("la", "Laos", "ラオス", ""),
        ("mm", "Myanmar", "ミャンマー", ""),
        ("ps", "Palestine", "パレスチナ", ""),
        ("tr", "Türkiye", "トルコ", ""),
    ],
)
def test_names_are_those_the_ministry_uses(code, english, japanese, short):
    partner = Partner.objects.get(code=code)
    assert (partner.name_en, partner.name_ja, partner.short_name_ja) == (english, japanese, short)


def test_every_country_has_a_point_where_its_region_lies():
    for partner in Partner.objects.filter(kind="country"):
        latitude, longitude = float(partner.latitude), float(partner.longitude)
        if partner.region == "oceania":
            assert -48 <= latitude <= 21, partner.code
            assert longitude >= 95 or longitude <= -124, partner.code
        else:
            south, north, west, east = BOXES[partner.region]
            assert south <= latitude <= north, partner.code
            assert west <= longitude <= east, partner.code


def test_no_two_current_countries_share_a_point():
    points = list(current_countries().values_list("latitude", "longitude"))
    assert len(set(points)) == len(points)


def test_organisations_are_international_and_have_no_point():
    for partner in Partner.objects.exclude(kind="country"):
        assert partner.region == "international", partner.code
        assert partner.latitude is None, partner.code


def test_historic_states_ended_and_name_their_successors():
    historic = Partner.objects.exclude(valid_to=None)
    assert {partner.code for partner in historic} == HISTORIC
    for partner in historic:
        assert partner.valid_from < partner.valid_to
        assert partner.successors.exists(), partner.code
    assert Partner.objects.get(code="su").successors.count() == 15


def test_members_on_a_day_follow_the_dates():
    def members(code: str, day: str) -> int:
        memberships = Membership.objects.filter(organisation__code=code)
        return memberships.filter(joined__lte=day).exclude(left__lt=day).values("member").count()

    assert members("asean", "2025-10-25") == 10
    assert members("asean", "2025-10-26") == 11
    assert members("nato", "1990-01-01") == 16
    assert members("nato", "2024-12-31") == 32
    assert members("eu", "2019-12-31") == 28
    assert members("eu", "2021-01-01") == 27
    assert members("gcc", "2020-01-01") == 6


def test_every_spelling_of_a_partner_means_one_partner():
    owners: dict[str, str] = {}
    for code, spelling in partner_spellings(read_rows("partners.csv")):
        form = normalise(spelling)
        assert form, spelling
        assert owners.setdefault(form, code) == code, spelling
    assert PartnerAlias.objects.count() == len(owners)


def test_further_spellings_repeat_no_other():
    spellings = [spelling for _code, spelling in partner_spellings(read_rows("partners.csv"))]
    further = [row["spelling"] for row in read_rows("partner_aliases.csv")]
    forms = Counter(normalise(spelling) for spelling in spellings)
    assert [spelling for spelling in further if forms[normalise(spelling)] > 1] == []


def test_every_spelling_of_a_kind_means_one_kind_of_its_tool():
    owners: dict[tuple[str, str], str] = {}
    for row in kind_spellings(read_rows("kinds.csv")):
        key = (row["tool"], normalise(row["spelling"]))
        assert key[1], row
        assert owners.setdefault(key, row["kind"]) == row["kind"], row
    assert KindAlias.objects.count() == len(owners)


def test_every_tool_has_its_kinds_in_order_and_other_last():
    for tool, count in [
        ("people", 11),
        ("troops", 10),
        ("capacity", 7),
        ("equipment", 8),
        ("agreements", 10),
    ]:
        codes = list(Kind.objects.filter(tool=tool).values_list("code", flat=True))
        assert len(codes) == count
        assert codes[-1] == "other"
    assert Kind.objects.filter(tool="people").first().code == "two-plus-two"


def test_white_paper_columns_fit_the_choices():
    columns = dict(
        Kind.objects.filter(tool="people")
        .exclude(white_paper_column="")
        .values_list("code", "white_paper_column")
    )
    assert columns == {
        "two-plus-two": "two-plus-two",
        "ministerial": "politicians",
        "high-level": "vice-ministerial",
        "chief-of-staff": "chief-of-staff",
        "working-level": "consultations",
    }
    agreements = Kind.objects.filter(tool="agreements")
    assert set(agreements.values_list("white_paper_column", flat=True)) == {"treaties"}
    others = Kind.objects.filter(tool__in=["troops", "capacity", "equipment"])
    assert set(others.values_list("white_paper_column", flat=True)) == {""}


def test_what_a_spelling_implies_is_a_choice_of_the_detail():
    for alias in KindAlias.objects.exclude(implies={}):
        detail = apps.get_model(alias.tool, f"{alias.tool}detail")
        for name, value in alias.implies.items():
            choices = [choice for choice, _label in detail._meta.get_field(name).choices]
            assert value in choices, alias.spelling


def test_capacity_fields_are_there_in_both_languages():
    fields = CapacityField.objects.all()
    assert fields.count() == 20
    assert fields.first().name_en == "HA/DR"
    assert all(JAPANESE.search(field.name_ja) for field in fields)


def test_loading_again_creates_nothing_and_keeps_what_staff_changed():
    Partner.objects.filter(code="in").update(name_en="Bharat (India)")
    Kind.objects.filter(code="seminar").update(name_en="Seminars")
    CapacityField.objects.filter(code="hadr").update(name_en="Disaster relief")
    models = (Partner, PartnerAlias, Membership, Kind, KindAlias, CapacityField)
    before = [model.objects.count() for model in models]

    load_partners(Partner, PartnerAlias, Membership)
    load_kinds(Kind, KindAlias)
    load_capacity_fields(CapacityField)

    assert before == [model.objects.count() for model in models]
    assert Partner.objects.get(code="in").name_en == "Bharat (India)"
    assert Kind.objects.get(code="seminar").name_en == "Seminars"
    assert CapacityField.objects.get(code="hadr").name_en == "Disaster relief"


def test_loading_again_restores_what_is_missing():
    Partner.objects.get(code="su").delete()
    Membership.objects.filter(organisation__code="asean", member__code="vn").delete()
    load_partners(Partner, PartnerAlias, Membership)
    assert Partner.objects.get(code="su").successors.count() == 15
    assert PartnerAlias.objects.get(normalised="ussr").partner.code == "su"
    assert Membership.objects.filter(organisation__code="asean").count() == 11


@pytest.mark.parametrize(
    "name",
    [
        "exchanges.migrations.0002_load_partners",
        "exchanges.migrations.0003_load_kinds",
        "exchanges.capacity.migrations.0002_load_capacity_fields",
    ],
)
def test_migrations_of_reference_data_go_back_and_forth(name):
    migration = importlib.import_module(name).Migration
    before = Partner.objects.count(), Kind.objects.count(), CapacityField.objects.count()
    for operation in migration.operations:
        assert operation.reversible
        operation.code(apps, None)
        operation.reverse_code(apps, None)
    assert before == (Partner.objects.count(), Kind.objects.count(), CapacityField.objects.count())
