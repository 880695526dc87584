"""Where the records of a page match a search: the place of the words, and the words marked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .bilingual import reader_language, text_in
from .index.asking import Search
from .index.sql import marks, select, table
from .listing import Row
from .models import Activity, Kind, Participation, Partner, Photo, Programme
from .words import (
    IS_JAPANESE,
    LETTER,
    SPELLINGS,
    WORD,
    joining_places,
    pairs_of,
    plain,
    runs_of,
    stem,
    words_of,
)

MOST = 3
SNIPPET = 160
BEFORE = 50
# A character with the marks that combine with it, and ヴァ, which is バ: folded together.
CLUSTER = re.compile(
    "(?:\u30f4|\u30a6\u3099|\uff73\uff9e)[ァィェォｧｨｪｫ]|[^\\u0300-\\u036f\\u3099\\u309a\\uff9e\\uff9f]"
    "[\\u0300-\\u036f\\u3099\\u309a\\uff9e\\uff9f]*|.",
    re.DOTALL,
)
# Of these two characters may be one when folded, or none: marks, half-width kana, ヴァ, and
# whatever is neither plain English nor Japanese nor of full width.
SHRINKING = re.compile(
    "[^\u0000-\u024f\u2010-\u2027\u3000-\u3098\u309b-\u30f3\u30f5-\u30ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uff01-\uff5e]"
)
LANGUAGES = {"en": _("English"), "ja": _("Japanese")}
Pieces = list[tuple[str, bool]]


@dataclass(frozen=True, slots=True)
class Match:
    """A text of a record in which words were found; `lang` where it is not the reader's."""

    label: str
    lang: str
    pieces: Pieces


class Place(NamedTuple):
    """A text of a record and what it is; `term` is that of the partner whose name it is."""

    label: Promise
    lang: str
    text: str
    term: str = ""


def add_matches(rows: Sequence[Row], searches: Sequence[Search]) -> None:
    """Put on each row the marked title and where else the words of the searches stand."""
    words = {word for search in searches for piece in search.pieces for word in piece.words}
    phrases = _phrases(searches)
    partners = {term for search in searches for term in search.named_terms}
    if not rows or not words:
        return
    language = reader_language()
    texts = _texts([row.pk for row in rows])
    for row in rows:
        if marked := mark(row.title, words, phrases):
            row.marked_title = marked
        places = texts[row.pk]
        named = _named(places, partners, language)
        others = [
            match
            for place in places
            if place.text != row.title and place.term not in partners
            if (match := _match(place, words, phrases, language))
        ]
        others.sort(key=lambda item: -item[0])
        row.matches = [*named, *(match for _number, match in others)][:MOST]


def _phrases(searches: Sequence[Search]) -> set[str]:
    """Stretches of Japanese that were asked for, longer than the pairs they are found by."""
    return {
        run
        for search in searches
        for piece in search.pieces
        for run in runs_of(piece.text)
        if len(run) > 2 and IS_JAPANESE.match(run)
    }


def _match(
    place: Place, words: set[str], phrases: set[str], language: str
) -> tuple[int, Match] | None:
    """The match of a text, after the number of words that it has."""
    pieces = mark(place.text, words, phrases)
    if not pieces:
        return None
    number = len(words & words_of(" ".join(part for part, is_marked in pieces if is_marked)))
    other = place.lang if place.lang not in ("", language) else ""
    label = str(place.label)
    if other:
        label = gettext("%(part)s, %(language)s") % {"part": label, "language": LANGUAGES[other]}
    return number, Match(label, other, snippet(pieces))


