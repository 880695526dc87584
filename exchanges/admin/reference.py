"""What activities refer to: partners, kinds, programmes, site texts; and the imports' records."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import Case, QuerySet, When
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from ..models import (
    ImportRow,
    Kind,
    KindAlias,
    Membership,
    NameDecision,
    Partner,
    PartnerAlias,
    Programme,
    ProgrammeAlias,
    SiteText,
)
from ..partners import find_partner
from .inlines import RowsInline
from .record import ReadOnly, RecordAdmin, pair


class PartnerAliasInline(RowsInline):
    model = PartnerAlias
    fields = ("spelling",)
    extra = 2


class MembershipInline(RowsInline):
    model = Membership
    fk_name = "organisation"
    fields = ("member", "joined", "left")
    named_by = ("organisation",)
    autocomplete_fields = ("member",)


@admin.register(Partner)
class PartnerAdmin(RecordAdmin):
    list_display = ("code", "name_en", "name_ja", "kind", "region", "valid_to")
    list_display_links = ("code", "name_en")
    list_filter = ("kind", "region")
    search_fields = ("code", "iso3", *pair("name"), "short_name_ja", "aliases__spelling")
    search_help_text = _("Code or name in either language, in any known spelling.")
    autocomplete_fields = ("successors",)
    prepopulated_fields = {"slug": ("name_en",)}
    inlines = (PartnerAliasInline, MembershipInline)
    fieldsets = (
        (None, {"fields": (("code", "iso3"), ("kind", "region"), "slug")}),
        (
            _("Names, both languages"),
            {"fields": (pair("name"), "short_name_ja")},
        ),
        (
            _("Map and history"),
            {
                "fields": (
                    ("latitude", "longitude"),
                    ("valid_from", "valid_to"),
                    "successors",
                )
            },
        ),
    )

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        """The partner that the whole term names comes first, historic states last."""
        found, may_repeat = super().get_search_results(request, queryset, search_term)
        meant = find_partner(search_term) if search_term else None
        is_meant = Case(When(pk=meant.pk if meant else None, then=0), default=1)
        is_historic = Case(When(valid_to=None, then=0), default=1)
        return found.order_by(is_meant, is_historic, "name_en"), may_repeat


@admin.register(PartnerAlias)
class PartnerAliasAdmin(RecordAdmin):
    list_display = ("spelling", "partner")
    list_select_related = ("partner",)
    search_fields = ("spelling", "partner__name_en", "partner__name_ja")
    autocomplete_fields = ("partner",)


@admin.register(Membership)
class MembershipAdmin(RecordAdmin):
    list_display = ("organisation", "member", "joined", "left")
    list_display_links = ("organisation", "member")
    list_select_related = ("organisation", "member")
    search_fields = (
        "organisation__name_en",
        "organisation__name_ja",
        "member__name_en",
        "member__name_ja",
    )
    autocomplete_fields = ("organisation", "member")


class KindAliasInline(RowsInline):
    model = KindAlias
    fk_name = "kind"
    fields = ("spelling", "kind_if_several", "implies")
    autocomplete_fields = ("kind_if_several",)


@admin.register(Kind)
class KindAdmin(RecordAdmin):
    list_display = ("name_en", "name_ja", "tool", "code", "position", "white_paper_column")
    list_filter = ("tool", "white_paper_column")
    search_fields = ("code", *pair("name"), "aliases__spelling")
    inlines = (KindAliasInline,)
    fieldsets = (
        (None, {"fields": (("tool", "code"), ("position", "white_paper_column"))}),
        (_("Names, both languages"), {"fields": (pair("name"),)}),
    )


@admin.register(KindAlias)
class KindAliasAdmin(RecordAdmin):
    list_display = ("spelling", "tool", "kind", "kind_if_several")
    list_filter = ("tool",)
    list_select_related = ("kind", "kind_if_several")
    search_fields = ("spelling", "kind__name_en", "kind__name_ja")
    autocomplete_fields = ("kind", "kind_if_several")


class ProgrammeAliasInline(RowsInline):
    model = ProgrammeAlias
    fields = ("spelling",)
    extra = 2


@admin.register(Programme)
class ProgrammeAdmin(RecordAdmin):
    list_display = ("name_en", "name_ja", "kind", "start_date", "end_date")
    list_filter = ("kind",)
    search_fields = ("slug", *pair("name"))
    prepopulated_fields = {"slug": ("name_en",)}
    fieldsets = (
        (None, {"fields": ("kind", "slug", ("start_date", "end_date"))}),
        (
            _("Text, both languages"),
            {"fields": (pair("name"), pair("description"))},
        ),
    )
    inlines = (ProgrammeAliasInline,)


@admin.register(NameDecision)
class NameDecisionAdmin(RecordAdmin):
    """What was decided about names in files; a decision that is removed is asked for again."""

    list_display = ("spelling", "of", "tool", "decision", "decided_by", "decided_at")
    list_filter = ("of", "decision")
    list_select_related = ("decided_by",)
    search_fields = ("spelling",)
    fields = ("spelling", ("of", "tool"), "decision")

    def save_model(
        self, request: HttpRequest, obj: NameDecision, form: ModelForm, change: bool
    ) -> None:
        obj.decided_by = request.user
        super().save_model(request, obj, form, change)


@admin.register(SiteText)
class SiteTextAdmin(RecordAdmin):
    list_display = ("key", *pair("title"))
    search_fields = ("key", *pair("title"), *pair("body"))
    fieldsets = (
        (None, {"fields": ("key",)}),
        (
            _("Text, both languages"),
            {"fields": (pair("title"), pair("body"))},
        ),
    )


@admin.register(ImportRow)
class ImportRowAdmin(ReadOnly, RecordAdmin):
    list_display = ("line", "outcome", "reference", "activity", "said", "batch")
    list_filter = ("outcome", "batch")
    list_select_related = ("activity", "batch")
    search_fields = ("reference", "activity__title_en", "activity__title_ja")

    @admin.display(description=_("problems"))
    def said(self, row: ImportRow) -> str:
        """Each problem at its column, as it was said when the file was imported."""
        return " ".join(
            " ".join(filter(None, (f"{each['column']}:", each["message"], each["hint"])))
            for each in row.problems
        )

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Reached from its import, not from the list of all models."""
        return False
