"""Rows and facets of lists, in compiled templates: they are most of what a list page costs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from markupsafe import escape

from ..facets import Facet, Option
from ..jinja import compiled
from ..listing import ROW_PHOTO, Row
from ..models import Tool
from .records import flags, lang, picture, text, tool_class

register = template.Library()


class ToolFace(NamedTuple):
    """What shows a tool: the class of its colour, its mark and its name."""

    css: str
    mark: str
    name: str


@register.simple_tag
def rows(items: Sequence[Row]) -> SafeString:
    """The rows of a list, to stand in `<ol class="rows">`."""
    tools = {
        tool.value: ToolFace(tool_class(tool), tool.mark, str(tool.short_name)) for tool in Tool
    }
    return compiled(
        "rows.html",
        rows=items,
        tools=tools,
        flag=flags(),
        picture=_row_picture,
        lang=lang,
        text=text,
        and_more=and_more,
    )


@register.simple_tag(takes_context=True)
def facet_fields(
    context: template.Context, facets: Sequence[Facet], between: str, before: str
) -> SafeString:
    """The facets of a filter form; the template `between` stands before one of them."""
    return compiled(
        "facets.html",
        facets=facets,
        between=SafeString(context.template.engine.get_template(between).render(context)),
        before=before,
        notes={
            "partner": gettext(
                "An activity with several partners counts once in the total and once at each"
                " partner."
            ),
        },
        options=_options,
        flag=flags(),
        chosen=_chosen,
        further=_further,
    )


def _options(
    name: str, options: Sequence[Option], flag: Callable[[str], SafeString] | None = None
) -> SafeString:
    """The options of a facet: 300 with all partners, too many for any template to draw fast."""
    return SafeString("".join([_option(name, option, flag) for option in options]))


def _option(name: str, option: Option, flag: Callable[[str], SafeString] | None) -> str:
    value, label, number = escape(option.value), escape(option.label), option.count
    checked = " checked" if option.is_selected else ""
    if flag and (drawn := flag(option.value)):
        label = f"<span>{drawn} {label}</span>"
    return (
        f"<label{'' if number else ' class=zero'}"
        f' data-facet="{name}" data-value="{value}" data-count="{number}">'
        f'<input type=checkbox name={name} value="{value}"{checked}>'
        f"{label}<b>{number:,}</b></label>"
    )


def _row_picture(photo: object, is_lazy: bool) -> SafeString:
    return picture(photo, "(min-width:30rem) 12rem, 7rem", is_lazy, widest=ROW_PHOTO)


# Plurals are worded here: of a compiled template, `makemessages` finds only what `_` marks.
def and_more(more: int) -> str:
    return ngettext("and %(more)s more", "and %(more)s more", more) % {"more": more}


def _chosen(selected: int) -> str:
    return ngettext("%(selected)s selected", "%(selected)s selected", selected) % {
        "selected": selected
    }


def _further(more: int) -> str:
    return ngettext("%(more)s more", "%(more)s more", more) % {"more": more}
