"""The compiled templates of what is repeated many times on a page."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext, ngettext
from jinja2 import Environment


def environment(**options: Any) -> Environment:
    made = Environment(**options)
    made.globals.update(_=gettext, ngettext=ngettext)
    return made
