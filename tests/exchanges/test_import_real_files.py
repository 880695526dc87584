"""The real files, read as an officer would import them; skipped where they do not lie beside."""

import csv
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings

from exchanges.imports.batch import import_file
from exchanges.imports.options import Options
from exchanges.imports.reports import Report
from exchanges.models import Activity

DATA = Path(settings.BASE_DIR).parent / "shared" / "data"
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not DATA.is_dir(), reason="the real files are not there"),
]


@cache
def _content(name: str) -> bytes:
    return (DATA / name).read_bytes()


def _run(name: str, **options: object) -> Report:
    return import_file(content=_content(name), name=name, options=Options(**options))


def _counts(report: Report) -> tuple[int, int, int, int]:
    return report.created, report.updated, report.unchanged, report.rejected


@pytest.mark.parametrize("name", ["mod_japan_events.csv", "mod_japan_events_cp932.csv"])
def test_events_with_a_year_are_accepted_and_the_others_told_to_give_one(name: str) -> None:
    options = {"unknown_partners": "note", "title_language": "auto"}

    report = _run(name, **options)

    without_year = [problem for problem in report.problems if "has no year" in problem.message]
    assert _counts(report) == (27, 0, 0, 30)
    assert len({problem.row for problem in without_year}) == 28
    assert all("default year" in problem.hint for problem in without_year)
    others = {p.row: (p.column, p.value) for p in report.problems if p not in without_year}
    # The 28th row with a year ends on "Wednesday"; one row has no start date at all.
    assert others == {53: ("end_date", "Wednesday"), 55: ("start_date", "")}
    assert _counts(_run(name, **options)) == (0, 0, 27, 30)


def test_events_with_a_default_year_are_wrong_in_other_ways_only() -> None:
    report = _run("mod_japan_events.csv", unknown_partners="note", default_year=2022)

    assert _counts(report) == (55, 0, 0, 2)
    assert {problem.row for problem in report.problems} == {53, 55}


def test_exercises_and_those_with_japan(settings) -> None:
    settings.HOME_PARTNER = ""
    options = {"date_order": "MDY", "missing": ("-9",)}
    name = "multinational_exercises_1980_2010.csv"

    report = _run(name, **options)

    rows = list(csv.DictReader(_content(name).decode("utf-8-sig").splitlines()))
    with_japan = {
        line for line, row in enumerate(rows, 2) if "Japan" in row["partners"].split("; ")
    }
    rejected = {problem.row for problem in report.problems}
    assert report.rows == 3707
    assert report.created >= 0.97 * 3707
    assert _counts(report) == (3697, 0, 0, 10)
    assert len(with_japan) == 244
    # Row 2817 repeats the reference of row 1239.
    assert with_japan & rejected == {2817}
    assert Activity.objects.filter(participations__partner__code="jp").count() == 243
    assert _counts(_run(name, **options)) == (0, 0, 3697, 10)


def test_visits_are_accepted_where_a_careful_reader_could() -> None:
    options = {"date_order": "DMY"}

    report = _run("official_visits.csv", **options)

    assert _counts(report) == (365, 0, 0, 12)
    backwards = {p.row for p in report.problems if "is before the start date" in p.message}
    unknown = {p.value for p in report.problems if p.column == "partners"}
    assert len(backwards) == 10
    assert unknown == {"Nassau", "Saint Thomas", "Wake Island", "GNL"}
    assert _counts(_run("official_visits.csv", **options)) == (0, 0, 365, 12)
