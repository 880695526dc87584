"""Photos in the admin: their rows on the form of a record, their list and their own pages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .. import photos as services
from ..models import Photo
from ..photo_import.pages import ArchivePages
from .columns import chip, in_both_languages
from .forms import PhotoForm
from .inlines import RecordInline
from .list_filters import MissingTextFilter
from .photo_form import FIELDS, PhotoRowForm
from .photo_grid import MAX_ROWS, PhotoFormSet
from .photo_rows import decided
from .photo_uploads import upload
from .record import PrefetchingChangeList, RecordAdmin, pair
from .thumbnails import thumbnail, with_thumbnail
from .trash import TrashPages


class PhotoInline(RecordInline, admin.TabularInline):
    """The grid of photos; see `PhotoFormSet`."""

    model = Photo
    form = PhotoRowForm
    formset = PhotoFormSet
    template = "admin/edit_inline/photos.html"
    fields = FIELDS
    extra = 0
    max_num = MAX_ROWS
    can_delete = False

    class Media:
        css = {"all": ("cooperation/photos.css",)}
        js = ("cooperation/photos.js",)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        found = super().get_queryset(request).exclude(release_state=Photo.Release.TRASHED)
        people = found.select_related("released_by", "withdrawn_by")
        return people.prefetch_related("renditions")

    def get_formset(
        self, request: HttpRequest, obj: Any = None, **kwargs: Any
    ) -> type[BaseInlineFormSet]:
        formset = super().get_formset(request, obj, **kwargs)
        formset.user = request.user
        return formset


class PhotoChangeList(PrefetchingChangeList):
    """Leaves out what is in the trash, unless the trash is asked for."""

    def get_queryset(
        self, request: HttpRequest, exclude_parameters: list[str] | None = None
    ) -> models.QuerySet:
        found = super().get_queryset(request, exclude_parameters)
        if any(name.startswith("release_state") for name in self.params):
            return found
        return found.exclude(release_state=Photo.Release.TRASHED)


@admin.register(Photo)
class PhotoAdmin(TrashPages, ArchivePages, RecordAdmin):
    form = PhotoForm
    # Originals have no address, so the usual link to the current file would lead nowhere.
    formfield_overrides = {models.FileField: {"widget": forms.FileInput}}
    list_display = ("thumbnail_column", "caption_column", "activity", "credit_en", "state_column")
    list_display_links = ("caption_column",)
    list_filter = ("release_state", MissingTextFilter, "activity__tool")
    list_select_related = ("activity",)
    search_fields = (
        *pair("caption"),
        *pair("alt"),
        *pair("credit"),
        "activity__title_en",
        "activity__title_ja",
        "activity__reference",
    )
    search_help_text = gettext_lazy("Caption, credit, or the title or reference of the record.")
    autocomplete_fields = ("activity",)
    readonly_fields = ("preview", "decided", "file_facts", "file_texts", "uses")
    fieldsets = (
        (None, {"fields": ("activity", ("preview", "original"), "uses")}),
        (
            gettext_lazy("Text, both languages"),
            {
                "fields": (pair("caption"), pair("alt"), pair("credit"), pair("place")),
            },
        ),
        (gettext_lazy("In the file"), {"fields": ("file_texts", "file_facts")}),
        (
            gettext_lazy("About the picture"),
            {
                "fields": (
                    "rights",
                    ("taken_on", "is_date_right"),
                    ("focal_x", "focal_y"),
                    "position",
                )
            },
        ),
        (gettext_lazy("Release"), {"fields": ("release_state", "decided")}),
    )

    class Media:
        css = {"all": ("cooperation/photos.css",)}
        js = ("cooperation/focal.js",)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(upload)
        return [path("upload/", view, name="exchanges_photo_upload"), *super().get_urls()]

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[PhotoChangeList]:
        return PhotoChangeList

    def with_list_columns(self, queryset: models.QuerySet) -> models.QuerySet:
        return with_thumbnail(super().with_list_columns(queryset))

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        # Their names stand on the page.
        people = ("released_by", "withdrawn_by", "trashed_by")
        return super().get_queryset(request).select_related("activity__programme", *people)

    def get_readonly_fields(self, request: HttpRequest, obj: Photo | None = None) -> tuple:
        fixed = tuple(super().get_readonly_fields(request, obj))
        is_trashed = obj is not None and obj.release_state == Photo.Release.TRASHED
        if self.has_release_permission(request) and not is_trashed:
            return fixed
        return (*fixed, "release_state")

    def get_fieldsets(self, request: HttpRequest, obj: Photo | None = None) -> Any:
        """Who may not change a photo sees its preview: an original has no address to link to."""
        fieldsets = super().get_fieldsets(request, obj)
        if self.has_change_permission(request, obj):
            return fieldsets
        return [
            (name, {**options, "fields": [_without_file(row) for row in options["fields"]]})
            for name, options in fieldsets
        ]

    def formfield_for_choice_field(
        self, db_field: models.Field, request: HttpRequest, **kwargs: Any
    ) -> forms.Field:
        if db_field.name == "release_state":
            # To the trash leads a button of its own.
            kept = [state for state in Photo.Release if state != Photo.Release.TRASHED]
            kwargs["choices"] = [(state.value, state.label) for state in kept]
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def get_form(self, request: HttpRequest, *args: Any, **kwargs: Any) -> type[forms.ModelForm]:
        form = super().get_form(request, *args, **kwargs)
        form.user = request.user
        return form

    def save_model(self, request: HttpRequest, obj: Photo, form: PhotoForm, change: bool) -> None:
        form.save_photo()

    def get_view_on_site_url(self, obj: Photo | None = None) -> str | None:
        return obj.get_absolute_url() if obj and obj.is_public else None

    # Columns of the list

    @admin.display(description=gettext_lazy("photo"))
    def thumbnail_column(self, photo: Photo) -> SafeString:
        return thumbnail(photo.thumbnail_name)

    @admin.display(description=gettext_lazy("caption"), ordering="caption_en")
    def caption_column(self, photo: Photo) -> SafeString:
        return in_both_languages(photo, "caption")

    @admin.display(description=gettext_lazy("release"), ordering="release_state")
    def state_column(self, photo: Photo) -> SafeString:
        return chip(photo.release_state, photo.get_release_state_display())

    # Lines of the page of one photo

    @admin.display(description=gettext_lazy("preview"))
    def preview(self, photo: Photo) -> SafeString | str:
        sizes = photo.sizes if photo.pk else []
        if not sizes:
            return "–"
        smallest = sizes[0]
        return format_html(
            '<img class="dce-preview" src="{}" width="{}" height="{}" alt="{}" data-focal="{}">',
            smallest.url,
            smallest.width,
            smallest.height,
            photo.alt,
            _("Point that stays in every crop: click, or move it with the arrow keys"),
        )

    @admin.display(description=gettext_lazy("released, withdrawn or trashed"))
    def decided(self, photo: Photo) -> str:
        return decided(photo) or "–"

    @admin.display(description=gettext_lazy("where it is used"))
    def uses(self, photo: Photo) -> SafeString | str:
        return used_at(photo) if photo.pk else "–"

    @admin.display(description=gettext_lazy("file"))
    def file_facts(self, photo: Photo) -> SafeString | str:
        if not photo.pk:
            return "–"
        removed = _(", ").join(_(name) for name in photo.removed or ())
        facts = [
            f"{photo.file_name or '–'} · {photo.width} × {photo.height} · "
            f"{filesizeformat(photo.file_size)}",
            _("Removed: %(what)s") % {"what": removed} if removed else "",
            f"SHA-256 {photo.sha256}",
        ]
        return format_html_join(
            "", '<span class="dce-fact">{}</span>', ((fact,) for fact in facts if fact)
        )

    @admin.display(description=gettext_lazy("texts in the file"))
    def file_texts(self, photo: Photo) -> SafeString | str:
        """What the file says of itself; the script offers to take each over."""
        offered = [
            (name, self.opts.get_field(name).verbose_name, text)
            for name, text in (photo.offered or {}).items()
            if text
        ]
        if not offered:
            return "–"
        return format_html_join(
            "",
            '<span class="dce-fact" data-offered-for="{}" data-use="{}">{}: <span>{}</span></span>',
            ((name, _("Use it"), label, text) for name, label, text in offered),
        )


def _without_file(row: str | tuple[str, ...]) -> str | tuple[str, ...]:
    return row if isinstance(row, str) else tuple(name for name in row if name != "original")


def used_at(photo: Photo) -> SafeString:
    """The places where a photo stands, as a list; where the public sees them, as links."""
    items = (
        format_html('<a href="{}">{}</a>', use.url, use.label) if use.url else use.label
        for use in services.where_used(photo)
    )
    record = format_html(
        '<a href="{}">{}</a>',
        reverse("admin:exchanges_activity_change", args=[photo.activity_id]),
        _("Edit the record"),
    )
    return format_html(
        '<ul class="dce-list">{}</ul>',
        format_html_join("", "<li>{}</li>", ((item,) for item in (*items, record))),
    )
