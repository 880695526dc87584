"""Names that a person has answered for: other spellings, kept as text, or left out."""

import pytest

from exchanges.capacity.models import CapacityField, CapacityFieldAlias
from exchanges.models import Activity, NameDecision, Partner, ProgrammeAlias

from ...factories import make_programme
from .files import counts, run_row

pytestmark = pytest.mark.django_db
CAPACITY = {"tool": "capacity", "kind": "seminar"}


def _decide(of: str, spelling: str, decision: str, tool: str = "") -> None:
    NameDecision.objects.create(of=of, spelling=spelling, decision=decision, tool=tool)


def test_other_spellings_of_programmes_and_fields_are_known() -> None:
    programme = make_programme(slug="ipd2019", kind="deployment")
    ProgrammeAlias.objects.create(programme=programme, spelling="Pacific Deployment")
    field = CapacityField.objects.first()
    CapacityFieldAlias.objects.create(field=field, spelling="Disaster things")

    run_row(**CAPACITY, programme="PACIFIC deployment", fields="disaster things")

    record = Activity.objects.get()
    assert record.programme == programme
    assert list(record.detail.fields.all()) == [field]


@pytest.mark.parametrize(
    ("of", "column", "cells"),
    [
        ("partner", "partners", {"partners": "us; Atlantis"}),
        ("kind", "kind", {"kind": "Atlantis"}),
        ("programme", "programme", {"programme": "Atlantis"}),
        ("field", "fields", {**CAPACITY, "fields": "Atlantis"}),
    ],
)
def test_rows_with_a_name_that_was_refused_are_left_out(of: str, column: str, cells: dict) -> None:
    _decide(of, "Atlantis", "reject")

    report = run_row(**cells)

    assert counts(report) == (0, 0, 0, 1)
    assert [problem.column for problem in report.problems] == [column]
    assert "decided to leave out" in report.problems[0].message


def test_a_partner_that_is_kept_as_text_stands_with_the_other_participants() -> None:
    _decide("partner", "Atlantis", "note")

    run_row(partners="us; ATLANTIS")

    record = Activity.objects.get()
    assert record.other_participants == "ATLANTIS"
    assert [partner.code for partner in record.partners.all()] == ["us"]


def test_a_kind_that_is_kept_as_text_is_another_one_in_its_tool_only() -> None:
    _decide("kind", "Parade", "note", tool="troops")

    assert counts(run_row(kind="Parade")) == (1, 0, 0, 0)
    assert Activity.objects.get().kind.code == "other"
    assert counts(run_row(tool="people", kind="Parade", reference="T-2")) == (0, 0, 0, 1)


@pytest.mark.parametrize(
    ("of", "cells"),
    [("programme", {"programme": "Pacific"}), ("field", {**CAPACITY, "fields": "Pacific"})],
)
def test_other_names_that_are_kept_as_text_stay_with_the_import(of: str, cells: dict) -> None:
    _decide(of, "Pacific", "note")

    report = run_row(**cells)

    assert counts(report) == (1, 0, 0, 0)
    assert "kept with the import only" in report.warnings[0].message


def test_an_answer_given_since_is_heeded_though_the_row_is_the_same() -> None:
    note = {"unknown_partners": "note"}
    run_row(note, partners="us; Atlantis")
    assert counts(run_row(note, partners="us; Atlantis")) == (0, 0, 1, 0)
    Partner.objects.get(code="au").aliases.create(spelling="Atlantis")

    report = run_row(note, partners="us; Atlantis")

    assert counts(report) == (0, 1, 0, 0)
    assert {partner.code for partner in Activity.objects.get().partners.all()} == {"us", "au"}
