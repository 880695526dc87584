import csv
import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from exchanges.models import Activity, ImportBatch

from .files import GOOD, csv_bytes, run

pytestmark = pytest.mark.django_db
BAD = ("T-2", "二番目", "troops", "port-call", "foo", "", "us")
KEYS = {"rows", "created", "updated", "unchanged", "rejected", "warnings", "batch", "seconds"}


def _import(path: Path, *arguments: str) -> tuple[str, str]:
    out, err = io.StringIO(), io.StringIO()
    call_command("import_activities", str(path), *arguments, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "past.csv"
    path.write_bytes(csv_bytes(GOOD, BAD))
    return path


def test_report_and_rejects_are_written(file: Path, tmp_path: Path) -> None:
    report, rejects = tmp_path / "r.json", tmp_path / "bad.csv"

    out, err = _import(file, "--report", str(report), "--rejects", str(rejects))

    said = json.loads(report.read_text(encoding="utf-8"))
    assert set(said) >= KEYS
    assert said["rows"] == said["created"] + said["updated"] + said["unchanged"] + said["rejected"]
    assert (said["created"], said["rejected"], said["warnings"]) == (1, 1, 0)
    assert said["batch"] == ImportBatch.objects.get().pk
    assert said["problems"][0]["row"] == 3
    rows = list(csv.DictReader(io.StringIO(rejects.read_bytes().decode("utf-8"))))
    assert list(rows[0])[-2:] == ["problem", "hint"]
    assert "1 created" in out
    assert "Row 3, start_date, “foo”" in err


@pytest.mark.parametrize("encoding", ["cp932", "utf-16", "euc-jp", "iso-2022-jp"])
def test_rejects_keep_the_encoding_of_the_file(file: Path, tmp_path: Path, encoding: str) -> None:
    rejects = tmp_path / "bad.csv"
    file.write_bytes(csv_bytes(GOOD, BAD).decode().encode(encoding))

    _import(file, "--rejects", str(rejects))

    content = rejects.read_bytes()
    assert "二番目" in content.decode(encoding)
    file.write_bytes(content.decode(encoding).replace("foo", "2019").encode(encoding))
    _import(file)
    assert Activity.objects.filter(title_ja="二番目").exists()


def test_atomic_ends_with_1_and_writes_nothing(file: Path) -> None:
    with pytest.raises(SystemExit) as ended:
        _import(file, "--atomic")

    assert ended.value.code == 1
    assert not Activity.objects.exists()


@pytest.mark.parametrize(
    ("content", "part"),
    [(None, "No such file"), (b"", "empty"), (b"a,b\n1,2\n", "No header"), (b"%PDF-1", "PDF")],
)
def test_a_file_that_cannot_be_read_ends_with_2(
    tmp_path: Path, content: bytes | None, part: str
) -> None:
    path = tmp_path / "past.csv"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(CommandError, match=part) as refused:
        _import(path)

    assert refused.value.returncode == 2
    assert not ImportBatch.objects.exists()


def test_the_command_line_wins_over_the_profile(file: Path, tmp_path: Path) -> None:
    profile = tmp_path / "p.json"
    profile.write_text(
        json.dumps(
            {"unknown-partners": "note", "default_year": 2001, "map_partner": {"Atlantis": "us"}}
        )
    )
    file.write_bytes(
        csv_bytes(("T-1", "A", "troops", "port-call", "May 5", "", "Atlantis; Lemuria"))
    )

    _import(file, "--profile", str(profile), "--default-year", "1999")

    record = Activity.objects.get()
    assert record.start_year == 1999
    assert record.other_participants == "Lemuria"
    assert [partner.code for partner in record.partners.all()] == ["us"]


@pytest.mark.parametrize(
    "profile",
    [
        "not json",
        "[]",
        '{"colour": "red"}',
        '{"default_year": "2001"}',
        '{"atomic": 1}',
        '{"date_order": "XYZ"}',
        '{"pivot_year": 99999}',
        '{"encoding": "klingon"}',
        '{"missing": ["\\ud800"]}',
        '{"map_partner": {"a\\u0000": "us"}}',
        pytest.param("[" * 100_000, id="deep"),
    ],
)
def test_a_profile_that_cannot_be_used_ends_with_2(
    file: Path, tmp_path: Path, profile: str
) -> None:
    path = tmp_path / "p.json"
    path.write_text(profile)

    with pytest.raises(CommandError) as refused:
        _import(file, "--profile", str(path))

    assert refused.value.returncode == 2


@pytest.mark.parametrize("option", ["--report", "--rejects"])
@pytest.mark.parametrize("place", [".", "missing/r", "past.csv"])
def test_a_place_that_cannot_be_written_is_refused_before_the_import(
    file: Path, tmp_path: Path, option: str, place: str
) -> None:
    content = file.read_bytes()

    with pytest.raises(CommandError, match="Nothing has been imported") as refused:
        _import(file, option, str(tmp_path / place))

    assert refused.value.returncode == 2
    assert not ImportBatch.objects.exists()
    assert file.read_bytes() == content


def test_a_refused_file_leaves_no_empty_report(file: Path, tmp_path: Path) -> None:
    file.write_bytes(b"")

    with pytest.raises(CommandError, match="empty"):
        _import(file, "--report", str(tmp_path / "r.json"))

    assert not (tmp_path / "r.json").exists()


def test_a_file_name_in_another_encoding_is_kept_readable(file: Path) -> None:
    run(file.read_bytes(), name="past-\udcff.csv")

    assert ImportBatch.objects.get().file_name == "past-?.csv"


def test_publish_and_dry_run(file: Path) -> None:
    _import(file, "--dry-run")
    assert not Activity.objects.exists()

    _import(file, "--publish", "--map-kind", "calling=port-call", "--missing=-9")
    assert Activity.objects.get().is_published


def test_the_export_needs_a_known_ending(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"\.csv or \.xlsx"):
        call_command("export_activities", str(tmp_path / "out.pdf"))
