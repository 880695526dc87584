import json
import re
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from exchanges.dates import parse_date

CONTENT = resources.files("cooperation.demonstration")
SOURCE_PAGE = Path(__file__).parents[3] / "shared" / "source-page.txt"

CAPTIONS = [
    "Japan-India defense ministerial meeting",
    "Chief of Staff of the French Army visiting GSDF Chief of Staff",
    "Tokyo Defense Forum",
    "Acceptance of foreign students at the National Defense Academy",
    "Visit of representatives of ASEAN member countries to an SDF base",
    "Japan-India bilateral exercise in the IPD2019",
    "Joint training with the United States and Australia",
    "Port call at the Port of Subic (the Philippines) in the IPD2019",
    "Seminar on aviation meteorology",
    "Field training for HA/DR",
    "Seminar on undersea unexploded ordnance clearance (Vietnam)",
    "Technical education for a military band (Papua New Guinea)",
    "Transfer of TC-90 training aircraft to the Philippines",
    "Joint research with the United Kingdom",
    "Paris Air Show",
    "Japan-India Defence Industry Forum",
    "Signing of the Japan-Canada Acquisition and Cross-Servicing Agreement",
    "Signing of the Japan-France Acquisition and Cross-Servicing Agreements",
    "Signing of the Japan-Italy Agreement concerning Transfer of Defence Equipment and Technology",
    "Signing of the Japan-Australia Information Security Agreement",
]

KINDS = {
    "people": "two-plus-two ministerial high-level chief-of-staff working-level conference"
    " student-exchange research-exchange visit liaison other",
    "troops": "goodwill-exercise bilateral-exercise multilateral-exercise port-call airport-call"
    " ship-aircraft-visit unit-exchange base-visit deployment other",
    "capacity": "seminar field-training technical-guidance observation opinion-exchange project"
    " other",
    "equipment": "transfer joint-research joint-development engineer-exchange committee exhibition"
    " industry-forum other",
    "agreements": "isa acsa detta raa sofa declaration exchange-of-notes arrangement memorandum"
    " other",
}

ROLES = ["co-host", "participant", "observer", "recipient", "visitor", "host"]

# Key of the text: what its English and its Japanese must speak of, separated by bars.
STATEMENTS = {
    "purpose": (
        "defense relations|stronger|bilateral|multilateral|tools|important|peace and stability"
        "|Japan|international community",
        "二国間|多国間|手段|強め|意義|日本|国際社会|平和と安定",
    ),
    "tool-people": (
        "“2+2”|defense ministers|chiefs of staff|high-level|working-level consultations"
        "|multilateral international conferences|frankly|defense policies"
        "|situation in their regions|cooperation and exchanges|mutual understanding|confidence"
        "|later|students|education|research|state of their military units|networks|trust",
        "「2+2」|防衛相会談|幕僚長|ハイレベル|実務者協議|多国間の国際会議|率直|防衛政策|地域情勢"
        "|防衛協力・交流|相互の理解|信頼が醸成|その後|学生|教育|研究|部隊の実情|ネットワーク|信頼関係",
    ),
    "tool-troops": (
        "goodwill exercises|mutual visits|naval ships|aircraft|ports|airports|exchange events"
        "|mutual trust|partner countries|cooperative relations|bilateral|multilateral|skills"
        "|ability of the Self-Defense Forces|forces of other countries|defense relations",
        "親善訓練|艦艇|航空機|港|空港|相互訪問|交流行事|相互の信頼|相手国|協力関係|二国間|多国間"
        "|技量|協力する自衛隊の能力|他国の部隊|防衛関係",
    ),
    "tool-capacity": (
        "various fields|seminars|field training|technical guidance|observation|education"
        "|exchanges of opinions|period of time|capabilities|concrete|steady|military forces|roles"
        "|international peace|stability of the region",
        "様々な分野|セミナー|実習|技術指導|視察|教育・訓練|意見交換|一定の期間|能力|具体的|着実"
        "|軍隊|役割|国際社会の平和|地域の安定",
    ),
    "tool-equipment": (
        "transferred overseas|research|development|jointly|international exhibitions"
        "|Defence Industry Forum|maintain|strengthen|industrial base|capacity|SDF"
        "|forces of partner countries|defense cooperation",
        "海外への移転|共同研究|共同開発|国際的な展示会|防衛産業フォーラム|維持|強化|産業の基盤"
        "|能力|自衛隊|相手国の軍隊|防衛協力",
    ),
    "agreements": (
        "Information Security Agreements|Acquisition and Cross-Servicing Agreements"
        "|Agreements concerning the Transfer of Defence Equipment and Technology|framework"
        "|concrete|institutionalized|smoothly|stable",
        "情報保護協定|物品役務相互提供協定|防衛装備品・技術移転協定|枠組み|具体的|制度|円滑|安定",
    ),
}


