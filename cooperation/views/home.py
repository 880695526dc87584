from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from django.utils import timezone
from django.views.generic import TemplateView

from exchanges.bilingual import reader_language, text_in
from exchanges.index.counting import Tally
from exchanges.index.selecting import newest, tally
from exchanges.index.sql import select, table
from exchanges.landing import leading_photos
from exchanges.listing import rows_at
from exchanges.models import Kind, Partner, Photo, SiteText, Tool
from exchanges.querysets import page_files

from ..figures import FOUR_TOOLS, agreements_in_force

KINDS = 6
LATEST = 3
# The front page stays short: it names so many partners; the list of partners has them all.
PARTNERS_NAMED = 14
BAR, GAP = 1000, 3


@dataclass
class ToolSection:
    """What the front page says of a tool, or of the agreements."""

    tool: Tool
    text: SiteText | None
    count: int
    kinds: list[tuple[Kind, int]] = field(default_factory=list)
    photos: list[Photo] = field(default_factory=list)


@dataclass(frozen=True)
class Share:
    """A tool's part of the bar."""

    tool: Tool
    count: int
    start: int
    width: int


class CountedPartner(NamedTuple):
    """A partner with the number of its activities; a model's instance would cost as much again."""

    code: str
    slug: str
    name: str
    region: str
    count: int


@dataclass(frozen=True)
class RegionPartners:
    code: str
    name: str
    partners: list[CountedPartner]
    more: int


class Home(TemplateView):
    """The front page: purpose, the record at a glance, each tool, the latest, the countries."""

    template_name = "home/index.html"

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        texts = SiteText.objects.in_bulk(field_name="key")
        numbers = tally()
        counts = _counts_by_kind(numbers)
        photos = _photos_by_tool()
        sections = {tool: _section(tool, texts, counts, photos) for tool in Tool}
        partners = _partners(numbers)
        tools = [sections[tool] for tool in FOUR_TOOLS]
        lead = next((s.photos[0] for s in [tools[1], *tools] if s.photos), None)
        return super().get_context_data(
            **kwargs,
            purpose=texts.get("purpose"),
            sections=tools,
            agreements=sections[Tool.AGREEMENTS],
            hero=lead,
            shares=_shares(tools),
            activity_count=sum(section.count for section in tools),
            first_year=_first_year(numbers),
            in_force=agreements_in_force(timezone.localdate()),
            partners=partners,
            regions=_regions(partners),
            latest=rows_at(newest(tools=[tool.value for tool in FOUR_TOOLS], limit=LATEST)),
        )


def _counts_by_kind(numbers: Tally) -> list[tuple[Kind, int]]:
    counts = numbers.by("kind")
    return [
        (kind, counts[kind.tool, str(kind.pk)])
        for kind in Kind.objects.all()
        if (kind.tool, str(kind.pk)) in counts
    ]


def _first_year(numbers: Tally) -> int | None:
    years = [int(year) for tool, year in numbers.by("year") if tool != Tool.AGREEMENTS]
    return min(years, default=None)


def _photos_by_tool() -> dict[str, list[Photo]]:
    """Four public photos of each tool, those that stand first on their records first."""
    keys = [key for tool in Tool for key in leading_photos(tool)]
    photos = Photo.objects.filter(pk__in=keys).select_related("activity")
    by_tool: dict[str, list[Photo]] = {}
    for photo in photos.prefetch_related(page_files()).order_by("position", "id"):
        by_tool.setdefault(photo.activity.tool, []).append(photo)
    return by_tool


def _section(
    tool: Tool,
    texts: dict[str, SiteText],
    counts: list[tuple[Kind, int]],
    photos: dict[str, list[Photo]],
) -> ToolSection:
    """The tool's text and photos, its count, and its most frequent kinds in their own order."""
    kinds = [(kind, count) for kind, count in counts if kind.tool == tool]
    frequent = sorted(kinds, key=lambda item: -item[1])[:KINDS]
    key = "agreements" if tool is Tool.AGREEMENTS else f"tool-{tool.value}"
    return ToolSection(
        tool=tool,
        text=texts.get(key),
        count=sum(count for _kind, count in kinds),
        kinds=[item for item in kinds if item in frequent],
        photos=photos.get(tool, []),
    )


def _shares(sections: list[ToolSection]) -> list[Share]:
    total = sum(section.count for section in sections) or 1
    shares, start = [], 0
    for section in sections:
        width = round((BAR - GAP * len(sections)) * section.count / total)
        shares.append(Share(section.tool, section.count, start, width))
        start += width + GAP if width else 0
    return shares


def _partners(numbers: Tally) -> list[CountedPartner]:
    """Partners of published activities with their numbers, by name in the reader's language."""
    counts = numbers.summed(["partner"], [tool.value for tool in FOUR_TOOLS])["partner"]
    language = reader_language()
    found = [
        CountedPartner(code, slug, text_in(language, *names), region, counts[str(pk)])
        for pk, code, slug, region, *names in select(
            f"SELECT id, code, slug, region, name_en, name_ja FROM {table(Partner)}"
        )
        if counts.get(str(pk))
    ]
    return sorted(found, key=lambda partner: partner.name.casefold())


def _regions(partners: list[CountedPartner]) -> list[RegionPartners]:
    """Partners by region, cut to the same number in each when all would be too many."""
    groups = {
        region: own
        for region in Partner.Region
        if (own := [partner for partner in partners if partner.region == region])
    }
    sizes = [len(own) for own in groups.values()]
    most = max(sizes, default=0)
    while most > 1 and sum(min(size, most) for size in sizes) > PARTNERS_NAMED:
        most -= 1
    return [
        RegionPartners(region.value, region.label, own[:most], max(len(own) - most, 0))
        for region, own in groups.items()
    ]
