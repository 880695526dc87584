"""The list of imports and the addresses of their steps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from ...admin.record import ReadOnly, RecordAdmin
from ...models import ImportBatch
from . import check, columns, done, files, holding, names, progress, upload
from .permission import may_import, tools_to_import

State = ImportBatch.State
# The page on which an import of each state goes on.
PAGE_OF_STATE = {
    State.COLUMNS: "columns",
    State.NAMES: "names",
    State.CHECKING: "progress",
    State.CHECKED: "check",
    State.WAITING: "progress",
    State.RUNNING: "progress",
    State.DONE: "done",
    State.STOPPED: "progress",
    State.FAILED: "progress",
    State.UNDONE: "done",
}
# The numbered steps above the pages.
STEPS = (
    ("columns", _("Upload and columns")),
    ("names", _("Names")),
    ("check", _("Check")),
    ("progress", _("Import")),
    ("done", _("Done")),
)
PAGES: dict[str, Callable[..., HttpResponseBase]] = {
    "columns": columns.columns_page,
    "names": names.names_page,
    "check": check.check_page,
    "progress": progress.progress_page,
    "done": done.done_page,
    "undo": done.undo_page,
    "held": holding.held_page,
    "file": files.file_download,
    "rejected": files.rejected_download,
}


def page_url(batch: ImportBatch, page: str = "") -> str:
    """The address of a page of an import; without a name, of the page on which it goes on."""
    name = page or PAGE_OF_STATE[State(batch.state)]
    return reverse(f"admin:exchanges_importbatch_{name}", args=[batch.pk])


@admin.register(ImportBatch)
class ImportBatchAdmin(ReadOnly, RecordAdmin):
    """The history of imports; each opens on the step on which it goes on."""

    list_display = (
        "file_name",
        "number",
        "state",
        "tool",
        "profile",
        "started_at",
        "started_by",
        "rows",
        "created",
        "updated",
        "unchanged",
        "rejected",
        "more",
    )
    list_filter = ("state", "tool", "profile")
    list_select_related = ("started_by", "profile")
    search_fields = ("file_name",)
    date_hierarchy = "started_at"

    def get_urls(self) -> list[URLPattern]:
        own = [
            path(
                "upload/",
                self.admin_site.admin_view(self.upload),
                name="exchanges_importbatch_upload",
            ),
            path(
                "holding/",
                self.admin_site.admin_view(self.holding),
                name="exchanges_importbatch_holding",
            ),
            path(
                "template/<str:tool>/<str:language>.<str:file_format>",
                self.admin_site.admin_view(self.template),
                name="exchanges_importbatch_template",
            ),
            *(
                path(
                    f"<int:pk>/{name}/",
                    self.admin_site.admin_view(self._page(view)),
                    name=f"exchanges_importbatch_{name}",
                )
                for name, view in PAGES.items()
            ),
        ]
        return own + super().get_urls()

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        context = {"may_import": bool(tools_to_import(request.user)), **(extra_context or {})}
        return super().changelist_view(request, context)

    def change_view(
        self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        batch = self.get_object(request, object_id)
        if batch is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_view_permission(request, batch) or request.method == "POST":
            raise PermissionDenied
        return redirect(page_url(batch))

    def upload(self, request: HttpRequest) -> HttpResponseBase:
        if not tools_to_import(request.user):
            raise PermissionDenied
        return upload.upload_page(self, request)

    def holding(self, request: HttpRequest) -> HttpResponseBase:
        if not self.has_view_permission(request):
            raise PermissionDenied
        return holding.holding_page(self, request)

    def template(self, request: HttpRequest, **wanted: str) -> HttpResponse:
        if not tools_to_import(request.user):
            raise PermissionDenied
        return upload.template_download(request, **wanted)

    def _page(self, view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        def page(request: HttpRequest, pk: int) -> HttpResponseBase:
            batch = ImportBatch.objects.filter(pk=pk).first() if pk < 2**63 else None
            if batch is None:
                raise Http404
            is_looking = request.method in ("GET", "HEAD")
            if not may_import(request.user, batch) and not (
                is_looking and self.has_view_permission(request, batch)
            ):
                raise PermissionDenied
            return view(self, request, batch)

        return page

    def step(
        self,
        request: HttpRequest,
        template: str,
        batch: ImportBatch | None,
        page: str,
        title: str,
        **context: Any,
    ) -> HttpResponse:
        """Render a page of an import, with the numbered steps above it."""
        current = [name for name, _label in STEPS].index(page)
        steps = [
            {
                "number": number + 1,
                "label": label,
                "is_current": number == current,
                "is_done": number < current,
            }
            for number, (_name, label) in enumerate(STEPS)
        ]
        request.current_app = self.admin_site.name
        return TemplateResponse(
            request,
            f"admin/imports/{template}.html",
            {
                **self.admin_site.each_context(request),
                "opts": self.opts,
                "title": title,
                "batch": batch,
                "steps": steps,
                "media": self.media,
                **context,
            },
        )

    @admin.display(description=_("number"), ordering="pk")
    def number(self, batch: ImportBatch) -> str:
        """By which `manage.py undo_import` knows the import."""
        return str(batch.pk)

    @admin.display(description=_("more"))
    def more(self, batch: ImportBatch) -> SafeString:
        """The rows one by one, and the file as it was uploaded."""
        rows = reverse("admin:exchanges_importrow_changelist")
        links = [(f"{rows}?batch__id__exact={batch.pk}", _("Rows"))]
        if batch.file:
            links.append((page_url(batch, "file"), _("File")))
        return format_html_join(" ", '<a href="{}">{}</a>', links)
