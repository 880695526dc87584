"""Words of texts, for the index and for what is asked of it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

JAPANESE = r"\u3005-\u3007\u3041-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3400-\u9fff\uf900-\ufaff"
WORD = re.compile(rf"\d+(?:\+\d+)+|\d+|[{JAPANESE}]+|[^\W\d_{JAPANESE}]+")
MAX_PIECES = 8


@dataclass(frozen=True)
class Asked:
    text: str
    words: frozenset[str]
    is_prefix: bool = False


def words_of(text: str) -> set[str]:
    found = set()
    for match in WORD.findall(unicodedata.normalize("NFKC", text).casefold()):
        if re.match(rf"[{JAPANESE}]", match):
            found.update(match[i : i + 2] for i in range(len(match) - 1))
            found.add(match[-1])
        else:
            found.add(match[:40])
    return found


def asked_words(text: str) -> list[Asked]:
    pieces = []
    for piece in unicodedata.normalize("NFKC", text).split()[:MAX_PIECES]:
        words = set()
        for match in WORD.findall(piece.casefold()):
            if re.match(rf"[{JAPANESE}]", match) and len(match) > 1:
                words.update(match[i : i + 2] for i in range(len(match) - 1))
            else:
                words.add(match[:40])
        if words:
            pieces.append(
                Asked(
                    piece,
                    frozenset(words),
                    len(words) == 1 and bool(re.fullmatch(rf"[{JAPANESE}]", next(iter(words)))),
                )
            )
    return pieces
