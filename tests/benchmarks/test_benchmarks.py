import pytest

from cooperation.generation import generate

from .bench_public_pages import measure

pytestmark = pytest.mark.django_db


def test_every_page_of_the_benchmark_is_there(settings: object) -> None:
    settings.PUBLIC_PAGES_KEPT_SECONDS = 60
    generate(count=60, seed=3)

    assert len(measure(rounds=1)) == 10
