"""A public photo as others take it: on the card of a shared page, and as a JPEG with its texts."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views import View

from .bilingual import reader_language
from .models import Photo, Rendition
from .photo_download import jpeg_with_texts

MIME_TYPES = {"webp": "image/webp", "avif": "image/avif", "jpeg": "image/jpeg"}
# Short, as of every picture: a withdrawn photo is gone from caches within a minute.
CACHE_CONTROL = "public, max-age=60, must-revalidate"


@dataclass(frozen=True)
class SocialPicture:
    """What a page that is shared shows of itself."""

    url: str
    width: int
    height: int
    mime_type: str
    alt: str


def social_picture(photo: Photo | None) -> SocialPicture | None:
    """The card of a photo, else the widest file there is; needs its renditions."""
    if photo is None:
        return None
    choices = (
        photo.files_in("jpeg", "card"),
        photo.files_in("jpeg", "download"),
        photo.files_in("webp"),
        photo.files_in("avif"),
    )
    for files in choices:
        if files:
            file = files[-1]
            kind = MIME_TYPES[file.format]
            return SocialPicture(file.url, file.width, file.height, kind, str(photo.alt))
    return None


def download_of(photo: Photo) -> Rendition | None:
    """The JPEG that readers may take; none while it is still being made."""
    return next(reversed(photo.files_in("jpeg", "download")), None)


def download_url(photo: Photo) -> str:
    return reverse("photos:jpeg", args=[photo.pk])


def download_name(photo: Photo) -> str:
    """A name that says what the file is, wherever it ends up."""
    return f"{photo.activity.slug}-{photo.pk}.jpg"


def read_jpeg(photo: Photo, file: Rendition, request: HttpRequest) -> bytes:
    """The JPEG with caption, credit and rights inside, in the reader's language.

    Raises FileNotFoundError where the stored file is gone.
    """
    with default_storage.open(file.name) as stored:
        return jpeg_with_texts(stored.read(), **_texts(photo, request))


def jpeg_tag(photo: Photo, file: Rendition, request: HttpRequest) -> str:
    """What changes whenever the file to be taken does; known without reading it."""
    parts = (file.name, *(f"{name}={value}" for name, value in _texts(photo, request).items()))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


def _texts(photo: Photo, request: HttpRequest) -> dict[str, object]:
    return {
        # Each says its own language, which may not be the reader's.
        "caption": photo.caption,
        "credit": photo.credit,
        "rights": photo.rights,
        "language": reader_language(),
        "taken_on": photo.taken_on,
        "place": photo.place,
        "title": photo.activity.title,
        "url": request.build_absolute_uri(photo.get_absolute_url()),
    }


class PhotoJpeg(View):
    """A public photo as a JPEG with its texts inside; everything else is not found."""

    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        photos = Photo.objects.public().select_related("activity").prefetch_related("renditions")
        photo = photos.filter(pk=pk).first()
        file = download_of(photo) if photo else None
        if photo is None or file is None:
            raise Http404
        tag = quote_etag(jpeg_tag(photo, file, request))
        return not_modified(request, tag) or _jpeg(request, photo, file, tag)


def _jpeg(request: HttpRequest, photo: Photo, file: Rendition, tag: str) -> HttpResponseBase:
    try:
        content = read_jpeg(photo, file, request)
    except FileNotFoundError as error:
        raise Http404 from error
    # Streamed, so that the cache of pages lets it pass untouched.
    response = FileResponse(
        io.BytesIO(content),
        as_attachment=True,
        filename=download_name(photo),
        content_type="image/jpeg",
    )
    return as_taken(response, tag)


def not_modified(request: HttpRequest, tag: str) -> HttpResponseBase | None:
    """The answer for a reader who has what the tag names; none for all others."""
    response = get_conditional_response(request, etag=tag)
    return as_taken(response, tag) if response is not None else None


def as_taken(response: HttpResponseBase, tag: str) -> HttpResponseBase:
    """The answer with how long it may be kept, and as what."""
    response["ETag"], response["Cache-Control"] = tag, CACHE_CONTROL
    response["X-Content-Type-Options"] = "nosniff"
    return response
