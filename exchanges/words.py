"""Words of texts: the same for what is indexed and for what is asked, whatever the database.

Latin words are stemmed as English; kana and kanji, written without spaces, are taken as
overlapping pairs of characters, which finds 防衛 in 日印防衛相会談.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import snowballstemmer

from .names import KATAKANA_V, fold

MAX_PIECES = 8
MAX_ASKED = 40
LONGEST = 40
# Kana and kanji with 々 〆 ー, without ・.
JAPANESE = "\u3005-\u3007\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff"
JAPANESE += "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
# "2+2" is a word of its own; letters and digits part, so that IPD is found in IPD2019.
LETTER = rf"^\W\d_{JAPANESE}"
WORD = re.compile(rf"\d+(?:\+\d+)+|\d+|[{JAPANESE}]+|[{LETTER}]+")
ASCII_WORD = re.compile(r"\d+(?:\+\d+)+|\d+|[a-z]+")
IS_JAPANESE = re.compile(f"[{JAPANESE}]")
# Stretches that may have something to take off, which is slow: whatever is not plain English or
# Japanese, so that a word of any script is read alike whatever stands beside it.
NEEDS_FOLDING = re.compile(
    "[^\u0000-\u00bf\u2010-\u2027\u3000-\u3029\u3030-\u30ff\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]+"
)
# U.S. is one word, and so is don't.
DOTTED = re.compile(r"\b(?:[^\W\d_]\.)+(?:[^\W\d_]\b)?")
APOSTROPHE = re.compile(r"(?<=[^\W\d_])['’ʼ](?=[^\W\d_])")
QUOTES = str.maketrans(dict.fromkeys('"“”„«»「」『』', " "))
# British and American spellings meet: organisation and organization, defence and defense.
IS_ENDING = re.compile(r"is(?=(?:ations?|e|ed|er|ers|es|ing)$)")
SPELLINGS = {
    "defenc": "defens",
    "offenc": "offens",
    "licenc": "licens",
    "practis": "practic",
    "programm": "program",
    "centr": "center",
    "harbour": "harbor",
    "neighbour": "neighbor",
    "labour": "labor",
    "honour": "honor",
    "armour": "armor",
    "aeroplan": "airplan",
}
STOP_WORDS = frozenset(
    ["a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with"]
)
_stemmer = snowballstemmer.stemmer("english")


@dataclass(frozen=True)
class Asked:
    """A piece of a query between spaces, and the words that must all be there.

    A single kana or kanji is answered by every word that begins with it. A piece without words
    ("of", beside others) asks for nothing by itself, but may be part of a name.
    """

    text: str
    words: tuple[str, ...]
    is_prefix: bool = False


def plain(text: str) -> str:
    """A text in one width and case, without accents; quick where there is nothing to take off."""
    if text.isascii():
        return text.lower()
    folded = unicodedata.normalize("NFKC", text).casefold()
    if "ヴ" in folded:
        for kana, usual in KATAKANA_V:
            folded = folded.replace(kana, usual)
    return NEEDS_FOLDING.sub(lambda stretch: fold(stretch[0]), folded)


def joining_places(text: str) -> set[int]:
    """Where a plain text has dots and apostrophes that are no part of the word they stand in."""
    dots = (
        match.start() + place
        for match in DOTTED.finditer(text)
        for place, letter in enumerate(match[0])
        if letter == "."
    )
    return {*dots, *(match.start() for match in APOSTROPHE.finditer(text))}


def runs_of(text: str) -> Iterable[str]:
    """Latin words, numbers and stretches of kana and kanji, in the order of the text."""
    text = plain(text)
    if "." in text:
        text = DOTTED.sub(lambda match: match[0].replace(".", ""), text)
    if "'" in text or "’" in text or "ʼ" in text:
        text = APOSTROPHE.sub("", text)
    if text.isascii():
        return ASCII_WORD.findall(text)
    return (match[0] for match in WORD.finditer(text))


def words_of(text: str) -> set[str]:
    """The words by which a text is found."""
    found: set[str] = set()
    for run in runs_of(text):
        if IS_JAPANESE.match(run):
            found.update(pairs_of(run))
            # For what is asked by one character; those before it begin a pair.
            found.add(run[-1])
        else:
            found.add(stem(run))
    return found


def asked_words(text: str) -> list[Asked]:
    """The pieces of a query that have words, as far as they are looked for."""
    pieces: list[Asked] = []
    left = MAX_ASKED
    for piece in unicodedata.normalize("NFKC", text).translate(QUOTES).split():
        words = words_together(piece)[:left]
        if not words or len(pieces) == MAX_PIECES:
            continue
        left -= len(words)
        pieces.append(Asked(piece, words, len(words) == 1 and is_single(words[0])))
    if all(STOP_WORDS.issuperset(piece.words) for piece in pieces):
        return pieces
    return [
        Asked(piece.text, ()) if STOP_WORDS.issuperset(piece.words) else piece for piece in pieces
    ]


def words_together(piece: str) -> tuple[str, ...]:
    """The words that a text must all have to have this piece in it.

    第 and 回 of 第26回 are single characters beside a number: they are not looked for.
    """
    words: list[str] = []
    for run in runs_of(piece):
        if IS_JAPANESE.match(run):
            words.extend(pairs_of(run) or [run])
        else:
            words.append(stem(run))
    longer = [word for word in words if not is_single(word)]
    return tuple(dict.fromkeys(longer or words))


def is_single(word: str) -> bool:
    return len(word) == 1 and IS_JAPANESE.match(word) is not None


def pairs_of(run: str) -> list[str]:
    return [run[place : place + 2] for place in range(len(run) - 1)]


@lru_cache(maxsize=65536)
def stem(run: str) -> str:
    """What exercise and exercises have in common; other scripts and numbers stay as they are."""
    run = run[:LONGEST]
    if len(run) < 3 or not run.isascii() or not run.isalpha():
        return run
    stemmed = _stemmer.stemWord(IS_ENDING.sub("iz", run))
    return SPELLINGS.get(stemmed, stemmed)
