"""Addresses of records, put together from that of their list: a page shows a hundred of them."""

from __future__ import annotations

from functools import lru_cache

from django.urls import get_script_prefix, reverse
from django.utils.translation import get_language


def address(view: str, *parts: object) -> str:
    """The address of a view without arguments, in the reader's language, and parts below it.

    `reverse` costs as much as rendering a row; the parts must be safe in a path (slugs, numbers).
    """
    base = _reverse(view, get_language(), get_script_prefix())
    return base + "".join(f"{part}/" for part in parts)


@lru_cache(maxsize=256)
def _reverse(view: str, language: str, prefix: str) -> str:
    return reverse(view)


def media_address(name: str) -> str:
    return _media(get_script_prefix()) + name


@lru_cache(maxsize=8)
def _media(prefix: str) -> str:
    return reverse("media", args=["name"]).removesuffix("name")
