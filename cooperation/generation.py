"""Generated records for benchmarks: plausible in shape and skew, invented in content."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice
from random import Random

from exchanges.dates import DateSpan
from exchanges.imports.inserting import insert_rows
from exchanges.index.refreshing import refresh, refreshing_once
from exchanges.models import Activity, Kind, Participation, Partner

FIRST_DAY, LAST_DAY = date(1999, 1, 1), date(2026, 12, 31)
TOOL_SHARES = {"people": 40, "troops": 36, "capacity": 13, "equipment": 9, "agreements": 2}
BATCH = 20_000

# A word in 38 % of the titles, some in a few per cent and one in a thousandth: what search meets.
COMMON_WORD = ("cooperation", "協力")
WORDS = (
    ("maritime", "海洋"),
    ("aviation", "航空"),
    ("logistics", "後方支援"),
    ("medical", "衛生"),
    ("engineering", "施設"),
    ("disaster relief", "災害救援"),
    ("search and rescue", "捜索救難"),
    ("cybersecurity", "サイバーセキュリティ"),
)
RARE_WORD = ("oceanography", "海洋観測")


class _Maker:
    """Draws records one by one; everything random comes from one seeded generator."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.seed = seed
        self.kinds = {
            tool: list(Kind.objects.filter(tool=tool).order_by("position", "code"))
            for tool in TOOL_SHARES
        }
        self.partners = list(Partner.objects.filter(kind="country", valid_to=None).order_by("code"))
        self.random.shuffle(self.partners)
        # Zipf-like: the first partner is met about as often as the next two together.
        self.weights = [1 / rank for rank in range(1, len(self.partners) + 1)]

    def draw(self, number: int) -> tuple[Activity, list[Partner]]:
        tool = self.random.choices(list(TOOL_SHARES), weights=list(TOOL_SHARES.values()))[0]
        kind = self.random.choice(self.kinds[tool])
        partners = self._draw_partners()
        english, japanese = self._draw_words()
        activity = Activity(
            reference=f"GEN-{self.seed}-{number:07d}",
            slug=f"generated-{self.seed}-{number}",
            tool=tool,
            kind=kind,
            title_en=f"{kind.name_en} with {partners[0].name_en}: {english} {number}",
            title_ja=f"{partners[0].name_ja}との{kind.name_ja}({japanese}){number}",
            summary_en=f"Generated record {number} on {english}.",
            summary_ja=f"{japanese}に関する生成記録{number}。",
            place_en=partners[0].name_en,
            place_ja=partners[0].name_ja,
            status=Activity.Status.PUBLISHED,
        )
        activity.dates = self._draw_dates()
        activity.prepare()
        return activity, partners

    def _draw_partners(self) -> list[Partner]:
        several = self.random.choices([1, 2, 3, 6], weights=[80, 10, 7, 3])[0]
        drawn = self.random.choices(self.partners, weights=self.weights, k=several)
        return list(dict.fromkeys(drawn))

    def _draw_words(self) -> tuple[str, str]:
        chance = self.random.random()
        if chance < 0.38:
            return COMMON_WORD
        return RARE_WORD if chance > 0.999 else self.random.choice(WORDS)

    def _draw_dates(self) -> DateSpan:
        start = FIRST_DAY + timedelta(days=self.random.randrange((LAST_DAY - FIRST_DAY).days))
        form = self.random.random()
        if form < 0.05:
            return DateSpan.year(start.year)
        if form < 0.15:
            return DateSpan.month(start.year, start.month)
        length = self.random.choices([0, 1, 4, 12], weights=[50, 15, 25, 10])[0]
        return DateSpan.day(start).to(DateSpan.day(start + timedelta(days=length)))


def generate(*, count: int, seed: int) -> int:
    """Add records `1..count` of a seed; those of an earlier run are kept, not made twice."""
    maker = _Maker(seed)
    drawn = (maker.draw(number) for number in range(1, count + 1))
    made = 0
    while batch := list(islice(drawn, BATCH)):
        made += _save(batch)
    return made


@refreshing_once()
def _save(batch: list[tuple[Activity, list[Partner]]]) -> int:
    references = [activity.reference for activity, _partners in batch]
    known = set(
        Activity.objects.filter(reference__in=references).values_list("reference", flat=True)
    )
    fresh = [
        (activity, partners) for activity, partners in batch if activity.reference not in known
    ]
    records = [activity for activity, _partners in fresh]
    insert_rows(records)
    keys = dict(Activity.objects.filter(reference__in=references).values_list("reference", "pk"))
    for record in records:
        record.pk = keys[record.reference]
    insert_rows(list(_participations(fresh)))
    refresh(record.pk for record in records)
    return len(fresh)


def _participations(fresh: list[tuple[Activity, list[Partner]]]) -> Iterator[Participation]:
    for activity, partners in fresh:
        for partner in partners:
            yield Participation(activity=activity, partner=partner)
