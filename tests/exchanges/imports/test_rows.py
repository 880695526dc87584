import pytest

from exchanges.imports.problems import FileError
from exchanges.models import Activity, ImportRow, Partner

from ...factories import make_programme
from .files import GOOD, HEADERS, counts, run_row, run_rows

pytestmark = pytest.mark.django_db


def _only() -> Activity:
    return Activity.objects.get()


def test_a_good_row_becomes_a_draft_with_all_it_states() -> None:
    report = run_row(
        location="Subic Bay",
        host="Philippines",
        summary="Line one\nline two",
        source_title="Press release",
        source_url="https://example.org/1",
        domains="maritime; air",
        units="JS Izumo | jp | maritime | DDH 183; いずも艦載機",
    )

    record = _only()
    assert counts(report) == (1, 0, 0, 0)
    assert (record.reference, record.tool, record.kind.code) == ("T-1", "troops", "port-call")
    assert record.status == Activity.Status.DRAFT
    assert record.dates_iso == "2019-06-29"
    assert {part.partner.code for part in record.participations.all()} == {"ph", "us"}
    assert (record.place_en, record.host.code) == ("Subic Bay", "ph")
    assert record.summary_en == "Line one\nline two"
    assert [(s.title, s.url) for s in record.sources.all()] == [
        ("Press release", "https://example.org/1")
    ]
    assert record.detail.domains == ["maritime", "air"]
    assert [unit.hull_number for unit in record.detail.units.all()] == ["DDH 183", ""]


def test_publish_publishes() -> None:
    run_row({"publish": True})

    assert _only().is_published


def test_every_wrong_cell_of_every_row_is_named_at_once() -> None:
    headers = (*HEADERS, "personnel", "source_url")
    bad = (*GOOD[:3], "no such kind", "2019-02-31", "", "Atlantis", "many", "nowhere")

    report = run_rows(bad, (*GOOD, "", ""), headers=headers)

    assert counts(report) == (0, 0, 0, 2)
    first = {problem.column for problem in report.problems if problem.row == 2}
    assert first == {"kind", "start_date", "partners", "personnel", "source_url"}
    assert all(problem.hint for problem in report.problems)


def test_japanese_headers_and_texts() -> None:
    report = run_rows(
        ("日印共同訓練", "部隊", "共同訓練", "2025年11月3日", "11月7日", "印", "周辺海域", "項目"),
        headers=("件名", "手段", "種別", "開始日", "終了日", "国", "場所", "概要"),
    )

    record = _only()
    assert counts(report) == (1, 0, 0, 0)
    assert (record.title_ja, record.title_en) == ("日印共同訓練", "")
    assert (record.kind.code, record.place_ja, record.summary_ja) == (
        "bilateral-exercise",
        "周辺海域",
        "項目",
    )
    assert record.date_as_written == "2025年11月3日 – 11月7日"


def test_title_language_may_be_given() -> None:
    run_row({"title_language": "en"}, title="日印共同訓練")

    assert _only().title_en == "日印共同訓練"


def test_a_joint_exercise_with_several_partners_is_multilateral() -> None:
    run_row(kind="共同訓練", partners="米;印;豪")

    assert _only().kind.code == "multilateral-exercise"


def test_a_spelling_of_a_kind_sets_what_it_implies() -> None:
    run_row(tool="people", kind="telephone conference")

    record = _only()
    assert (record.kind.code, record.detail.format) == ("ministerial", "telephone")


def test_unknown_partners_are_rejected_kept_or_created() -> None:
    report = run_row(partners="Philipppines; us")
    assert counts(report) == (0, 0, 0, 1)
    assert report.problems[0].value == "Philipppines"
    assert "Philippines (ph)" in report.problems[0].hint

    run_row({"unknown_partners": "note"}, partners="Atlantis; us", reference="T-2")
    noted = Activity.objects.get(reference="T-2")
    assert noted.other_participants == "Atlantis"
    assert [partner.code for partner in noted.partners.all()] == ["us"]

    report = run_row({"unknown_partners": "create"}, partners="Atlantis; us", reference="T-3")
    assert Partner.objects.get(code="atlantis").activities.count() == 1
    assert len(report.warnings) == 1
    again = run_row(partners="Atlantis; us", reference="T-3")
    assert counts(again) == (0, 0, 1, 0)


@pytest.mark.parametrize("name", ["Atlantis " * 450, "😀"])
def test_what_cannot_be_a_name_creates_no_partner(name: str) -> None:
    before = Partner.objects.count()

    report = run_row({"unknown_partners": "create"}, partners=f"us; {name}")

    assert [problem.column for problem in report.problems] == ["partners"]
    assert "at most" in report.problems[0].hint
    assert Partner.objects.count() == before


def test_placeholders_are_kept_as_text_and_missing_values_are_nothing() -> None:
    run_row({"missing": ("-9", "n.s.")}, partners="24 countries*; -9; n.s.; us", title="-9")

    record = _only()
    assert record.other_participants == "24 countries*"
    assert [partner.code for partner in record.partners.all()] == ["us"]


def test_the_home_partner_is_left_out_with_a_warning(settings) -> None:
    report = run_row(partners="Japan; us")
    assert [partner.code for partner in _only().partners.all()] == ["us"]
    assert "home partner" in report.warnings[0].message

    settings.HOME_PARTNER = ""
    run_row(partners="Japan; us", reference="T-2")
    assert Activity.objects.get(reference="T-2").partners.count() == 2


def test_a_row_without_a_title_gets_one_in_both_languages() -> None:
    report = run_row(title="", partners="ph; us")

    record = _only()
    assert record.title_en == "Port call (Philippines, United States), 2019"
    assert record.title_ja == "寄港(フィリピン、米国) 2019年"
    assert "has no title" in report.warnings[0].message


