"""The landing page that each of the four tools has."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count
from django.views.generic import TemplateView

from .models import Activity, Kind, Participation, Partner, Photo, SiteText, Tool
from .querysets import ActivityQuerySet

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


def counted_kinds(activities: ActivityQuerySet, tool: str) -> list[tuple[Kind, int]]:
    """The kinds of a tool that have activities, in their own order."""
    counts = dict(activities.filter(tool=tool).order_by().values_list("kind").annotate(Count("pk")))
    kinds = Kind.objects.filter(tool=tool)
    return [(kind, counts[kind.pk]) for kind in kinds if kind.pk in counts]


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
        activities = Activity.objects.published().filter(tool=tool)
        kinds = counted_kinds(activities, tool)
        years = _years(activities)
        position = FOUR_TOOLS.index(tool)
        return super().get_context_data(
            **kwargs,
            tool=tool,
            description=SiteText.objects.filter(key=f"tool-{tool.value}").first(),
            total=sum(count for _kind, count in kinds),
            kinds=bars([(kind.code, str(kind.name), count) for kind, count in kinds]),
            photos=leading_photos(tool),
            years=years[:YEARS],
            earlier_years=years[YEARS:],
            regions=_regions(activities),
            latest=activities.with_list_relations()[:LATEST],
            previous_tool=FOUR_TOOLS[position - 1] if position else None,
            next_tool=FOUR_TOOLS[position + 1] if position + 1 < len(FOUR_TOOLS) else None,
        )


def _years(activities: ActivityQuerySet) -> list[Bar]:
    counts = activities.order_by("-start_year").values_list("start_year").annotate(Count("pk"))
    return bars([(str(year), str(year), count) for year, count in counts])


def _regions(activities: ActivityQuerySet) -> list[Bar]:
    """By number, the greatest first: regions may be ranked, partners never."""
    counts = dict(
        Participation.objects.filter(activity__in=activities.order_by())
        .order_by()
        .values_list("partner__region")
        .annotate(Count("activity", distinct=True))
    )
    names = dict(Partner.Region.choices)
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return bars([(region, str(names[region]), count) for region, count in ranked])
