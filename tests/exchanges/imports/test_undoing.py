import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.forms import model_to_dict
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from exchanges.capacity.models import CapacityField
from exchanges.imports.headers import columns_of
from exchanges.imports.undoing import undo
from exchanges.models import Activity, ImportBatch, ImportRow, Kind, Partner, PartnerAlias, Photo
from exchanges.services import publish
from exchanges.tools import Tool

from ...factories import make_activity, make_photo
from .files import GOOD, counts, csv_bytes, run, run_row, run_rows
from .records import make_full

pytestmark = pytest.mark.django_db

CHANGED = {
    "title_en": "Another title",
    "summary_en": "Another summary",
    "start_date": "2020-02-03",
    "end_date": "2020-02-04",
    "date_as_written": "early February",
    "partners": "us; ph",
    "roles": "us | co-host",
    "host": "us",
    "latitude": "1.5",
    "longitude": "2.5",
    "sources": "Yearbook | | | 7",
}
CHANGED_DETAIL = {
    "people": {"start_time": "09:30", "minutes": "5", "attendees": "C | Minister | ph"},
    "troops": {"domains": "air", "purpose_en": "another", "units": "Fuji | ph"},
    "capacity": {"mode": "online", "dispatched_to": "2019-06-30", "fields": ""},
    "equipment": {"stage": "planned", "agreement": "A-1", "items": "Radar | 1"},
    "agreements": {
        "signed_on": "2019-04-01",
        "amends": "A-1",
        "party_actions": "ph | acceded | 2020-01-01",
    },
}
LINKED = ("reference", "title", "tool", "kind", "start_date", "agreement")
TRANSFER = ("E-1", "Transfer", "equipment", "transfer", "2018", "A-1")
AGREEMENT = ("A-1", "Agreement", "agreements", "detta", "2016", "")


def _undo(batch: int | str | None) -> str:
    out = io.StringIO()
    call_command("undo_import", str(batch), stdout=out)
    return out.getvalue()


def _values(row: Any, *left_out: str) -> dict[str, Any]:
    return {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if field.name not in left_out
    }


def _state(reference: str) -> dict[str, Any]:
    """All that a record holds, without what every change moves on."""
    record = Activity.objects.get(reference=reference)
    detail = record.detail
    state = {
        "fields": _values(record, "version", "changed_at", "changed_by"),
        "partners": sorted((part.partner.code, part.role) for part in record.participations.all()),
        "sources": [_values(row, "id") for row in record.sources.all()],
        "detail": detail and model_to_dict(detail),
    }
    for column in columns_of(record.tool):
        if detail and getattr(column, "relation", "") and column.tool:
            rows = getattr(detail, column.relation).all()
            state[column.name] = [_values(row, "id") for row in rows]
    return state


def _change(record: Activity) -> int:
    cells = {"reference": record.reference, **CHANGED, **CHANGED_DETAIL[record.tool]}
    if record.tool == "capacity":
        cells["fields"] = CapacityField.objects.last().code
    report = run_rows(tuple(cells.values()), headers=tuple(cells))
    assert not report.problems
    assert counts(report) == (0, 1, 0, 0)
    return report.batch


@pytest.mark.parametrize("tool", Tool.values)
def test_what_an_import_created_is_removed_and_can_be_imported_again(
    tool: str, tmp_path: Path
) -> None:
    record = make_full(tool)
    file = tmp_path / "all.csv"
    call_command("export_activities", str(file), stdout=io.StringIO())
    before, count = _state(record.reference), Activity.objects.count()
    Activity.objects.all().delete()
    call_command("import_activities", str(file), stdout=io.StringIO())

    said = _undo(ImportBatch.objects.get().pk)

    assert f"{count} removed, 0 restored, 0 kept" in said
    assert not Activity.objects.exists()
    assert counts(run(file.read_bytes())) == (count, 0, 0, 0)
    assert _state(record.reference)["partners"] == before["partners"]


@pytest.mark.parametrize("tool", Tool.values)
def test_what_an_import_changed_is_as_before(tool: str) -> None:
    record = make_full(tool)
    make_activity(tool="agreements", reference="A-1")
    before = _state(record.reference)
    batch = _change(record)
    assert _state(record.reference) != before

    said = _undo(batch)

    assert "0 removed, 1 restored, 0 kept" in said
    assert _state(record.reference) == before
    assert Activity.objects.get(pk=record.pk).version == 3


@pytest.mark.parametrize("tool", Tool.values)
def test_a_record_that_had_no_details_has_none_again(tool: str) -> None:
    record = make_activity(tool=tool)
    make_activity(tool="agreements", reference="A-1")
    before = _state(record.reference)

    _undo(_change(record))

    assert _state(record.reference) == before
    assert before["detail"] is None


