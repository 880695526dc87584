"""Rows and facets of lists, in compiled templates: they are most of what a list page costs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from django import template
from django.template import engines
from django.templatetags.static import static
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from ..facets import Facet
from ..listing import Row
from ..models import Tool
from .records import FLAGS, flag_codes, picture, tool_class

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
    return _render("rows.html", rows=items, tools=tools, picture=picture)


@register.simple_tag(takes_context=True)
def facet_fields(
    context: template.Context, facets: Sequence[Facet], between: str, before: str
) -> SafeString:
    """The facets of a filter form; the template `between` stands before one of them."""
    notes = {
        "partner": gettext("An activity with several partners is counted once at each of them."),
    }
    fields = mark_safe(context.template.engine.get_template(between).render(context))
    return _render(
        "facets.html", facets=facets, between=fields, before=before, number=_number, notes=notes
    )


def _render(name: str, **context: object) -> SafeString:
    return mark_safe(engines["jinja2"].env.get_template(name).render(flag=_flags(), **context))


def _flags() -> Callable[[str], SafeString]:
    """Draws the flag of a code where the sprite has it, else nothing."""
    codes, address = flag_codes(), static(FLAGS)

    def flag(code: str) -> SafeString:
        if code not in codes:
            return SafeString("")
        return SafeString(
            f'<svg class="flag" aria-hidden="true"><use href="{address}#{code}"/></svg>'
        )

    return flag


def _number(value: int) -> str:
    return f"{value:,}"
