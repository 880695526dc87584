"""The compiled templates of what is repeated many times on a page."""

from __future__ import annotations

from typing import Any

from django.template import engines
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from jinja2 import Environment


def environment(**options: Any) -> Environment:
    """Texts are marked by `_`; those with a plural are worded in Python, where they are found."""
    made = Environment(**options)
    made.globals["_"] = gettext
    return made


def compiled(name: str, **context: object) -> SafeString:
    """What a compiled template makes of a context, to stand in a page."""
    return SafeString(engines["jinja2"].env.get_template(name).render(context))
