"""The same file again, corrected files, and rows without a reference."""

import pytest

from exchanges.imports.rows import RowReader
from exchanges.models import Activity, ImportRow, Participation, Partner

from ...factories import make_activity
from .files import GOOD, HEADERS, counts, run_row, run_rows

pytestmark = pytest.mark.django_db

NO_REFERENCE = ("", *GOOD[1:])


def _versions() -> dict[str, int]:
    return dict(Activity.objects.values_list("reference", "version"))


def test_the_same_file_again_changes_nothing() -> None:
    cells = {
        "summary": "one\ntwo",
        "domains": "air",
        "units": "A | us; B | ph",
        "source_url": "https://example.org/1",
        "location": "Subic",
    }
    run_row(**cells)
    versions = _versions()

    report = run_row(**cells)

    assert counts(report) == (0, 0, 1, 0)
    assert _versions() == versions
    assert ImportRow.objects.count() == 1


def test_only_columns_of_the_file_change_and_blank_cells_erase_nothing() -> None:
    record = make_activity(
        tool="troops", kind="port-call", reference="T-1", title_ja="寄港", summary_en="Kept"
    )
    Participation.objects.all().delete()

    report = run_rows(("T-1", "New title", ""), headers=("reference", "title_en", "summary_en"))

    record.refresh_from_db()
    assert counts(report) == (0, 1, 0, 0)
    assert (record.title_en, record.title_ja, record.summary_en) == ("New title", "寄港", "Kept")
    assert (record.status, record.version) == ("published", 2)


def test_an_update_keeps_the_old_values() -> None:
    run_row(domains="air", units="A | us", source_url="https://example.org/1", host="ph")
    before = run_row(
        domains="maritime",
        units="B | ph",
        source_url="https://example.org/2",
        partners="us; au",
        start_date="2019-06",
        end_date="",
        host="us",
    )

    row = ImportRow.objects.get(batch=before.batch)
    record = Activity.objects.get()
    assert counts(before) == (0, 1, 0, 0)
    assert row.before["version"] == 1
    assert row.before["fields"]["start_date"] == "2019-06-29"
    assert row.before["partners"] == [["ph", "participant"], ["us", "participant"]]
    assert [unit["name_en"] for unit in row.before["rows"]["units"]] == ["A"]
    assert [source["url"] for source in row.before["rows"]["sources"]] == ["https://example.org/1"]
    assert [unit.name_en for unit in record.detail.units.all()] == ["B"]
    assert [source.url for source in record.sources.all()] == ["https://example.org/2"]
    assert {partner.code for partner in record.partners.all()} == {"us", "au"}
    assert record.detail.domains == ["maritime"]
    assert record.dates_iso == "2019-06"


def test_words_of_the_old_dates_go_with_them() -> None:
    run_row(start_date="29 June 2019", end_date="")
    run_row(start_date="2019-07-01", end_date="")

    assert Activity.objects.get().date_as_written == ""


def test_roles_of_partners_that_stay_are_kept() -> None:
    run_row(roles="us | co-host")
    run_row(partners="us; au")

    assert Participation.objects.get(partner__code="us").role == "co-host"


def test_a_home_partner_put_there_by_staff_stays() -> None:
    make_activity(tool="troops", kind="port-call", reference="T-1", partners=("jp", "us", "ph"))

    run_row(partners="us; au")

    codes = {part.partner.code for part in Participation.objects.all()}
    assert codes == {"jp", "us", "au"}


def test_a_role_of_the_home_partner_is_exported_and_imported(settings) -> None:
    settings.HOME_PARTNER = "jp"
    run_row(partners="us")
    home = Partner.objects.get(code="jp")
    Activity.objects.get().participations.create(partner=home, role="host")

    assert counts(run_row(partners="jp; us", roles="jp | host")) == (0, 0, 1, 0)
    assert counts(run_row(partners="jp; us", roles="jp | co-host")) == (0, 1, 0, 0)


def test_a_line_break_in_a_reference_is_the_same_space_each_time() -> None:
    assert counts(run_row(reference="T\n1")) == (1, 0, 0, 0)
    assert counts(run_row(reference="T\n1")) == (0, 0, 1, 0)
    assert Activity.objects.get().reference == "T 1"


def test_a_repeated_reference_names_the_row_that_is_taken() -> None:
    report = run_rows(GOOD, ("T-2", *GOOD[1:]), ("T-1", "Another", *GOOD[2:]))

    assert counts(report) == (2, 0, 0, 1)
    assert (report.problems[0].row, report.problems[0].column) == (4, "reference")
    assert "row 2" in report.problems[0].message


