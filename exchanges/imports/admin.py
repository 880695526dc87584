"""The import and export pages of a tool's admin, on django-import-export's addresses."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from import_export.admin import ImportExportMixin

from ..models import Activity
from .exporting import Export, exported_columns
from .problems import FileError
from .resource import ActivityResource, resource_of

CSV = "text/csv; charset=utf-8"
# The ending of the file and what it is; `excel` begins with the mark by which Excel knows UTF-8.
FORMATS = {
    "csv": ("csv", CSV),
    "excel": ("csv", CSV),
    "xlsx": ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


class ImportExportActivityAdmin(ImportExportMixin):
    """The way to the import of this tool, and the export of what its list shows."""

    export_template_name = "admin/import_export/export.html"

    def get_resource_classes(self, request: HttpRequest) -> list[type[ActivityResource]]:
        return [resource_of(self.model.TOOL.value)]

    def has_import_permission(self, request: HttpRequest) -> bool:
        """An import creates and changes records."""
        return self.has_add_permission(request) and self.has_change_permission(request)

    def has_export_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def import_action(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Imports of every tool begin on one page, with this tool chosen."""
        if not self.has_import_permission(request):
            raise PermissionDenied
        address = reverse("admin:exchanges_importbatch_upload")
        return redirect(f"{address}?tool={self.model.TOOL.value}")

    def process_import(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """The library's second step, which is on pages of its own here."""
        return self.import_action(request)

    def export_action(self, request: HttpRequest) -> HttpResponse:
        """Ask for the format, then send what the list shows in it."""
        if not self.has_export_permission(request):
            raise PermissionDenied
        try:
            records = self.get_export_queryset(request)
        except IncorrectLookupParameters:
            messages.error(request, _("The filters of the list cannot be read. Choose them again."))
            return redirect(self._url("changelist"))
        if request.POST.get("format") in FORMATS:
            try:
                return self._export(request, records)
            except FileError as error:
                messages.error(request, str(error))
                return redirect(request.get_full_path())
        columns = exported_columns(self.model.TOOL.value)
        context = {"columns": columns, "count": records.count()}
        return self._page(request, self.export_template_name, _("Export"), context)

    def get_export_queryset(self, request: HttpRequest) -> QuerySet:
        """The records that the list shows with its filters, without what only the list needs."""
        listed = super().get_export_queryset(request)
        return Activity.objects.filter(pk__in=listed.order_by().values("pk"))

    def _export(self, request: HttpRequest, records: QuerySet) -> HttpResponse:
        tool, file_format = self.model.TOOL.value, request.POST["format"]
        language = (get_language() or "en")[:2]
        export = Export(records, tool, language if "labels" in request.POST else "")
        ending, kind = FORMATS[file_format]
        pieces = export.xlsx() if ending == "xlsx" else export.csv(excel=file_format == "excel")
        response = StreamingHttpResponse(pieces, content_type=kind)
        name = f"{tool}-{timezone.localdate():%Y-%m-%d}.{ending}"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response

    def _page(
        self, request: HttpRequest, template: str, title: str, context: dict[str, Any]
    ) -> HttpResponse:
        request.current_app = self.admin_site.name
        page = {
            **self.admin_site.each_context(request),
            "title": title,
            "opts": self.opts,
            "media": self.media,
            **context,
        }
        return TemplateResponse(request, template, page)

    def _url(self, name: str) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{name}")
