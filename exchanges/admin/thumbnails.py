"""Small pictures in lists and forms: read as a column of the row, not as rows of their own."""

from __future__ import annotations

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from ..models import Photo, Rendition

# What a list shows: of the pages' files the smallest, in the format that has always been there.
_SMALL = Rendition.objects.filter(use=Rendition.Use.PAGE, format=Rendition.Format.WEBP)


def with_lead_thumbnail(activities: QuerySet) -> QuerySet:
    """Activities with the name of the smallest rendition of the lead, else the first, photo."""
    kept = _SMALL.exclude(photo__release_state=Photo.Release.TRASHED)
    lead = kept.filter(photo=OuterRef("lead_photo")).order_by("width")
    first = kept.filter(photo__activity=OuterRef("pk")).order_by(
        "photo__position", "photo_id", "width"
    )
    names = [Subquery(found.values("name")[:1]) for found in (lead, first)]
    return activities.annotate(thumbnail_name=Coalesce(*names))


def with_thumbnail(photos: QuerySet) -> QuerySet:
    """Photos with the name of their smallest rendition."""
    names = _SMALL.filter(photo=OuterRef("pk")).order_by("width")
    return photos.annotate(thumbnail_name=Subquery(names.values("name")[:1]))


def thumbnail(name: str | None) -> SafeString:
    """The picture, decorative beside its title, or a plate that says there is none."""
    if not name:
        return format_html('<span class="dce-plate">{}</span>', _("no photo"))
    return format_html(
        '<img class="dce-thumb" src="{}" width="72" height="48" alt="" loading="lazy">',
        reverse("media", args=[name]),
    )
