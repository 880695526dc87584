"""The first page of an import: the file, and what was imported before."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from ...models import ImportBatch
from ...tools import Tool
from ..file_templates import CONTENT_TYPES, template_file
from ..forms import UploadForm
from ..problems import FileError
from ..uploads import keep_file
from .permission import tools_to_import

RECENT = 10


def upload_page(admin: Any, request: HttpRequest) -> HttpResponseBase:
    """Take a file and go on to its columns; nothing is kept of one that cannot be read."""
    tools = tools_to_import(request.user)
    initial = {"tool": request.GET.get("tool", "")}
    form = UploadForm(request.POST or None, request.FILES or None, tools=tools, initial=initial)
    if request.method == "POST" and form.is_valid() and (batch := _begin(request, form)):
        # The other module of this package names these pages.
        from .admin import page_url

        return redirect(page_url(batch))
    return admin.step(
        request,
        "upload",
        None,
        "columns",
        _("Import"),
        form=form,
        recent=_recent(),
        templates=template_links(tools),
    )


def _begin(request: HttpRequest, form: UploadForm) -> ImportBatch | None:
    chosen = form.cleaned_data
    try:
        return keep_file(upload=chosen["file"], tool=chosen["tool"], by=request.user)
    except FileError as error:
        form.add_error("file", str(error))
        return None


def _recent() -> list[tuple[ImportBatch, str]]:
    """The last imports of all, each with the page on which it goes on."""
    from .admin import page_url

    batches = ImportBatch.objects.select_related("started_by")[:RECENT]
    return [(batch, page_url(batch)) for batch in batches]


def template_links(tools: list[Tool]) -> list[tuple[Tool, list[tuple[str, str, str]]]]:
    """For each tool its template files: language, format and what the link says."""
    names = dict(settings.LANGUAGES)
    made = [
        (language, file_format, f"{file_format.upper()}, {names[language]}")
        for language in ("en", "ja")
        for file_format in CONTENT_TYPES
    ]
    return [(tool, made) for tool in tools]


def template_download(
    request: HttpRequest, tool: str, language: str, file_format: str
) -> HttpResponse:
    """An empty table of one tool, with its columns and example rows."""
    is_known = tool in Tool.values and language in ("en", "ja")
    if not is_known or file_format not in CONTENT_TYPES:
        raise Http404
    content = template_file(tool, language, file_format)
    response = HttpResponse(content, content_type=CONTENT_TYPES[file_format])
    name = f"{tool}-{language}.{file_format}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
