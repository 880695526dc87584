from django.contrib import admin

from ..admin.tool import (
    AFTER_DETAIL,
    BEFORE_DETAIL,
    ActivityAdmin,
    DetailInline,
    DetailRowsInline,
    pair,
)
from .models import EquipmentActivity, EquipmentDetail, Item


class EquipmentDetailInline(DetailInline):
    model = EquipmentDetail
    autocomplete_fields = ("agreement",)
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("transfer_form", "stage"),
                    pair("counterpart_agency"),
                    pair("company"),
                    "agreement",
                ),
            },
        ),
    )


class ItemInline(DetailRowsInline):
    model = Item
    fields = (*pair("name"), "quantity", "delivered_on", "position")


@admin.register(EquipmentActivity)
class EquipmentActivityAdmin(ActivityAdmin):
    inlines = (*BEFORE_DETAIL, EquipmentDetailInline, ItemInline, *AFTER_DETAIL)
