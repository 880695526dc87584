"""Rows edited on the page of their record, in one save and without a script."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Model, QuerySet
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest

from ..models import Activity, ChangeNote, Participation, Source
from .choices import ChosenAutocomplete
from .record import PlainFields, pair


class ChosenFormSet(BaseInlineFormSet):
    """Hands what each row has joined to the row's autocompletes."""

    def add_fields(self, form: forms.ModelForm, index: int | None) -> None:
        super().add_fields(form, index)
        for name, field in form.fields.items():
            widget = getattr(field.widget, "widget", field.widget)
            if isinstance(widget, ChosenAutocomplete) and form.instance.pk:
                widget.chosen = getattr(form.instance, name)


class RecordInline(PlainFields):
    """Rows of a record: whoever may change the record may change them."""

    formset = ChosenFormSet
    extra = 1
    can_add_related = False
    # Foreign keys beside the autocompletes that the name of a row needs.
    named_by: tuple[str, ...] = ()

    def __init__(self, parent_model: type[Model], admin_site: admin.AdminSite) -> None:
        self.record_opts = parent_model._meta
        super().__init__(parent_model, admin_site)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        keys = [
            name
            for name in self.get_autocomplete_fields(request)
            if self.model._meta.get_field(name).many_to_one
        ]
        keys += self.named_by
        found = super().get_queryset(request)
        return found.select_related(*keys) if keys else found

    def _may(self, request: HttpRequest, *verbs: str) -> bool:
        app, name = self.record_opts.app_label, self.record_opts.model_name
        return any(request.user.has_perm(f"{app}.{verb}_{name}") for verb in verbs)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self._may(request, "view", "add", "change")

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self._may(request, "change" if obj else "add")

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self._may(request, "change" if obj else "add")

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self._may(request, "change" if obj else "add")


class RowsInline(RecordInline, admin.TabularInline):
    """Rows as a table, stacked on phones."""

    template = "admin/edit_inline/rows.html"


class ParticipationInline(RowsInline):
    model = Participation
    fields = ("partner", "role")
    autocomplete_fields = ("partner",)
    extra = 3


class SourceInline(RowsInline):
    model = Source
    fields = ("title", "url", "published_on", "page", "position")


class ChangeNoteInline(RowsInline):
    model = ChangeNote
    fields = ("noted_on", *pair("text"))


class DetailInline(RecordInline, admin.StackedInline):
    """The one row of the tool's own table."""

    fk_name = "activity"
    extra = 0
    min_num = max_num = 1
    can_delete = False
    classes = ("dce-single",)


class DetailRowsFormSet(ChosenFormSet):
    """Rows that hang on the detail of an activity; the detail is made when there is a row."""

    def __init__(
        self, data: Any = None, files: Any = None, instance: Activity | None = None, **kwargs: Any
    ) -> None:
        self.activity = instance
        detail = instance.detail if instance is not None else None
        detail_model = self.fk.remote_field.model
        # Not linked to the activity object: that would put an unsaved detail in its place.
        detail = detail or detail_model(pk=instance.pk if instance is not None else None)
        super().__init__(data, files, instance=detail, **kwargs)

    def save(self, commit: bool = True) -> list[Model]:
        if commit and self.has_changed():
            details = self.fk.remote_field.model.objects
            self.instance, _created = details.get_or_create(pk=self.activity.pk)
        return super().save(commit)


class DetailRowsInline(RowsInline):
    """A table of rows that hang on the detail, edited on the page of the activity."""

    formset = DetailRowsFormSet
    extra = 2

    def __init__(self, parent_model: type[Model], admin_site: admin.AdminSite) -> None:
        detail_model = self.model._meta.get_field("detail").related_model
        super().__init__(detail_model, admin_site)
        self.record_opts = parent_model._meta
