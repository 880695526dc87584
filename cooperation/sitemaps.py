"""What search engines may find: every public page, in both languages, each naming the other."""

from __future__ import annotations

from datetime import datetime

from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.urls import reverse

from exchanges.models import Activity, Partner, Photo, Programme

PAGES = (
    "home",
    "about",
    "activities:list",
    "people:landing",
    "troops:landing",
    "capacity:landing",
    "equipment:landing",
    "partners:list",
    "agreements:list",
    "programmes:list",
    "photos:list",
)


class BilingualSitemap(Sitemap):
    i18n = True
    alternates = True
    x_default = True
    # Every record stands here once per language.
    limit = 20_000


class PageSitemap(BilingualSitemap):
    def items(self) -> tuple[str, ...]:
        return PAGES

    def location(self, item: str) -> str:
        return reverse(item)


class ActivitySitemap(BilingualSitemap):
    def items(self) -> QuerySet:
        return (
            Activity.objects.published()
            .only("slug", "tool", "start_year", "changed_at")
            .order_by("id")
        )

    def lastmod(self, item: Activity) -> datetime:
        return item.changed_at


class PartnerSitemap(BilingualSitemap):
    def items(self) -> QuerySet:
        return Partner.objects.with_published_activities().only("slug").order_by("id")


class ProgrammeSitemap(BilingualSitemap):
    def items(self) -> QuerySet:
        return Programme.objects.published().only("slug").order_by("id")


class PhotoSitemap(BilingualSitemap):
    def items(self) -> QuerySet:
        return Photo.objects.public().only("id").order_by("id")


SITEMAPS = {
    "pages": PageSitemap,
    "activities": ActivitySitemap,
    "partners": PartnerSitemap,
    "programmes": ProgrammeSitemap,
    "photos": PhotoSitemap,
}
