"""A query of the public lists as sets of positions: OR inside a filter, AND across filters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import cached_property

from pyroaring import BitMap

from ..models import IndexEntry
from ..names import normalise
from ..query import ActivityQuery
from ..words import Asked, asked_words
from .naming import EXACT, models_by_facet, spellings_of, terms_by_word
from .postings import positions_by_head, positions_by_term
from .terms import ALL, facet_term, first_slot, over_term, word_term

# A partner's name is looked for in up to so many words that stand together.
LONGEST_NAME = 5
MAX_PARTNERS = 3
# The column of a value's model that an address has; programmes are named by their slug.
CODES = {"kind": "code", "partner": "code", "programme": "slug", "field": "code"}


def facet_terms(query: ActivityQuery, name: str) -> list[str]:
    """The terms of the values asked for of one filter; a code that two kinds share is both."""
    values = query.values(name)
    if key := CODES.get(name):
        rows = models_by_facet()[name].objects.filter(**{f"{key}__in": values})
        values = rows.order_by("pk").values_list("pk", flat=True)
    return [facet_term(name, value) for value in values]


def union(sets: Iterable[BitMap]) -> BitMap:
    sets = list(sets)
    return BitMap.union(*sets) if sets else BitMap()


def intersection(sets: Sequence[BitMap]) -> BitMap:
    return BitMap.intersection(*sorted(sets, key=len)) if sets else BitMap()


def positions_of_values(terms: Sequence[str]) -> BitMap:
    return union(positions_by_term(terms).values())


def positions_from(day: date) -> BitMap:
    """Records that had not ended before a day: those that start later, and those that last."""
    month = day.replace(day=1)
    everything = positions_by_term([ALL, over_term(month)])
    found = _from(everything.get(ALL, BitMap()), day) | everything.get(over_term(month), BitMap())
    if day != month:
        ended = IndexEntry.objects.filter(end_date__gte=month, end_date__lt=day)
        found -= _until(BitMap(ended.values_list("position", flat=True)), day - timedelta(days=1))
        started = IndexEntry.objects.filter(
            position__gte=first_slot(month), position__lt=first_slot(day), end_date__gte=day
        )
        found |= BitMap(started.values_list("position", flat=True))
    return found


def positions_until(day: date) -> BitMap:
    """Records that had started by a day."""
    return _until(positions_by_term([ALL]).get(ALL, BitMap()), day)


def _from(positions: BitMap, day: date) -> BitMap:
    return _between(positions, first_slot(day), None)


def _until(positions: BitMap, day: date) -> BitMap:
    return _between(positions, 0, first_slot(day + timedelta(days=1)))


def _between(positions: BitMap, first: int, end: int | None) -> BitMap:
    if not positions:
        return BitMap()
    end = positions.max() + 1 if end is None else end
    return positions & BitMap(range(first, end)) if first < end else BitMap()


class Search:
    """What a text asks for: its pieces, and the terms of the names among them."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.pieces = asked_words(text)
        spellings = {span: form for span in _spans(len(self.pieces)) if (form := self._form(span))}
        words = sorted({word for piece in self.pieces for word in piece.words})
        self._terms = terms_by_word(words, sorted(set(spellings.values())))
        self._named = {
            span: terms
            for span, form in spellings.items()
            if (terms := self._terms.get(EXACT + form))
        }

    def _form(self, span: range) -> str:
        return normalise(" ".join(self.pieces[place].text for place in span))

    @property
    def named_terms(self) -> set[str]:
        """The terms of what the text, or words of it that stand together, name as a whole."""
        return {term for terms in self._named.values() for term in terms}

    @property
    def partners_named(self) -> set[str]:
        """The terms of the partners that the text as a whole is a name of."""
        whole = self._named.get(range(len(self.pieces)), set())
        return {term for term in whole if term.startswith("partner:")}

    @cached_property
    def _spellings(self) -> dict[str, list[tuple[str, ...]]]:
        """By the term of a partner that is named, the words of all its spellings."""
        named = sorted(term for term in self.named_terms if term.startswith("partner:"))
        keys = [int(term.partition(":")[2]) for term in named[:MAX_PARTNERS]]
        if not keys:
            return {}
        return {facet_term("partner", key): words for key, words in spellings_of(keys).items()}

    def positions(self) -> BitMap:
        if not self.pieces:
            return BitMap()
        names = [self._name_terms(piece) for piece in self.pieces]
        words = {word for piece in self.pieces for word in piece.words}
        words.update(
            word for spelled in self._spellings.values() for words in spelled for word in words
        )
        terms = self.named_terms.union(*names, map(word_term, words))
        stored = positions_by_term(sorted(terms))
        found = [
            self._piece(piece, named, stored)
            for piece, named in zip(self.pieces, names, strict=True)
        ]
        return self._combined(found, stored)

    def _of_name(self, term: str, stored: dict[str, BitMap]) -> BitMap:
        """The records with what is named, or in whose texts it is spelled in any way."""
        spelled = [_with_all(words, stored) for words in self._spellings.get(term, ())]
        return union([stored.get(term, BitMap()), *spelled])

    def _name_terms(self, piece: Asked) -> set[str]:
        """The terms of the names in which all words of a piece stand."""
        by_word = [self._terms.get(word, set()) for word in piece.words]
        return set.intersection(*by_word) if by_word else set()

    def _piece(self, piece: Asked, names: set[str], stored: dict[str, BitMap]) -> BitMap | None:
        """The records with all words of a piece, or with a name of them; None asks for nothing."""
        if not piece.words:
            return None
        if piece.is_prefix:
            (letter,) = piece.words
            found = union(positions_by_head([letter]).values())
            return found | union(stored[name] for name in names if name in stored)
        named = union(stored[name] for name in names if name in stored)
        return _with_all(piece.words, stored) | named

    def _combined(self, found: Sequence[BitMap | None], stored: dict[str, BitMap]) -> BitMap:
        """All pieces, where those that together name a partner may be its records instead.

        For each end, what the pieces up to it ask for: the last as words, or some of the last as
        one name. None is everything.
        """
        readings: list[BitMap | None] = [None]
        for end in range(1, len(found) + 1):
            options = [_both(readings[end - 1], found[end - 1])]
            for span, terms in self._named.items():
                if span.stop == end:
                    named = union(self._of_name(term, stored) for term in terms)
                    options.append(_both(readings[span.start], named))
            readings.append(None if None in options else union(options))
        return readings[-1] or BitMap()


def _with_all(words: Sequence[str], stored: dict[str, BitMap]) -> BitMap:
    return intersection([stored.get(word_term(word), BitMap()) for word in words])


def _both(first: BitMap | None, second: BitMap | None) -> BitMap | None:
    if first is None or second is None:
        return second if first is None else first
    return first & second


def _spans(number: int) -> list[range]:
    return [
        range(start, end)
        for start in range(number)
        for end in range(start + 1, min(start + LONGEST_NAME, number) + 1)
    ]
