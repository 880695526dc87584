"""Every partner and kind of the sample files is found, or is known to be left to a person."""

import csv
from pathlib import Path

import pytest

from exchanges.kinds import KindLookup, find_tool
from exchanges.partners import PartnerLookup

pytestmark = pytest.mark.django_db

SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "data"
LEFT_TO_A_PERSON = {"Baltic States", "GNL", "Nassau", "Saint Thomas", "Wake Island"}


def rows(name: str) -> list[dict[str, str]]:
    file = SAMPLES / name
    if not file.exists():
        pytest.skip(f"{name} is not there")
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.mark.parametrize(
    ("name", "placeholders"),
    [
        ("mod_japan_events.csv", {"24 countries*", "28か国1機関", "etc."}),
        ("official_visits.csv", set()),
        ("multinational_exercises_1980_2010.csv", {"-9"}),
    ],
)
def test_partners_and_kinds_of_a_real_file_are_found(name, placeholders):
    partners, kinds = PartnerLookup(), KindLookup()
    unknown, set_aside = set(), set()
    for row in rows(name):
        split = partners.split(row["partners"])
        unknown.update(split.unknown)
        set_aside.update(split.placeholders)
        assert kinds.find(row["kind"], find_tool(row["tool"])), row["kind"]
    assert unknown <= LEFT_TO_A_PERSON
    assert set_aside == placeholders
