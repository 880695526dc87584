"""The frame of every page: main menu, language switch, addresses with changed queries."""

from __future__ import annotations

from dataclasses import dataclass

from django import template
from django.conf import settings
from django.core.paginator import Page
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

register = template.Library()

# Names of languages are written in the language itself, never translated.
OWN_NAMES = {"en": "English", "ja": "日本語"}
MAIN_MENU = (
    ("activities", "activities:list", _("Activities")),
    ("partners", "partners:list", _("Countries")),
    ("agreements", "agreements:list", _("Agreements")),
    ("programmes", "programmes:list", _("Programmes")),
    ("photos", "photos:list", _("Photographs")),
    ("about", "about", _("About")),
)


@dataclass(frozen=True)
class MenuItem:
    label: str
    url: str
    is_current: bool


@dataclass(frozen=True)
class Language:
    code: str
    name: str
    url: str
    is_current: bool


@register.simple_tag(takes_context=True)
def main_menu(context: template.Context) -> list[MenuItem]:
    """The items of the main menu; the one whose part of the site is shown is current."""
    match = getattr(context.get("request"), "resolver_match", None)
    here = (match.namespace or match.url_name or "").removesuffix("-page") if match else ""
    return [MenuItem(label, reverse(view), here == part) for part, view, label in MAIN_MENU]


@register.simple_tag(takes_context=True)
def languages(context: template.Context) -> list[Language]:
    """This same page, its query included, in each language."""
    request = context.get("request")
    current = (get_language() or settings.LANGUAGE_CODE)[:2]
    return [
        Language(code, OWN_NAMES.get(code, str(name)), page_in(request, code), code == current)
        for code, name in settings.LANGUAGES
    ]


@register.simple_tag(takes_context=True)
def absolute(context: template.Context, url: str) -> str:
    """An address with scheme and host, as links for machines need it."""
    request = context.get("request")
    return request.build_absolute_uri(url) if request else url


def page_in(request: HttpRequest | None, language: str) -> str:
    """The address of the requested page in a language; English has no prefix.

    It goes by the prefix alone, so that it works for addresses that do not exist as well.
    """
    full_path = request.get_full_path() if request else "/"
    path = _without_prefix(full_path)
    return path if language == settings.LANGUAGE_CODE else f"/{language}{path}"


def _without_prefix(path: str) -> str:
    for code, _name in settings.LANGUAGES:
        prefix = f"/{code}"
        if code != settings.LANGUAGE_CODE and path.startswith(f"{prefix}/"):
            return path[len(prefix) :]
    return path


@register.simple_tag(takes_context=True)
def querystring(context: template.Context, **changes: object) -> str:
    """The page's query with parameters replaced, or removed where the value is None or empty."""
    request = context.get("request")
    query = request.GET.copy() if request else QueryDict(mutable=True)
    for name, value in changes.items():
        if value in (None, ""):
            query.pop(name, None)
        else:
            query[name] = str(value)
    return f"?{query.urlencode()}" if query else "?"


@register.simple_tag
def page_numbers(page: Page) -> list[int | str]:
    """Page numbers to link to: the first, the last, those around this one, "…" for the others."""
    return list(page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1))
