"""What people type and what they mean by it: each query with the records that it has to find."""

import pytest
from django.test import Client

from exchanges.models import Partner, PartnerAlias
from tests.factories import make_activity, make_photo, make_programme

pytestmark = pytest.mark.django_db

# Name of a record below, by the words that a reader types.
TABLE: list[tuple[str, set[str]]] = [
    # A partner by any of its names, in either language.
    ("Vietnam", {"divers", "deployment"}),
    ("Viet Nam", {"divers", "deployment"}),
    ("ベトナム", {"divers", "deployment"}),
    ("ﾍﾞﾄﾅﾑ", {"divers", "deployment"}),
    ("ヴェトナム", {"divers", "deployment"}),
    ("VIETNAM", {"divers", "deployment"}),
    ("vnm", {"divers", "deployment"}),
    ("United States", {"two-plus-two"}),
    ("アメリカ", {"two-plus-two"}),
    ("米国", {"two-plus-two"}),
    ("米", {"two-plus-two"}),
    ("USA", {"two-plus-two"}),
    ("インド", {"talks"}),
    ("Republic of Korea", {"band"}),
    ("South Korea", {"band"}),
    ("韓国", {"band"}),
    ("Côte d'Ivoire", {"engineers"}),
    ("cote d’ivoire", {"engineers"}),
    ("ASEAN", {"forum"}),
    # A programme by part of its name, letters and digits apart or together.
    ("IPD", {"deployment"}),
    ("IPD2019", {"deployment"}),
    ("ＩＰＤ２０１９", {"deployment"}),
    ("Indo-Pacific Deployment", {"deployment"}),
    ("Tokyo Defense Forum", {"forum"}),
    ("東京ディフェンス・フォーラム", {"forum"}),
    ("ディフェンス", {"forum"}),
    # Names of kinds, and what they are called for short.
    ("2+2", {"two-plus-two"}),
    ("２＋２", {"two-plus-two"}),
    ("ACSA", {"acsa"}),
    ("物品役務相互提供協定", {"acsa"}),
    ("親善訓練", {"goodwill"}),
    ("port call", {"deployment"}),
    # Titles, texts and places; plurals, spellings, case, width.
    ("防衛", {"talks", "two-plus-two", "acsa", "forum"}),
    ("防衛相会談", {"talks"}),
    ("衛相", {"talks"}),
    ("exercise", {"goodwill"}),
    ("exercises", {"goodwill"}),
    ("EXERCISED", {"goodwill"}),
    ("defence minister", {"talks"}),
    ("defense ministers", {"talks"}),
    ("Subic", {"deployment"}),
    ("スービック", {"deployment"}),
    ("ｽｰﾋﾞｯｸ湾", {"deployment"}),
    ("水中不発弾", {"divers"}),
    ("unexploded ordnance", {"divers"}),
    ("ordnance clearance under water", {"divers"}),
    ("organisation of peacekeeping", {"engineers"}),
    ("organization", {"engineers"}),
    ("第26回", {"forum"}),
    ("26th", {"forum"}),
    # A caption, in either language.
    ("helicopter", {"goodwill"}),
    ("ヘリコプター", {"goodwill"}),
    # A reference, a year, several things together.
    ("DCE-2017-0042", {"acsa"}),
    ("India 2019", {"talks"}),
    ("Viet Nam port call", {"deployment"}),
    ("ベトナム セミナー", {"divers"}),
    ("“Tokyo Defense Forum”", {"forum"}),
    # Nothing of the kind.
    ("Antarctica", set()),
    ("訓", {"goodwill"}),
    ("鯨", set()),
    ("%", set()),
    ("' OR 1=1 --", set()),
    ("helicopters Antarctica", set()),
]


@pytest.fixture
def records() -> dict[str, str]:
    """Titles by the names that the table uses."""
    deployment = make_programme(
        slug="ipd-2019", name_en="Indo-Pacific Deployment 2019 (IPD2019)", name_ja="IPD2019"
    )
    forum = make_programme(
        slug="tokyo-defense-forum",
        name_en="Tokyo Defense Forum",
        name_ja="東京ディフェンス・フォーラム",
    )
    made = {
        "talks": make_activity(
            tool="people",
            kind="ministerial",
            title_en="Meeting with the defence minister",
            title_ja="日印防衛相会談",
            partners=("in",),
            dates="2019-09-02",
        ),
        "two-plus-two": make_activity(
            tool="people",
            kind="two-plus-two",
            title_en="Security consultations",
            title_ja="日米安全保障協議、外務・防衛担当閣僚",
            partners=("us",),
            dates="2021-03-16",
        ),
        "forum": make_activity(
            tool="people",
            kind="conference",
            title_en="26th session in the capital",
            title_ja="第26回会合",
            body_ja="防衛当局の局長級が集う。",
            programme=forum,
            partners=("asean",),
            dates="2022-03-03",
        ),
        "goodwill": make_activity(
            tool="troops",
            kind="goodwill-exercise",
            title_en="Ships exercised together off the coast",
            title_ja="沿岸での訓練",
            partners=("pe",),
            dates="2018-07-01",
        ),
        "deployment": make_activity(
            tool="troops",
            kind="port-call",
            title_en="Call at a harbour",
            title_ja="寄港",
            place_en="Subic Bay",
            place_ja="スービック湾",
            programme=deployment,
            partners=("vn",),
            dates="2019-06-14",
        ),
        "divers": make_activity(
            tool="capacity",
            kind="seminar",
            title_en="Clearance of unexploded ordnance under water",
            title_ja="水中不発弾処分セミナー",
            partners=("vn",),
            dates="2019-12-13",
        ),
        "engineers": make_activity(
            tool="capacity",
            kind="technical-guidance",
            title_en="Organisation of peacekeeping engineers",
            title_ja="施設部隊の教育",
            partners=("ci",),
            dates="2016-05-01",
        ),
        "band": make_activity(
            tool="capacity",
            kind="observation",
            title_en="Visit of a music school",
            title_ja="音楽隊の視察",
            partners=("kr",),
            dates="2015-05-01",
        ),
        "acsa": make_activity(
            tool="agreements",
            kind="acsa",
            reference="DCE-2017-0042",
            title_en="Signing of an agreement on mutual supply",
            title_ja="防衛装備に関する協定の署名",
            partners=("ca",),
            dates="2017-04-21",
        ),
    }
    make_photo(
        made["goodwill"],
        caption_en="A helicopter lands on deck",
        caption_ja="甲板に着艦するヘリコプター",
    )
    return {name: activity.title_en for name, activity in made.items()}


@pytest.mark.parametrize(("words", "expected"), TABLE)
@pytest.mark.parametrize("language", ["", "/ja"])
def test_query_finds_its_records(
    client: Client, records: dict[str, str], words: str, expected: set[str], language: str
) -> None:
    response = client.get(f"{language}/activities/", {"q": words})

    found = {row.pk for row in response.context["activities"]}
    rows = {row.pk: row for row in response.context["activities"]}
    by_title = {title: name for name, title in records.items()}
    if not language:
        assert {by_title[str(rows[key].title)] for key in found} == expected
    else:
        assert len(found) == len(expected)
    assert response.context["total"] == len(expected)


def test_an_alias_is_found_as_soon_as_it_is_saved(client: Client, records: dict[str, str]) -> None:
    assert client.get("/activities/", {"q": "Hindoostan"}).context["total"] == 0

    PartnerAlias.objects.create(partner=Partner.objects.get(code="in"), spelling="Hindoostan")

    assert client.get("/activities/", {"q": "Hindoostan"}).context["total"] == 1
