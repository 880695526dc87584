from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.admin import ModelAdmin, RelatedFieldListFilter, SimpleListFilter
from django.db.models import Exists, Field, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from ..models import ImportBatch, ImportRow, Participation, Partner


class KindOfToolFilter(RelatedFieldListFilter):
    """The kinds of the admin's own tool."""

    def field_choices(
        self, field: Field, request: HttpRequest, model_admin: ModelAdmin
    ) -> list[tuple[Any, str]]:
        ordering = self.field_admin_ordering(field, request, model_admin)
        return field.get_choices(
            include_blank=False,
            ordering=ordering,
            limit_choices_to={"tool": model_admin.model.TOOL},
        )


class RegionFilter(SimpleListFilter):
    """Activities with a partner of a region."""

    title = _("region of a partner")
    parameter_name = "region"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return Partner.Region.choices

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() is None:
            return queryset
        of_region = Participation.objects.filter(
            activity=OuterRef("pk"), partner__region=self.value()
        )
        return queryset.filter(Exists(of_region))


class ImportFilter(SimpleListFilter):
    """Records that an import created; offered where a page of the import has led here."""

    title = _("import")
    parameter_name = "import"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        value = request.GET.get("import", "")
        if not (value.isdecimal() and len(value) < 19):
            return []
        return [(str(each.pk), str(each)) for each in ImportBatch.objects.filter(pk=int(value))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if not self.lookup_choices:
            return queryset
        rows = ImportRow.objects.filter(
            activity=OuterRef("pk"), batch=int(self.value()), outcome=ImportRow.Outcome.CREATED
        )
        return queryset.filter(Exists(rows))


class MissingTextFilter(SimpleListFilter):
    """Photos that lack a text: the work list of those who write and translate."""

    title = _("missing text")
    parameter_name = "missing"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [
            ("language", _("any text in either language")),
            ("en", _("an English text")),
            ("ja", _("a Japanese text")),
            ("caption", _("the caption")),
            ("alt", _("the text alternative")),
            ("credit", _("the credit")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.lacking(self.value()) if self.value() else queryset
