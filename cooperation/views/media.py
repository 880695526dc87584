"""Files of photos: whether somebody may see one is asked each time, before it is opened."""

from __future__ import annotations

import logging
import re

from django.core.files.storage import default_storage
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from exchanges.models import PhotoUpload, Rendition

logger = logging.getLogger(__name__)
CONTENT_TYPES = {"webp": "image/webp", "avif": "image/avif", "jpg": "image/jpeg"}
NAME = re.compile(r"[\w-]{1,50}\.(webp|avif|jpg)", re.ASCII)
# Short, so that a withdrawn photo is gone from caches within a minute.
PUBLIC = "public, max-age=60, must-revalidate"
PRIVATE = "private, no-store"


@require_safe
def rendition(request: HttpRequest, name: str) -> HttpResponse:
    """A rendition of a public photo; staff who may see photos are shown any of them.

    Everything else is 404: also what was public before, from the next request on.
    """
    if not NAME.fullmatch(name):
        return _missing()
    found = (
        Rendition.objects.select_related("photo__activity")
        .only(
            "photo__release_state",
            *(f"photo__activity__{field}" for field in ("status", "publish_at", "unpublish_at")),
        )
        .filter(name=name)
        .first()
    )
    if found and found.photo.is_public:
        return _file(request, name, PUBLIC)
    if found and request.user.has_perm("exchanges.view_photo"):
        return _file(request, name, PRIVATE)
    if found is None and _is_seen_upload(request, name):
        return _file(request, name, PRIVATE)
    return _missing()


def _is_seen_upload(request: HttpRequest, name: str) -> bool:
    """Whether it is the preview of an upload that this person may see."""
    # Of everybody else nothing more is asked than whether there is such a rendition.
    if not request.user.is_authenticated:
        return False
    uploads = PhotoUpload.objects.filter(preview_name=name)
    if not request.user.has_perm("exchanges.view_photo"):
        uploads = uploads.filter(uploaded_by=request.user.pk)
    return uploads.exists()


def _file(request: HttpRequest, name: str, cache_control: str) -> HttpResponse:
    # What lies under a name never changes: another picture has another name.
    tag = f'"{name}"'
    response = get_conditional_response(request, etag=tag) or _content(name)
    if response.status_code in (200, 304):
        response["ETag"] = tag
        response["Cache-Control"] = cache_control
        response["X-Content-Type-Options"] = "nosniff"
        response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _content(name: str) -> HttpResponse:
    try:
        with default_storage.open(name) as file:
            content = file.read()
    except FileNotFoundError:
        return _missing()
    except OSError as error:
        logger.error("%s could not be read: %s", name, error)
        return HttpResponse(status=503, headers={"Cache-Control": "no-store", "Retry-After": "60"})
    response = HttpResponse(content, content_type=CONTENT_TYPES[name.rpartition(".")[2]])
    response["Content-Disposition"] = "inline"
    return response


def _missing() -> HttpResponse:
    """Without a page around it: nobody reads the answer for a picture."""
    response = HttpResponseNotFound("404\n", content_type="text/plain; charset=utf-8")
    response["Cache-Control"] = "no-store"
    return response
