"""Long lists of the front page in compiled templates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import ngettext

from exchanges.addresses import address
from exchanges.jinja import compiled
from exchanges.models import Photo
from exchanges.templatetags.records import flags, picture

if TYPE_CHECKING:
    from ..views.home import CountedPartner, RegionPartners

register = template.Library()


@register.simple_tag
def country_options(partners: Sequence[CountedPartner]) -> SafeString:
    return compiled("country_options.html", partners=partners)


@register.simple_tag
def region_lists(regions: Sequence[RegionPartners]) -> SafeString:
    """Partners of each region, linked, with the number of activities with them."""
    return compiled(
        "region_lists.html",
        regions=regions,
        partners=address("partners:list"),
        flag=flags(),
        number=lambda value: f"{value:,}",
        more=lambda number: ngettext("%(more)s more", "%(more)s more", number) % {"more": number},
    )


@register.simple_tag
def mosaic(photos: Sequence[Photo], shape: str, sizes: str) -> SafeString:
    """Up to four captioned photos; the picture leads to its page, the caption to the record.

    `sizes` is that of the first; the others are small beside their captions on a phone.
    """

    def draw(photo: Photo, is_first: bool) -> SafeString:
        own = sizes if is_first else sizes.replace("100vw", "(min-width:30rem) 50vw, 8.5rem")
        return picture(photo, own, widest=640 if shape == "four" else 1280, light=True)

    return compiled("mosaic.html", photos=photos, shape=shape, picture=draw)
