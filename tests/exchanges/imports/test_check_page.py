"""An import through its pages, from the check to the holding area, the record and undoing."""

import re

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from exchanges.imports.checking import check_batch
from exchanges.imports.running import run_batch
from exchanges.imports.uploads import keep_file
from exchanges.models import Activity, ImportBatch, ImportRow
from tests.factories import make_activity

from .files import GOOD, csv_bytes

pytestmark = pytest.mark.django_db
BAD = ("T-2", "Second", "troops", "port-call", "foo", "", "Atlantis")
TWIN = ("", "Port call in Da Nang", "troops", "port-call", "2020-01-06", "", "vn")
IMPORTS = "/admin/exchanges/importbatch/"


@pytest.fixture
def batch(staff: User) -> ImportBatch:
    """A checked import of a good row, a row with two errors and a possible duplicate."""
    title = "Port call at Da Nang"
    make_activity(
        tool="troops", kind="port-call", dates="2020-01-05", partners=("vn",), title_en=title
    )
    upload = SimpleUploadedFile("past.csv", csv_bytes(GOOD, BAD, TWIN))
    batch = keep_file(upload=upload, tool="troops", by=staff)
    check_batch(batch)
    return batch


def _page(client: Client, batch: ImportBatch, name: str) -> str:
    response = client.get(f"{IMPORTS}{batch.pk}/{name}/")
    assert response.status_code == 200
    return response.content.decode()


def _import(client: Client, batch: ImportBatch, **fields: str) -> None:
    seen = re.search(r'name="seen" value="(\w+)"', _page(client, batch, "check"))[1]
    form = {"seen": seen, "mode": "update", "bad": "hold", "_import": "1", **fields}
    client.post(f"{IMPORTS}{batch.pk}/check/", form)
    batch.refresh_from_db()


def test_errors_stand_at_their_cells_with_an_input(
    staff_client: Client, batch: ImportBatch
) -> None:
    text = _page(staff_client, batch, "check")

    assert "cannot be read as a date" in text
    assert 'name="cell-3-4"' in text
    assert "Existing record" in text


def test_rejected_rows_download_with_two_more_columns(
    staff_client: Client, batch: ImportBatch
) -> None:
    response = staff_client.get(f"{IMPORTS}{batch.pk}/rejected/")

    lines = b"".join(response.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[0].endswith("partners,problem,hint")
    assert [line[:3] for line in lines[1:]] == ["T-2"]


def test_a_corrected_cell_is_checked_again_before_anything_is_imported(
    staff_client: Client, batch: ImportBatch
) -> None:
    _import(staff_client, batch, **{"cell-3-4": "2019-02-03", "cell-3-6": "us"})

    assert (batch.state, batch.created, batch.rejected) == ("checked", 2, 1)
    assert Activity.objects.count() == 1


def test_an_old_page_starts_nothing(staff_client: Client, batch: ImportBatch) -> None:
    _import(staff_client, batch, seen="0" * 32)

    assert batch.state == "checked"


def test_held_rows_are_imported_as_rows_of_their_import_and_undone_with_it(
    staff_client: Client, batch: ImportBatch
) -> None:
    _import(staff_client, batch)
    assert batch.state == "waiting"
    assert staff_client.get(f"{IMPORTS}{batch.pk}/progress/")["Refresh"] == "3"
    run_batch(batch)
    assert (batch.state, batch.created, batch.rejected) == ("done", 1, 2)

    row = ImportRow.objects.get(outcome="held", line=3)
    headers = list(row.cells)
    form = {
        "row": row.pk,
        f"cell-{row.pk}-{headers.index('start_date')}": "2019-02-03",
        f"cell-{row.pk}-{headers.index('partners')}": "us",
        "_again": "1",
    }
    staff_client.post(f"{IMPORTS}{batch.pk}/held/", form)

    batch.refresh_from_db()
    assert (batch.created, batch.rejected) == (2, 1)
    assert ImportBatch.objects.get() == batch
    record = Activity.objects.get(reference="T-2")
    shown = staff_client.get(f"/admin/troops/troopsactivity/{record.pk}/change/").content.decode()
    assert "Row 3 of the file past.csv" in shown
    listed = staff_client.get(f"/admin/exchanges/activity/?import={batch.pk}").content.decode()
    assert "Port call at Subic" in listed
    assert "Da Nang" not in listed

    record.title_en = "Edited"
    record.save()
    assert "T-2" in _page(staff_client, batch, "undo")
    staff_client.post(f"{IMPORTS}{batch.pk}/undo/")

    batch.refresh_from_db()
    assert batch.state == "undone"
    assert set(Activity.objects.exclude(title_en__contains="Da Nang").values_list("reference")) == {
        ("T-2",)
    }
    assert "Undone on" in _page(staff_client, batch, "done")


@pytest.mark.parametrize("address", ["", "holding/"])
def test_the_history_and_the_holding_area_open(
    staff_client: Client, batch: ImportBatch, address: str
) -> None:
    assert staff_client.get(f"{IMPORTS}{address}").status_code == 200
