import csv
import io
from pathlib import Path

import pytest
from django.core.management import call_command

from exchanges.imports.exporting import Export, exported_columns
from exchanges.models import Activity
from exchanges.tools import Tool

from .files import counts, run
from .records import make_full, make_plain

pytestmark = pytest.mark.django_db
# Records, kinds with them, and one more for each relation that any of them has.
QUERIES_OF_ONE_TOOL = 9
QUERIES_OF_ALL = 13


def _csv(tool: str = "", labels: str = "") -> bytes:
    return "".join(Export(Activity.objects.all(), tool, labels).csv(excel=True)).encode()


def _xlsx() -> bytes:
    return b"".join(Export(Activity.objects.all()).xlsx())


def _with_labels() -> bytes:
    return _csv(labels="ja")


@pytest.mark.parametrize("tool", Tool.values)
@pytest.mark.parametrize("make", [_csv, _xlsx, _with_labels])
def test_an_export_imported_again_changes_nothing(tool: str, make) -> None:
    make_full(tool)
    make_plain(tool)

    report = run(make())

    assert not report.problems
    assert counts(report) == (0, 0, Activity.objects.count(), 0)


@pytest.mark.parametrize("tool", Tool.values)
def test_an_empty_register_is_rebuilt_as_it_was(tool: str) -> None:
    make_full(tool)
    make_plain(tool)
    before = _csv()
    count = Activity.objects.count()
    Activity.objects.all().delete()

    report = run(before)

    assert not report.problems
    assert counts(report) == (count, 0, 0, 0)
    assert _csv() == before


@pytest.mark.parametrize("tool", Tool.values)
def test_every_column_of_the_tool_is_used_by_the_full_record(tool: str) -> None:
    record = make_full(tool)
    rows = csv.DictReader(io.StringIO(_csv(tool).decode("utf-8-sig"), newline=""))
    cells = next(row for row in rows if row["reference"] == record.reference)

    blank = {name for name, cell in cells.items() if not cell}
    # A record with several sources has them in `sources`, and one month needs no end.
    assert blank == {"source_title", "source_url", "end_date"}


def test_no_cell_of_an_export_is_a_formula() -> None:
    make_full("troops")

    rows = csv.reader(io.StringIO(_csv().decode("utf-8-sig"), newline=""))

    assert not [cell for row in rows for cell in row if cell.startswith(tuple("=+-@"))]


def test_a_longer_export_takes_no_more_queries(django_assert_num_queries) -> None:
    make_full("troops")
    columns = exported_columns()
    with django_assert_num_queries(QUERIES_OF_ONE_TOOL):
        _csv()
    for _number in range(20):
        make_plain("people")
    make_full("capacity")
    make_full("people")
    with django_assert_num_queries(QUERIES_OF_ALL):
        _csv()
    assert len(columns) > 60


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_the_command_writes_a_file_that_imports(tmp_path: Path, suffix: str) -> None:
    make_full("people")
    make_full("troops")
    path = tmp_path / f"out{suffix}"

    call_command("export_activities", path, tool="troops", stdout=io.StringIO())

    assert counts(run(path.read_bytes())) == (0, 0, 1, 0)