def test_rows_without_a_reference_are_recognised() -> None:
    first = run_rows(NO_REFERENCE)
    record = Activity.objects.get()
    Activity.objects.update(title_en="Corrected by staff")

    second = run_rows(NO_REFERENCE)

    assert record.reference.startswith("DCE-2019-")
    assert counts(first) == (1, 0, 0, 0)
    assert counts(second) == (0, 0, 1, 0)
    record.refresh_from_db()
    assert record.title_en == "Corrected by staff"


def test_other_cells_of_rows_without_a_reference_are_updated() -> None:
    headers = (*HEADERS, "summary")
    run_rows((*NO_REFERENCE, "old"), headers=headers)

    report = run_rows((*NO_REFERENCE, "new"), headers=headers)

    assert counts(report) == (0, 1, 0, 0)
    assert Activity.objects.get().summary_en == "new"


def test_rows_that_differ_in_other_cells_are_records_of_their_own() -> None:
    headers = (*HEADERS, "location")
    rows = ((*NO_REFERENCE, "Subic"), (*NO_REFERENCE, "Manila"), (*NO_REFERENCE, "Subic"))

    report = run_rows(*rows, headers=headers)
    again = run_rows(*rows, headers=headers)

    assert counts(report) == (2, 0, 0, 1)
    assert "row 2" in report.problems[0].message
    assert counts(again) == (0, 0, 2, 1)


def test_a_deleted_record_is_made_again() -> None:
    run_rows(NO_REFERENCE)
    Activity.objects.all().delete()

    assert counts(run_rows(NO_REFERENCE)) == (1, 0, 0, 0)


def test_a_spelling_that_becomes_known_makes_no_second_record() -> None:
    row = (*NO_REFERENCE[:6], "Atlantis; us")
    run_rows(row, unknown_partners="note")

    report = run_rows(row, unknown_partners="create")

    assert counts(report) == (0, 0, 1, 0)
    assert Activity.objects.count() == 1


LINKED = ("reference", "title", "tool", "kind", "start_date", "agreement")
TRANSFER = ("E-1", "Transfer", "equipment", "transfer", "2018", "A-1")
AGREEMENT = ("A-1", "Agreement", "agreements", "detta", "2016", "")


def test_a_link_to_a_row_that_is_rejected_stays_away_and_changes_nothing_again() -> None:
    rejected = (*AGREEMENT[:4], "foo", "")

    first = run_rows(TRANSFER, rejected, headers=LINKED)
    again = run_rows(TRANSFER, rejected, headers=LINKED)

    assert counts(first) == (1, 0, 0, 1)
    assert "does not refer to it" in first.warnings[0].message
    assert counts(again) == (0, 0, 1, 1)


def test_a_link_is_made_once_its_agreement_is_corrected() -> None:
    run_rows(TRANSFER, (*AGREEMENT[:4], "foo", ""), headers=LINKED)

    preview = run_rows(TRANSFER, AGREEMENT, headers=LINKED, dry_run=True)
    report = run_rows(TRANSFER, AGREEMENT, headers=LINKED)

    record = Activity.objects.get(reference="E-1")
    assert counts(preview) == counts(report) == (1, 1, 0, 0)
    assert record.equipment_detail.agreement.reference == "A-1"
    assert record.version == 2
    assert counts(run_rows(TRANSFER, AGREEMENT, headers=LINKED)) == (0, 0, 2, 0)


def test_the_same_row_is_not_even_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    run_rows(GOOD, NO_REFERENCE)
    monkeypatch.setattr(RowReader, "read", lambda *_arguments: pytest.fail("it was read"))

    assert counts(run_rows(GOOD, NO_REFERENCE)) == (0, 0, 2, 0)


def test_a_row_is_compared_with_its_record_once_someone_has_saved_it() -> None:
    run_row()
    record = Activity.objects.get()
    record.title_en = "By staff"
    record.save()

    assert counts(run_row()) == (0, 1, 0, 0)
    assert Activity.objects.get().title_en == GOOD[1]


def test_the_same_row_read_in_another_way_is_compared() -> None:
    run_row({"date_order": "DMY"}, start_date="5/6/2019", end_date="")

    assert counts(run_row({"date_order": "MDY"}, start_date="5/6/2019", end_date="")) == (
        0,
        1,
        0,
        0,
    )
    assert Activity.objects.get().dates_iso == "2019-05-06"


def test_of_two_rows_known_by_the_same_facts_each_keeps_its_record() -> None:
    headers = (*HEADERS, "location")
    rows = [(*NO_REFERENCE, place) for place in ("Subic", "Manila")]
    run_rows(*rows, headers=headers)
    places = dict(Activity.objects.values_list("pk", "place_en"))

    # The first says what it said and is not read; the second is known by its number all the same.
    report = run_rows(rows[0], (*NO_REFERENCE, "Cebu"), headers=headers)

    assert counts(report) == (0, 1, 1, 0)
    pk = next(key for key, place in places.items() if place == "Manila")
    assert dict(Activity.objects.values_list("pk", "place_en")) == {**places, pk: "Cebu"}
