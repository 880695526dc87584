"""References and addresses: given once, unique, never changed afterwards."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.apps import apps
from django.db import models, transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from .activity import Activity

TITLE_LENGTH = 110
REFERENCE_LENGTH = 40


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
    _give_references([activity for activity in activities if not activity.reference])
    _give_slugs([activity for activity in activities if not activity.slug])


def _give_references(activities: list[Activity]) -> None:
    by_year: dict[int, list[Activity]] = {}
    for activity in activities:
        by_year.setdefault(activity.start_date.year, []).append(activity)
    for year, waiting in by_year.items():
        while waiting:
            names = [f"DCE-{year}-{n:04d}" for n in take_numbers(year=year, count=len(waiting))]
            # A file may have brought a reference of our own form before its number came up.
            taken = _taken("reference", names)
            free = [name for name in names if name not in taken]
            for activity, name in zip(waiting, free, strict=False):
                activity.reference = name
            waiting = waiting[len(free) :]


def _give_slugs(activities: list[Activity]) -> None:
    """The English title, else the reference; a title met before has the reference added."""
    wanted = [(activity, *_slug_choices(activity)) for activity in activities]
    taken = _taken("slug", [slug for _activity, *slugs in wanted for slug in slugs])
    for activity, first, second in wanted:
        activity.slug = first if first not in taken else _free_slug(second, taken)
        taken.add(activity.slug)


def _slug_choices(activity: Activity) -> tuple[str, str]:
    title = slugify(activity.title_en)[:TITLE_LENGTH].strip("-")
    reference = slugify(activity.reference)[:REFERENCE_LENGTH].strip("-") or "record"
    return (title, f"{title}-{reference}") if title else (reference, reference)


def _free_slug(slug: str, taken: set[str]) -> str:
    """`slug`, numbered where two references differ in nothing that an address can show."""
    candidate, number = slug, 1
    while candidate in taken or (number > 1 and _taken("slug", [candidate])):
        number += 1
        candidate = f"{slug}-{number}"
    return candidate


def _taken(field: str, values: list[str]) -> set[str]:
    activities = apps.get_model("exchanges", "Activity").objects
    return set(activities.filter(**{f"{field}__in": values}).values_list(field, flat=True))
