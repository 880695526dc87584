"""What an import did, what comes next, and how to undo it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.humanize.templatetags.humanize import intcomma
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ...models import ImportBatch, ImportRow
from ..edited import edited_since
from ..rejects import LEFT_OUT
from ..undoing import NotUndoable, Undone, UndoneAlready, undo, undo_until, why_not
from .permission import may_import

State = ImportBatch.State
WRITTEN = (State.DONE, State.STOPPED, State.FAILED, State.UNDONE)
SHOWN, RECENT = 20, 5


def done_page(admin: Any, request: HttpRequest, batch: ImportBatch) -> HttpResponseBase:
    """The result of an import."""
    if batch.state not in (State.DONE, State.UNDONE):
        return redirect(_url(batch))
    return admin.step(
        request,
        "done",
        batch,
        "done",
        _("Import undone") if batch.undone_at else _("Import finished"),
        **_context(request, batch),
        recent=[
            (each, _url(each)) for each in ImportBatch.objects.select_related("started_by")[:RECENT]
        ],
    )


def undo_page(admin: Any, request: HttpRequest, batch: ImportBatch) -> HttpResponseBase:
    """Say what undoing would do, then do it."""
    if batch.undone_at or batch.state not in WRITTEN:
        return redirect(_url(batch))
    if request.method == "POST":
        _undo(request, batch)
        return redirect(_url(batch))
    return admin.step(
        request, "undo", batch, "done", _("Undo the import"), **_context(request, batch)
    )


def _url(batch: ImportBatch, page: str = "") -> str:
    # The module of the addresses imports this one.
    from .admin import page_url

    return page_url(batch, page)


def _context(request: HttpRequest, batch: ImportBatch) -> dict[str, Any]:
    rows = ImportRow.objects.filter(batch=batch)
    held = rows.filter(outcome=ImportRow.Outcome.HELD).count()
    edited = edited_since(batch)
    count = edited.count()
    return {
        "texts": _texts(batch, held),
        "held": held,
        "left_out": rows.filter(outcome__in=LEFT_OUT).count(),
        "edited": edited.select_related("changed_by")[:SHOWN],
        "edited_count": count,
        "hidden": max(0, count - SHOWN),
        "until": undo_until(batch),
        "why_not": why_not(batch),
        "may_act": may_import(request.user, batch),
    }


def _texts(batch: ImportBatch, held: int) -> dict[str, str]:
    """Sentences with numbers, in the grammar of the reader's language."""
    shown = {
        name: intcomma(getattr(batch, name))
        for name in ("created", "updated", "unchanged", "rejected")
    }
    shown["count"] = intcomma(batch.created + batch.updated)
    imported = ngettext(
        "Imported %(count)s row.", "Imported %(count)s rows.", batch.created + batch.updated
    )
    drafts = ngettext(
        "Review %(created)s new record", "Review %(created)s new records", batch.created
    )
    download = ngettext(
        "Download the %(rejected)s row that was left out",
        "Download the %(rejected)s rows that were left out",
        batch.rejected,
    )
    holding = ngettext(
        "Correct the %(held)s row in the holding area",
        "Correct the %(held)s rows in the holding area",
        held,
    )
    effect = _(
        "Undoing removes the %(created)s new records and puts the %(updated)s changed records back "
        "as they were."
    )
    button = _("Undo: remove %(created)s records, restore %(updated)s")
    result = _(
        "%(created)s new, %(updated)s changed, %(unchanged)s unchanged, %(rejected)s left out."
    )
    return {
        "imported": imported % shown,
        "result": result % shown,
        "drafts": drafts % shown,
        "download": download % shown,
        "holding": holding % {"held": intcomma(held)},
        "effect": effect % shown,
        "button": button % shown,
    }


def _undo(request: HttpRequest, batch: ImportBatch) -> None:
    try:
        undone = undo(batch=batch, by=request.user)
    except UndoneAlready:
        messages.info(request, _("The import was undone already."))
    except NotUndoable as error:
        messages.error(request, str(error))
    else:
        _say(request, undone)


def _say(request: HttpRequest, undone: Undone) -> None:
    text = _("Undone: %(removed)s records removed, %(restored)s restored.") % {
        "removed": intcomma(undone.removed),
        "restored": intcomma(undone.restored),
    }
    messages.success(request, text)
    for kept in undone.kept[:SHOWN]:
        said = _("%(reference)s stays as it is: %(why)s")
        messages.warning(request, said % {"reference": kept.reference, "why": kept.why})
    if (others := len(undone.kept) - SHOWN) > 0:
        said = _("%(count)s more records stay as they are.")
        messages.warning(request, said % {"count": intcomma(others)})
