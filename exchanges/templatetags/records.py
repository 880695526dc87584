"""How records show themselves on pages: flags, pictures, tool squares, texts in their language."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path

from django import template
from django.contrib.humanize.templatetags.humanize import intcomma
from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from ..addresses import address
from ..listing import RowPhoto
from ..models import Activity, Partner, Photo, Tool

register = template.Library()

FLAGS = "cooperation/flags.svg"
WIDTH_OF_SRC = 960
# No picture is shown wider than about 700 CSS pixels, nor needs more for a dense screen.
MAX_WIDTH = 1280
LAZY = ' loading="lazy"'


@register.filter
def as_tool(value: str) -> Tool:
    return Tool(value)


@register.filter
def tool_class(tool: str) -> str:
    """The class that gives an element its tool's colour; agreements are ink only."""
    mark = Tool(tool).mark
    return f"t{mark}" if mark.isdigit() else "t0"


@register.simple_tag
def tool_square(tool: str) -> SafeString:
    """The numbered square of a tool. The name always stands beside it in text."""
    return format_html('<span class="badge" aria-hidden="true">{}</span>', Tool(tool).mark)


@register.simple_tag
def four_tools() -> list[Tool]:
    return [tool for tool in Tool if tool is not Tool.AGREEMENTS]


@register.simple_tag
def tool_url(tool: str) -> str:
    """The landing page of a tool; for agreements their list."""
    return address(f"{tool}:list" if tool == Tool.AGREEMENTS else f"{tool}:landing")


@lru_cache(maxsize=1)
def flag_codes() -> frozenset[str]:
    """Codes of the partners whose flag is in the sprite; the file never changes while running."""
    path = finders.find(FLAGS)
    return frozenset(re.findall(r'<symbol id="([a-z]+)"', Path(path).read_text()) if path else ())


def flags() -> Callable[[str], SafeString]:
    """Draws the flag of a code where the sprite has it, else nothing; for compiled templates."""
    codes, sprite = flag_codes(), static(FLAGS)

    def draw(code: str) -> SafeString:
        if code not in codes:
            return SafeString("")
        return SafeString(f'<svg class=flag aria-hidden=true><use href="{sprite}#{code}"/></svg>')

    return draw


@register.simple_tag
def flag(partner: Partner, width: int = 22, height: int = 17) -> SafeString:
    """A partner's flag, decorative: its name stands beside it. Nothing where none is supplied."""
    if partner.code not in flag_codes():
        return SafeString("")
    return format_html(
        '<svg class="flag" width="{}" height="{}" aria-hidden="true"><use href="{}#{}"/></svg>',
        width,
        height,
        static(FLAGS),
        partner.code,
    )


@register.simple_tag
def partner_link(partner: Partner) -> SafeString:
    """Flag and linked name, to stand in an element that lays them out (`li`, `.withflag`)."""
    return format_html(
        '{}<a href="{}">{}</a>', flag(partner), partner.get_absolute_url(), partner.name
    )


@register.filter
def lang(value: object) -> SafeString:
    """A `lang` attribute where a text stands in for a missing translation, else nothing."""
    if getattr(value, "is_fallback", False):
        return format_html(' lang="{}"', value.lang)
    return SafeString("")


@register.simple_tag
def text(value: object) -> SafeString:
    """A text, in a `span` of its language where it stands in for a missing translation."""
    attribute = lang(value)
    return format_html("<span{}>{}</span>", attribute, value) if attribute else escaped(value)


def escaped(value: object) -> SafeString:
    return format_html("{}", value)


@register.filter
def lead_photo(activity: Activity) -> Photo | None:
    """The chosen photo among those that are public, else the first; needs `public_photos`."""
    photos: Sequence[Photo] = activity.public_photos
    chosen = [photo for photo in photos if photo.pk == activity.lead_photo_id]
    return next(iter([*chosen, *photos]), None)


@register.filter
def other_photos(activity: Activity) -> list[Photo]:
    """The public photos without the leading one."""
    lead = lead_photo(activity)
    return [photo for photo in activity.public_photos if photo is not lead]


@register.simple_tag
def picture(
    photo: Photo | RowPhoto,
    sizes: str = "100vw",
    lazy: bool = True,
    largest: bool = False,
    widest: int = MAX_WIDTH,
) -> SafeString:
    """An `img` of a photo's renditions with its size, so that nothing moves while it loads."""
    renditions = photo.sizes
    if not largest:
        renditions = [item for item in renditions if item.width <= widest] or renditions[:1]
    if not renditions:
        return SafeString("")
    fitting = [item for item in renditions if item.width <= WIDTH_OF_SRC]
    shown = fitting[-1] if fitting else renditions[0]
    sources = ", ".join(f"{item.url} {item.width}w" for item in renditions)
    return SafeString(
        f'<img src="{escape(shown.url)}" srcset="{escape(sources)}" sizes="{escape(sizes)}"'
        f' width="{shown.width}" height="{shown.height}" alt="{escape(photo.alt)}"'
        f"{lang(photo.alt)}{LAZY if lazy else ''}>"
    )


@register.simple_tag
def fact(label: str, value: object = None) -> SafeString:
    """A row of a facts table. What is not known is "Not published", which is not zero."""
    if value is None or value == "" or value == []:
        shown = format_html('<span class="muted">{}</span>', gettext("Not published"))
    elif isinstance(value, int):
        shown = format_html("{}", intcomma(value))
    elif isinstance(value, list):
        shown = format_html_join(mark_safe("<br>"), "{}", ((text(item),) for item in value))
    else:
        lines = str(value).splitlines()
        shown = format_html(
            "<span{}>{}</span>",
            lang(value),
            format_html_join(mark_safe("<br>"), "{}", ((line,) for line in lines)),
        )
    return format_html('<tr><th scope="row">{}</th><td>{}</td></tr>', label, shown)
