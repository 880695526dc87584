"""How records show themselves on pages: flags, pictures, tool squares, texts in their language."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

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
LAZY, FIRST = ' loading="lazy"', ' fetchpriority="high"'
# Of each format a page names so many files: one for usual screens, one for dense ones.
FILES_NAMED = 2
# Crops keep one of five by five points of the picture in view, each a class of the styles.
FOCUS_STEPS = 4


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
    lead: bool = False,
    light: bool = False,
) -> SafeString:
    """A `picture` of a photo's files with its size, so that nothing moves while it loads.

    AVIF is offered where it is as sharp as the WebP: right after an upload one WebP is all there
    is. `largest` shows the whole picture in all its sizes; `lead` is fetched before all others;
    `light` names one WebP only beside the AVIF, on a page of so many photos that names weigh.
    """
    by_format = photo.page_files
    webp = _named(by_format.get("webp", ()), widest, largest)
    avif = _named(by_format.get("avif", ()), widest, largest)
    files = webp or avif
    if not files:
        return SafeString("")
    fitting = [item for item in files if item.width <= WIDTH_OF_SRC]
    shown = fitting[-1] if fitting else files[0]
    has_avif = bool(webp and avif) and avif[-1].width >= webp[-1].width
    sources = f' srcset="{_srcset(files)}" sizes="{escape(sizes)}"'
    image = (
        f'<img src="{escape(shown.url)}"{"" if light and has_avif else sources}'
        f' width="{shown.width}" height="{shown.height}" alt="{escape(photo.alt)}"'
        f"{lang(photo.alt)}{'' if largest else focus(photo)}"
        f"{FIRST if lead else LAZY if lazy else ''}>"
    )
    if not has_avif:
        return SafeString(image)
    return SafeString(
        f'<picture><source type="image/avif" srcset="{_srcset(avif)}" sizes="{escape(sizes)}">'
        f"{image}</picture>"
    )


def _named(files: Sequence[Any], widest: int, is_largest: bool) -> Sequence[Any]:
    """The files that a page names, of those by rising width."""
    if is_largest:
        return files
    return [item for item in files if item.width <= widest][-FILES_NAMED:] or files[:1]


def _srcset(files: Sequence[Any]) -> str:
    return escape(", ".join([f"{item.url} {item.width}w" for item in files]))


def focus(photo: Photo | RowPhoto) -> str:
    """The class that keeps the focal point in view where the picture is cropped."""
    steps = (("fx", round(photo.focal_x * FOCUS_STEPS)), ("fy", round(photo.focal_y * FOCUS_STEPS)))
    classes = " ".join(f"{axis}{step}" for axis, step in steps if 2 * step != FOCUS_STEPS)
    return f' class="{classes}"' if classes else ""


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
