from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from exchanges.models import Rendition


@require_safe
def rendition(request: HttpRequest, name: str) -> HttpResponseBase:
    """A rendition of a public photo; staff who may see photos are shown any of them.

    Everything else is 404: also what was public before, from the next request on.
    """
    if "\x00" in name:
        raise Http404
    found = Rendition.objects.select_related("photo__activity").filter(name=name[:60]).first()
    if found is None:
        raise Http404
    is_public = found.photo.is_public
    if not is_public and not request.user.has_perm("exchanges.view_photo"):
        raise Http404
    try:
        response = FileResponse(default_storage.open(found.name), content_type="image/webp")
    except FileNotFoundError as error:
        raise Http404 from error
    # Short, so that a withdrawn photo is gone from caches within a minute.
    response["Cache-Control"] = "public, max-age=60" if is_public else "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
