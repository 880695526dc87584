from collections.abc import Iterator

import pytest
from django.test.utils import CaptureQueriesContext

from exchanges.models import Partner, PartnerAlias
from exchanges.names import normalise
from exchanges.partners import PartnerLookup, find_partner, is_placeholder

pytestmark = pytest.mark.django_db

SPELLINGS = """
kr: Republic of Korea; Korea, Republic of; Korea, Republic of South; South Korea; ROK; R.O.K.; \
    Korea (South); Korea, Rep.; KOR; 韓国; 大韓民国; 韓; ROK Navy
kp: North Korea; DPRK; Democratic People's Republic of Korea; 北朝鮮; PRK; \
    Korea, Democratic People's Republic of; Korea, Dem. People's Rep. of; Korea (North)
cd: Democratic Republic of the Congo; DR Congo; DRC; Congo - Kinshasa; Zaire; COD; \
    Congo, The Democratic Republic of the; コンゴ民主共和国; Congo (Democratic Republic of the)
cg: Republic of the Congo; Congo - Brazzaville; Congo, Republic of the; \
    Republic of Congo; コンゴ共和国
cn: China; People's Republic of China; PRC; China, People's Republic of; 中国; 中; 中華人民共和国
tw: Taiwan; Republic of China; China, Republic of; Chinese Taipei; Taiwan, Province of China; 台湾
ie: Ireland; Republic of Ireland; IRL; アイルランド
gb: United Kingdom; U.K.; the U.K.; UK; Great Britain; 英国; イギリス; 英; Royal Navy; \
    United Kingdom of Great Britain and Northern Ireland
us: U.S.; USA; the U.S.; United States of America; 米; 米国; アメリカ; アメリカ合衆国; \
    U.S. Navy; 米海軍
gn: Guinea; Republic of Guinea; ギニア
gw: Guinea-Bissau; Guinea Bissau; ギニアビサウ
gq: Equatorial Guinea; 赤道ギニア
pg: Papua New Guinea; PNG; パプアニューギニア; パプアニューギニア独立国
dm: Dominica; Commonwealth of Dominica; ドミニカ国
do: Dominican Republic; the Dominican Republic; ドミニカ共和国
ne: Niger; Republic of the Niger; ニジェール
ng: Nigeria; Federal Republic of Nigeria; ナイジェリア
ws: Samoa; Western Samoa; サモア
as: American Samoa; 米領サモア
sd: Sudan; Republic of the Sudan
ss: South Sudan; 南スーダン
vn: Vietnam; Viet Nam; Socialist Republic of Vietnam; ベトナム社会主義共和国; 越; VNM
la: Laos; Lao PDR; Lao People's Democratic Republic; ラオス
mm: Myanmar; Burma; Myanmar (Burma); Burma (Myanmar); ミャンマー; ビルマ
fm: FSM; Federated States of Micronesia; Micronesia (Federated States of); ミクロネシア連邦
nc: New Caledonia; French New Caledonia
kn: st. christopher; St. Kitts & Nevis; Saint Christopher and Nevis
ci: Cote d’Ivoire; Côte d'Ivoire; Ivory Coast; コートジボワール
tr: Turkey; Türkiye; TURKIYE; トルコ
hk: Hong Kong SAR China; 香港
nz: New Zealand; 新; ニュージーランド; Royal New Zealand Navy; NZ
au: Australia; 豪; 豪州; オーストラリア; Royal Australian Navy
ca: Canada; 加; カナダ; Royal Canadian Navy
sg: Singapore; 星; シンガポール
my: Malaysia; マレーシア国
id: Indonesia; インドネシア共和国
pw: Palau; パラオ共和国
mk: North Macedonia; Macedonia; FYROM
sz: Eswatini; Swaziland
cz: Czechia; Czech Republic; チェコ共和国
ae: UAE; U.A.E.; アラブ首長国連邦
sa: KSA; Kingdom of Saudi Arabia
cf: CAR; Central African Republic
tl: Timor-Leste; East Timor; 東ティモール
st: ST; São Tomé & Príncipe; サントメ・プリンシペ
ba: Bosnia & Herzegovina; ボスニア・ヘルツェゴビナ
de: Germany; Federal Republic of Germany; West Germany; Germany, West; ドイツ
dd: German Democratic Republic; East Germany; GDR; 東ドイツ
su: Soviet Union; USSR; U.S.S.R.; ソ連
yu: Yugoslavia; Socialist Federal Republic of Yugoslavia
scg: Serbia and Montenegro; Federal Republic of Yugoslavia
csk: Czechoslovakia
yd: South Yemen; People's Democratic Republic of Yemen
yar: North Yemen; Yemen Arab Republic
rvn: South Vietnam; Republic of Vietnam
vd: North Vietnam; Democratic Republic of Vietnam
an: Netherlands Antilles
xk: Kosovo; コソボ
eu: EU; European Union; European Union (EU); 欧州連合
asean: ASEAN; ASEAN Secretariat; the ASEAN Secretariat; アセアン
nato: NATO; North Atlantic Treaty Organisation
un: UN; United Nations; 国連
unocha: UNOCHA; UN OCHA; \
    United Nations Office for the Coordination of Humanitarian Affairs (UNOCHA)
icrc: ICRC; International Committee of the Red Cross (ICRC); 赤十字国際委員会
african-union: African Union; African Union (AU); アフリカ連合
"""


