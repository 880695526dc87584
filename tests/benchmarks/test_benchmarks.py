from pathlib import Path

import pytest

from cooperation.generation import generate
from tests.pictures import picture_bytes

from .bench_photos import read
from .bench_public_pages import measure


@pytest.mark.django_db
def test_every_page_of_the_benchmark_is_there(settings: object) -> None:
    settings.PUBLIC_PAGES_KEPT_SECONDS = 60
    generate(count=60, seed=3)

    assert len(measure(rounds=1)) == 10


@pytest.mark.parametrize(
    ("content", "outcome"), [(picture_bytes("PNG"), "4 renditions"), (b"", "empty")]
)
def test_the_cost_of_a_picture_is_told(content: bytes, outcome: str, tmp_path: Path) -> None:
    path = tmp_path / "picture"
    path.write_bytes(content)

    first, rest, peak, told = read(path).split("\t")

    assert float(first) >= 0 <= float(rest)
    assert 20 < float(peak) < 2000
    assert told == outcome