def test_rows_without_a_reference_are_made_again() -> None:
    row = ("", *GOOD[1:])
    _undo(run_rows(row).batch)

    assert counts(run_rows(row)) == (1, 0, 0, 0)


def test_what_was_edited_since_is_kept_and_listed() -> None:
    batch = run_rows(GOOD, ("T-2", *GOOD[1:]), ("T-3", *GOOD[1:]), ("T-4", *GOOD[1:])).batch
    edited = Activity.objects.get(reference="T-2")
    edited.title_en = "Corrected by staff"
    edited.save()
    publish(activities=Activity.objects.filter(reference="T-3"), by=None)
    make_photo(Activity.objects.get(reference="T-4"))

    said = _undo(batch)

    assert "1 removed, 0 restored, 3 kept" in said
    assert "Kept T-2: It has been edited since." in said
    assert "Kept T-3: It has been edited since." in said
    assert "Kept T-4: Photos have been added to it since." in said
    assert set(Activity.objects.values_list("reference", flat=True)) == {"T-2", "T-3", "T-4"}
    edited.refresh_from_db()
    assert edited.title_en == "Corrected by staff"
    photo = Photo.objects.get()
    assert photo.renditions.exists()
    assert photo.original.storage.exists(photo.original.name)


def test_an_edit_of_a_changed_record_is_kept() -> None:
    record = make_full("troops")
    batch = _change(record)
    Activity.objects.get(pk=record.pk).save()
    edited = _state(record.reference)

    said = _undo(batch)

    assert f"Kept {record.reference}: It has been edited since." in said
    assert _state(record.reference) == edited


def test_photos_of_a_changed_record_stay_with_it() -> None:
    record = make_full("troops")
    before = _state(record.reference)
    batch = _change(record)
    make_photo(record)

    _undo(batch)

    assert _state(record.reference) == before
    assert record.photos.exists()


def test_imports_are_undone_newest_first() -> None:
    first = run_row().batch
    before = _state("T-1")
    second = run_row(title="Second").batch
    third = run_row(title="Third", summary="Third").batch

    for batch in (third, second):
        assert "1 restored" in _undo(batch)
    assert _state("T-1") == before
    assert "1 removed" in _undo(first)
    assert not Activity.objects.exists()


def test_a_later_import_is_named() -> None:
    first = run_row().batch
    second = run_row(title="Second").batch

    said = _undo(first)

    assert f"Kept T-1: Import {second} has changed it since." in said
    assert Activity.objects.get().title_en == "Second"


def test_an_edit_between_two_imports_is_not_undone_with_the_first() -> None:
    first = run_row().batch
    Activity.objects.get().save()
    second = run_row(title="Second").batch

    assert "1 restored" in _undo(second)
    assert "Kept T-1: It has been edited since." in _undo(first)


def test_the_second_undo_changes_nothing() -> None:
    batch = run_row().batch
    _undo(batch)
    undone_at = ImportBatch.objects.get().undone_at
    run_row()

    said = _undo(batch)

    assert "undone already" in said
    assert Activity.objects.count() == 1
    assert ImportBatch.objects.get(pk=batch).undone_at == undone_at


def test_after_thirty_days_it_is_too_late() -> None:
    batch = run_row().batch
    long_ago = timezone.now() - timedelta(days=30, seconds=1)
    ImportBatch.objects.update(finished_at=long_ago)

    with pytest.raises(CommandError, match="30 days; these are over") as refused:
        _undo(batch)

    assert refused.value.returncode == 2
    assert Activity.objects.count() == 1
    ImportBatch.objects.update(finished_at=long_ago + timedelta(minutes=1))
    assert "1 removed" in _undo(batch)


def test_an_import_that_runs_is_stopped_before_it_is_undone() -> None:
    batch = run_row().batch
    ImportBatch.objects.update(state="running", alive_at=timezone.now())

    with pytest.raises(CommandError, match="Stop it first"):
        _undo(batch)

    ImportBatch.objects.update(state="stopped")
    _undo(batch)
    assert ImportBatch.objects.get().state == "undone"


def test_a_number_that_is_no_import_ends_with_2() -> None:
    with pytest.raises(CommandError, match="There is no import 4711") as refused:
        _undo(4711)

    assert refused.value.returncode == 2


@pytest.mark.parametrize("text", ["past.csv", "1.5", "", "２"])
def test_what_is_no_number_is_said_so(text: str) -> None:
    with pytest.raises(CommandError, match=f"“{text}” is not the number of an import"):
        _undo(text)


def test_the_number_is_required() -> None:
    with pytest.raises(CommandError, match="batch"):
        call_command("undo_import")