def test_a_year_is_never_guessed() -> None:
    report = run_row(start_date="2月10日", end_date="18日")
    assert counts(report) == (0, 0, 0, 1)
    assert "has no year" in report.problems[0].message
    assert "default year" in report.problems[0].hint

    run_row({"default_year": 2022}, start_date="2月10日", end_date="18日")
    assert str(_only().end_date) == "2022-02-18"


def test_dates_of_different_precision_become_the_coarser_with_a_warning() -> None:
    report = run_row(start_date="2019-05-14", end_date="2019-06")

    record = _only()
    assert (str(record.start_date), record.date_precision) == ("2019-05-01", "month")
    assert "equally precise" in report.warnings[0].message


def test_too_long_a_value_names_the_limit() -> None:
    report = run_row(title="x" * 401, reference="r" * 81)

    assert {problem.column for problem in report.problems} == {"title", "reference"}
    assert "at most 400" in " ".join(problem.message for problem in report.problems)


def test_line_breaks_stay_in_long_texts_only() -> None:
    run_row(title="Port call\r\n at Subic", summary="one\r\ntwo")

    assert (_only().title_en, _only().summary_en) == ("Port call at Subic", "one\ntwo")


def test_escaped_formulas_are_restored() -> None:
    run_row(title="'=Operation+", summary="'-9", location="+81 3")

    record = _only()
    assert (record.title_en, record.summary_en, record.place_en) == ("=Operation+", "-9", "+81 3")


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"edition": "3"}, "edition"),
        ({"latitude": "14.8"}, "latitude"),
        ({"latitude": "91", "longitude": "0"}, "latitude"),
        ({"latitude": "NaN", "longitude": "0"}, "latitude"),
        ({"latitude": "1e999999", "longitude": "0"}, "latitude"),
        ({"programme": "no such thing"}, "programme"),
        ({"host": "Atlantis"}, "host"),
        ({"roles": "au | observer"}, "roles"),
        ({"roles": "us | leader"}, "roles"),
        ({"domains": "water"}, "domains"),
        ({"units": "a|b|c|d|e|f|g"}, "units"),
        ({"units": "| us"}, "units"),
        ({"minutes": "30"}, "minutes"),
        ({"end_date": "Wednesday"}, "end_date"),
        ({"start_date": "", "end_date": ""}, "start_date"),
        ({"kind": ""}, "kind"),
        ({"tool": ""}, "tool"),
        ({"tool": "navy"}, "tool"),
        ({"source_url": "javascript:alert(1)"}, "source_url"),
        ({"personnel": "99999999999"}, "personnel"),
        ({"tool": "people", "kind": "visit", "minutes": "40000"}, "minutes"),
        ({"tool": "people", "kind": "visit", "start_time": "25:00"}, "start_time"),
        ({"tool": "equipment", "kind": "transfer", "agreement": "NONE"}, "agreement"),
        (
            {"tool": "capacity", "kind": "seminar", "dispatched_from": "2019-05-02"}
            | {"dispatched_to": "2019-05-01"},
            "dispatched_to",
        ),
        (
            {"tool": "agreements", "kind": "acsa", "party_actions": "us | signed; us | signed"},
            "party_actions",
        ),
    ],
)
def test_bad_cells_reject_the_row_at_the_cell(cells: dict[str, str], column: str) -> None:
    report = run_row(**cells)

    assert counts(report) == (0, 0, 0, 1)
    assert column in {problem.column for problem in report.problems}
    assert not Activity.objects.exists()


def test_blank_tool_and_kind_are_filled_by_options() -> None:
    report = run_row({"tool": "troops", "default_kind": "port-call"}, tool="", kind="")

    assert counts(report) == (1, 0, 0, 0)


def test_spellings_may_be_mapped_for_one_file() -> None:
    run_row(
        {"map_kind": {"calling": "port-call"}, "map_partner": {"Nassau": "bs"}},
        kind="Calling",
        partners="Nassau",
    )

    assert [partner.code for partner in _only().partners.all()] == ["bs"]


def test_mapping_to_a_code_that_does_not_exist_refuses_the_file() -> None:
    with pytest.raises(FileError, match="zz9"):
        run_row({"map_partner": {"Nassau": "zz9"}})


@pytest.mark.parametrize("options", [{"map_kind": {"calling": "zz9"}}, {"default_kind": "zz9"}])
def test_a_kind_of_an_option_that_does_not_exist_refuses_the_file(options) -> None:
    with pytest.raises(FileError, match="No kind has the code “zz9”"):
        run_row(options)


def test_a_row_without_a_tool_names_its_other_errors_too() -> None:
    report = run_row(tool="", start_date="foo", partners="Atlantis")

    assert [problem.column for problem in report.problems] == ["tool", "partners", "start_date"]


def test_the_home_partner_takes_its_role_with_it(settings) -> None:
    settings.HOME_PARTNER = "jp"

    report = run_row(partners="jp; us", roles="jp | host; us | visitor")

    assert counts(report) == (1, 0, 0, 0)
    assert [(part.partner.code, part.role) for part in _only().participations.all()] == [
        ("us", "visitor")
    ]


def test_roles_and_programme() -> None:
    make_programme(slug="ipd2019", kind="deployment")

    run_row(roles="us | co-host", programme="IPD2019", edition="2")

    record = _only()
    assert (record.programme.slug, record.edition) == ("ipd2019", 2)
    assert record.participations.get(partner__code="us").role == "co-host"


def test_photo_columns_are_kept_with_a_warning() -> None:
    report = run_row(photo_files="a.jpg", photo_captions="Arrival")

    assert "Photos" in report.warnings[0].message
    assert ImportRow.objects.get().cells["photo_files"] == "a.jpg"
