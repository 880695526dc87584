"""What a file calls a tool or a kind; the admin and the imports look both up here."""

from __future__ import annotations

from dataclasses import dataclass, field

from .models import Kind, KindAlias
from .names import alike, normalise
from .tools import Tool

TOOL_SPELLINGS = {
    Tool.PEOPLE: (
        "1",
        "tool 1",
        "people",
        "exchanges among people",
        "cooperation and exchanges among people",
        "人",
        "人による協力・交流",
        "人的交流",
        "手段1",
    ),
    Tool.TROOPS: (
        "2",
        "tool 2",
        "troops",
        "units",
        "exchanges among troops",
        "cooperation and exchanges among troops",
        "部隊",
        "部隊による協力・交流",
        "部隊間の交流",
        "手段2",
    ),
    Tool.CAPACITY: (
        "3",
        "tool 3",
        "capacity",
        "capacity building",
        "capacity building assistance",
        "能力構築",
        "能力構築支援",
        "手段3",
    ),
    Tool.EQUIPMENT: (
        "4",
        "tool 4",
        "equipment",
        "defense equipment",
        "defence equipment",
        "defense equipment and technical cooperation",
        "defence equipment and technical cooperation",
        "defense equipment and technology cooperation",
        "defence equipment and technology cooperation",
        "装備",
        "装備・技術",
        "装備・技術協力",
        "防衛装備・技術協力",
        "手段4",
    ),
    Tool.AGREEMENTS: (
        "a",
        "agreement",
        "agreements",
        "reference",
        "conclusion of various defense cooperation agreements",
        "conclusion of defense cooperation agreements",
        "conclusion of agreements",
        "(reference) conclusion of various defense cooperation agreements",
        "協定",
        "各種協定",
        "協定の締結",
        "各種協定の締結",
        "参考",
        "(参考)各種協定の締結",
    ),
}
_TOOLS = {normalise(s): tool for tool, spellings in TOOL_SPELLINGS.items() for s in spellings}


def find_tool(text: str) -> Tool | None:
    """The tool that a text names in English or Japanese, by its code or by its number."""
    return _TOOLS.get(normalise(text))


@dataclass(frozen=True)
class KindMatch:
    """A kind, and what else its spelling tells: "telephone conference" tells the format."""

    kind: Kind
    kind_if_several: Kind | None = None
    implies: dict[str, str] = field(default_factory=dict)

    def kind_for(self, partner_count: int) -> Kind:
        """A joint exercise is bilateral with one partner and multilateral with several."""
        if partner_count > 1 and self.kind_if_several is not None:
            return self.kind_if_several
        return self.kind


class KindLookup:
    """All spellings of all kinds, read once in two queries; only exact matches count."""

    def __init__(self) -> None:
        kinds = {kind.pk: kind for kind in Kind.objects.all()}
        self._matches: dict[str, dict[str, KindMatch]] = {tool: {} for tool in Tool.values}
        for alias in KindAlias.objects.order_by():
            self._matches[alias.tool][alias.normalised] = KindMatch(
                kinds[alias.kind_id], kinds.get(alias.kind_if_several_id), alias.implies
            )
        for kind in kinds.values():
            for spelling in (kind.code, kind.name_en, kind.name_ja):
                self._matches[kind.tool].setdefault(normalise(spelling), KindMatch(kind))

    def learn(self, spelling: str, kind: Kind) -> None:
        """Let a spelling mean a kind for the life of this look-up, whatever it meant before."""
        if form := normalise(spelling):
            self._matches[kind.tool][form] = KindMatch(kind)

    def find(self, text: str, tool: str | None = None) -> KindMatch | None:
        """What a text means in a tool; without a tool, only if it means one kind in all of them."""
        form = normalise(text)
        if not form:
            return None
        if tool is not None:
            return self._matches[tool].get(form)
        found = [matches[form] for matches in self._matches.values() if form in matches]
        return found[0] if len(found) == 1 else None

    def suggest(self, text: str, tool: str | None = None, limit: int = 5) -> list[Kind]:
        """Kinds whose spellings look like a text, best first; a person has to choose."""
        tools = [tool] if tool is not None else Tool.values
        by_form = {(form, t): match for t in tools for form, match in self._matches[t].items()}
        forms = alike(text, {form for form, _tool in by_form}, limit=limit * 8)
        near = (by_form[form, t].kind for form in forms for t in tools if (form, t) in by_form)
        return list(dict.fromkeys(near))[:limit]
