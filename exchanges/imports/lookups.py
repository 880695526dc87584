"""What the cells of a file refer to: loaded once for an import, each cell text read once."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from ..dates import DateError, DateSpan, Precision, parse_date, parse_dates
from ..kinds import KindLookup, KindMatch, find_tool
from ..models import Activity, Kind, Partner, Programme
from ..names import normalise
from ..partners import PartnerLookup
from ..tools import Tool
from .new_partners import NewPartners
from .options import Options
from .problems import CellError, FileError

_JAPANESE = re.compile(r"[\u3041-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_BETWEEN = re.compile(r"[;；\n]")
_PLAIN = re.compile(r"\d{4}(-\d\d(-\d\d)?)?|FY\d{4}")


@dataclass(frozen=True, slots=True)
class SpanRead:
    """The dates of a row; `as_written` is empty where the cells are plain."""

    span: DateSpan
    as_written: str
    is_coarser: bool


@dataclass(frozen=True, slots=True)
class PartnersRead:
    """What a partners cell names: partners, text to be kept, names that are not known."""

    partners: tuple[Partner, ...]
    placeholders: tuple[str, ...]
    unknown: tuple[str, ...]


class Lookups:
    """Every look-up of an import; none of them asks the database again for another row."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.partner_lookup = PartnerLookup()
        self.kind_lookup = KindLookup()
        self.missing = {text.strip() for text in options.missing}
        self.created = NewPartners()
        for text, code in options.map_partner.items():
            self.partner_lookup.learn(text, self._coded(code))
        self._require_kind(options.default_kind, "default-kind")
        for code in options.map_kind.values():
            self._require_kind(code, "map-kind")
        self.map_kind = {normalise(text): code for text, code in options.map_kind.items()}
        self.programmes = _programmes()
        self.home = settings.HOME_PARTNER
        self._memory: dict[Hashable, Any] = {}

    def remember(self, key: Hashable, make: Callable[[], Any]) -> Any:
        """What `make` returned, or raised as a CellError, the first time for this key."""
        if key not in self._memory:
            try:
                self._memory[key] = make()
            except CellError as error:
                self._memory[key] = error
        found = self._memory[key]
        if isinstance(found, CellError):
            raise found.with_traceback(None)
        return found

    def spellings(self, labels: Mapping[str, Any]) -> dict[str, str]:
        """Codes by themselves and by their labels in both languages."""
        found = {normalise(code): code for code in labels}
        for language in ("en", "ja"):
            with override(language):
                found.update({normalise(str(label)): code for code, label in labels.items()})
        return found

    def language_of(self, text: str) -> str:
        """The language of a text without one: as the options say, else by its script."""
        if self.options.title_language != "auto":
            return self.options.title_language
        return "ja" if _JAPANESE.search(text) else "en"

    def tool(self, text: str) -> str:
        return self.remember(("tool", text), lambda: self._find_tool(text))

    def _find_tool(self, text: str) -> str:
        if (found := find_tool(text)) is None:
            raise CellError(
                _("“%(value)s” is not a tool.") % {"value": text},
                _("Use one of these: %(values)s.")
                % {"values": "people, troops, capacity, equipment, agreements"},
            )
        return str(found.value)

    def kind(self, text: str, tool: str) -> KindMatch:
        """What a spelling of a kind means."""
        return self.remember(("kind", text, tool), lambda: self._find_kind(text, tool))

    def _find_kind(self, text: str, tool: str) -> KindMatch:
        written = self.map_kind.get(normalise(text), text)
        if found := self.kind_lookup.find(written, tool):
            return found
        near = self.kind_lookup.suggest(text, tool)[:3] or Kind.objects.filter(tool=tool)
        raise CellError(
            _("“%(value)s” is not a known kind of the tool %(tool)s.")
            % {"value": text, "tool": tool},
            _("Use one of these, or add the spelling to one: %(values)s.")
            % {"values": ", ".join(f"{kind.code} ({kind.name})" for kind in near)},
        )

    def span(self, start: str, end: str) -> SpanRead:
        return self.remember(("span", start, end), lambda: self._read_span(start, end))

    def _read_span(self, start: str, end: str) -> SpanRead:
        rules = {
            "order": self.options.date_order or None,
            "pivot_year": self.options.pivot_year,
            "default_year": self.options.default_year,
        }
        try:
            span = parse_dates(start, end, **rules)
        except DateError as error:
            raise CellError(error.message, error.hint, error.column or "start_date") from None
        written = start if end in ("", start) else f"{start} – {end}"
        is_plain = all(_PLAIN.fullmatch(text) for text in (start, end) if text)
        is_coarser = bool(end) and any(_is_finer(text, span, rules) for text in (start, end))
        return SpanRead(span, "" if is_plain else written[:200], is_coarser)

    def partner(self, text: str) -> Partner:
        """One partner by name or code."""
        return self.remember(("partner", text), lambda: self._find_partner(text))

    def _find_partner(self, text: str) -> Partner:
        if found := self.partner_lookup.find(text):
            return found
        raise CellError(*self.unknown_partner(text))

    def unknown_partner(self, text: str) -> tuple[str, str]:
        """What is wrong with a name that is no partner's, and what to do."""
        message = _("“%(value)s” is not a known partner.") % {"value": text}
        names = [f"{partner.name_en} ({partner.code})" for partner in self.suggestions(text)]
        if names:
            return message, _(
                "Did you mean %(names)s? Correct the cell, or add the spelling to the partner."
            ) % {"names": ", ".join(names)}
        return message, _(
            "Correct the cell, add the spelling to a partner, or keep unknown partners as a note."
        )

    def suggestions(self, text: str) -> list[Partner]:
        return self.remember(("suggest", text), lambda: self.partner_lookup.suggest(text)[:3])

    def partners(self, cell: str) -> PartnersRead:
        return self.remember(("partners", cell), lambda: self._read_partners(cell))

    def _read_partners(self, cell: str) -> PartnersRead:
        pieces = [piece.strip() for piece in _BETWEEN.split(cell)]
        pieces = [piece for piece in pieces if piece and piece not in self.missing]
        split = self.partner_lookup.split(";".join(pieces))
        # "24 countries" says something of the record, "-9" and "…" do not.
        kept = tuple(text for text in split.placeholders if any(map(str.isalpha, text)))
        return PartnersRead(tuple(split.partners), kept, tuple(split.unknown))

    def new_partner(self, name: str) -> Partner:
        """The partner that the import creates for a name; saved with the first good row."""
        return self.remember(("new", normalise(name)), lambda: self.created.make(name))

    def programme(self, text: str) -> Programme:
        try:
            return self.programmes[normalise(text)]
        except KeyError:
            slugs = {programme.slug: None for programme in self.programmes.values()}
            near = difflib.get_close_matches(normalise(text), self.programmes, n=2, cutoff=0.6)
            names = [self.programmes[key].slug for key in near] or list(slugs)[:5]
            raise CellError(
                _("“%(value)s” is not a programme in the register.") % {"value": text},
                _("Add the programme first, or use one of these: %(values)s.")
                % {"values": ", ".join(names) or "–"},
            ) from None

    def _require_kind(self, code: str, option: str) -> None:
        """A slip in an option would reject every row that it is for."""
        if code and not any(self.kind_lookup.find(code, tool) for tool in Tool.values):
            raise FileError(
                _("No kind has the code “%(code)s”.") % {"code": code},
                _("Correct the option %(name)s.") % {"name": option},
            )

    def _coded(self, code: str) -> Partner:
        if partner := self.partner_lookup.find(code):
            return partner
        raise FileError(
            _("No partner has the code “%(code)s”.") % {"code": code},
            _("Correct the option map-partner."),
        )


def _is_finer(text: str, span: DateSpan, rules: dict[str, Any]) -> bool:
    """Whether a cell alone is more precise than the whole period."""
    if span.precision is Precision.DAY:
        return False
    try:
        alone = parse_date(text, near=span, **rules)
    except DateError:
        return False
    order = (Precision.DAY, Precision.MONTH, Precision.YEAR, Precision.FISCAL_YEAR)
    return order.index(alone.precision) < order.index(span.precision)


def _programmes() -> dict[str, Programme]:
    found: dict[str, Programme] = {}
    for programme in Programme.objects.all():
        for name in (programme.name_en, programme.name_ja, programme.slug):
            if name:
                found[normalise(name)] = programme
    return found


def constraint_message(name: str) -> str:
    """The sentence of a named constraint of Activity."""
    constraint = next(rule for rule in Activity._meta.constraints if rule.name == name)
    return str(constraint.violation_error_message)
