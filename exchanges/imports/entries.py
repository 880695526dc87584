r"""Cells that hold several entries: `entry; entry`, each `part | part`.

A backslash before `;`, `|` or `\` takes that sign as text; parts left blank at the end may be left
out. So `USS Benfold | us | maritime; Izumo | jp` is two units.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

# A backslash before anything else is text, so that a path or a formula survives as written.
_TOKENS = re.compile(r"\\[;；|\\]|[;；|]|[^;；|\\]+|\\")
_SPECIAL = re.compile(r"[;；|\\]")


def split_entries(cell: str) -> list[list[str]]:
    """The entries of a cell with their parts, blank entries left out."""
    entries: list[list[str]] = [[""]]
    for token in _TOKENS.findall(cell):
        if token in (";", "；"):
            entries.append([""])
        elif token == "|":
            entries[-1].append("")
        elif len(token) == 2 and token[0] == "\\" and _SPECIAL.match(token[1]):
            entries[-1][-1] += token[1]
        else:
            entries[-1][-1] += token
    stripped = [[part.strip() for part in entry] for entry in entries]
    return [entry for entry in stripped if any(entry)]


def join_entries(entries: Iterable[Sequence[str]]) -> str:
    """The cell that `split_entries` reads back as these entries."""
    return "; ".join(_join(entry) for entry in entries)


def _join(parts: Sequence[str]) -> str:
    written = [_SPECIAL.sub(lambda sign: f"\\{sign.group()}", part) for part in parts]
    while len(written) > 1 and not written[-1]:
        written.pop()
    return " | ".join(written)
