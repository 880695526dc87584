"""What every admin of a record shares, whatever the model."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.contrib.admin.widgets import AdminSplitDateTime, RelatedFieldWidgetWrapper
from django.db import models, router
from django.http import HttpRequest
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from ..lookups import BoundedLookups
from .choices import ChosenAutocomplete, SeveralAutocomplete, SeveralChoices
from .deleting import Deletion, what_is_deleted


def pair(name: str) -> tuple[str, str]:
    """Both languages of a text, side by side in a fieldset."""
    return f"{name}_en", f"{name}_ja"


class PrefetchingChangeList(ChangeList):
    """A list that reads what its columns show of other tables at once."""

    def get_queryset(
        self, request: HttpRequest, exclude_parameters: list[str] | None = None
    ) -> models.QuerySet:
        found = super().get_queryset(request, exclude_parameters)
        return self.model_admin.with_list_columns(found)


class PlainFields:
    """Fields that know their language, texts of three lines, choices without a row of icons."""

    can_add_related = True

    def formfield_for_foreignkey(
        self, db_field: models.Field, request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = ChosenAutocomplete(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(
        self, db_field: models.Field, request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = SeveralAutocomplete(db_field, self.admin_site)
        kwargs["form_class"] = SeveralChoices
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def formfield_for_dbfield(
        self, db_field: models.Field, request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        if isinstance(db_field, models.URLField):
            kwargs["assume_scheme"] = "https"
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        language = db_field.name[-2:]
        if field is not None and db_field.name.endswith(("_en", "_ja")):
            field.widget.attrs["lang"] = language
        if field is not None and isinstance(field.widget, forms.Textarea):
            field.widget.attrs["rows"] = 3
        if field is not None and isinstance(field.widget, AdminSplitDateTime):
            for part, name in zip(field.widget.widgets, (_("Date"), _("Time")), strict=True):
                part.attrs["aria-label"] = format_lazy("{}: {}", db_field.verbose_name, name)
        if field is not None and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget.can_add_related &= self.can_add_related
            field.widget.can_change_related = False
            field.widget.can_view_related = False
            field.widget.can_delete_related = False
        return field


class RecordAdmin(PlainFields, BoundedLookups, admin.ModelAdmin):
    """Lists of a fixed number of queries, deletions that count, fields that know their language."""

    list_per_page = 50
    show_full_result_count = False
    list_prefetch_related: tuple[str, ...] = ()

    class Media:
        js = ("cooperation/names.js",)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return PrefetchingChangeList

    def with_list_columns(self, queryset: models.QuerySet) -> models.QuerySet:
        """Add to the rows of a list what its columns show."""
        return queryset.prefetch_related(*self.list_prefetch_related)

    def get_deleted_objects(self, objs: models.QuerySet, request: HttpRequest) -> Deletion:
        return what_is_deleted(objs, router.db_for_write(self.model))


class ReadOnly:
    """An admin that shows and never changes."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False
