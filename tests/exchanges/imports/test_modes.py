"""What an import may do to records that are there."""

import pytest

from exchanges.models import Activity, ImportRow, Participation

from ...factories import make_activity
from .files import GOOD, HEADERS, counts, run_row, run_rows

pytestmark = pytest.mark.django_db
REPLACE, FILL, CREATE = ({"mode": mode} for mode in ("replace", "fill", "create"))


def _record() -> Activity:
    return Activity.objects.get()


def _codes() -> set[str]:
    return set(Participation.objects.values_list("partner__code", flat=True))


def test_create_only_leaves_records_that_are_there() -> None:
    run_row()

    report = run_rows(
        ("T-1", "Another", *GOOD[2:]), ("T-2", *GOOD[1:]), headers=HEADERS, mode="create"
    )

    assert counts(report) == (1, 0, 1, 0)
    assert Activity.objects.get(reference="T-1").title_en == GOOD[1]
    assert "left as it is" in report.warnings[0].message


def test_create_only_recognises_rows_without_a_reference() -> None:
    row = ("", *GOOD[1:])
    run_rows(row)

    assert counts(run_rows(row, mode="create")) == (0, 0, 1, 0)


def test_fill_changes_only_what_is_blank() -> None:
    run_row(summary="", location="Subic", domains="air", personnel="", partners="us")

    report = run_row(
        FILL,
        title="Another",
        start_date="2020-01-01",
        end_date="",
        summary="New",
        location="Manila",
        domains="maritime",
        personnel="40",
        partners="ph",
        units="A | us",
        source_url="https://example.org/1",
    )

    record = _record()
    assert counts(report) == (0, 1, 0, 0)
    assert (record.title_en, str(record.start_date)) == (GOOD[1], "2019-06-29")
    assert (record.summary_en, record.place_en, _codes()) == ("New", "Subic", {"us"})
    assert (record.detail.domains, record.detail.personnel) == (["air"], 40)
    assert [unit.name_en for unit in record.detail.units.all()] == ["A"]
    assert record.sources.get().url == "https://example.org/1"


def test_fill_replaces_no_rows_that_are_there() -> None:
    run_row(units="A | us", source_url="https://example.org/1")

    report = run_row(FILL, units="B | us", source_url="https://example.org/2")

    assert counts(report) == (0, 0, 1, 0)


def test_fill_gives_partners_to_a_record_that_has_none() -> None:
    run_row(partners="")

    run_row(FILL, partners="us")

    assert _codes() == {"us"}


def test_replace_empties_what_blank_cells_stand_for() -> None:
    cells = {
        "summary": "Old",
        "location": "Subic",
        "host": "ph",
        "domains": "air",
        "personnel": "40",
        "units": "A | us",
        "source_title": "",
        "source_url": "https://example.org/1",
        "latitude": "14.8",
        "longitude": "120.2",
        "roles": "us | co-host",
    }
    run_row(**cells)

    report = run_row(REPLACE, partners="", **dict.fromkeys(cells, ""))

    record = _record()
    assert counts(report) == (0, 1, 0, 0)
    assert (record.summary_en, record.place_en, record.host, record.latitude) == (
        "",
        "",
        None,
        None,
    )
    assert (record.detail.domains, record.detail.personnel) == ([], None)
    assert not record.detail.units.exists()
    assert not record.sources.exists()
    assert _codes() == set()
    assert counts(run_row(REPLACE, partners="", **dict.fromkeys(cells, ""))) == (0, 0, 1, 0)


def test_replace_makes_partners_without_a_role_participants() -> None:
    run_row(roles="us | co-host")

    run_row(REPLACE, roles="")

    assert set(Participation.objects.values_list("role", flat=True)) == {"participant"}


def test_replace_empties_nothing_that_a_record_must_have() -> None:
    run_row()
    headers = ("reference", "title", "title_en", "tool", "kind", "start_date", "end_date")

    report = run_rows(("T-1", *[""] * 6), headers=headers, mode="replace")

    record = _record()
    assert counts(report) == (0, 0, 1, 0)
    assert (record.title_en, record.kind.code) == (GOOD[1], "port-call")


def test_replace_leaves_columns_alone_that_the_file_lacks() -> None:
    make_activity(tool="troops", kind="port-call", reference="T-1", summary_ja="概要", place_en="S")

    run_rows(("T-1", "New"), headers=("reference", "title_en"), mode="replace")

    record = _record()
    assert (record.title_en, record.summary_ja, record.place_en) == ("New", "概要", "S")


def test_update_is_what_happens_without_a_mode() -> None:
    run_row(summary="Old")

    report = run_row(summary="", title="New")

    record = _record()
    assert counts(report) == (0, 1, 0, 0)
    assert (record.title_en, record.summary_en) == ("New", "Old")


@pytest.mark.parametrize(("bad_rows", "outcome"), [("leave", "rejected"), ("hold", "held")])
def test_bad_rows_are_left_out_or_held(bad_rows: str, outcome: str) -> None:
    report = run_row({"bad_rows": bad_rows}, start_date="foo")

    row = ImportRow.objects.get()
    assert counts(report) == (0, 0, 0, 1)
    assert (row.outcome, row.cells["start_date"]) == (outcome, "foo")
    assert row.problems[0]["column"] == "start_date"