def spellings() -> Iterator[tuple[str, str]]:
    for line in SPELLINGS.replace("\\\n", "").strip().splitlines():
        code, names = line.split(":", 1)
        for name in names.split(";"):
            yield code, " ".join(name.split())


@pytest.fixture
def lookup() -> PartnerLookup:
    return PartnerLookup()


def codes(partners: list[Partner]) -> list[str]:
    return [partner.code for partner in partners]


def test_every_spelling_finds_its_partner(lookup):
    wrong = {
        name: (code, found and found.code)
        for code, name in spellings()
        if (found := lookup.find(name)) is None or found.code != code
    }
    assert wrong == {}
    assert len(list(spellings())) > 200


@pytest.mark.parametrize(
    "name",
    [
        "Hezbollah",
        "Taliban",
        "Hamas",
        "ISIS",
        "Islamic State",
        "Islamic Emirate of Afghanistan",
        "Free Syrian Army",
        "Syrian Democratic Forces",
        "Lord's Resistance Army",
        "Turkish Republic of Northern Cyprus",
        "ヒズボラ",
        "タリバン",
        "Korea",
        "Congo",
        "China (Taipei)",
        "Virgin Islands",
        "Baltic States",
        "GNL",
        "Nassau",
        "Saint Thomas",
        "Wake Island",
        "British Colombia",
        "Vietnamm",
        "U.S., Australia",
        "防衛省",
        "",
        " ",
        "-9",
        "N/A",
    ],
)
def test_doubtful_names_and_non_state_actors_find_nothing(lookup, name):
    assert lookup.find(name) is None
    assert find_partner(name) is None


def test_the_single_look_up_agrees_with_the_bulk_one(lookup):
    for name in ("U.K.", "Korea, Republic of", "European Union (EU)", "and the U.S.", "米"):
        assert find_partner(name) == lookup.find(name) is not None


def test_every_code_and_name_leads_back_to_its_partner(lookup):
    for partner in Partner.objects.all():
        names = [partner.code, partner.iso3, partner.name_en, partner.name_ja]
        for name in (name for name in [*names, partner.short_name_ja] if name):
            assert lookup.find(name) == partner, name
            assert lookup.split(name).partners == [partner], name


def test_cells_split_on_semicolons_and_lines(lookup):
    found = lookup.split("米;印；豪\nFrance; ; and the U.K.")
    assert codes(found.partners) == ["us", "in", "au", "fr", "gb"]
    assert (found.unknown, found.placeholders) == ([], [])


def test_japanese_commas_and_dots_split_only_when_every_piece_is_known(lookup):
    assert codes(lookup.split("米国、英国・フランス").partners) == ["us", "gb", "fr"]
    assert codes(lookup.split("米国､ｲﾝﾄﾞ･豪州").partners) == ["us", "in", "au"]
    assert codes(lookup.split("ボスニア・ヘルツェゴビナ").partners) == ["ba"]
    assert lookup.split("米国、ナルニア").unknown == ["米国、ナルニア"]


