"""The landing page that each of the four tools has."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection
from django.utils import timezone
from django.views.generic import TemplateView

from .index.selecting import newest, tally
from .index.sql import select, table
from .listing import rows_at
from .models import Activity, Kind, Partner, Photo, SiteText, Tool
from .querysets import page_files

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


def leading_photos(tool: str) -> list[int]:
    """Keys of public photos of a tool's activities, those first that stand first on theirs."""
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    found = select(
        f"SELECT p.id FROM {table(Photo)} p WHERE p.release_state = %s AND EXISTS"
        f" (SELECT 1 FROM {table(Activity)} a WHERE a.id = p.activity_id AND a.tool = %s"
        " AND a.status = %s AND (a.publish_at IS NULL OR a.publish_at <= %s)"
        " AND (a.unpublish_at IS NULL OR a.unpublish_at > %s))"
        f" ORDER BY p.position, p.id LIMIT {PHOTOS}",
        [Photo.Release.RELEASED.value, tool, Activity.Status.PUBLISHED.value, now, now],
    )
    return [pk for (pk,) in found]


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
            photos=Photo.objects.filter(pk__in=leading_photos(tool))
            .select_related("activity")
            .prefetch_related(page_files())
            .order_by("position", "id"),
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
