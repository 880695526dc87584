import pytest

from exchanges.kinds import KindLookup, find_tool
from exchanges.models import Kind, KindAlias, Tool

pytestmark = pytest.mark.django_db


@pytest.fixture
def lookup() -> KindLookup:
    return KindLookup()


@pytest.mark.parametrize(
    ("text", "tool"),
    [
        ("people", "people"),
        ("PEOPLE ", "people"),
        ("Cooperation and exchanges among people", "people"),
        ("人による協力・交流", "people"),
        ("1", "people"),
        ("Tool 2", "troops"),
        ("部隊による協力・交流", "troops"),
        ("capacity", "capacity"),
        ("capacity-building", "capacity"),
        ("Capacity building", "capacity"),
        ("能力構築支援", "capacity"),
        ("equipment", "equipment"),
        ("Defence equipment and technical cooperation", "equipment"),
        ("防衛装備・技術協力", "equipment"),
        ("4", "equipment"),
        ("agreement", "agreements"),
        ("Agreements", "agreements"),
        ("(参考)各種協定の締結", "agreements"),
    ],
)
def test_a_tool_is_found_by_code_name_and_number(text, tool):
    assert find_tool(text) == tool


@pytest.mark.parametrize("text", ["", "-", "5", "person", "部"])
def test_a_text_that_names_no_tool_finds_none(text):
    assert find_tool(text) is None


def test_every_tool_is_found_by_its_value_and_label():
    for tool in Tool:
        assert find_tool(tool.value) == find_tool(str(tool.label)) == tool


@pytest.mark.parametrize(
    ("tool", "text", "code", "implies"),
    [
        ("people", "defense ministerial meeting", "ministerial", {}),
        ("people", "Defence Ministerial Meeting", "ministerial", {}),
        ("people", "防衛相会談", "ministerial", {}),
        ("people", "telephone conference", "ministerial", {"format": "telephone"}),
        ("people", "テレビ会談", "ministerial", {"format": "video"}),
        ("people", "2+2", "two-plus-two", {}),
        ("people", "high-level visit", "visit", {}),
        ("people", "multilateral conference", "conference", {}),
        ("people", "多国間協力プログラム", "conference", {}),
        ("people", "参謀総長等とのハイレベル懇談", "chief-of-staff", {}),
        ("people", "次官級協議", "high-level", {"level": "vice-minister"}),
        ("people", "防衛駐在官", "liaison", {}),
        ("troops", "trilateral exercise", "multilateral-exercise", {}),
        ("troops", "bilateral training", "bilateral-exercise", {}),
        ("troops", "親善訓練", "goodwill-exercise", {}),
        ("troops", "寄港", "port-call", {}),
        ("troops", "寄航", "airport-call", {}),
        ("troops", "派遣", "deployment", {}),
        ("capacity", "派遣", "project", {"mode": "dispatch"}),
        ("capacity", "招へい", "project", {"mode": "invitation"}),
        ("capacity", "オンライン教育", "project", {"mode": "online"}),
        ("capacity", "In-country Seminar", "seminar", {"mode": "dispatch"}),
        ("capacity", "Online seminar", "seminar", {"mode": "online"}),
        ("capacity", "セミナー", "seminar", {}),
        ("equipment", "無償譲渡", "transfer", {"transfer_form": "grant"}),
        ("equipment", "exhibition", "exhibition", {}),
        ("equipment", "Defense Industry Forum", "industry-forum", {}),
        ("agreements", "ACSA", "acsa", {}),
        ("agreements", "information security agreement", "isa", {}),
        ("agreements", "GSOMIA", "isa", {}),
        ("agreements", "RAA", "raa", {}),
        ("agreements", "円滑化協定", "raa", {}),
        ("agreements", "MoU", "memorandum", {}),
        ("agreements", "その他", "other", {}),
    ],
)
def test_a_kind_is_found_by_what_files_call_it(lookup, tool, text, code, implies):
    found = lookup.find(text, tool)
    assert (found.kind.code, found.implies) == (code, implies)
    assert found.kind.tool == tool


@pytest.mark.parametrize("text", ["共同訓練", "joint exercise", "Joint training", "Exercise"])
def test_a_joint_exercise_is_bilateral_or_multilateral_by_its_partners(lookup, text):
    found = lookup.find(text, "troops")
    assert found.kind_for(0).code == found.kind_for(1).code == "bilateral-exercise"
    assert found.kind_for(2).code == found.kind_for(5).code == "multilateral-exercise"


def test_a_plain_kind_is_the_same_for_any_number_of_partners(lookup):
    found = lookup.find("goodwill exercise", "troops")
    assert found.kind_for(3).code == "goodwill-exercise"


@pytest.mark.parametrize(
    ("tool", "text"), [("people", "ACSA"), ("people", ""), ("troops", "war"), ("capacity", "-")]
)
def test_a_text_that_is_no_kind_of_the_tool_finds_none(lookup, tool, text):
    assert lookup.find(text, tool) is None


def test_without_a_tool_only_an_unambiguous_kind_is_found(lookup):
    assert lookup.find("ACSA").kind.tool == "agreements"
    assert lookup.find("寄港").kind.code == "port-call"
    assert lookup.find("派遣") is None
    assert lookup.find("other") is None


def test_every_kind_is_found_by_code_and_names(lookup):
    for kind in Kind.objects.all():
        for name in (kind.code, kind.name_en, kind.name_ja):
            assert lookup.find(name, kind.tool).kind == kind


def test_spellings_and_kinds_of_staff_are_found():
    kind = Kind.objects.create(tool="troops", code="sail-past", name_en="Sail past", name_ja="観艦")
    KindAlias.objects.create(kind=kind, spelling="Fleet review", implies={"is_maritime": True})
    lookup = KindLookup()
    assert lookup.find("SAIL-PAST", "troops").kind == kind
    assert lookup.find("fleet  review", "troops").implies == {"is_maritime": True}


def test_a_look_up_learns_spellings_for_its_own_life(lookup):
    lookup.learn("寄港訪問", Kind.objects.get(code="port-call"))
    assert lookup.find("寄港訪問", "troops").kind.code == "port-call"
    assert KindLookup().find("寄港訪問", "troops") is None


def test_suggestions_stay_in_the_tool(lookup):
    assert lookup.suggest("bilateral exercice", "troops")[0].code == "bilateral-exercise"
    assert {kind.tool for kind in lookup.suggest("seminary", "capacity")} == {"capacity"}
    assert "acsa" in [kind.code for kind in lookup.suggest("ACSA agreement")]
    assert lookup.suggest("zzzz", "troops") == []


def test_a_look_up_reads_the_database_once(django_assert_num_queries):
    with django_assert_num_queries(2):
        lookup = KindLookup()
        lookup.find("共同訓練", "troops").kind_for(2)
        lookup.suggest("exercise")
