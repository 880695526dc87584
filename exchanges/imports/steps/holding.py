"""The holding area: rows that wait for a correction, corrected and imported on the page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.contrib.humanize.templatetags.humanize import intcomma
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from ...models import ImportBatch, ImportRow
from ..holding import Tried, discard_held, held_rows, import_held
from ..problems import FileError
from .permission import may_import

PER_PAGE = 20
LONGEST_INPUT, SHORT = 600, 80
MOST_CELLS = 12


def holding_page(admin: Any, request: HttpRequest) -> HttpResponseBase:
    """The imports that have rows in the holding area."""
    counted = held_rows().order_by().values_list("batch").annotate(count=Count("pk"))
    counts = dict(counted)
    batches = ImportBatch.objects.filter(pk__in=counts).select_related("started_by")
    page = Paginator(batches, PER_PAGE).get_page(request.GET.get("page", "")[:9])
    held = [(batch, counts[batch.pk]) for batch in page]
    return admin.step(
        request, "holding", None, "done", _("Holding area"), held=held, pages=page, outcome=""
    )


def held_page(admin: Any, request: HttpRequest, batch: ImportBatch) -> HttpResponseBase:
    """The held rows of one import, with an input at each cell that is wrong."""
    if request.method == "POST":
        return _act(request, batch)
    page = Paginator(held_rows(batch), PER_PAGE).get_page(request.GET.get("page", "")[:9])
    return admin.step(
        request,
        "held",
        batch,
        "done",
        _("Held rows of import %(number)s") % {"number": batch.pk},
        rows=[_shown(row) for row in page],
        pages=page,
        outcome="",
        may_act=may_import(request.user, batch),
    )


def _shown(row: ImportRow) -> dict[str, Any]:
    """A row with its wrong cells first; `cell-<row>-<n>` names the input of its n-th header."""
    wrong: dict[str, list[Mapping[str, Any]]] = {}
    for problem in row.problems:
        if not problem.get("is_warning"):
            wrong.setdefault(problem["column"], []).append(problem)
    cells = [
        {
            "header": header,
            "text": text,
            "short": text[:SHORT],
            "has_error": True,
            "name": f"cell-{row.pk}-{place}" if len(text) <= LONGEST_INPUT else "",
            "has_lines": "\n" in text or len(text) > SHORT,
            "problems": wrong.pop(header, []),
        }
        for place, (header, text) in enumerate(row.cells.items())
        if header in wrong
    ]
    return {
        "row": row,
        "cells": cells[:MOST_CELLS],
        "others": [problem for problems in wrong.values() for problem in problems][:MOST_CELLS],
        "rest": [
            (header, text) for header, text in row.cells.items() if text and header not in wrong
        ][:MOST_CELLS],
    }


def _act(request: HttpRequest, batch: ImportBatch) -> HttpResponse:
    keys = [int(key) for key in request.POST.getlist("row") if key.isdecimal() and len(key) < 19]
    if not keys:
        messages.warning(request, _("No row is chosen. Choose the rows, then say what to do."))
    elif "_discard" in request.POST:
        count = discard_held(batch=batch, keys=keys)
        messages.success(request, _("Left out for good: %(count)s rows.") % {"count": count})
    else:
        try:
            tried = import_held(batch=batch, cells=_cells(batch, keys, request), by=request.user)
        except FileError as error:
            messages.error(request, str(error))
        else:
            _say(request, tried)
    return redirect("admin:exchanges_importbatch_held", batch.pk)


def _cells(batch: ImportBatch, keys: list[int], request: HttpRequest) -> dict[int, dict[str, str]]:
    """What was written in place of cells of the chosen rows."""
    found: dict[int, dict[str, str]] = {}
    for row in held_rows(batch).filter(pk__in=keys):
        posted = (
            (header, request.POST.get(f"cell-{row.pk}-{place}"))
            for place, header in enumerate(row.cells)
        )
        found[row.pk] = {
            header: text.replace("\r\n", "\n").replace("\0", "")
            for header, text in posted
            if text is not None
        }
    return found


def _say(request: HttpRequest, tried: Tried) -> None:
    counts = {
        "imported": intcomma(tried.imported),
        "unchanged": intcomma(tried.unchanged),
        "held": intcomma(tried.still_held),
    }
    text = _("%(imported)s imported, %(unchanged)s unchanged, %(held)s still held.") % counts
    level = messages.WARNING if tried.still_held else messages.SUCCESS
    messages.add_message(request, level, text)
