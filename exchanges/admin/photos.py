from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from ..models import Photo
from .actions import ReleaseActions
from .columns import chip, in_both_languages
from .forms import PhotoForm
from .inlines import RecordInline
from .record import RecordAdmin, pair
from .thumbnails import thumbnail, with_thumbnail


def _without_file(row: str | tuple[str, ...]) -> str | tuple[str, ...]:
    return row if isinstance(row, str) else tuple(name for name in row if name != "original")


class PhotoEditing:
    """What the photo's own page and its row on the page of an activity have in common."""

    form = PhotoForm
    # Originals have no address, so the usual link to the current file would lead nowhere.
    formfield_overrides = {models.FileField: {"widget": forms.FileInput}}

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        fixed = (*super().get_readonly_fields(request, obj), "preview")
        if request.user.has_perm("exchanges.release_photo"):
            return fixed
        return (*fixed, "release_state")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Who may not change a photo sees its preview: an original has no address to link to."""
        fieldsets = super().get_fieldsets(request, obj)
        if self.has_change_permission(request, obj):
            return fieldsets
        return [
            (name, {**options, "fields": [_without_file(row) for row in options["fields"]]})
            for name, options in fieldsets
        ]

    @admin.display(description=_("preview"))
    def preview(self, photo: Photo) -> SafeString | str:
        sizes = photo.sizes if photo.pk else []
        if not sizes:
            return "–"
        smallest = sizes[0]
        return format_html(
            '<img class="dce-preview" src="{}" width="{}" height="{}" alt="{}">',
            smallest.url,
            smallest.width,
            smallest.height,
            photo.alt,
        )


class PhotoInline(PhotoEditing, RecordInline, admin.StackedInline):
    model = Photo
    view_on_site = False
    show_change_link = True
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("preview", "original"),
                    pair("caption"),
                    pair("alt"),
                    pair("credit"),
                    ("position", "release_state"),
                ),
            },
        ),
    )

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return super().get_queryset(request).prefetch_related("renditions")

    def get_formset(
        self, request: HttpRequest, obj: Any = None, **kwargs: Any
    ) -> type[BaseInlineFormSet]:
        formset = super().get_formset(request, obj, **kwargs)
        formset.form.user = request.user
        return formset


@admin.register(Photo)
class PhotoAdmin(PhotoEditing, ReleaseActions, RecordAdmin):
    list_display = ("thumbnail_column", "caption_column", "activity", "credit_en", "state_column")
    list_display_links = ("thumbnail_column", "caption_column")
    list_filter = ("release_state", "activity__tool")
    list_select_related = ("activity",)
    search_fields = (
        *pair("caption"),
        *pair("alt"),
        *pair("credit"),
        "activity__title_en",
        "activity__title_ja",
        "activity__reference",
    )
    search_help_text = _("Caption, credit, or the title or reference of the record.")
    autocomplete_fields = ("activity",)
    readonly_fields = ("released_by", "released_at", "width", "height")
    fieldsets = (
        (None, {"fields": ("activity", ("preview", "original"), ("width", "height"))}),
        (
            _("Text, both languages"),
            {
                "fields": (pair("caption"), pair("alt"), pair("credit"), pair("place")),
            },
        ),
        (
            _("About the picture"),
            {"fields": ("rights", "taken_on", ("focal_x", "focal_y"), "position")},
        ),
        (_("Release"), {"fields": ("release_state", ("released_by", "released_at"))}),
    )

    def with_list_columns(self, queryset: models.QuerySet) -> models.QuerySet:
        return with_thumbnail(super().with_list_columns(queryset))

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        # `__str__` of the activity and of who released it stand on the page.
        return super().get_queryset(request).select_related("activity", "released_by")

    def get_form(self, request: HttpRequest, *args: Any, **kwargs: Any) -> type[forms.ModelForm]:
        form = super().get_form(request, *args, **kwargs)
        form.user = request.user
        return form

    def save_model(self, request: HttpRequest, obj: Photo, form: PhotoForm, change: bool) -> None:
        form.save_photo()

    def get_view_on_site_url(self, obj: Photo | None = None) -> str | None:
        return obj.get_absolute_url() if obj and obj.is_public else None

    @admin.display(description=_("photo"))
    def thumbnail_column(self, photo: Photo) -> SafeString:
        return thumbnail(photo.thumbnail_name)

    @admin.display(description=_("caption"), ordering="caption_en")
    def caption_column(self, photo: Photo) -> SafeString:
        return in_both_languages(photo, "caption")

    @admin.display(description=_("release"), ordering="release_state")
    def state_column(self, photo: Photo) -> SafeString:
        return chip(photo.release_state, photo.get_release_state_display())
