"""The one look-up of partners: the admin, the imports, the search and the shell all use it."""

from __future__ import annotations

import re
import unicodedata
from abc import ABC, abstractmethod
from typing import NamedTuple

from .models import Partner, PartnerAlias
from .names import alike, normalise

NAMES = ("code", "iso3", "name_en", "name_ja", "short_name_ja")
ALWAYS_SPLIT = re.compile(r"[;；\n\r]")
SPLIT_IF_ALL_KNOWN = re.compile(r"[、､・･]")
CONJUNCTION = re.compile(r"^(?:and\s+|及び|および|並びに|ならびに)+", re.IGNORECASE)
AND_OTHERS = re.compile(r"(?:\b(?:etc|et al)\b\.?|など|ほか|他|等)$", re.IGNORECASE)
BRACKETED = re.compile(r"^(?P<outer>.+?)\s*\((?P<inner>[^()]+)\)$")
FOOTNOTE_MARKS = "*†‡ "
# What stands in a cell where a partner's name should be but names none; compared in lower case.
PLACEHOLDER = re.compile(
    r"""
    [-–—−―*.…?~]+ | [-–−]9+
    | n/a | n\.a\.? | none | nil | tb[acd] | etc\.? | et\ al\.? | others?
    | unknown(\ \w+(\(s\))?){0,2} | unspecified(\ \w+(\(s\))?)? | not\ (known|stated|specified)
    | (several|various|many|multiple|numerous|other)
      (\ (other|partner|member))*(\ (countries|nations|states|partners|participants))?
    | ((about|some|over|around|more\ than|up\ to)\ )?\d+\+?(\ (other|partner|member))*
      \ (countries|nations|states|partners|organi[sz]ations)\b[\w\s,&]*
    | 約?\d+[かカヶヵケ箇]?国(・?地域)?((と|及び|、|・)?\d+(国際)?機関)?(など|等|以上|ほか)?
    | なし | 無し? | その他 | ほか | 他 | など | 等 | 不明 | 未定 | 該当なし | 非公表 | 各国 | 諸国
    | 多数 | 多国間 | 複数国 | 参加国 | 関係国 | 関係各国
    """,
    re.VERBOSE,
)


class Split(NamedTuple):
    """What a cell of partners holds, each list in the order of the cell."""

    partners: list[Partner]
    unknown: list[str]
    placeholders: list[str]


def find_partner(text: str) -> Partner | None:
    """The partner that a spelling means, or None. For many texts keep one `PartnerLookup`."""
    return _DatabaseFinder().find(text)


def is_placeholder(text: str) -> bool:
    """Whether a text stands for "nobody in particular": "24 countries*", "-9", "etc.", なし."""
    plain = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    return any(PLACEHOLDER.fullmatch(form) for form in (plain, plain.rstrip(FOOTNOTE_MARKS)))


class _Finder(ABC):
    """How a text is read, wherever the spellings are kept.

    Only an exact match of the normalised spelling finds a partner. Nothing is guessed: what a
    person should decide stays unknown.
    """

    @abstractmethod
    def _named(self, form: str) -> Partner | None:
        """The partner of a normalised spelling."""

    def find(self, text: str) -> Partner | None:
        text = " ".join(unicodedata.normalize("NFKC", text).split())
        if not text or is_placeholder(text):
            return None
        found = self._named(normalise(text)) or self._find_bracketed(text)
        if found is None and (rest := CONJUNCTION.sub("", text)) != text:
            return self.find(rest)
        return found

    def _find_bracketed(self, text: str) -> Partner | None:
        """ "European Union (EU)": both must mean the same, so that "China (Taipei)" is no guess."""
        if (match := BRACKETED.match(text)) is None:
            return None
        outer = self._named(normalise(match["outer"]))
        inner = self._named(normalise(match["inner"]))
        return outer if outer is not None and outer == inner else None


class _DatabaseFinder(_Finder):
    """Asks for one spelling: a query where it is an alias, two where it is not."""

    def _named(self, form: str) -> Partner | None:
        if not form:
            return None
        if found := Partner.objects.filter(aliases__normalised=form).first():
            return found
        # A partner that staff added or renamed is found by its names without any alias.
        names = Partner.objects.order_by("code").values_list("pk", *NAMES)
        named = (pk for pk, *spellings in names if form in map(normalise, spellings))
        pk = next(named, None)
        return None if pk is None else Partner.objects.get(pk=pk)


class PartnerLookup(_Finder):
    """All spellings of all partners, read once in two queries."""

    def __init__(self) -> None:
        by_id = {partner.pk: partner for partner in Partner.objects.order_by("code")}
        self._by_spelling: dict[str, Partner] = {}
        aliases = PartnerAlias.objects.order_by().values_list("normalised", "partner_id")
        for spelling, partner_id in aliases:
            self._by_spelling[spelling] = by_id[partner_id]
        for partner in by_id.values():
            self.add(partner)

    def add(self, partner: Partner) -> None:
        """Let a partner be found by its names and codes, where no other spelling has them."""
        for name in NAMES:
            if form := normalise(getattr(partner, name)):
                self._by_spelling.setdefault(form, partner)

    def learn(self, spelling: str, partner: Partner) -> None:
        """Let a spelling mean a partner for the life of this look-up, whatever it meant before."""
        if form := normalise(spelling):
            self._by_spelling[form] = partner

    def _named(self, form: str) -> Partner | None:
        return self._by_spelling.get(form)

    def split(self, cell: str) -> Split:
        """Take a cell apart into partners, unknown names and placeholders such as "etc."."""
        found = Split([], [], [])
        for piece in ALWAYS_SPLIT.split(cell):
            if piece := " ".join(piece.split()):
                read = self._read(piece)
                for partner in read.partners:
                    if partner not in found.partners:
                        found.partners.append(partner)
                found.unknown.extend(read.unknown)
                found.placeholders.extend(read.placeholders)
        return found

    def _read(self, piece: str) -> Split:
        if is_placeholder(piece):
            return Split([], [], [piece])
        if known := self._all_known(piece):
            return known
        if (tail := AND_OTHERS.search(piece)) and (
            known := self._all_known(piece[: tail.start()].rstrip("、, "))
        ):
            return Split(known.partners, [], [*known.placeholders, tail[0]])
        return Split([], [piece], [])

    def _all_known(self, piece: str) -> Split | None:
        """A piece that is a partner, or parts at 、 and ・ into partners and placeholders only."""
        if whole := self.find(piece):
            return Split([whole], [], [])
        parts = [part.strip() for part in SPLIT_IF_ALL_KNOWN.split(piece) if part.strip()]
        placeholders = [part for part in parts if is_placeholder(part)]
        partners = [self.find(part) for part in parts if part not in placeholders]
        if len(parts) < 2 or not partners or None in partners:
            return None
        return Split(partners, [], placeholders)

    def suggest(self, text: str, limit: int = 5) -> list[Partner]:
        """Partners whose spellings look like a text, best first; a person has to choose."""
        near = alike(text, self._by_spelling, limit=limit * 8)
        return list(dict.fromkeys(self._by_spelling[form] for form in near))[:limit]
