from __future__ import annotations

from django.contrib import admin
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..bilingual import in_language, reader_language
from ..models import Activity, Photo
from .thumbnails import thumbnail

NAMED_PARTNERS = 4
STATUS_LOOKS = {
    Activity.Status.DRAFT: "draft",
    Activity.Status.IN_REVIEW: "wait",
    Activity.Status.PUBLISHED: "ok",
    Activity.Status.WITHDRAWN: "off",
    Photo.Release.NOT_REVIEWED: "wait",
    Photo.Release.RELEASED: "ok",
    Photo.Release.WITHDRAWN: "off",
}


def chip(value: str, label: str) -> SafeString:
    """A state in words, framed in its colour."""
    return format_html('<span class="dce-chip {}">{}</span>', STATUS_LOOKS.get(value, ""), label)


def in_both_languages(record: object, name: str, *below: str) -> SafeString:
    """The reader's language, the other under it, then further lines."""
    shown = in_language(record, name, reader_language())
    other = "en" if reader_language() == "ja" else "ja"
    translation = "" if shown.is_fallback else getattr(record, f"{name}_{other}")
    lines = [(other, translation)] if translation else []
    lines += [(reader_language(), line) for line in below if line]
    return format_html(
        '<span lang="{}">{}</span>{}',
        shown.lang,
        shown or "–",
        format_html_join("", '<span class="sub" lang="{}">{}</span>', lines),
    )


class ActivityColumns:
    """Columns of the lists of activities; `with_list_columns` of the admin reads them ahead."""

    @admin.display(description=gettext_lazy("photo"))
    def thumbnail_column(self, activity: Activity) -> SafeString:
        return thumbnail(activity.thumbnail_name)

    @admin.display(description=gettext_lazy("title"), ordering="title_en")
    def title_column(self, activity: Activity) -> SafeString:
        return in_both_languages(activity, "title", activity.reference)

    @admin.display(description=gettext_lazy("date"), ordering="start_date")
    def dates_column(self, activity: Activity) -> SafeString:
        return format_html(
            '<time datetime="{}">{}</time>', activity.dates_iso, activity.dates_shown
        )

    @admin.display(description=gettext_lazy("partners"))
    def partners_column(self, activity: Activity) -> str:
        names = [str(partner) for partner in activity.partners.all()]
        if len(names) <= NAMED_PARTNERS:
            return _(", ").join(names)
        return _("%(names)s and %(count)d more") % {
            "names": _(", ").join(names[: NAMED_PARTNERS - 1]),
            "count": len(names) - NAMED_PARTNERS + 1,
        }

    @admin.display(description=gettext_lazy("status"), ordering="status")
    def status_column(self, activity: Activity) -> SafeString:
        return chip(activity.status, activity.get_status_display())
