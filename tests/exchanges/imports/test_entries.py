from hypothesis import given
from hypothesis import strategies as st

from exchanges.imports.entries import join_entries, split_entries

PARTS = st.text(alphabet=st.sampled_from(";；|\\ab 1日")).map(str.strip)
ENTRIES = st.lists(st.lists(PARTS, min_size=1, max_size=4).filter(any), max_size=4)


def _without_blank_ends(entry: list[str]) -> list[str]:
    while len(entry) > 1 and not entry[-1]:
        entry = entry[:-1]
    return entry


@given(ENTRIES)
def test_what_is_joined_is_split_again(entries: list[list[str]]) -> None:
    assert split_entries(join_entries(entries)) == [_without_blank_ends(e) for e in entries]


def test_as_people_write_them() -> None:
    cell = "USS Benfold | us | maritime；いずも|jp;"

    assert split_entries(cell) == [["USS Benfold", "us", "maritime"], ["いずも", "jp"]]
