from django.contrib import admin

from ..admin.tool import (
    AFTER_DETAIL,
    BEFORE_DETAIL,
    ActivityAdmin,
    DetailInline,
    DetailRowsInline,
    pair,
)
from .models import Attendee, PeopleActivity, PeopleDetail


class PeopleDetailInline(DetailInline):
    model = PeopleDetail
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("format", "level"),
                    ("direction", "head_count"),
                    ("start_time", "minutes"),
                    pair("institution"),
                    pair("course"),
                ),
            },
        ),
    )


class AttendeeInline(DetailRowsInline):
    model = Attendee
    fields = (*pair("name"), *pair("office"), "partner", "position")
    autocomplete_fields = ("partner",)


@admin.register(PeopleActivity)
class PeopleActivityAdmin(ActivityAdmin):
    inlines = (*BEFORE_DETAIL, PeopleDetailInline, AttendeeInline, *AFTER_DETAIL)
