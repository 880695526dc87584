"""Addresses of admin lists, read within bounds: nothing in a query string may end in an error.

Django lets the address filter by any column with any look-up, so that a regular expression, the
year 0 or a number of thirty digits reach the database. Here only what the list itself links to is
read; anything else is named to the person and left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.views.main import (
    ALL_VAR,
    ERROR_FLAG,
    IS_FACETS_VAR,
    IS_POPUP_VAR,
    ORDER_VAR,
    PAGE_VAR,
    SEARCH_VAR,
    TO_FIELD_VAR,
)
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.utils.translation import gettext as _

SEARCH_LENGTH, SEARCH_WORDS = 200, 12
NAMED_AT_MOST, NAME_LENGTH = 5, 40
KEY = re.compile(r"[0-9]{1,18}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
DATE = re.compile(r"[12][0-9]{3}-[01][0-9]-[0-3][0-9]([ T][0-9:.+ -]{0,30})?")
SHORT = re.compile(r"[^\x00-\x1f\x7f]{0,200}")
OWN_PARAMETERS = {
    SEARCH_VAR: SHORT,
    PAGE_VAR: re.compile(r"[0-9]{1,6}"),
    ORDER_VAR: re.compile(r"(-?[0-9]{1,2}(\.-?[0-9]{1,2}){0,9})?"),
    ALL_VAR: SHORT,
    IS_POPUP_VAR: SHORT,
    IS_FACETS_VAR: SHORT,
    TO_FIELD_VAR: SHORT,
}
DATE_PARTS = {
    "year": re.compile(r"[1-8][0-9]{3}"),
    "month": re.compile(r"0?[1-9]|1[0-2]"),
    "day": re.compile(r"0?[1-9]|[12][0-9]|3[01]"),
}
# What the links of Django's own filters put behind a field's name.
FILTER_LOOKUPS = ("exact", "isnull", "gte", "lt")


class BoundedLookups(ModelAdmin):
    """A model admin whose list answers any address; mixed into every admin of the site."""

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        ignored = [name for name in request.GET if not self._is_readable(request, name)]
        if not ignored:
            return super().changelist_view(request, extra_context)
        kept = request.GET.copy()
        for name in ignored:
            del kept[name]
        messages.warning(request, _said(ignored))
        return HttpResponseRedirect(_address(request, kept))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        """Search with as many words as one query can hold; control characters are spaces."""
        plain = re.sub(r"[\x00-\x1f\x7f]+", " ", search_term[:SEARCH_LENGTH])
        words = plain.split()[:SEARCH_WORDS]
        return super().get_search_results(request, queryset, " ".join(words))

    def response_action(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        if all(self._is_key(key) for key in request.POST.getlist(ACTION_CHECKBOX_NAME)):
            return super().response_action(request, queryset)
        messages.warning(request, _("The selection could not be read. Nothing was changed."))
        return HttpResponseRedirect(request.get_full_path())

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, object]:
        """Nothing: a form starts as it is declared, whatever stands in its address."""
        return {}

    def _is_key(self, text: str) -> bool:
        if not KEY.fullmatch(text):
            return False
        try:
            self.opts.pk.to_python(text)
        except ValidationError:
            return False
        return True

    def _is_readable(self, request: HttpRequest, name: str) -> bool:
        pattern = self._pattern_of(request, name)
        return pattern is not None and all(
            pattern.fullmatch(value) for value in request.GET.getlist(name)
        )

    def _pattern_of(self, request: HttpRequest, name: str) -> re.Pattern[str] | None:
        """What the values of a parameter look like; None for a parameter that is not ours."""
        if name in OWN_PARAMETERS:
            return OWN_PARAMETERS[name]
        if self.date_hierarchy and name.startswith(f"{self.date_hierarchy}__"):
            part = name.removeprefix(f"{self.date_hierarchy}__")
            if part in DATE_PARTS:
                return DATE_PARTS[part]
        for field in self._filtered_by(request):
            if name == field or name.startswith(f"{field}__"):
                return _pattern_for(name.removeprefix(field).split("__")[1:])
        return None

    def _filtered_by(self, request: HttpRequest) -> Iterator[str]:
        for item in self.get_list_filter(request):
            if isinstance(item, (tuple, list)):
                yield str(item[0])
            elif isinstance(item, str):
                yield item
            else:
                yield item.parameter_name


def _pattern_for(rest: list[str]) -> re.Pattern[str] | None:
    """What values look like behind the look-ups that follow a field's name."""
    lookup = rest.pop() if rest and rest[-1] in FILTER_LOOKUPS else ""
    if rest:
        return KEY if rest in (["id"], ["pk"]) else None
    return DATE if lookup in ("gte", "lt") else SHORT


def _said(ignored: list[str]) -> str:
    if ignored == [ERROR_FLAG]:
        return _("The address asked for something that this list does not have; it shows all.")
    names = [
        "".join(sign for sign in name if sign.isprintable())[:NAME_LENGTH]
        for name in ignored[:NAMED_AT_MOST]
        if name != ERROR_FLAG
    ]
    return _("Not understood in the address and therefore ignored: %(names)s") % {
        "names": ", ".join(names)
    }


def _address(request: HttpRequest, query: QueryDict) -> str:
    return f"{request.path}?{query.urlencode()}" if query else request.path
