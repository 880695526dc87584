from django.contrib import admin

from exchanges.admin.tool import (
    AFTER_DETAIL,
    BEFORE_DETAIL,
    ActivityAdmin,
    DetailInline,
    DetailRowsInline,
    pair,
)

from .models import Agreement, AgreementDetail, PartyAction


class AgreementDetailInline(DetailInline):
    model = AgreementDetail
    autocomplete_fields = ("amends", "replaces")
    fieldsets = (
        (
            None,
            {
                "fields": (
                    pair("official_title"),
                    ("signed_on", "adopted_on"),
                    ("effective_on", "in_force_on"),
                    "terminated_on",
                    pair("signed_at"),
                    ("number", "citation"),
                    pair("text_url"),
                    ("amends", "replaces"),
                ),
            },
        ),
    )


class PartyActionInline(DetailRowsInline):
    model = PartyAction
    fields = ("partner", "action", "done_on", "note")
    autocomplete_fields = ("partner",)


@admin.register(Agreement)
class AgreementAdmin(ActivityAdmin):
    inlines = (*BEFORE_DETAIL, AgreementDetailInline, PartyActionInline, *AFTER_DETAIL)
