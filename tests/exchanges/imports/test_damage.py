"""Random damage to a good file: an import of it says what is wrong and writes what it showed."""

from __future__ import annotations

from collections import Counter

import pytest
from django.core.files.base import ContentFile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exchanges.imports.checking import check_batch
from exchanges.imports.running import run_batch, start
from exchanges.models import Activity, ImportBatch

from ...factories import make_activity
from .files import HEADERS, csv_bytes, xlsx_bytes

pytestmark = pytest.mark.django_db
State = ImportBatch.State
ROWS = (
    ("D-1", "Port call at Subic", "troops", "port-call", "2019-06-29", "2019-07-02", "ph; us"),
    ("D-2", "寄港", "troops", "寄港", "令和元年5月3日", "", "米国"),
    ("", "Visit", "people", "visit", "3 May 2018", "", "Australia"),
    ("D-4", 'Meeting, "second"', "people", "visit", "FY2017", "", "India; France"),
    ("D-5", "Seminar", "capacity", "seminar", "2016年5月3日", "5月4日", "lk"),
)
TEXT = csv_bytes(*ROWS)
FILES = {
    "utf-8": TEXT,
    "cp932": TEXT.decode().encode("cp932"),
    "utf-16": TEXT.decode().encode("utf-16"),
    "xlsx": xlsx_bytes(HEADERS, *ROWS),
}
ODD = (0, 9, 10, 13, 34, 39, 44, 48, 57, 59, 124, 127, 128, 255)


@st.composite
def damaged(draw: st.DrawFn, content: bytes) -> bytes:
    """The file with some bytes changed, added or left out, and at times without its end."""
    found = bytearray(content)
    for _number in range(draw(st.integers(1, 6))):
        place = draw(st.integers(0, len(found) - 1))
        byte = draw(st.one_of(st.sampled_from(ODD), st.integers(0, 255)))
        length, added = draw(st.sampled_from([(1, [byte]), (0, [byte]), (1, []), (9, [])]))
        found[place : place + length] = bytes(added)
        if not found:
            return b""
    is_cut = draw(st.integers(0, 9)) == 0
    return bytes(found[: draw(st.integers(0, len(found)))] if is_cut else found)


def _import(content: bytes) -> None:
    """Check and run a file; what was written is what the check showed, in rows and in number."""
    batch = ImportBatch(file_name="past.csv", file_size=len(content))
    batch.file.save("past.csv", ContentFile(content), save=False)
    before = set(Activity.objects.values_list("pk", "version"))
    check_batch(batch)
    if batch.state == State.FAILED:
        assert batch.problem
        assert not batch.checked_rows.exists()
        return
    shown = dict(batch.checked_rows.values_list("line", "outcome"))
    numbers = Counter(shown.values())
    assert start(batch, None)
    run_batch(batch)

    assert batch.state == State.DONE, batch.problem
    written = dict(batch.import_rows.values_list("line", "outcome"))
    became = {"created": "new", "updated": "changed", "rejected": "error"}
    for line, outcome in written.items():
        assert shown[line] == became[outcome] or (shown[line], outcome) == ("dup", "rejected")
    assert batch.rows == len(shown)
    assert (batch.created, batch.updated) == (numbers["new"], numbers["changed"])
    after = set(Activity.objects.values_list("pk", "version"))
    assert len(after - before) == batch.created + batch.updated
    assert len(before - after) == batch.updated


@pytest.mark.parametrize("name", FILES)
@settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
@given(data=st.data())
def test_a_damaged_file_writes_nothing_that_its_check_did_not_show(
    name: str, data: st.DataObject
) -> None:
    content = data.draw(damaged(FILES[name]))
    if not Activity.objects.filter(reference="D-1").exists():
        make_activity(tool="troops", kind="port-call", reference="D-1", title_en="Old")

    _import(content)


@pytest.mark.parametrize("name", FILES)
def test_without_damage_every_row_is_written(name: str) -> None:
    _import(FILES[name])

    assert Activity.objects.count() == len(ROWS)
