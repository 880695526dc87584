"""Profiles of imports: renamed, deleted, taken to the command line and brought back from there."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from ...admin.record import RecordAdmin
from ...models import ImportProfile
from ..profiles import as_file, read_profile

LARGEST = 1024 * 1024


class NewProfileForm(forms.ModelForm):
    """A profile from a file like those that the command reads."""

    file = forms.FileField(
        label=_("Profile as JSON"),
        help_text=_("As downloaded here, or written for import_activities --profile."),
    )

    class Meta:
        model = ImportProfile
        fields = ("name",)

    def clean_file(self) -> bytes:
        upload = self.cleaned_data["file"]
        if upload.size > LARGEST:
            raise ValidationError(_("The file is larger than a profile can be."))
        content = upload.read()
        # What is wrong with it is said at this field.
        read_profile(content, self.instance)
        return content


@admin.register(ImportProfile)
class ImportProfileAdmin(RecordAdmin):
    """How kinds of files are read. Made on the pages of an import, or from a file."""

    list_display = ("name", "columns", "made_by", "used_by", "used_at", "used_count")
    list_select_related = ("made_by", "used_by")
    search_fields = ("name",)
    readonly_fields = ("goes_to", "made_by", "used_by", "used_at", "used_count", "download")

    def get_fields(self, request: HttpRequest, obj: ImportProfile | None = None) -> list[str]:
        return ["name", *self.readonly_fields] if obj else ["name", "file"]

    def get_form(
        self, request: HttpRequest, obj: ImportProfile | None = None, **kwargs: Any
    ) -> type[forms.ModelForm]:
        if obj is None:
            return NewProfileForm
        return super().get_form(request, obj, **kwargs)

    def save_model(
        self, request: HttpRequest, obj: ImportProfile, form: forms.ModelForm, change: bool
    ) -> None:
        if not change:
            obj.made_by = request.user
        super().save_model(request, obj, form, change)

    def get_urls(self) -> list[URLPattern]:
        own = path(
            "<int:pk>/profile.json",
            self.admin_site.admin_view(self.profile_file),
            name="exchanges_importprofile_file",
        )
        return [own, *super().get_urls()]

    def profile_file(self, request: HttpRequest, pk: int) -> HttpResponse:
        profile = ImportProfile.objects.filter(pk=pk).first() if pk < 2**63 else None
        if profile is None or not self.has_view_permission(request, profile):
            raise Http404
        response = HttpResponse(as_file(profile), content_type="application/json")
        name = slugify(profile.name) or f"profile-{profile.pk}"
        response["Content-Disposition"] = f'attachment; filename="{name}.json"'
        return response

    @admin.display(description=_("columns"))
    def columns(self, profile: ImportProfile) -> int:
        return len(profile.headers)

    @admin.display(description=_("where each column goes"))
    def goes_to(self, profile: ImportProfile) -> str:
        pairs = (f"{header} → {name or '–'}" for header, name in profile.mapping.items())
        return "; ".join(pairs)

    @admin.display(description=_("for the command line"))
    def download(self, profile: ImportProfile) -> str:
        address = reverse("admin:exchanges_importprofile_file", args=[profile.pk])
        return format_html('<a href="{}">{}</a>', address, _("Download as JSON"))