def test_the_import_says_its_number(tmp_path: Path) -> None:
    file, out = tmp_path / "past.csv", io.StringIO()
    file.write_bytes(csv_bytes(GOOD))

    call_command("import_activities", str(file), stdout=out)

    assert f"import {ImportBatch.objects.get().pk}" in out.getvalue()


def test_a_link_made_after_all_rows_is_taken_back() -> None:
    run_rows((*TRANSFER[:5], ""), headers=LINKED)
    before = _state("E-1")
    batch = run_rows(("E-1", "Other", *TRANSFER[2:]), AGREEMENT, headers=LINKED).batch
    assert Activity.objects.get(reference="E-1").detail.agreement.reference == "A-1"

    said = _undo(batch)

    assert "1 removed, 1 restored, 0 kept" in said
    assert _state("E-1") == before


def test_an_agreement_that_a_kept_record_refers_to_is_kept() -> None:
    batch = run_rows(AGREEMENT, TRANSFER, ("A-2", *AGREEMENT[1:]), headers=LINKED).batch
    Activity.objects.get(reference="E-1").save()

    said = _undo(batch)

    assert "1 removed, 0 restored, 2 kept" in said
    assert "Kept A-1: E-1 refers to it." in said
    assert Activity.objects.get(reference="E-1").detail.agreement.reference == "A-1"


def test_partners_that_the_import_made_go_unless_they_are_needed() -> None:
    names = "Atlantis Office; Lemuria Office; Thule Office"
    batch = run_row({"unknown_partners": "create"}, partners=names).batch
    Partner.objects.filter(name_en="Lemuria Office").update(region=Partner.Region.OCEANIA)
    make_activity(partners=(Partner.objects.get(name_en="Thule Office").code,))

    said = _undo(batch)

    assert "1 removed, 0 restored, 0 kept; 1 partners removed" in said
    assert not Partner.objects.filter(name_en="Atlantis Office").exists()
    assert not PartnerAlias.objects.filter(spelling="Atlantis Office").exists()
    assert Partner.objects.filter(name_en__in=("Lemuria Office", "Thule Office")).count() == 2


def test_a_record_whose_old_kind_is_gone_is_kept() -> None:
    kind = Kind.objects.create(tool="troops", code="old", name_en="Old", name_ja="旧")
    make_activity(tool="troops", kind="old", reference="T-1")
    batch = run_rows(("T-1", "port-call"), headers=("reference", "kind")).batch
    kind.delete()

    said = _undo(batch)

    assert "Kept T-1: Something that it referred to has been deleted since." in said
    assert Activity.objects.get().kind.code == "port-call"


def test_a_changed_record_that_was_deleted_is_listed() -> None:
    record = make_full("troops")
    batch = _change(record)
    record.delete()

    assert "Kept row 2 of the file: The record has been deleted since." in _undo(batch)


def test_it_is_undone_as_a_whole_or_not_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    make_activity(tool="troops", kind="port-call", reference="T-2")
    batch = run_rows(GOOD, ("T-2", *GOOD[1:])).batch
    before = _state("T-2")

    def fail(*_arguments: object) -> None:
        raise RuntimeError("the machine stops")

    monkeypatch.setattr("exchanges.imports.undoing._partners_in_use", fail)
    ImportRow.objects.filter(batch=batch).update(before={"new_partners": ["x"], "version": 1})
    with pytest.raises(RuntimeError):
        undo(batch=ImportBatch.objects.get(pk=batch))

    assert _state("T-2") == before
    assert Activity.objects.filter(reference="T-1").exists()
    assert ImportBatch.objects.get(pk=batch).undone_at is None


def test_more_records_take_no_more_queries() -> None:
    def queries_for(count: int) -> int:
        rows = [(f"N-{n}", *GOOD[1:]) for n in range(count)]
        run_rows(*rows)
        changed = run_rows(*[(row[0], "Other", *row[2:]) for row in rows]).batch
        with CaptureQueriesContext(connection) as captured:
            _undo(changed)
        restoring = len(captured)
        with CaptureQueriesContext(connection) as captured:
            _undo(ImportBatch.objects.order_by("pk").exclude(undone_at__isnull=False).first().pk)
        assert not Activity.objects.exists()
        return restoring + len(captured)

    assert queries_for(2) == queries_for(40)


def test_the_list_of_imports_shows_it(staff_client) -> None:
    batch = run_row().batch
    _undo(batch)

    page = staff_client.get("/admin/exchanges/importbatch/").content.decode()

    assert str(ImportBatch.State.UNDONE.label) in page
    assert f'class="field-number">{batch}<' in page