def read(name: str) -> list[dict[str, Any]]:
    return json.loads((CONTENT / name).read_text(encoding="utf-8"))


TEXTS = read("site_texts.json")
RECORDS = read("records.json")
PROGRAMMES = read("programmes.json")
PHOTOS = [record["photo"] for record in RECORDS if "photo" in record]


def each_mapping(value: Any) -> list[dict[str, Any]]:
    if isinstance(value, list):
        return [found for item in value for found in each_mapping(item)]
    if isinstance(value, dict):
        return [value, *(found for item in value.values() for found in each_mapping(item))]
    return []


def each_text(value: Any) -> list[str]:
    return [text for item in each_mapping(value) for text in item.values() if isinstance(text, str)]


def word_runs(text: str, length: int = 8) -> set[tuple[str, ...]]:
    words = re.findall(r"[a-z0-9]+", text.lower())
    return {tuple(words[start : start + length]) for start in range(len(words) - length + 1)}


def test_every_caption_is_the_title_of_a_record_in_the_order_of_the_source() -> None:
    titles = [record["title_en"] for record in RECORDS[:20]]

    assert titles == CAPTIONS


def test_references_count_up_without_a_gap() -> None:
    references = [record["reference"] for record in RECORDS]

    assert references == [f"DEMO-{number:03d}" for number in range(1, len(RECORDS) + 1)]


@pytest.mark.parametrize("content", [TEXTS, RECORDS, PROGRAMMES], ids=["texts", "records", "prog"])
def test_no_text_exists_in_one_language_only(content: list[dict[str, Any]]) -> None:
    for item in each_mapping(content):
        for name in item:
            if name.endswith("_en"):
                assert bool(item[name]) == bool(item[f"{name[:-3]}_ja"]), (name, item)


@pytest.mark.parametrize(
    ("content", "names"),
    [
        (TEXTS, ("title", "body")),
        (RECORDS, ("title", "summary")),
        (PROGRAMMES, ("name", "description")),
        (PHOTOS, ("alt", "caption", "credit")),
    ],
    ids=["texts", "records", "programmes", "photos"],
)
def test_main_texts_are_there_in_both_languages(
    content: list[dict[str, Any]], names: tuple[str, ...]
) -> None:
    for item in content:
        for name in names:
            assert item[f"{name}_en"].strip(), item
            assert re.search(r"[ぁ-んァ-ヶ一-龠]", item[f"{name}_ja"]), item


def test_japanese_uses_full_width_brackets() -> None:
    japanese = r"[ぁ-んァ-ヶ一-龠]"

    for text in each_text([TEXTS, RECORDS, PROGRAMMES]):
        assert not re.search(rf"{japanese}[()]|[()]{japanese}", text), text


@pytest.mark.parametrize("key", STATEMENTS)
@pytest.mark.parametrize("language", ["en", "ja"])
def test_site_texts_say_every_statement_of_the_source(key: str, language: str) -> None:
    body = next(text for text in TEXTS if text["key"] == key)[f"body_{language}"].lower()
    parts = STATEMENTS[key][0 if language == "en" else 1].lower().split("|")

    assert [part for part in parts if part not in body] == []


def test_site_texts_cover_the_pages_about_the_site() -> None:
    keys = {text["key"] for text in TEXTS}

    assert keys == {
        *STATEMENTS,
        "demonstration",
        "about-method",
        "about-corrections",
        "about-reuse",
        "about-accessibility",
    }


