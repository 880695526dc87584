"""References and addresses: given once, unique, never changed afterwards."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from django.apps import apps
from django.db import connection, models, transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from .activity import Activity

TITLE_LENGTH = 110
REFERENCE_LENGTH = 40
_PLAIN_WORDS = re.compile(r"[A-Za-z0-9]+(?:[ -][A-Za-z0-9]+)*")


class ReferenceCounter(models.Model):
    """The last number given in a year, locked while the next is taken, so that none repeats."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("reference counter")
        verbose_name_plural = _("reference counters")

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"


def take_numbers(*, year: int, count: int) -> range:
    """Take `count` numbers for references of a year; none is ever given twice."""
    with transaction.atomic():
        ReferenceCounter.objects.get_or_create(year=year)
        counter = ReferenceCounter.objects.select_for_update().get(year=year)
        first = counter.last + 1
        counter.last += count
        counter.save()
    return range(first, first + count)


def name_records(activities: Iterable[Activity]) -> None:
    """Give each record the reference and the address it lacks; few queries for many records."""
    activities = list(activities)
    waiting = [activity for activity in activities if not activity.reference]
    given = new_references([activity.start_date.year for activity in waiting])
    for activity, reference in zip(waiting, given, strict=True):
        activity.reference = reference
    waiting = [activity for activity in activities if not activity.slug]
    given = new_slugs([(activity.title_en, activity.reference) for activity in waiting])
    for activity, slug in zip(waiting, given, strict=True):
        activity.slug = slug


def new_references(years: Sequence[int]) -> list[str]:
    """References for new records of these years, in their order."""
    free: dict[int, Iterator[str]] = {
        year: iter(_free_references(year, count)) for year, count in Counter(years).items()
    }
    return [next(free[year]) for year in years]


def _free_references(year: int, count: int) -> list[str]:
    found: list[str] = []
    while lacking := count - len(found):
        names = [f"DCE-{year}-{n:04d}" for n in take_numbers(year=year, count=lacking)]
        # A file may have brought a reference of our own form before its number came up.
        taken = _taken("reference", names)
        found.extend(name for name in names if name not in taken)
    return found


def new_slugs(named: Sequence[tuple[str, str]]) -> list[str]:
    """Addresses for new records by their English titles and references.

    The title, else the reference; a title met before has the reference added.
    """
    wanted = [_slug_choices(title, reference) for title, reference in named]
    taken = _taken("slug", list({first for first, _second in wanted}))
    met: set[str] = set()
    repeated = []
    for first, second in wanted:
        if first in taken or first in met:
            repeated.append(second)
        met.add(first)
    taken |= _taken("slug", repeated)
    given = []
    for first, second in wanted:
        slug = first if first not in taken else _free_slug(second, taken)
        taken.add(slug)
        given.append(slug)
    return given


def _slug_choices(title: str, reference: str) -> tuple[str, str]:
    title = _slugified(title)[:TITLE_LENGTH].strip("-")
    reference = _slugified(reference)[:REFERENCE_LENGTH].strip("-") or "record"
    return (title, f"{title}-{reference}") if title else (reference, reference)


def _slugified(text: str) -> str:
    """What `slugify` makes of a text; plain words need none of its care for accents."""
    if _PLAIN_WORDS.fullmatch(text):
        return text.replace(" ", "-").lower()
    return slugify(text)


def _free_slug(slug: str, taken: set[str]) -> str:
    """`slug`, numbered where two references differ in nothing that an address can show."""
    candidate, number = slug, 1
    while candidate in taken or (number > 1 and _taken("slug", [candidate])):
        number += 1
        candidate = f"{slug}-{number}"
    return candidate


def _taken(field: str, values: Sequence[str]) -> set[str]:
    """Those of some references or addresses that records have; the ORM takes longer to ask."""
    if not values:
        return set()
    model = apps.get_model("exchanges", "Activity")
    quote = connection.ops.quote_name
    column, places = quote(field), ", ".join(["%s"] * len(values))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {column} FROM {quote(model._meta.db_table)} WHERE {column} IN ({places})",
            list(values),
        )
        return {value for (value,) in cursor.fetchall()}
