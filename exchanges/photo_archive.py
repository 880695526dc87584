"""The public photos of one record as a ZIP, with a table of their captions beside them.

The archive is made while it is sent: of all its pictures one at a time is in memory. The same
photos and texts give the same bytes.
"""

from __future__ import annotations

import csv
import hashlib
import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.http import (
    Http404,
    HttpRequest,
    HttpResponseBase,
    HttpResponsePermanentRedirect,
    StreamingHttpResponse,
)
from django.urls import reverse
from django.utils.http import content_disposition_header, quote_etag
from django.views import View

from .imports.escaping import escape
from .models import Activity, Photo, Rendition
from .photo_sharing import (
    as_taken,
    download_name,
    download_of,
    jpeg_tag,
    not_modified,
    read_jpeg,
)

TABLE = "captions.csv"
TEXTS = (
    *("caption_en", "caption_ja", "alt_en", "alt_ja", "credit_en", "credit_ja"),
    *("taken_on", "place_en", "place_ja", "rights"),
)
COLUMNS = ("file", "reference", "title", *TEXTS, "page")
# The first moment that a ZIP can name: a time of making would change the bytes each time.
NO_TIME = (1980, 1, 1, 0, 0, 0)
UNIX, READABLE = 3, 0o100644 << 16


@dataclass(frozen=True)
class PhotoArchive:
    """The archive of a record's photos, as its page offers it."""

    url: str
    count: int
    size: int


def archive_of(activity: Activity, photos: Sequence[Photo]) -> PhotoArchive | None:
    """The archive of photos that have their file for download; needs their renditions."""
    files = [file for photo in photos if (file := download_of(photo))]
    if not files:
        return None
    url = reverse("activities:photos", args=[activity.start_year, activity.slug])
    return PhotoArchive(url, len(files), sum(file.size for file in files))


class PhotoArchiveFile(View):
    """The archive of a published record; of one without public photos there is none."""

    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, year: int, slug: str) -> HttpResponseBase:
        activity = Activity.objects.published().filter(slug=slug).first()
        photos = _photos(activity) if activity else []
        if activity is None or not photos:
            raise Http404
        if year != activity.start_year:
            address = reverse("activities:photos", args=[activity.start_year, slug])
            return HttpResponsePermanentRedirect(address)
        table = _table(photos, request)
        tag = _tag(photos, table, request)
        return not_modified(request, tag) or _answer(request, activity, photos, table, tag)


def _photos(activity: Activity) -> list[tuple[Photo, Rendition]]:
    found = activity.photos.released().prefetch_related("renditions").order_by("position", "id")
    photos = []
    for photo in found:
        photo.activity = activity
        if file := download_of(photo):
            photos.append((photo, file))
    return photos


def _table(photos: Sequence[tuple[Photo, Rendition]], request: HttpRequest) -> bytes:
    """The texts in both languages; Excel needs the mark to read them as UTF-8."""
    target = io.StringIO(newline="")
    writer = csv.writer(target)
    writer.writerow(COLUMNS)
    for photo, _file in photos:
        cells = [getattr(photo, name) for name in TEXTS]
        page = request.build_absolute_uri(photo.get_absolute_url())
        activity = photo.activity
        row = [download_name(photo), activity.reference, activity.title, *cells, page]
        writer.writerow([escape("" if cell is None else str(cell)) for cell in row])
    return target.getvalue().encode("utf-8-sig")


def _tag(photos: Sequence[tuple[Photo, Rendition]], table: bytes, request: HttpRequest) -> str:
    digest = hashlib.sha256(table)
    for photo, file in photos:
        digest.update(jpeg_tag(photo, file, request).encode())
    return quote_etag(digest.hexdigest()[:32])


def _answer(
    request: HttpRequest,
    activity: Activity,
    photos: Sequence[tuple[Photo, Rendition]],
    table: bytes,
    tag: str,
) -> HttpResponseBase:
    pieces = () if request.method == "HEAD" else _pieces(request, photos, table)
    response = StreamingHttpResponse(pieces, content_type="application/zip")
    name = f"{activity.slug}-photos.zip"
    response["Content-Disposition"] = content_disposition_header(True, name)
    return as_taken(response, tag)


def _pieces(
    request: HttpRequest, photos: Sequence[tuple[Photo, Rendition]], table: bytes
) -> Iterator[bytes]:
    """The archive, one of its files after the other."""
    buffer = _Passing()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(_entry(TABLE), table, zipfile.ZIP_DEFLATED)
        yield buffer.take()
        for photo, file in photos:
            # Pictures are compressed already. A file that is gone meanwhile breaks the transfer
            # off: an archive that looks complete and is not would be worse.
            archive.writestr(_entry(download_name(photo)), read_jpeg(photo, file, request))
            yield buffer.take()
    yield buffer.take()


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, NO_TIME)
    entry.create_system, entry.external_attr = UNIX, READABLE
    return entry


class _Passing(io.BytesIO):
    """A file whose beginning is taken away as it grows; positions still count from there.

    Within an entry it can be gone back in, so that sizes stand in front of each entry, where
    readers of a stream look for them.
    """

    taken = 0

    def tell(self) -> int:
        return self.taken + super().tell()

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        if whence == io.SEEK_SET:
            offset -= self.taken
        return self.taken + super().seek(offset, whence)

    def take(self) -> bytes:
        content = self.getvalue()
        self.taken += len(content)
        super().seek(0)
        self.truncate()
        return content
