"""Reading ahead in another process: what it sends is what this one would have read."""

import io
from pathlib import Path

import pytest

from exchanges.imports import ahead
from exchanges.imports.ahead import Broken, Order, can_read_ahead, serve
from exchanges.imports.drafts import Draft
from exchanges.imports.options import Options
from exchanges.imports.passing import FilePass
from exchanges.imports.problems import FileError
from exchanges.imports.reading import read_file

from ...factories import make_activity
from .files import GOOD, csv_bytes, run_rows

pytestmark = pytest.mark.django_db
ROWS = (
    GOOD,
    ("", "Second", *GOOD[2:]),
    ("T-3", "New title", *GOOD[2:]),
    ("T-4", *GOOD[1:4], "foo", "", "Atlantis"),
    ("T-5", *GOOD[1:]),
)


def _order(path: Path, done_rows: int = 0) -> Order:
    return Order(path, path.name, Options(), {}, done_rows, "en")


def _sent(order: Order) -> list[tuple[bool, object]]:
    target = io.BytesIO()
    source = io.BytesIO()
    ahead.pickle.dump(order, source)
    source.seek(0)
    serve(source, target)
    target.seek(0)
    return list(ahead._received(target))


def _said(draft: Draft) -> tuple:
    partners = sorted(partner.code for partner in draft.partners or ())
    kind = draft.fields["kind"].code if "kind" in draft.fields else ""
    problems = [problem.as_json() for problem in draft.problems]
    known_by = (draft.line, draft.reference, draft.fingerprint, draft.digest)
    return (*known_by, str(draft.outcome), kind, partners, problems, draft.before)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    make_activity(tool="troops", kind="port-call", reference="T-3")
    run_rows(ROWS[-1])
    path = tmp_path / "past.csv"
    path.write_bytes(csv_bytes(*ROWS))
    return path


def test_the_same_drafts_come_out_of_both(file: Path) -> None:
    here = next(FilePass(read_file(file, file.name), Options()).chunks())

    ((was_written, there),) = _sent(_order(file))

    assert not was_written
    assert [_said(draft) for draft in there.drafts] == [_said(draft) for draft in here.drafts]
    assert [line for line, _cells in there.same] == [line for line, _cells in here.same] == [6]
    assert {str(draft.outcome) for draft in there.drafts} == {"created", "updated", "rejected"}


def test_what_was_written_before_is_passed_over(file: Path) -> None:
    chunks = _sent(_order(file, done_rows=3))

    assert [was_written for was_written, _chunk in chunks] == [True, False]
    assert [draft.line for draft in chunks[1][1].drafts] == [5]


def test_an_error_of_the_file_is_raised_here(tmp_path: Path) -> None:
    path = tmp_path / "past.csv"
    path.write_bytes(b"foo,bar\n1,2\n")

    with pytest.raises(FileError, match="No header") as refused:
        _sent(_order(path))

    assert refused.value.hint


def test_any_other_error_is_told_as_well(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ahead, "read_file", lambda *_arguments: 1 / 0)

    with pytest.raises(Broken, match="ZeroDivisionError"):
        _sent(_order(file))


def test_a_process_that_ends_early_is_noticed() -> None:
    with pytest.raises(Broken, match="has ended"):
        list(ahead._received(io.BytesIO(b"\x00\x00")))


def test_a_transaction_reads_its_own_file(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ahead, "LARGE", 0)

    # The test itself is a transaction whose records no other process sees.
    assert not can_read_ahead(file, Options())
