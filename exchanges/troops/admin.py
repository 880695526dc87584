from django.contrib import admin

from ..admin.tool import (
    AFTER_DETAIL,
    BEFORE_DETAIL,
    ActivityAdmin,
    DetailInline,
    DetailRowsInline,
    pair,
)
from .models import TroopsActivity, TroopsDetail, Unit


class TroopsDetailInline(DetailInline):
    model = TroopsDetail
    fieldsets = (
        (
            None,
            {
                "fields": (
                    tuple(f"is_{domain}" for domain in TroopsDetail.DOMAINS),
                    "personnel",
                    pair("purpose"),
                    pair("area"),
                    pair("phases"),
                    pair("training_items"),
                    pair("ports"),
                ),
            },
        ),
    )


class UnitInline(DetailRowsInline):
    model = Unit
    fields = ("partner", "branch", *pair("name"), "hull_number", "head_count", "position")
    autocomplete_fields = ("partner",)


@admin.register(TroopsActivity)
class TroopsActivityAdmin(ActivityAdmin):
    inlines = (*BEFORE_DETAIL, TroopsDetailInline, UnitInline, *AFTER_DETAIL)
