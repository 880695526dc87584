"""The page of one public photograph."""

from __future__ import annotations

from django.db.models import QuerySet
from django.urls import register_converter
from django.views.generic import DetailView

from .citations import image_script
from .models import Photo, SiteText
from .photo_archive import archive_of
from .photo_sharing import download_of, download_url, social_picture


class Digits:
    """A key of up to eighteen digits: more do not fit the databases' integers.

    It is written in one way only, so that a photograph has one address.
    """

    regex = "[1-9][0-9]{0,17}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)


register_converter(Digits, "digits")


class PhotoPage(DetailView):
    """A photograph with its record and the others of it; only what is released is here."""

    template_name = "photos/detail.html"
    context_object_name = "photo"

    def get_queryset(self) -> QuerySet:
        return (
            Photo.objects.public()
            .select_related("activity__kind")
            .prefetch_related("activity__partners")
        )

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        photos = self.object.activity.photos.released().prefetch_related("renditions")
        album = list(photos.order_by("position", "id"))
        place = album.index(self.object)
        # The one of the album has its renditions.
        photo = album[place]
        for each in album:
            each.activity = self.object.activity
        texts = (photo.caption, photo.credit, photo.place, photo.activity.title)
        absolute = self.request.build_absolute_uri
        return super().get_context_data(
            **kwargs,
            photo=photo,
            social_picture=social_picture(photo),
            download=download_of(photo),
            download_url=download_url(photo),
            archive=archive_of(photo.activity, album),
            image_object=image_script(photo, absolute),
            album=album,
            number=place + 1,
            previous_photo=album[place - 1] if place else None,
            next_photo=album[place + 1] if place + 1 < len(album) else None,
            reuse=SiteText.objects.filter(key="about-reuse").first(),
            in_one_language=next((text.lang for text in texts if text.is_fallback), ""),
        )
