"""The photographs of a gallery page, in a compiled template as the rows of lists are."""

from __future__ import annotations

from collections.abc import Sequence

from django import template
from django.utils.safestring import SafeString

from ..index.photos import PAGE_WIDTH
from ..jinja import compiled
from ..models import Photo, Tool
from .listing import ToolFace
from .records import lang, picture, text, tool_class

register = template.Library()

SIZES = "(min-width:32rem) 18rem, 100vw"


@register.simple_tag
def gallery(photos: Sequence[Photo]) -> SafeString:
    """Photos with all that belongs to them, to stand in `<ul class="gal">`."""
    tools = {
        tool.value: ToolFace(tool_class(tool), tool.mark, str(tool.short_name)) for tool in Tool
    }
    return compiled(
        "gallery.html", photos=photos, tools=tools, picture=_picture, lang=lang, text=text
    )


def _picture(photo: Photo, is_lazy: bool) -> SafeString:
    return picture(photo, SIZES, is_lazy, widest=PAGE_WIDTH)
