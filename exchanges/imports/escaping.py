"""Cells that a spreadsheet would run as formulas: escaped in exports, restored in imports."""

from __future__ import annotations

RISKY = tuple("=+-@\t\r＝＋－＠")


def escape(value: str) -> str:
    """The value with an apostrophe in front where a spreadsheet would see a formula."""
    return f"'{value}" if value.lstrip("'").startswith(RISKY) else value


def unescape(value: str) -> str:
    """What `escape` was given; `-9` and `+81 3` without an apostrophe stay as they are."""
    if value.startswith("'") and value.lstrip("'").startswith(RISKY):
        return value[1:]
    return value
