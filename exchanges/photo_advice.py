"""What people are told of a photo before they decide: where else it is, and what does not fit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .landing import leading_photos
from .likeness import BITS, bits_apart
from .models import Activity, Photo, Tool

# Measured on the photographs of the demonstration: one that is scaled, encoded anew, brighter or
# duller is up to 5 bits away from itself; the most alike of different ones, two signings, are 6.
MOST_BITS_APART = 5
# More than that nobody compares.
MOST_ALIKE = 5


class Use(NamedTuple):
    """A place where a photo stands; the address is empty where the public does not see it."""

    label: str
    url: str


def same_file(*, sha256: str, activity: Activity) -> Photo | None:
    """The photo of the record that is this very file, in the trash or not."""
    return Photo.objects.filter(sha256=sha256, activity=activity).order_by("id").first()


class LookAlikes:
    """All photos that are not in the trash, read once to ask for several pictures."""

    def __init__(self) -> None:
        photos = Photo.objects.exclude(release_state=Photo.Release.TRASHED)
        known = photos.filter(likeness__isnull=False).order_by()
        self.known = list(known.values_list("pk", "likeness"))

    def of(self, *, likeness: int | None, exclude: Photo | None = None) -> list[tuple[Photo, int]]:
        """Photos that look like a picture and by how many per cent, the most alike first."""
        return self.of_several([(likeness, exclude)])[0]

    def of_several(
        self, asked: Sequence[tuple[int | None, Photo | None]]
    ) -> list[list[tuple[Photo, int]]]:
        """For each picture what `of` says of it, in one question to the database."""
        near = [self._near(likeness, exclude) for likeness, exclude in asked]
        keys = {pk for each in near for pk in each}
        photos = Photo.objects.select_related("activity").in_bulk(keys)
        return [_most_alike(each, photos) for each in near]

    def _near(self, likeness: int | None, exclude: Photo | None) -> dict[int, int]:
        """Keys of the photos that look like a picture, with how many bits they are apart."""
        if likeness is None:
            return {}
        own = exclude.pk if exclude else None
        return {
            pk: apart
            for pk, other in self.known
            if (apart := bits_apart(likeness, other)) <= MOST_BITS_APART and pk != own
        }


def _most_alike(near: dict[int, int], photos: dict[int, Photo]) -> list[tuple[Photo, int]]:
    alike = [
        (photos[pk], round(100 - 100 * apart / BITS)) for pk, apart in near.items() if pk in photos
    ]
    return sorted(alike, key=lambda found: (-found[1], found[0].pk))[:MOST_ALIKE]


def look_alikes(*, likeness: int | None, exclude: Photo | None = None) -> list[tuple[Photo, int]]:
    """Photos that look like one picture; for several make `LookAlikes` once."""
    return LookAlikes().of(likeness=likeness, exclude=exclude)


def date_problem(photo: Photo | Mapping[str, Any], activity: Activity) -> str:
    """Why the day on which a photo was taken does not fit its record; empty where it does.

    Also takes the fields of a photo that is not there yet: `taken_on` and `is_date_right`.
    """
    fields = photo if isinstance(photo, Mapping) else vars(photo)
    day = fields.get("taken_on")
    if isinstance(day, str):
        day = date.fromisoformat(day) if day else None
    if day is None or fields.get("is_date_right"):
        return ""
    before, after = (activity.start_date - day).days, (day - activity.end_date).days
    if before <= 0 and after <= 0:
        return ""
    sentence = _before(activity, before) if before > 0 else _after(activity, after)
    return sentence % {"day": date_format(day, "DATE_FORMAT"), "count": max(before, after)}


def _before(activity: Activity, days: int) -> str:
    if activity.tool == Tool.AGREEMENTS:
        return ngettext(
            "Taken %(day)s, one day before the agreement.",
            "Taken %(day)s, %(count)d days before the agreement.",
            days,
        )
    return ngettext(
        "Taken %(day)s, one day before the activity.",
        "Taken %(day)s, %(count)d days before the activity.",
        days,
    )


def _after(activity: Activity, days: int) -> str:
    if activity.tool == Tool.AGREEMENTS:
        return ngettext(
            "Taken %(day)s, one day after the agreement.",
            "Taken %(day)s, %(count)d days after the agreement.",
            days,
        )
    return ngettext(
        "Taken %(day)s, one day after the activity.",
        "Taken %(day)s, %(count)d days after the activity.",
        days,
    )


def where_used(photo: Photo) -> list[Use]:
    """The pages on which a photo stands, its own first, or would stand once it is public."""
    activity = photo.activity
    record = activity.get_absolute_url()
    uses = [Use(_("Record: %(title)s") % {"title": activity}, record)]
    for lead in Activity.objects.filter(lead_photo=photo):
        uses.append(Use(_("Lead photo of: %(title)s") % {"title": lead}, lead.get_absolute_url()))
    if activity.programme:
        label = _("Programme: %(name)s") % {"name": activity.programme}
        uses.append(Use(label, activity.programme.get_absolute_url()))
    for partner in activity.partners.all():
        label = _("Partner: %(name)s") % {"name": partner}
        uses.append(Use(label, partner.get_absolute_url()))
    if not photo.is_public:
        return [Use(use.label, "") for use in uses]
    if photo.pk in leading_photos(activity.tool):
        uses.append(Use(_("Front page"), reverse("home")))
    return [Use(_("Page of the photo"), photo.get_absolute_url()), *uses]
