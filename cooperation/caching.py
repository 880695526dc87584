"""Public pages are validated without being rendered, and kept for a minute.

What a public page says depends on its address, on the public content (its version, and the records
whose time has come or is over), on the day and on this release of the code. A tag made of these
answers a conditional request with one query, and is the key under which the page is kept.
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import cache as once
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import http_date, parse_etags, parse_http_date_safe
from django.utils.translation import get_language_from_path, override

from exchanges.index.state import State, read_state
from exchanges.query import LABELS, ActivityQuery

CACHE_CONTROL = "public, max-age=60, stale-while-revalidate=600"
SAFE_METHODS = ("GET", "HEAD")
# What is not stored by anybody: it is for one person.
PRIVATE = "private, no-cache"
# Answers without a page, as redirects: a record may be moved back to the year it came from.
SHORT_LIVED = "public, max-age=60"
# Pages that few readers share are not kept: searches by words, deep pages, long addresses and all
# that the page did not understand, of which there is no end.
LONGEST_KEPT = 300
DEEPEST_KEPT = 50
SMALLEST_COMPRESSED = 500
CODE = ("cooperation", "exchanges", "agreements", "templates", "cooperation_templates")
KINDS_OF_CODE = {".py", ".html", ".css", ".svg", ".mo"}


class PublicPages:
    """Middleware, outermost: answers for public pages what need not be made anew."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not is_public(request):
            return self.get_response(request)
        if request.method not in (*SAFE_METHODS, "OPTIONS"):
            return _refusal(request)
        if request.method == "OPTIONS" or not is_shared(request):
            return _with_default(self.get_response(request), PRIVATE)
        state = read_state()
        tag = page_tag(request, state)
        if _has_tag(request, tag):
            return _not_modified(tag, state)
        response = cache.get(tag)
        if response is None:
            response = self._make(request, tag, state)
        # Only of a page that is there: any address may be asked for since a day.
        if response.get("ETag") == tag and _is_unchanged(request, state.changed_at):
            return _not_modified(tag, state)
        return response

    def _make(self, request: HttpRequest, tag: str, state: State) -> HttpResponse:
        response = self.get_response(request)
        if response.cookies or response.streaming or response.status_code >= 500:
            return _with_default(response, PRIVATE)
        if response.status_code != 200:
            return _with_default(response, SHORT_LIVED)
        is_kept = _is_kept(request, response)
        _compress(request, response)
        _with_headers(response, tag, state.changed_at)
        if is_kept:
            cache.set(tag, response, settings.PUBLIC_PAGES_KEPT_SECONDS)
        return response


def _refusal(request: HttpRequest) -> HttpResponse:
    """Says that a page takes nothing; in the language of its address, which is not set yet."""
    language = get_language_from_path(request.path_info) or settings.LANGUAGE_CODE
    with override(language):
        response = render(request, "405.html", status=405)
    response["Allow"] = ", ".join(SAFE_METHODS)
    return response


def is_public(request: HttpRequest) -> bool:
    """Whether an address is one of the public site: not of the staff, files or the machine's."""
    path = request.path_info
    for code, _name in settings.LANGUAGES:
        path = path.removeprefix(f"/{code}") if path.startswith(f"/{code}/") else path
    return not path.startswith(("/admin/", settings.STATIC_URL, settings.MEDIA_URL))


def is_shared(request: HttpRequest) -> bool:
    """Whether the reader is anybody: one who is signed in, or has a message to see, is not."""
    names = (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, "messages")
    # Who edits templates sees them at once.
    if settings.DEBUG or any(name in request.COOKIES for name in names):
        return False
    try:
        request.get_host()
    except DisallowedHost:
        return False
    return True


def page_tag(request: HttpRequest, state: State) -> str:
    """The entity tag of a page, which is also its key in the cache."""
    parts = (
        *(request.scheme, request.get_host(), request.get_full_path()),
        *(state.stamp, timezone.localdate().isoformat(), release()),
        *(*settings.SITE_NAMES.values(), *settings.MINISTRY_NAMES.values(), settings.HOME_PARTNER),
        "gzip" if _takes_gzip(request) else "",
    )
    digest = hashlib.sha256("\n".join(parts).encode("utf-8", "surrogateescape")).hexdigest()
    return f'"{digest[:32]}"'


@once
def release() -> str:
    """What distinguishes this code, its templates and styles from any other."""
    digest = hashlib.sha256()
    for path in _code():
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


@once
def released_at() -> int:
    """When this code last changed, for readers who tell pages apart by their day only."""
    return max(int(path.stat().st_mtime) for path in _code())


def _code() -> Iterator[Path]:
    for folder in CODE:
        for path in sorted((settings.BASE_DIR / folder).rglob("*")):
            if path.suffix in KINDS_OF_CODE:
                yield path


def _has_tag(request: HttpRequest, tag: str) -> bool:
    given = parse_etags(request.headers.get("If-None-Match", ""))
    return tag in given or f"W/{tag}" in given


def _is_unchanged(request: HttpRequest, changed_at: datetime | None) -> bool:
    """Whether a reader who sends a day only has the page as it is; a tag goes before a day."""
    since = parse_http_date_safe(request.headers.get("If-Modified-Since", ""))
    if since is None or changed_at is None or "If-None-Match" in request.headers:
        return False
    # Of two changes within a second the second would go unseen.
    is_settled = timezone.now() - changed_at > timedelta(seconds=2)
    return is_settled and since >= max(int(changed_at.timestamp()), released_at())


def _not_modified(tag: str, state: State) -> HttpResponse:
    return _with_headers(HttpResponseNotModified(), tag, state.changed_at)


def _with_default(response: HttpResponse, cache_control: str) -> HttpResponse:
    """Says who may keep an answer, where its view does not."""
    response.setdefault("Cache-Control", cache_control)
    return response


def _with_headers(response: HttpResponse, tag: str, changed_at: datetime | None) -> HttpResponse:
    response["ETag"] = tag
    response["Cache-Control"] = CACHE_CONTROL
    # The language is in the path, and a reader who is known is not answered from here.
    response["Vary"] = "Accept-Encoding"
    if changed_at is not None:
        response["Last-Modified"] = http_date(max(changed_at.timestamp(), released_at()))
    return response


def _takes_gzip(request: HttpRequest) -> bool:
    return "gzip" in request.headers.get("Accept-Encoding", "")


def _compress(request: HttpRequest, response: HttpResponse) -> None:
    """Public pages hold no secret and no token, so that their length may be seen."""
    if not _takes_gzip(request) or response.has_header("Content-Encoding"):
        return
    if len(response.content) >= SMALLEST_COMPRESSED:
        response.content = gzip.compress(response.content, 6, mtime=0)
        response["Content-Encoding"] = "gzip"
        response["Content-Length"] = str(len(response.content))


def _is_kept(request: HttpRequest, response: HttpResponse) -> bool:
    if settings.PUBLIC_PAGES_KEPT_SECONDS <= 0:
        return False
    if not (given := request.META.get("QUERY_STRING", "")):
        return True
    query = (getattr(response, "context_data", None) or {}).get("query")
    return (
        len(given) <= LONGEST_KEPT
        and isinstance(query, ActivityQuery)
        and not query.ignored
        and query.page <= DEEPEST_KEPT
        and set(request.GET) <= set(LABELS) - {"q"}
    )
