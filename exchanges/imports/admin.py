"""The import and export pages of a tool's admin, on django-import-export's addresses."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from tempfile import TemporaryFile
from typing import Any

from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from import_export.admin import ImportExportMixin

from ..models import Activity
from . import uploads
from .batch import Report
from .exporting import export_rows, exported_columns, write_xlsx
from .forms import ImportForm, options_of
from .headers import columns_of
from .problems import FileError
from .rejects import rejects_csv
from .resource import ActivityResource, resource_of

SHOWN = 100
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ImportExportActivityAdmin(ImportExportMixin):
    """Upload, look, confirm; and export of what the list shows."""

    import_template_name = "admin/import_export/import.html"
    export_template_name = "admin/import_export/export.html"

    def get_resource_classes(self, request: HttpRequest) -> list[type[ActivityResource]]:
        return [resource_of(self.model.TOOL.value)]

    def has_import_permission(self, request: HttpRequest) -> bool:
        """An import creates and changes records."""
        return self.has_add_permission(request) and self.has_change_permission(request)

    def has_export_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def import_action(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Read the file and show what would become of it; nothing is saved."""
        if not self.has_import_permission(request):
            raise PermissionDenied
        form = ImportForm(request.POST or None, request.FILES or None)
        context = {"form": form, "columns": columns_of(self.model.TOOL.value)}
        if request.method == "POST" and form.is_valid():
            self._preview(request, form, context)
        return self._page(request, self.import_template_name, _("Import"), context)

    def _preview(self, request: HttpRequest, form: ImportForm, context: dict[str, Any]) -> None:
        upload = form.cleaned_data["import_file"]
        content, chosen = upload.read(), form.choices()
        try:
            report = self._run(request, content, upload.name, chosen, dry_run=True)
        except FileError as error:
            form.add_error("import_file", str(error))
            return
        kept = uploads.keep(
            content,
            name=upload.name,
            chosen=chosen,
            tool=self.model.TOOL.value,
            user=request.user.pk,
        )
        shown = [*report.problems, *report.warnings]
        context.update(
            report=report,
            token=kept.token,
            accepted=report.created + report.updated,
            problems=report.problems[:SHOWN],
            warnings=report.warnings[: max(0, SHOWN - len(report.problems))],
            hidden=max(0, len(shown) - SHOWN),
        )

    @method_decorator(require_POST)
    def process_import(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Import the good rows of the file that was looked at, or download the others."""
        if not self.has_import_permission(request):
            raise PermissionDenied
        tool, user = self.model.TOOL.value, request.user.pk
        upload = uploads.find(request.POST.get("token", ""), tool=tool, user=user)
        content = upload.read() if upload else None
        if content is None:
            messages.error(
                request,
                _("This file was imported already or has expired. Choose the file again."),
            )
            return redirect(self._url("import"))
        is_download = "download" in request.POST
        try:
            report = self._run(request, content, upload.name, upload.chosen, dry_run=is_download)
        except FileError as error:
            messages.error(request, str(error))
            return redirect(self._url("import"))
        if is_download:
            return _attachment(rejects_csv(report), "rejected.csv")
        upload.remove()
        self._say(request, report)
        return redirect(self._url("changelist"))

    def _run(
        self,
        request: HttpRequest,
        content: bytes,
        name: str,
        chosen: dict[str, Any],
        *,
        dry_run: bool,
    ) -> Report:
        resource = self.get_resource_classes(request)[0]()
        options = options_of(chosen, resource.tool, dry_run=dry_run)
        return resource.import_file(content, name, options, request.user)

    def _say(self, request: HttpRequest, report: Report) -> None:
        counts = {
            name: getattr(report, name) for name in ("created", "updated", "unchanged", "rejected")
        }
        text = _(
            "Import finished: %(created)s created, %(updated)s updated, %(unchanged)s unchanged, "
            "%(rejected)s left out."
        )
        level = messages.WARNING if report.rejected else messages.SUCCESS
        messages.add_message(request, level, text % counts)

    def export_action(self, request: HttpRequest) -> HttpResponse:
        """Ask for the format, then send what the list shows in it."""
        if not self.has_export_permission(request):
            raise PermissionDenied
        try:
            records = self.get_export_queryset(request)
        except IncorrectLookupParameters:
            messages.error(request, _("The filters of the list cannot be read. Choose them again."))
            return redirect(self._url("changelist"))
        file_format = request.POST.get("format")
        if file_format in ("csv", "xlsx"):
            return self._export(records, file_format)
        columns = exported_columns(self.model.TOOL.value)
        context = {"columns": columns, "count": records.count()}
        return self._page(request, self.export_template_name, _("Export"), context)

    def get_export_queryset(self, request: HttpRequest) -> QuerySet:
        """The records that the list shows with its filters, without what only the list needs."""
        listed = super().get_export_queryset(request)
        return Activity.objects.filter(pk__in=listed.order_by().values("pk"))

    def _export(self, records: QuerySet, file_format: str) -> HttpResponse:
        tool = self.model.TOOL.value
        name = f"{tool}-{timezone.localdate():%Y-%m-%d}.{file_format}"
        if file_format == "xlsx":
            # The response closes the file, which then is gone.
            target = TemporaryFile()  # noqa: SIM115
            write_xlsx(target, records, tool)
            target.seek(0)
            return FileResponse(target, as_attachment=True, filename=name, content_type=XLSX)
        response = StreamingHttpResponse(
            _csv_lines(records, tool), content_type="text/csv; charset=utf-8"
        )
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


class _Line:
    """A file that hands each line back, for the response to stream."""

    def write(self, line: str) -> str:
        return line


def _csv_lines(records: QuerySet, tool: str) -> Iterator[str]:
    columns = exported_columns(tool)
    writer = csv.writer(_Line())
    # With this mark, Excel reads the file as UTF-8.
    yield "\ufeff" + writer.writerow([column.name for column in columns])
    for cells in export_rows(records, columns):
        yield writer.writerow(cells)


def _attachment(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="text/csv")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