def mark(text: str, words: set[str], phrases: Iterable[str] = ()) -> Pieces:
    """The text in pieces, those that the words found marked; empty where there is none.

    Where a whole phrase is found, only that is marked, not the pairs of it elsewhere.
    """
    folded, origin = _without_joining(*_fold(text))
    whole = [phrase for phrase in phrases if phrase in folded]
    words = words.difference(*map(pairs_of, whole))
    heads = frozenset(head for word in words for head in _heads(word) if head in folded)
    if not heads and not whole:
        return []
    spans: list[tuple[int, int]] = []
    for run in _runs(heads, bool(whole)).finditer(folded):
        for start, end in _hits(run[0], words, whole):
            first, last = origin[run.start() + start], origin[run.start() + end]
            if spans and first <= spans[-1][1]:
                spans[-1] = (spans[-1][0], max(last, spans[-1][1]))
            else:
                spans.append((first, last))
    return _cut(text, spans)


def _heads(word: str) -> list[str]:
    """What a text must have for a word to be in it: stems keep the first letters of words."""
    if not word.isascii() or not word.isalpha():
        return [word]
    others = [other for other, usual in SPELLINGS.items() if usual == word]
    return [spelled[: 3 if len(spelled) > 4 else 1] for spelled in (word, *others)]


@lru_cache(maxsize=1024)
def _runs(heads: frozenset[str], has_phrases: bool) -> re.Pattern[str]:
    """Those runs of a text that can have a word: most of a text is never looked at."""
    latin = sorted(head for head in heads if head.isascii() and head.isalpha())
    if len(latin) < len(heads) or has_phrases:
        return WORD
    return re.compile(rf"(?<![{LETTER}])(?:{'|'.join(latin)})[{LETTER}]*")


def _hits(run: str, words: set[str], phrases: Iterable[str]) -> Iterable[tuple[int, int]]:
    """The stretches of a run that the words stand for."""
    if not IS_JAPANESE.match(run):
        return [(0, len(run))] if stem(run) in words else []
    pairs = [(place, place + 2) for place, pair in enumerate(pairs_of(run)) if pair in words]
    singles = [(place, place + 1) for place, letter in enumerate(run) if letter in words]
    whole = [found.span() for phrase in phrases for found in re.finditer(re.escape(phrase), run)]
    return sorted([*pairs, *singles, *whole])


def _fold(text: str) -> tuple[str, Sequence[int]]:
    """The text as its words are read, and for each character where it stands in the text."""
    if text.isascii():
        return plain(text), range(len(text) + 1)
    whole = plain(text)
    if len(whole) == len(text) and not SHRINKING.search(text):
        return whole, range(len(text) + 1)
    folded, origin = [], []
    for cluster in CLUSTER.finditer(text):
        part = plain(cluster[0])
        folded.append(part)
        origin.extend([cluster.start()] * len(part))
    return "".join(folded), [*origin, len(text)]


def _without_joining(folded: str, origin: Sequence[int]) -> tuple[str, Sequence[int]]:
    """U.S. as the one word us."""
    if not (joining := joining_places(folded)):
        return folded, origin
    parts: list[str] = []
    places: list[int] = []
    start = 0
    for end in [*sorted(joining), len(folded)]:
        parts.append(folded[start:end])
        places.extend(origin[start:end])
        start = end + 1
    return "".join(parts), [*places, origin[-1]]


def _cut(text: str, spans: Sequence[tuple[int, int]]) -> Pieces:
    pieces: Pieces = []
    end = 0
    for first, last in spans:
        if first > end:
            pieces.append((text[end:first], False))
        pieces.append((text[first:last], True))
        end = last
    if spans and end < len(text):
        pieces.append((text[end:], False))
    return pieces


def snippet(pieces: Pieces) -> Pieces:
    """The surroundings of the first words found, of about 160 characters."""
    if sum(len(part) for part, _is_marked in pieces) <= SNIPPET:
        return pieces
    shown: Pieces = []
    first, is_marked = pieces[0]
    if not is_marked and len(first) > BEFORE:
        shown.append(("…" + _from_a_word(first[-BEFORE:]), False))
        pieces = pieces[1:]
    length = sum(len(part) for part, _is_marked in shown)
    for part, part_is_marked in pieces:
        if length + len(part) > SNIPPET:
            if cut := part[: SNIPPET - length].rstrip():
                shown.append((cut, part_is_marked))
            shown.append(("…", False))
            break
        shown.append((part, part_is_marked))
        length += len(part)
    return shown


