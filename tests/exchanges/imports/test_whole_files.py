"""What holds for a file as a whole: its headers, all or nothing, what the batch records."""

import pytest
from django.db import IntegrityError

from exchanges.imports.problems import FileError
from exchanges.imports.writing import ChunkWriter
from exchanges.models import Activity, ImportBatch, Source

from ...factories import make_activity
from .files import GOOD, counts, run, run_row, run_rows

pytestmark = pytest.mark.django_db


def _only() -> Activity:
    return Activity.objects.get()


@pytest.mark.parametrize(
    ("headers", "part"),
    [
        (("reference", "titel", "start_date"), r"“titel” \(nearest: title\)"),
        (("foo", "bar", "baz"), "No header"),
        (("title", "TITLE", "start_date"), "same column"),
        (("title", "件名", "start_date"), "same column"),
        (("title", "", "start_date"), "without a header"),
        (("title", "kind", "tool"), "lacks these columns: start_date"),
    ],
)
def test_headers_that_cannot_be_used_refuse_the_file(headers: tuple[str, ...], part: str) -> None:
    with pytest.raises(FileError, match=part):
        run_rows(("a", "b", "c"), headers=headers)
    assert not ImportBatch.objects.exists()


def test_headers_only_refuse_the_file() -> None:
    with pytest.raises(FileError, match="no rows"):
        run_rows()


def test_lines_above_the_header_and_blank_rows_are_skipped() -> None:
    content = "部内限\n\n".encode() + b"title,tool,kind,start_date\n\nA,troops,port-call,foo\n"

    report = run(content)

    assert report.rows == 1
    assert report.problems[0].row == 5


def test_more_cells_than_headers_reject_the_row() -> None:
    report = run_rows((*GOOD, "lost"))

    assert "more cells" in report.problems[0].message


def test_atomic_writes_nothing_when_a_row_is_bad() -> None:
    bad = (*GOOD[:4], "foo", "", "")

    report = run_rows(GOOD, ("T-2", *bad[1:]), atomic=True)

    assert report.is_refused
    assert counts(report) == (0, 0, 0, 2)
    assert not Activity.objects.exists()
    assert not ImportBatch.objects.exists()


def test_atomic_writes_nothing_when_the_database_refuses_a_row(monkeypatch) -> None:
    write = ChunkWriter.write

    def refuse_second(self: ChunkWriter, drafts) -> None:
        if any(draft.reference == "T-2" and draft.outcome == "created" for draft in drafts):
            raise IntegrityError
        write(self, drafts)

    monkeypatch.setattr(ChunkWriter, "write", refuse_second)

    report = run_rows(GOOD, ("T-2", *GOOD[1:]), atomic=True)

    assert report.is_refused
    assert report.batch is None
    assert counts(report) == (0, 0, 0, 2)
    assert not Activity.objects.exists()
    assert not ImportBatch.objects.exists()


def test_dry_run_says_what_would_be_and_writes_nothing() -> None:
    report = run_rows(GOOD, dry_run=True)

    assert counts(report) == (1, 0, 0, 0)
    assert report.batch is None
    assert not Activity.objects.exists()
    assert not ImportBatch.objects.exists()


def test_the_batch_records_what_happened() -> None:
    report = run_rows(GOOD, ("T-2", *GOOD[1:4], "foo", "", "us"))

    batch = ImportBatch.objects.get(pk=report.batch)
    assert (batch.file_name, batch.rows, batch.created, batch.rejected) == ("past.csv", 2, 1, 1)
    assert batch.finished_at
    created, rejected = batch.import_rows.all()
    assert (created.outcome, created.line, created.activity) == ("created", 2, _only())
    assert (rejected.outcome, rejected.line, rejected.activity) == ("rejected", 3, None)
    assert rejected.cells["start_date"] == "foo"
    assert rejected.problems[0]["column"] == "start_date"


def test_a_record_of_another_tool_is_not_changed() -> None:
    make_activity(tool="people", reference="T-1")

    report = run_row()

    assert counts(report) == (0, 0, 0, 1)
    assert report.problems[0].column == "tool"


def test_rows_of_another_tool_are_errors_on_a_tools_page() -> None:
    report = run_row({"only_tool": "people"})

    assert "another tool" in report.problems[0].message


def test_an_agreement_further_down_in_the_file_is_linked() -> None:
    headers = ("reference", "title", "tool", "kind", "start_date", "agreement")
    report = run_rows(
        ("E-1", "Transfer", "equipment", "transfer", "2018", "A-1"),
        ("A-1", "Agreement", "agreements", "detta", "2016", ""),
        headers=headers,
    )

    assert counts(report) == (2, 0, 0, 0)
    record = Activity.objects.get(reference="E-1")
    assert record.equipment_detail.agreement.reference == "A-1"


def test_many_rows_take_a_fixed_number_of_queries(django_assert_max_num_queries) -> None:
    rows = [(f"T-{n}", *GOOD[1:]) for n in range(200)]

    with django_assert_max_num_queries(40):
        run_rows(*rows)
    with django_assert_max_num_queries(35):
        run_rows(*rows)
    assert Source.objects.count() == 0
