"""The page of an import that is checked or runs, or that stopped before its end."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.humanize.templatetags.humanize import intcomma
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ...models import ImportBatch
from ..answers import check_again
from ..running import has_begun, is_stale, resume, stop
from .permission import may_import

State = ImportBatch.State
ACTIVE = (State.CHECKING, State.WAITING, State.RUNNING)
BROKEN = (State.STOPPED, State.FAILED)
SECONDS_BETWEEN = 3
KEPT_FOR = 24 * 3600


def progress_page(admin: Any, request: HttpRequest, batch: ImportBatch) -> HttpResponseBase:
    """Say how far it is, again every few seconds without any script; stop it or go on with it."""
    if batch.state not in (*ACTIVE, *BROKEN):
        return redirect(_url(batch))
    if request.method == "POST":
        return _act(request, batch)
    is_dead = is_stale(batch)
    is_active = batch.state in ACTIVE and not is_dead
    response = admin.step(
        request,
        "progress",
        batch,
        "progress" if has_begun(batch) else "check",
        _("Importing activities") if has_begun(batch) else _("Checking the rows"),
        has_begun=has_begun(batch),
        is_active=is_active,
        is_dead=is_dead,
        texts=_texts(batch),
        may_act=may_import(request.user, batch),
    )
    if is_active:
        # A header, since a page that renews itself by its own element is none that all can read.
        response["Refresh"] = str(SECONDS_BETWEEN)
    return response


def _url(batch: ImportBatch, page: str = "") -> str:
    # The module of the addresses imports this one.
    from .admin import page_url

    return page_url(batch, page)


def _act(request: HttpRequest, batch: ImportBatch) -> HttpResponse:
    if "_stop" in request.POST:
        stop(batch)
    elif "_resume" in request.POST and has_begun(batch):
        if not resume(batch, request.user):
            messages.info(request, _("Someone has gone on with this import already."))
    elif "_resume" in request.POST and (batch.state in BROKEN or is_stale(batch)):
        check_again(batch)
    batch.refresh_from_db()
    return redirect(_url(batch))


def _texts(batch: ImportBatch) -> dict[str, str]:
    done, rows = batch.done_rows, max(batch.rows, batch.done_rows)
    shown = {"done": intcomma(done), "rows": intcomma(rows)}
    said = _("%(done)s rows looked at") % shown
    share = 0
    if has_begun(batch):
        said = ngettext("%(done)s of %(rows)s row", "%(done)s of %(rows)s rows", rows) % shown
        share = 100 * done // rows if rows else 0
    return {"done": said, "share": str(share), "left": _time_left(batch, rows) if share else ""}


def _time_left(batch: ImportBatch, rows: int) -> str:
    """From how far it has come since somebody first looked."""
    if batch.state != State.RUNNING:
        return ""
    key = f"import-began-{batch.pk}-{batch.started_at:%s}"
    began, done = cache.get_or_set(key, (timezone.now(), batch.done_rows), KEPT_FOR)
    passed = (timezone.now() - began).total_seconds()
    if batch.done_rows <= done or passed < 1:
        return ""
    seconds = round((rows - batch.done_rows) * passed / (batch.done_rows - done))
    if seconds < timedelta(minutes=2).total_seconds():
        left = ngettext("About %(count)d second left.", "About %(count)d seconds left.", seconds)
        return left % {"count": seconds}
    minutes = round(seconds / 60)
    left = ngettext("About %(count)d minute left.", "About %(count)d minutes left.", minutes)
    return left % {"count": minutes}