def _from_a_word(text: str) -> str:
    """The text without the part of a word that it begins with, where it has spaces."""
    _cut_off, space, rest = text.partition(" ")
    return rest if space and rest.strip() else text


def _named(places: Iterable[Place], terms: set[str], language: str) -> list[Match]:
    """The partners of a record that the search names, by whatever spelling."""
    return [
        Match(str(place.label), place.lang if place.lang != language else "", [(place.text, True)])
        for place in places
        if place.term and place.term in terms
    ]


TITLE, SUMMARY, BODY, PLACE = _("Title"), _("Summary"), _("Text"), _("Place")
OWN_TEXTS = (
    *((TITLE, "en", "title_en"), (TITLE, "ja", "title_ja")),
    *((PLACE, "en", "place_en"), (PLACE, "ja", "place_ja")),
    *((SUMMARY, "en", "summary_en"), (SUMMARY, "ja", "summary_ja")),
    *((BODY, "en", "body_en"), (BODY, "ja", "body_ja")),
    (_("Other participants"), "", "other_participants"),
    (_("Record"), "", "reference"),
)


def _texts(keys: Sequence[int]) -> dict[int, list[Place]]:
    """The texts in which a search finds records: those of the reader's language first."""
    found: dict[int, list[Place]] = {key: [] for key in keys}
    _add_own_texts(found)
    _add_captions(found)
    _add_names(found)
    language = reader_language()
    for places in found.values():
        places.sort(key=lambda place: place.lang not in ("", language))
    return found


def _add_own_texts(found: dict[int, list[Place]]) -> None:
    columns = ", ".join(f"a.{column}" for _label, _lang, column in OWN_TEXTS)
    names = "p.name_en, p.name_ja, k.name_en, k.name_ja"
    labels = (_("Programme"), _("Programme"), _("Kind"), _("Kind"))
    for key, *texts in select(
        f"SELECT a.id, {columns}, {names} FROM {table(Activity)} a"
        f" JOIN {table(Kind)} k ON k.id = a.kind_id"
        f" LEFT JOIN {table(Programme)} p ON p.id = a.programme_id"
        f" WHERE a.id IN ({marks(list(found))})",
        list(found),
    ):
        own = [(label, lang) for label, lang, _column in OWN_TEXTS]
        all_labels = [*own, *zip(labels, ("en", "ja", "en", "ja"), strict=True)]
        found[key] += [
            Place(label, lang, text)
            for (label, lang), text in zip(all_labels, texts, strict=True)
            if text
        ]


def _add_captions(found: dict[int, list[Place]]) -> None:
    for key, english, japanese in select(
        f"SELECT activity_id, caption_en, caption_ja FROM {table(Photo)}"
        f" WHERE activity_id IN ({marks(list(found))}) AND release_state = %s"
        " ORDER BY position, id",
        [*found, Photo.Release.RELEASED.value],
    ):
        texts = (("en", english), ("ja", japanese))
        found[key] += [Place(_("Caption"), lang, text) for lang, text in texts if text]


def _add_names(found: dict[int, list[Place]]) -> None:
    """The names of partners, in the reader's language, to be marked as a whole."""
    language = reader_language()
    for key, partner, *names in select(
        f"SELECT o.activity_id, p.id, p.name_en, p.name_ja FROM {table(Participation)} o"
        f" JOIN {table(Partner)} p ON p.id = o.partner_id"
        f" WHERE o.activity_id IN ({marks(list(found))}) ORDER BY p.name_en",
        list(found),
    ):
        name = text_in(language, *names)
        found[key].append(Place(_("Partner"), name.lang or language, name, f"partner:{partner}"))
