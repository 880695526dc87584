import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchanges.imports.escaping import RISKY, escape, unescape


@given(st.text(alphabet=st.sampled_from("'=+-@\t\r＝＋－＠9a ")))
def test_what_is_escaped_comes_back(value: str) -> None:
    assert unescape(escape(value)) == value


@given(st.text())
def test_no_escaped_value_starts_like_a_formula(value: str) -> None:
    assert not escape(value).startswith(RISKY)


@pytest.mark.parametrize("value", ["-9", "+81 3 1234 5678", "=1+1", "＝1", "\t=1", "@x"])
def test_escaped_with_an_apostrophe(value: str) -> None:
    assert escape(value) == f"'{value}"


@pytest.mark.parametrize("value", ["-9", "+81 3 1234 5678", "'quoted'", "d'Ivoire"])
def test_what_nobody_escaped_stays(value: str) -> None:
    assert unescape(value) == value
