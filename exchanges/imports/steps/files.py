"""Downloads of an import: the file as it was uploaded, and its rows that were left out."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header

from ...models import ImportBatch
from ..problems import FileError
from ..rejects import rejected_file


def file_download(admin: Any, request: HttpRequest, batch: ImportBatch) -> HttpResponseBase:
    """The file of an import; never shown in the browser, whatever it is."""
    if not batch.file or not batch.file.storage.exists(batch.file.name):
        raise Http404
    return FileResponse(
        batch.file.open("rb"),
        as_attachment=True,
        filename=batch.file_name,
        content_type="application/octet-stream",
    )


def rejected_download(admin: Any, request: HttpRequest, batch: ImportBatch) -> HttpResponseBase:
    """The rows that are or would be left out, with what to do about each."""
    try:
        found = rejected_file(batch)
    except FileError as error:
        messages.error(request, str(error))
        return redirect("admin:exchanges_importbatch_changelist")
    response = StreamingHttpResponse(found.pieces, content_type=found.content_type)
    response["Content-Disposition"] = content_disposition_header(True, found.name)
    return response
