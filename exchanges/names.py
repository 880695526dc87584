"""One normal form for names, so that spellings of the same name meet in one look-up."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from difflib import SequenceMatcher
from functools import lru_cache

# The voicing marks of kana are combining marks too: without them ガ would become カ.
VOICING_MARKS = "\u3099\u309a"
# Letters that Unicode does not take apart, and ヴ, which Japanese writes as バ行 as well.
LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"}
)
ABBREVIATIONS = {"st": "saint", "rep": "republic", "dem": "democratic"}
KATAKANA_V = (("ヴァ", "バ"), ("ヴィ", "ビ"), ("ヴェ", "ベ"), ("ヴォ", "ボ"), ("ヴ", "ブ"))
# Dots and apostrophes join what they stand in: U.S. is us, d'Ivoire is divoire.
JOINING = re.compile(r"[.'`´‘’‚‛ʻʼʹ′]")
# "Korea, Republic of", "Iran (Islamic Republic of)", "Bahamas, The".
INVERTED = re.compile(r"^(?P<head>[^,()]+?)\s*[,(]\s*(?P<tail>[^,()]*\bof(?: the)?|the)\s*\)?$")

# Below this likeness a suggestion is noise; a shorter part is found in names by chance.
CUTOFF = 0.7
SHORTEST_PART = 4


@lru_cache(maxsize=8192)
def normalise(text: str) -> str:
    """The form in which names are compared: letters and digits only, without case or accents.

    "&" counts as "and", "St." as "Saint", "Dem. Rep." as the full words; a leading "The" is
    dropped and "Korea, Republic of" turned round. "Republic of" itself stays, since Korea or Congo
    mean nothing without it; such long forms are spellings of their own. Normalising a second time
    changes nothing.
    """
    words = _words(_turn_round(fold(text)))
    while len(words) > 1 and words[0] == "the":
        del words[0]
    if len(words) > 1:
        words = [ABBREVIATIONS.get(word, word) for word in words]
    return "".join(words)


def fold(text: str) -> str:
    """One width, one case, no accents; repeated until nothing changes any more."""
    folded = unicodedata.normalize("NFKC", text).casefold().translate(LETTERS)
    apart = unicodedata.normalize("NFKD", folded)
    marks_off = (
        letter
        for letter in apart
        if letter in VOICING_MARKS or not unicodedata.category(letter).startswith("M")
    )
    folded = unicodedata.normalize("NFKC", "".join(marks_off))
    for kana, plain in KATAKANA_V:
        folded = folded.replace(kana, plain)
    return folded if folded == text else fold(folded)


def _turn_round(text: str) -> str:
    if match := INVERTED.match(" ".join(text.split())):
        return f"{match['tail']} {match['head']}"
    return text


def _words(text: str) -> list[str]:
    text = JOINING.sub("", text.replace("&", " and "))
    return "".join(letter if letter.isalnum() else " " for letter in text).split()


def alike(text: str, spellings: Iterable[str], limit: int) -> list[str]:
    """The normalised spellings nearest to a text, best first; for suggestions, never to decide."""
    wanted = normalise(text)
    if not wanted:
        return []
    matcher = SequenceMatcher(b=wanted, autojunk=False)
    found = []
    for spelling in spellings:
        matcher.set_seq1(spelling)
        likeness = _part_of_the_other(wanted, spelling)
        if matcher.real_quick_ratio() >= CUTOFF and matcher.quick_ratio() >= CUTOFF:
            likeness = max(likeness, matcher.ratio())
        if likeness >= CUTOFF:
            found.append((-likeness, spelling))
    return [spelling for _likeness, spelling in sorted(found)[:limit]]


def _part_of_the_other(first: str, second: str) -> float:
    """How far one spelling contains the other: "Korea" is part of "South Korea"."""
    shorter, longer = sorted((first, second), key=len)
    if len(shorter) < SHORTEST_PART or shorter not in longer:
        return 0
    return CUTOFF + (1 - CUTOFF) * len(shorter) / len(longer)
