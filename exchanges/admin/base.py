"""The admin of activities; what a tool adds to it stands in that tool's `admin.py`."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Field, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from ..imports.admin import ImportExportActivityAdmin
from ..models import Activity, ImportRow, Kind
from .actions import PublishingActions
from .columns import ActivityColumns
from .forms import ActivityForm
from .list_filters import ImportFilter, KindOfToolFilter, RegionFilter
from .photo_uploads import PhotosOnForm
from .record import RecordAdmin, pair
from .thumbnails import with_lead_thumbnail

Status = Activity.Status
UNPUBLISHED = (Status.DRAFT, Status.IN_REVIEW)


class ActivityListAdmin(ActivityColumns, PublishingActions, RecordAdmin):
    """The list of activities, of one tool or of all."""

    list_display = (
        "thumbnail_column",
        "title_column",
        "dates_column",
        "partners_column",
        "kind",
        "status_column",
    )
    list_display_links = ("title_column",)
    list_select_related = ("kind",)
    list_prefetch_related = ("partners",)
    date_hierarchy = "start_date"
    search_fields = (
        *pair("title"),
        "reference",
        "partners__name_en",
        "partners__name_ja",
        "partners__aliases__spelling",
    )
    search_help_text = _("Title, reference or partner, in either language and any known spelling.")

    def with_list_columns(self, queryset: QuerySet) -> QuerySet:
        return with_lead_thumbnail(super().with_list_columns(queryset))

    def get_view_on_site_url(self, obj: Activity | None = None) -> str | None:
        return obj.get_absolute_url() if obj and obj.is_published else None


class ActivityAdmin(PhotosOnForm, ImportExportActivityAdmin, ActivityListAdmin):
    """The admin of one tool's activities. Import and export are mixed in here, for all five."""

    form = ActivityForm
    list_filter = ("status", ("kind", KindOfToolFilter), RegionFilter, "programme", ImportFilter)
    autocomplete_fields = ("host", "programme")
    readonly_fields = ("record_line",)
    fieldsets = (
        (None, {"fields": (("kind", "reference"), "dates_text")}),
        (
            _("Text, both languages"),
            {
                "fields": (pair("title"), pair("summary"), pair("body"), pair("place")),
            },
        ),
        (
            _("Who and where"),
            {"fields": ("host", "other_participants", ("latitude", "longitude"))},
        ),
        (_("Programme"), {"fields": (("programme", "edition"),)}),
        (
            _("Publication"),
            {"fields": ("status", ("publish_at", "unpublish_at"), "record_line")},
        ),
    )

    def get_fieldsets(self, request: HttpRequest, obj: Activity | None = None) -> Any:
        """A new record has nothing to tell of its past."""
        fieldsets = super().get_fieldsets(request, obj)
        if obj is not None:
            return fieldsets
        return [
            (
                name,
                {
                    **options,
                    "fields": [field for field in options["fields"] if field != "record_line"],
                },
            )
            for name, options in fieldsets
        ]

    def get_readonly_fields(
        self, request: HttpRequest, obj: Activity | None = None
    ) -> tuple[str, ...]:
        fixed = tuple(super().get_readonly_fields(request, obj))
        if obj is None or obj.status in UNPUBLISHED or self.has_publish_permission(request):
            return fixed
        return (*fixed, "status")

    def formfield_for_choice_field(
        self, db_field: Field, request: HttpRequest, **kwargs: Any
    ) -> forms.Field:
        if db_field.name == "status" and not self.has_publish_permission(request):
            kwargs["choices"] = [(status.value, status.label) for status in UNPUBLISHED]
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def formfield_for_foreignkey(
        self, db_field: Field, request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        if db_field.name == "kind":
            kwargs["queryset"] = Kind.objects.filter(tool=self.model.TOOL)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_dbfield(
        self, db_field: Field, request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "kind":
            # Kinds are kept by their own keepers.
            field.widget.can_add_related = False
        return field

    def save_model(
        self, request: HttpRequest, obj: Activity, form: forms.ModelForm, change: bool
    ) -> None:
        obj.changed_by = request.user
        if not change:
            obj.created_by = request.user
        super().save_model(request, obj, form, change)

    @admin.display(description=_("Date"))
    def dates_text(self, activity: Activity) -> str:
        """The dates for those who may only look."""
        return activity.dates_shown

    @admin.display(description=_("Record"))
    def record_line(self, activity: Activity) -> SafeString:
        """Who made the record and who changed it last, and where in which file it came from."""
        made = _("Made by %(user)s.") % {"user": activity.created_by or _("an import")}
        changed = _("Version %(version)d, saved by %(user)s.") % {
            "version": activity.version,
            "user": activity.changed_by or _("an import"),
        }
        rows = activity.import_rows.filter(outcome=ImportRow.Outcome.CREATED)
        row = rows.select_related("batch").order_by("pk").first()
        if row is None:
            return format_html("{} {}", made, changed)
        came = _("Row %(line)s of the file %(file)s, import %(number)s") % {
            "line": row.line,
            "file": row.batch.file_name,
            "number": row.batch_id,
        }
        url = reverse("admin:exchanges_importbatch_change", args=[row.batch_id])
        return format_html('{} {} <a href="{}">{}</a>', made, changed, url, came)
