"""The check of a kept file, and the run that writes what it showed."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from exchanges.imports import passing, running
from exchanges.imports.checking import check_batch
from exchanges.imports.running import is_stale, resume, run_batch, start, stop
from exchanges.imports.writing import ChunkWriter
from exchanges.models import Activity, CheckedRow, ImportBatch, ImportRow

from ...factories import make_activity
from .files import GOOD, HEADERS, csv_bytes
from .kept import checked, keep, outcomes

pytestmark = pytest.mark.django_db
State = ImportBatch.State
LINKED = ("reference", "title", "tool", "kind", "start_date", "agreement")
TRANSFER = ("E-1", "Transfer", "equipment", "transfer", "2018", "A-1")
AGREEMENT = ("A-1", "Agreement", "agreements", "detta", "2016", "")


def _numbers(batch: ImportBatch) -> tuple[int, int, int, int]:
    batch.refresh_from_db()
    assert batch.rows == batch.created + batch.updated + batch.unchanged + batch.rejected
    return batch.created, batch.updated, batch.unchanged, batch.rejected


def _run(batch: ImportBatch) -> None:
    """What the worker does with an import that was started."""
    assert start(batch, None)
    run_batch(batch)


def _go_on(batch: ImportBatch) -> None:
    assert resume(batch, None)
    run_batch(batch)


def _titles() -> list[str]:
    return list(Activity.objects.order_by("reference").values_list("title_en", flat=True))


def test_the_check_says_of_every_row_what_would_become_of_it() -> None:
    make_activity(tool="troops", kind="port-call", reference="T-2", title_en="Old")
    bad = ("T-3", "A", "troops", "no such kind", "2019-02-31", "", "Atlantis")

    batch = checked(GOOD, ("T-2", "New", *GOOD[2:]), bad)

    assert outcomes(batch) == {2: "new", 3: "changed", 4: "error"}
    assert _numbers(batch) == (1, 1, 0, 1)
    assert batch.state == State.CHECKED
    changed, error = CheckedRow.objects.filter(line__gte=3)
    assert ["title_en", "Old", "New"] in changed.changes
    assert {problem["column"] for problem in error.problems} == {"kind", "start_date", "partners"}
    assert all(problem["hint"] for problem in error.problems)
    assert error.cells == list(bad)
    assert _titles() == ["Old"]


def test_what_the_check_showed_is_removed_once_the_import_is_done(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(running, "REMOVED_AT_ONCE", 2)
    other, batch = checked(GOOD), checked(*((f"T-{n}", *GOOD[1:]) for n in range(5)))

    _run(batch)

    assert batch.state == State.DONE
    assert list(CheckedRow.objects.values_list("batch", flat=True)) == [other.pk]


def test_a_started_import_writes_what_the_check_showed() -> None:
    batch = checked(GOOD, ("T-2", *GOOD[1:4], "foo", "", "us"))

    _run(batch)

    assert _numbers(batch) == (1, 0, 0, 1)
    assert (batch.state, batch.done_rows, batch.rows) == (State.DONE, 2, 2)
    assert batch.finished_at
    assert Activity.objects.get().status == "draft"
    assert dict(batch.import_rows.values_list("line", "outcome")) == {2: "created", 3: "rejected"}


def test_it_is_started_once_only(django_capture_on_commit_callbacks) -> None:
    batch = checked(GOOD)
    twice = ImportBatch.objects.get(pk=batch.pk)

    with django_capture_on_commit_callbacks(execute=True) as waiting:
        assert start(batch, None)
        assert not start(twice, None)

    assert len(waiting) == 1
    assert Activity.objects.count() == 1
    batch.refresh_from_db()
    assert batch.state == State.DONE


def test_corrected_cells_are_read_in_place_of_the_files() -> None:
    batch = keep(("T-1", *GOOD[1:4], "foo", "", "us"))
    batch.corrections = {"2": {"start_date": "2019-06-29"}}
    check_batch(batch)
    _run(batch)

    assert _numbers(batch) == (1, 0, 0, 0)
    assert str(Activity.objects.get().start_date) == "2019-06-29"


def test_a_file_that_cannot_be_used_fails_with_its_problem() -> None:
    batch = keep(("x", "y"), headers=("foo", "bar"))

    check_batch(batch)

    assert batch.state == State.FAILED
    assert "No header of the file is known" in batch.problem
    assert not batch.checked_rows.exists()


@pytest.mark.parametrize("change", ["edited", "created"])
def test_a_row_is_left_out_when_the_register_has_changed_since_the_check(change: str) -> None:
    make_activity(tool="troops", kind="port-call", reference="T-2", title_en="Old")
    batch = checked(("T-1", "New", *GOOD[2:]), ("T-2", "New", *GOOD[2:]))
    if change == "edited":
        Activity.objects.filter(reference="T-2").update(title_en="By staff")
    else:
        make_activity(tool="troops", kind="port-call", reference="T-1", title_en="By staff")

    _run(batch)

    assert _numbers(batch) == ((1, 0, 0, 1) if change == "edited" else (0, 1, 0, 1))
    assert "By staff" in _titles()
    left = batch.import_rows.get(outcome="rejected")
    assert "changed since the check" in left.problems[0]["message"]


def test_a_record_saved_while_its_row_is_written_is_not_overwritten(monkeypatch) -> None:
    make_activity(tool="troops", kind="port-call", reference="T-1", title_en="Old")
    batch = checked(("T-1", "New", *GOOD[2:]))
    write = ChunkWriter.write

    def save_first(self: ChunkWriter, drafts: list) -> None:
        monkeypatch.setattr(ChunkWriter, "write", write)
        record = Activity.objects.get()
        record.title_en = "By staff"
        record.save()
        self.write(drafts)

    monkeypatch.setattr(ChunkWriter, "write", save_first)
    _run(batch)

    assert _titles() == ["By staff"]
    assert _numbers(batch) == (0, 0, 0, 1)


def test_held_rows_are_kept_as_such() -> None:
    batch = checked(("T-1", *GOOD[1:4], "foo", "", "us"), bad_rows="hold")

    _run(batch)

    held = batch.import_rows.get()
    assert (held.outcome, held.cells["start_date"]) == ("held", "foo")
    assert _numbers(batch) == (0, 0, 0, 1)


def _like_an_existing_one(decision: str = "") -> tuple[ImportBatch, Activity]:
    record = make_activity(
        tool="troops",
        kind="port-call",
        dates="2019-06-29",
        partners=("ph", "us"),
        title_en="Port call at Subic",
        summary_en="",
    )
    headers = (*HEADERS[1:], "summary")
    row = ("Port call at Subic", "troops", "port-call", "2019-06-29", "", "ph; us", "New")
    batch = keep(row, headers=headers)
    batch.decisions = {"2": decision} if decision else {}
    check_batch(batch)
    return batch, record


def test_a_possible_duplicate_is_left_out_until_someone_decides() -> None:
    batch, record = _like_an_existing_one()
    row = CheckedRow.objects.get()
    assert (row.outcome, row.twin) == ("dup", record)

    _run(batch)

    assert _numbers(batch) == (0, 0, 0, 1)
    assert record.reference in batch.import_rows.get().problems[0]["message"]


def test_a_duplicate_updates_the_record_if_so_decided() -> None:
    batch, record = _like_an_existing_one("update")
    assert outcomes(batch) == {2: "changed"}

    _run(batch)

    record.refresh_from_db()
    assert (record.summary_en, Activity.objects.count()) == ("New", 1)
    assert _numbers(batch) == (0, 1, 0, 0)


def test_a_duplicate_becomes_a_record_of_its_own_if_so_decided() -> None:
    batch, _record = _like_an_existing_one("separate")
    assert outcomes(batch) == {2: "new"}

    _run(batch)

    assert Activity.objects.count() == 2


def test_stopping_keeps_what_is_written_and_resuming_completes_it(monkeypatch) -> None:
    monkeypatch.setattr(passing, "CHUNK", 2)
    rows = [(f"T-{n}" if n % 2 else "", f"No. {n}", *GOOD[2:]) for n in range(7)]
    batch = checked(*rows, decide="separate")
    write, written = ChunkWriter.write_chunk, []

    def stop_after_two(self: ChunkWriter, drafts: list, *note: object) -> None:
        if len(written) == 2:
            stop(ImportBatch.objects.get(pk=batch.pk))
        write(self, drafts, *note)
        written.append(len(drafts))

    monkeypatch.setattr(ChunkWriter, "write_chunk", stop_after_two)
    _run(batch)

    batch.refresh_from_db()
    assert (batch.state, batch.done_rows, Activity.objects.count()) == (State.STOPPED, 4, 4)
    monkeypatch.setattr(ChunkWriter, "write_chunk", write)
    _go_on(batch)
    assert _numbers(batch) == (7, 0, 0, 0)
    assert Activity.objects.count() == ImportRow.objects.count() == 7


def test_links_of_rows_before_a_stop_are_made_after_it(monkeypatch) -> None:
    monkeypatch.setattr(passing, "CHUNK", 1)
    batch = checked(TRANSFER, ("E-2", *TRANSFER[1:]), AGREEMENT, headers=LINKED, decide="separate")
    write, written = ChunkWriter.write_chunk, []

    def die(self: ChunkWriter, drafts: list, *note: object) -> None:
        if len(written) == 1:
            raise RuntimeError("the machine stops")
        write(self, drafts, *note)
        written.append(len(drafts))

    monkeypatch.setattr(ChunkWriter, "write_chunk", die)
    ImportBatch.objects.update(state=State.WAITING, done_rows=0, created=0)
    with pytest.raises(RuntimeError):
        run_batch(batch)
    assert (batch.state, "the machine stops" in batch.problem) == (State.FAILED, True)
    monkeypatch.setattr(ChunkWriter, "write_chunk", write)

    _go_on(batch)

    assert _numbers(batch) == (3, 0, 0, 0)
    linked = Activity.objects.filter(equipment_detail__agreement__reference="A-1")
    assert linked.count() == 2


def test_a_run_without_a_sign_of_life_may_be_gone_on_with() -> None:
    batch = checked(GOOD)
    ImportBatch.objects.update(state=State.RUNNING, alive_at=timezone.now(), created=0, done_rows=0)
    batch.refresh_from_db()
    assert not is_stale(batch)
    assert not resume(batch, None)
    ImportBatch.objects.update(alive_at=timezone.now() - timedelta(seconds=61))
    batch.refresh_from_db()

    assert is_stale(batch)
    _go_on(batch)
    assert _numbers(batch) == (1, 0, 0, 0)


def test_a_check_that_is_stopped_has_no_result(monkeypatch) -> None:
    monkeypatch.setattr(passing, "CHUNK", 1)
    batch = keep(GOOD, ("T-2", *GOOD[1:]))
    chunks = passing.FilePass.chunks

    def stopping(self: passing.FilePass) -> object:
        for chunk in chunks(self):
            stop(ImportBatch.objects.get(pk=batch.pk))
            yield chunk

    monkeypatch.setattr(passing.FilePass, "chunks", stopping)
    check_batch(batch)

    assert batch.state == State.STOPPED
    assert not batch.checked_rows.exists()


def test_published_records_become_public_together() -> None:
    batch = checked(GOOD, ("T-2", *GOOD[1:]), publish=True, decide="separate")
    _run(batch)

    assert Activity.objects.published().count() == 2


def test_nothing_is_public_before_the_last_row_is_written(monkeypatch) -> None:
    monkeypatch.setattr(passing, "CHUNK", 1)
    batch = checked(GOOD, ("T-2", *GOOD[1:]), publish=True, decide="separate")
    write, seen = ChunkWriter.write_chunk, []

    def look(self: ChunkWriter, drafts: list, *note: object) -> None:
        write(self, drafts, *note)
        seen.append((Activity.objects.count(), Activity.objects.published().count()))

    monkeypatch.setattr(ChunkWriter, "write_chunk", look)
    _run(batch)

    assert seen[:2] == [(1, 0), (2, 0)]


def test_all_or_nothing_writes_nothing_of_a_file_with_an_error() -> None:
    batch = checked(GOOD, ("T-2", *GOOD[1:4], "foo", "", "us"), atomic=True)

    _run(batch)

    batch.refresh_from_db()
    assert batch.state == State.FAILED
    assert "1 row" in batch.problem
    assert not Activity.objects.exists()
    assert not batch.import_rows.exists()


def test_checking_again_replaces_what_was_said_before() -> None:
    batch = checked(("T-1", *GOOD[1:4], "foo", "", "us"))
    batch.options = {"default_year": 2019}
    check_batch(batch)

    assert batch.checked_rows.count() == 1
    assert batch.file.storage.exists(batch.file.name)


def test_the_kept_file_may_have_gone() -> None:
    batch = ImportBatch.objects.create(file_name="x.csv", state=State.NAMES)
    batch.file.save("x.csv", ContentFile(csv_bytes(GOOD)))
    batch.file.storage.delete(batch.file.name)

    check_batch(batch)

    assert batch.state == State.FAILED


def test_an_import_whose_file_is_not_kept_cannot_be_gone_on_with() -> None:
    long_ago = timezone.now() - timedelta(hours=1)
    batch = ImportBatch.objects.create(
        file_name="x.csv", state=State.RUNNING, alive_at=long_ago, done_rows=3
    )

    assert is_stale(batch)
    assert not resume(batch, None)