def test_site_texts_repeat_no_sentence_of_the_source() -> None:
    if not SOURCE_PAGE.exists():
        pytest.skip("the source page is not on this machine")
    source = word_runs(SOURCE_PAGE.read_text(encoding="utf-8"))

    for text in TEXTS:
        assert word_runs(text["body_en"]) & source == set(), text["key"]


def test_kinds_belong_to_the_tool() -> None:
    for record in RECORDS:
        assert record["kind"] in KINDS[record["tool"]].split(), record["reference"]


def test_every_tool_has_several_records() -> None:
    for tool in KINDS:
        assert sum(record["tool"] == tool for record in RECORDS) >= 4, tool


def test_dates_are_read_whole() -> None:
    for record in RECORDS:
        assert parse_date(record["dates"]), record["reference"]
    for programme in PROGRAMMES:
        assert not programme["dates"] or parse_date(programme["dates"])


def test_agreements_are_dated_by_their_signature() -> None:
    for record in RECORDS:
        if record["tool"] == "agreements":
            signed = parse_date(record["details"]["signed_on"])
            assert parse_date(record["dates"]).start == signed.start, record["reference"]
            assert parse_date(record["details"]["in_force_on"]).start > signed.start


def test_home_country_is_never_a_partner_of_its_own_activity() -> None:
    for record in RECORDS:
        codes = [partner["code"] for partner in record["partners"]]
        assert codes, record["reference"]
        assert "jp" not in codes
        assert len(codes) == len(set(codes))


def test_partners_have_known_roles() -> None:
    for record in RECORDS:
        for partner in record["partners"]:
            role = partner.get("role", "participant")
            assert role in ROLES, record["reference"]


def test_points_lie_on_earth_and_come_in_pairs() -> None:
    for record in RECORDS:
        latitude, longitude = record["latitude"], record["longitude"]
        assert (latitude is None) == (longitude is None)
        if latitude is not None:
            assert -90 <= float(latitude) <= 90
            assert -180 <= float(longitude) <= 180


def test_programmes_of_records_exist_and_each_has_several() -> None:
    slugs = [programme["slug"] for programme in PROGRAMMES]
    used = [record["programme"] for record in RECORDS if record["programme"]]

    assert set(used) == set(slugs)
    assert all(used.count(slug) >= 2 for slug in slugs)


def test_legs_of_the_deployment_are_numbered_in_the_order_of_their_dates() -> None:
    legs = sorted(
        (record["edition"], parse_date(record["dates"]))
        for record in RECORDS
        if record["programme"] == "indo-pacific-deployment-2019" and record["edition"]
    )

    assert [number for number, _ in legs] == list(range(1, len(legs) + 1))
    ends = [span.end for _, span in legs if span.start.month != 6 or span.start.day != 1]
    assert ends == sorted(ends)


def test_sources_have_a_title_and_a_web_address() -> None:
    for record in RECORDS:
        for source in record["sources"]:
            assert source["title"]
            assert re.match(r"https?://[^\s/]+/\S+$", source["url"]), source


def test_each_caption_has_a_picture_of_its_own() -> None:
    names = [record["photo"]["file"] for record in RECORDS[:20]]

    sections = ["people", "troops", "capacity", "equipment", "agreement"]
    assert names == [f"{section}-{number}" for section in sections for number in range(1, 5)]


@pytest.mark.parametrize("language", ["en", "ja"])
def test_text_alternatives_are_short_and_never_the_caption(language: str) -> None:
    for photo in PHOTOS:
        alt = photo[f"alt_{language}"]
        assert len(alt) <= 125
        assert alt != photo[f"caption_{language}"]
        assert alt not in CAPTIONS


def test_pictures_open_at_full_size_and_stay_small_together() -> None:
    total = 0
    for photo in PHOTOS:
        picture = CONTENT / "pictures" / f"{photo['file']}.jpg"
        total += len(picture.read_bytes())
        with picture.open("rb") as stream, Image.open(stream, formats=["JPEG"]) as image:
            image.load()
            assert image.size == (1440, 960)
            assert not image.getexif()

    assert total < 6_000_000