def test_a_cell_never_splits_on_a_comma(lookup):
    assert codes(lookup.split("Korea, Republic of").partners) == ["kr"]
    assert lookup.split("U.S., Australia").unknown == ["U.S., Australia"]


def test_a_partner_named_twice_counts_once(lookup):
    assert codes(lookup.split("U.S.; U.S. Navy; 米; 米国・米軍").partners) == ["us"]


def test_and_others_is_a_placeholder(lookup):
    for cell, rest in [
        ("Pakistan; Russia; etc.", "etc."),
        ("Pakistan; Russia etc.", "etc."),
        ("パキスタン、ロシアなど", "など"),
        ("パキスタン・ロシア等", "等"),
        ("パキスタン、ロシア、ほか", "ほか"),
    ]:
        found = lookup.split(cell)
        assert codes(found.partners) == ["pk", "ru"], cell
        assert (found.unknown, found.placeholders) == ([], [rest]), cell


def test_unknown_names_are_returned_as_written(lookup):
    found = lookup.split("Narnia; India; 24 countries*")
    assert codes(found.partners) == ["in"]
    assert found.unknown == ["Narnia"]
    assert found.placeholders == ["24 countries*"]


@pytest.mark.parametrize(
    "text",
    [
        *["24 countries*", "24 countries", "about 20 other nations", "5 organizations"],
        *["28か国1機関", "28カ国", "約30か国", "１２か国・地域", "24か国と2機関"],
        *["-9", "-99", "-", "—", "*", "…", "N/A", "n.a.", "none", "TBD", "etc.", "Others"],
        *["unknown", "Unknown supplier(s)", "various", "several countries", "other countries"],
        *["なし", "その他", "各国", "不明", "など", "多国間"],
    ],
)
def test_placeholders_are_recognised(text):
    assert is_placeholder(text)


@pytest.mark.parametrize("text", ["", "NA", "na", "Niger", "他国", "Norway", "UN", "5", "一国"])
def test_names_are_not_taken_for_placeholders(text):
    assert not is_placeholder(text)


def test_suggestions_come_nearest_first_and_each_once(lookup):
    assert lookup.suggest("Vietnamm")[0].code == "vn"
    assert codes(lookup.suggest("Phillippine")) == ["ph"]
    assert {"kr", "kp"} <= set(codes(lookup.suggest("Korea")))
    assert {"cd", "cg"} <= set(codes(lookup.suggest("Congo")))
    assert lookup.suggest("防衛省") == []
    assert len(lookup.suggest("Guinea", limit=2)) == 2


def test_a_new_partner_is_found_by_its_names_without_an_alias():
    partner = Partner.objects.create(
        code="narnia", slug="narnia", name_en="Narnia", name_ja="ナルニア国", region="europe"
    )
    for lookup in (PartnerLookup().find, find_partner):
        assert lookup("NARNIA") == lookup("ナルニア国") == partner


def test_an_alias_of_staff_is_found_in_any_spelling():
    india = Partner.objects.get(code="in")
    PartnerAlias.objects.create(partner=india, spelling="Hind, Republic of")
    assert find_partner("Republic of HIND") == PartnerLookup().find("republic of hind") == india


def test_a_look_up_learns_spellings_for_its_own_life(lookup):
    lookup.learn("Congo", Partner.objects.get(code="cg"))
    assert lookup.find("congo").code == "cg"
    assert PartnerLookup().find("congo") is None


def test_a_bulk_look_up_reads_the_database_once(django_assert_num_queries):
    with django_assert_num_queries(2):
        lookup = PartnerLookup()
        for name in ("Japan", "Narnia", "European Union (EU)"):
            lookup.find(name)
            lookup.split(name)
            lookup.suggest(name)


def test_one_look_up_needs_few_queries(django_assert_max_num_queries):
    context: CaptureQueriesContext
    with django_assert_max_num_queries(1) as context:
        find_partner("Japan")
    assert len(context) == 1
    with django_assert_max_num_queries(2):
        find_partner("Narnia")


def test_a_long_cell_is_read_quickly(lookup):
    parts = ("(", "x ", "、", "etc ", "など", "a, ", "and ", "及び", "(a", "第")
    for cell in (part * 5_000 for part in parts):
        assert len(lookup.split(cell).unknown) <= 1
        assert normalise(cell) == normalise(normalise(cell))
