"""The landing page that each of the four tools has."""

from __future__ import annotations

from dataclasses import dataclass

from django.views.generic import TemplateView

from .index.selecting import newest, tally
from .listing import rows_at
from .models import Kind, Partner, Photo, SiteText, Tool

LATEST = 3
PHOTOS = 4
YEARS = 12
FOUR_TOOLS = [tool for tool in Tool if tool is not Tool.AGREEMENTS]


@dataclass(frozen=True)
class Bar:
    """A count with the share of the longest bar, in per cent, that it is drawn with."""

    value: str
    label: str
    count: int
    share: float


def bars(counts: list[tuple[str, str, int]]) -> list[Bar]:
    most = max((count for _value, _label, count in counts), default=0) or 1
    return [
        Bar(value, label, count, round(100 * count / most, 1)) for value, label, count in counts
    ]


def leading_photos(tool: str) -> list[Photo]:
    """Public photos of a tool's activities, those that stand first on their records first."""
    photos = Photo.objects.public().filter(activity__tool=tool)
    return list(
        photos.select_related("activity")
        .prefetch_related("renditions")
        .order_by("position", "id")[:PHOTOS]
    )


class ToolLanding(TemplateView):
    """What a tool is, its kinds, photos, years, regions and latest activities."""

    tool: Tool
    template_name = "exchanges/landing.html"

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        tool = self.tool
        numbers = tally().summed(["kind", "year", "region"], [tool.value])
        kinds = [
            (kind.code, str(kind.name), numbers["kind"][str(kind.pk)])
            for kind in Kind.objects.filter(tool=tool)
            if numbers["kind"].get(str(kind.pk))
        ]
        years = bars([(year, year, n) for year, n in sorted(numbers["year"].items())[::-1] if n])
        position = FOUR_TOOLS.index(tool)
        return super().get_context_data(
            **kwargs,
            tool=tool,
            description=SiteText.objects.filter(key=f"tool-{tool.value}").first(),
            total=sum(count for _code, _name, count in kinds),
            kinds=bars(kinds),
            photos=leading_photos(tool),
            years=years[:YEARS],
            earlier_years=years[YEARS:],
            regions=_regions(numbers["region"]),
            latest=rows_at(newest(tools=[tool.value], limit=LATEST)),
            previous_tool=FOUR_TOOLS[position - 1] if position else None,
            next_tool=FOUR_TOOLS[position + 1] if position + 1 < len(FOUR_TOOLS) else None,
        )


def _regions(counts: dict[str, int]) -> list[Bar]:
    """By number, the greatest first: regions may be ranked, partners never."""
    names = dict(Partner.Region.choices)
    found = [(region, count) for region, count in counts.items() if count]
    ranked = sorted(found, key=lambda item: (-item[1], item[0]))
    return bars([(region, str(names[region]), count) for region, count in ranked])
