"""The frame of every page: head, masthead, footer, language switch, pages and changed queries."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from django import template
from django.conf import settings
from django.core.paginator import Page
from django.http import HttpRequest, QueryDict
from django.urls import get_script_prefix
from django.utils.encoding import escape_uri_path
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from exchanges.addresses import address
from exchanges.jinja import compiled
from exchanges.templatetags.records import four_tools, text, tool_url

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
# Pages linked to on each side of the one shown.
BESIDE = 2


@dataclass(frozen=True)
class MenuItem:
    """An item of the main menu and the part of the site that it leads to."""

    part: str
    label: str
    url: str


@dataclass(frozen=True)
class PageLink:
    """A page of a list; without a number it stands for those left out."""

    number: int | None
    url: str
    is_current: bool


@dataclass(frozen=True)
class Language:
    code: str
    name: str
    url: str
    is_current: bool


@register.simple_block_tag
def kept(content: str) -> str:
    """Its content, to be kept by `as name`: a block can stand in a template once only."""
    return content


@register.simple_tag(takes_context=True)
def masthead(context: template.Context) -> SafeString:
    """Brand, search, language switch and main menu; the part of the site shown is current."""
    match = getattr(context.get("request"), "resolver_match", None)
    here = (match.namespace or match.url_name or "").removesuffix("-page") if match else ""
    notice = context.get("demonstration_notice")
    return compiled(
        "masthead.html",
        site_name=context.get("site_name"),
        ministry_name=context.get("ministry_name"),
        home=address("home"),
        search=address("activities:list"),
        notice=text(notice) if notice else "",
        languages=languages(context),
        menu=_menu(get_language(), get_script_prefix()),
        here=here,
    )


@register.simple_tag(takes_context=True)
def footer(context: template.Context) -> SafeString:
    return _footer(get_language(), get_script_prefix(), context.get("ministry_name"))


@lru_cache(maxsize=16)
def _footer(language: str | None, prefix: str, ministry_name: str | None) -> SafeString:
    """The same on every page of a language."""
    return compiled(
        "footer.html",
        ministry_name=ministry_name,
        menu=_menu(language, prefix),
        tools=[(tool_url(tool), tool.label) for tool in four_tools()],
        about=address("about"),
        staff=address("admin:index"),
    )


@lru_cache(maxsize=16)
def _menu(language: str | None, prefix: str) -> list[MenuItem]:
    """The main menu in the active language."""
    return [MenuItem(part, str(label), address(view)) for part, view, label in MAIN_MENU]


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
def alternates(context: template.Context) -> list[tuple[str, str]]:
    """Each language and the address of the page in it, without the query, for machines."""
    path = escape_uri_path(context["request"].path)
    return [(code, absolute(context, path_in(path, code))) for code, _name in settings.LANGUAGES]


@register.simple_tag(takes_context=True)
def canonical(context: template.Context) -> str:
    """The address of the page without its query."""
    return absolute(context, escape_uri_path(context["request"].path))


@register.simple_tag(takes_context=True)
def absolute(context: template.Context, url: str) -> str:
    """An address with scheme and host, as links for machines need it."""
    request = context.get("request")
    return request.build_absolute_uri(url) if request else url


def page_in(request: HttpRequest | None, language: str) -> str:
    """The address of the requested page in a language, its query included."""
    return path_in(request.get_full_path() if request else "/", language)


def path_in(path: str, language: str) -> str:
    """An address in a language; English has no prefix.

    It goes by the prefix alone, so that it works for addresses that do not exist as well.
    """
    path = _without_prefix(path)
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


@register.simple_tag(takes_context=True)
def page_links(context: template.Context, page: Page) -> list[PageLink]:
    """Links to the first page, the last and those around this one, however many there are."""
    return [
        PageLink(number, querystring(context, page=number) if number else "", number == page.number)
        for number in _numbers(page.number, page.paginator.num_pages)
    ]


def _numbers(current: int, last: int) -> Iterator[int | None]:
    """The numbers to link to; None stands for two numbers or more that are left out."""
    around = range(max(current - BESIDE, 1), min(current + BESIDE, last) + 1)
    before = 0
    for number in sorted({1, *around, last}):
        if number - before == 2:
            yield number - 1
        elif number - before > 2:
            yield None
        yield number
        before = number
