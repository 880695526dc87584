"""What the cells of a file refer to: loaded once for an import, each cell text read once."""

from __future__ import annotations

import datetime
import difflib
import hashlib
import re
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.apps import apps
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from ..dates import DateError, DateSpan, Precision, parse_date, parse_dates
from ..kinds import KindLookup, KindMatch, find_tool
from ..models import (
    Activity,
    Kind,
    KindAlias,
    NameDecision,
    Partner,
    PartnerAlias,
    Programme,
    ProgrammeAlias,
)
from ..names import normalise
from ..partners import NAMES as PARTNER_NAMES
from ..partners import PartnerLookup
from ..tools import Tool
from .date_orders import year_only
from .new_partners import NewPartners
from .options import Options
from .problems import CellError, FileError, left_out

_JAPANESE = re.compile(r"[\u3041-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_BETWEEN = re.compile(r"[;；\n]")
# So many answers are kept at once, of a file that says something new in every row.
REMEMBERED = 30_000
SUGGESTED = 300
_PLAIN_DAYS = re.compile(r"(\d{4}-\d\d-\d\d){2}")
_PLAIN = re.compile(r"\d{4}(-\d\d(-\d\d)?)?|FY\d{4}")


@dataclass(frozen=True, slots=True)
class SpanRead:
    """The dates of a row; `as_written` is empty where the cells are plain."""

    span: DateSpan
    as_written: str
    is_coarser: bool


@dataclass(frozen=True, slots=True)
class PartnersRead:
    """What a partners cell names: partners, text to be kept, names that are not known.

    `others` are the partners without the home partner.
    """

    partners: tuple[Partner, ...]
    others: tuple[Partner, ...]
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
        decided = NameDecision.objects.values_list("of", "tool", "normalised", "decision")
        self.decisions = {tuple(key): decision for *key, decision in decided}
        self.home = settings.HOME_PARTNER
        self.date_rules = {
            "order": options.date_order or None,
            "pivot_year": options.pivot_year,
            "default_year": options.default_year,
        }
        self._memory: dict[str, dict[Hashable, Any]] = {}
        self._days_read: dict[str, datetime.date | None] = {}
        self._pieces: dict[str, PartnersRead] = {}
        self._suggested: dict[str, list[Partner]] = {}
        self._made: dict[str, Partner] = {}

    def remember(self, of: str, key: Hashable, make: Callable[[], Any]) -> Any:
        """What `make` returned, or raised as a CellError, the last time for this key."""
        memory = self._memory.setdefault(of, {})
        found = memory.get(key)
        if found is None:
            if len(memory) >= REMEMBERED:
                memory.clear()
            try:
                found = make()
            except CellError as error:
                found = error
            memory[key] = found
        if type(found) is CellError:
            raise found.with_traceback(None)
        return found

    def spellings(self, labels: Mapping[str, Any]) -> dict[str, str]:
        """Codes by themselves and by their labels in both languages."""
        found = {normalise(code): code for code in labels}
        for language in ("en", "ja"):
            with override(language):
                found.update({normalise(str(label)): code for code, label in labels.items()})
        return found

    def spellings_digest(self) -> str:
        """Changes whenever any cell might mean something else than before."""
        known = [
            *Partner.objects.order_by("pk").values_list("code", *PARTNER_NAMES),
            *PartnerAlias.objects.order_by("normalised").values_list("normalised", "partner_id"),
            *Kind.objects.order_by("pk").values_list("tool", "code", "name_en", "name_ja"),
            *KindAlias.objects.order_by("pk").values_list(
                "tool", "normalised", "kind_id", "kind_if_several_id", "implies"
            ),
            *Programme.objects.order_by("pk").values_list("slug", "name_en", "name_ja"),
            *ProgrammeAlias.objects.order_by("pk").values_list("normalised", "programme_id"),
            *NameDecision.objects.order_by("pk").values_list(
                "of", "tool", "normalised", "decision"
            ),
            *_field_spellings(),
        ]
        return hashlib.sha256(repr(known).encode()).hexdigest()

    def language_of(self, text: str) -> str:
        """The language of a text without one: as the options say, else by its script."""
        if self.options.title_language != "auto":
            return self.options.title_language
        return "ja" if _JAPANESE.search(text) else "en"

    def tool(self, text: str) -> str:
        return self.remember("tool", text, lambda: self._find_tool(text))

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
        return self.remember("kind", (text, tool), lambda: self._find_kind(text, tool))

    def tool_of_kind(self, text: str) -> str:
        """The only tool that has a kind of this spelling; blank where several have, or none."""
        written = self.map_kind.get(normalise(text), text)
        tools = [tool.value for tool in Tool if self.kind_lookup.find(written, tool)]
        return tools[0] if len(tools) == 1 else ""

    def decided(self, of: str, text: str, tool: str = "") -> str:
        """What a person decided about a name that is not known: note, reject or nothing."""
        return self.decisions.get((of, tool, normalise(text))) or self.decisions.get(
            (of, "", normalise(text)), ""
        )

    def _find_kind(self, text: str, tool: str) -> KindMatch:
        written = self.map_kind.get(normalise(text), text)
        if found := self.kind_lookup.find(written, tool):
            return found
        decision = self.decided("kind", text, tool)
        if decision == "note" and (other := self.kind_lookup.find("other", tool)):
            return other
        if decision:
            raise CellError(*left_out(text))
        near = self.kind_lookup.suggest(text, tool)[:3] or Kind.objects.filter(tool=tool)
        raise CellError(
            _("“%(value)s” is not a known kind of the tool %(tool)s.")
            % {"value": text, "tool": tool},
            _("Use one of these, or add the spelling to one: %(values)s.")
            % {"values": ", ".join(f"{kind.code} ({kind.name})" for kind in near)},
        )

    def span(self, start: str, end: str) -> SpanRead:
        if start and end and (days := self._days(start, end)):
            written = start if start == end else f"{start} – {end}"
            is_plain = _PLAIN_DAYS.fullmatch(f"{start}{end}")
            return SpanRead(days, "" if is_plain else written[:200], False)
        return self.remember("span", (start, end), lambda: self._read_span(start, end))

    def _read_span(self, start: str, end: str) -> SpanRead:
        try:
            span = parse_dates(start, end, **self.date_rules)
        except DateError as error:
            if error.code == "ambiguous" and self.options.unclear_dates == "year":
                return self._read_years(start, end)
            raise CellError(error.message, error.hint, error.column or "start_date") from None
        written = start if end in ("", start) else f"{start} – {end}"
        is_plain = all(_PLAIN.fullmatch(text) for text in (start, end) if text)
        is_coarser = bool(end) and any(
            _is_finer(text, span, self.date_rules) for text in (start, end)
        )
        return SpanRead(span, "" if is_plain else written[:200], is_coarser)

    def _read_years(self, start: str, end: str) -> SpanRead:
        """The years of dates whose day and month nothing tells apart; the words are kept."""
        years = [year_only(text, self.options.pivot_year) for text in (start, end)]
        if years == [start, end]:
            raise CellError(
                _("“%(value)s” can be read as dates of different years.") % {"value": start},
                _("Write the month as a word."),
                "start_date",
            )
        read = self._read_span(*years)
        written = start if end in ("", start) else f"{start} – {end}"
        return replace(read, as_written=written[:200])

    def _days(self, start: str, end: str) -> DateSpan | None:
        """Of two cells that each state a day with its year: no other cell changes what they say."""
        first, last = self._day(start), self._day(end)
        if first is None or last is None or first > last:
            return None
        return DateSpan(first, last, Precision.DAY)

    def _day(self, text: str) -> datetime.date | None:
        """The day that a text states without looking at anything else."""
        found = self._days_read.get(text, ...)
        if found is not ...:
            return found
        if len(self._days_read) >= 3 * REMEMBERED:
            self._days_read.clear()
        try:
            span = parse_date(text, **{**self.date_rules, "default_year": None})
        except DateError:
            span = None
        is_day = span is not None and span.precision is Precision.DAY and not span.is_range
        self._days_read[text] = span.start if is_day else None
        return self._days_read[text]

    def partner(self, text: str) -> Partner:
        """One partner by name or code."""
        return self.remember("partner", text, lambda: self._find_partner(text))

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
        """Partners of similar names; none any more in a file full of names that are not known."""
        if text not in self._suggested:
            if len(self._suggested) >= SUGGESTED:
                return []
            self._suggested[text] = self.partner_lookup.suggest(text)[:3]
        return self._suggested[text]

    def partners(self, cell: str) -> PartnersRead:
        return self.remember("partners", cell, lambda: self._read_partners(cell))

    def _read_partners(self, cell: str) -> PartnersRead:
        read = [self._piece(text) for each in _BETWEEN.split(cell) if (text := each.strip())]
        named = {partner.code: partner for each in read for partner in each.partners}
        partners = tuple(named.values())
        return PartnersRead(
            partners,
            tuple(partner for partner in partners if partner.code != self.home),
            tuple(text for each in read for text in each.placeholders),
            tuple(text for each in read for text in each.unknown),
        )

    def _piece(self, text: str) -> PartnersRead:
        """What one of several entries of a cell names."""
        if (found := self._pieces.get(text)) is not None:
            return found
        if len(self._pieces) >= REMEMBERED:
            self._pieces.clear()
        split = self.partner_lookup.split("" if text in self.missing else text)
        # "24 countries" says something of the record, "-9" and "…" do not.
        kept = tuple(text for text in split.placeholders if any(map(str.isalpha, text)))
        found = PartnersRead(tuple(split.partners), (), kept, tuple(split.unknown))
        self._pieces[text] = found
        return found

    def new_partner(self, name: str) -> Partner:
        """The partner that the import creates for a name; saved with the first good row."""
        form = normalise(name)
        if form not in self._made:
            self._made[form] = self.created.make(name)
        return self._made[form]

    def programme(self, text: str) -> Programme | None:
        """The programme of a name; None for one that a person chose to keep as text only."""
        try:
            return self.programmes[normalise(text)]
        except KeyError:
            if decision := self.decided("programme", text):
                if decision == "note":
                    return None
                raise CellError(*left_out(text)) from None
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
    for alias in ProgrammeAlias.objects.select_related("programme"):
        found.setdefault(alias.normalised, alias.programme)
    return found


def _field_spellings() -> list[tuple]:
    """All names of the fields of capacity building, which is an app of its own."""
    fields = apps.get_model("capacity", "CapacityField").objects.order_by("pk")
    aliases = apps.get_model("capacity", "CapacityFieldAlias").objects.order_by("pk")
    return [
        *fields.values_list("code", "name_en", "name_ja"),
        *aliases.values_list("normalised", "field_id"),
    ]


def constraint_message(name: str) -> str:
    """The sentence of a named constraint of Activity."""
    constraint = next(rule for rule in Activity._meta.constraints if rule.name == name)
    return str(constraint.violation_error_message)
