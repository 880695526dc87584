from django.contrib import admin
from django.db import models
from django.forms import CheckboxSelectMultiple

from ..admin.inlines import RowsInline
from ..admin.tool import AFTER_DETAIL, BEFORE_DETAIL, ActivityAdmin, DetailInline, RecordAdmin, pair
from .models import CapacityActivity, CapacityDetail, CapacityField, CapacityFieldAlias


class CapacityDetailInline(DetailInline):
    model = CapacityDetail
    formfield_overrides = {models.ManyToManyField: {"widget": CheckboxSelectMultiple}}
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("mode", "project_year"),
                    "fields",
                    pair("recipient_unit"),
                    "trainees",
                    pair("delegation"),
                    ("dispatched_from", "dispatched_to"),
                ),
            },
        ),
    )


@admin.register(CapacityActivity)
class CapacityActivityAdmin(ActivityAdmin):
    inlines = (*BEFORE_DETAIL, CapacityDetailInline, *AFTER_DETAIL)


class CapacityFieldAliasInline(RowsInline):
    model = CapacityFieldAlias
    fields = ("spelling",)
    extra = 2


@admin.register(CapacityField)
class CapacityFieldAdmin(RecordAdmin):
    list_display = ("name_en", "name_ja", "code", "position")
    search_fields = ("code", *pair("name"))
    fields = (pair("name"), ("code", "position"))
    inlines = (CapacityFieldAliasInline,)
