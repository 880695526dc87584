from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.admin import ModelAdmin, RelatedFieldListFilter, SimpleListFilter
from django.db.models import Exists, Field, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from ..models import Participation, Partner


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
