import pytest

from exchanges.imports import spooling
from exchanges.imports.spooling import Spooled


@pytest.fixture(params=[3, 100])
def numbers(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Spooled[int]:
    """The numbers to 9, with the last ones in a file or all in memory."""
    monkeypatch.setattr(spooling, "IN_MEMORY", request.param)
    spooled: Spooled[int] = Spooled()
    spooled.extend(range(10))
    return spooled


def test_it_is_gone_through_as_a_list_as_often_as_one_likes(numbers: Spooled[int]) -> None:
    assert len(numbers) == 10
    assert list(numbers) == list(numbers) == list(range(10))


def test_two_may_go_through_it_at_once_and_it_may_grow(numbers: Spooled[int]) -> None:
    pairs = list(zip(numbers, numbers, strict=True))
    numbers.append(10)

    assert pairs == [(n, n) for n in range(10)]
    assert list(numbers)[-1] == 10


@pytest.mark.parametrize("place", [0, 5, 9, -1])
def test_one_is_taken_by_its_place(numbers: Spooled[int], place: int) -> None:
    assert numbers[place] == list(range(10))[place]


@pytest.mark.parametrize("place", [slice(0, 2), slice(2, 8), slice(8, None), slice(None, -2)])
def test_some_are_taken_by_their_places(numbers: Spooled[int], place: slice) -> None:
    assert numbers[place] == list(range(10))[place]
