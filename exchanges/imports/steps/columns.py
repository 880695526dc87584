"""The page on which a person says how a file is read: text, sheet, dates and columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from ...models import ImportBatch, ImportProfile
from ..forms import FileForm
from ..headers import match_headers
from ..problems import FileError
from ..profiles import keep_changes, note_use, save_profile, use_profile
from ..uploads import cancel, is_open, open_file, replace_file, same_files
from .column_texts import required
from .column_view import ColumnView
from .permission import tools_to_import
from .upload import template_links

State = ImportBatch.State


def columns_page(admin: Any, request: HttpRequest, batch: ImportBatch) -> HttpResponseBase:
    """Show how the file would be read; go on to the names when nothing is open any more."""
    if not is_open(batch):
        return redirect(_url(batch))
    posted = request.POST if request.method == "POST" else None
    if posted is not None and "_cancel" in posted:
        return _cancel(request, batch)
    try:
        view = ColumnView(batch, tools_to_import(request.user), posted)
    except FileError as error:
        messages.error(request, str(error))
        return redirect("admin:exchanges_importbatch_upload")
    if posted is not None and (response := _action(posted, view)(request, batch, view)):
        return response
    return _shown(admin, request, batch, view)


def _action(posted: Mapping[str, str], view: ColumnView) -> Callable[..., HttpResponse | None]:
    """What the button says; a file that is to be read differently is looked at again first."""
    named = next((action for name, action in ACTIONS.items() if name in posted), None)
    if named:
        return named
    return _read_again if view.is_read_differently else _go_on


def _shown(admin: Any, request: HttpRequest, batch: ImportBatch, view: ColumnView) -> HttpResponse:
    return admin.step(
        request,
        "columns",
        batch,
        "columns",
        _("Upload and columns"),
        view=view,
        texts=view.texts,
        same=same_files(batch).first(),
        profiles=ImportProfile.objects.all(),
        templates=template_links(tools_to_import(request.user)),
    )


def _url(batch: ImportBatch, page: str = "") -> str:
    # The module of the addresses imports this one.
    from .admin import page_url

    return page_url(batch, page)


def _cancel(request: HttpRequest, batch: ImportBatch) -> HttpResponse:
    cancel(batch)
    messages.success(
        request,
        _("The import of “%(name)s” is cancelled. Nothing has been saved.")
        % {"name": batch.file_name},
    )
    return redirect("admin:exchanges_importbatch_upload")


def _other_file(request: HttpRequest, batch: ImportBatch, view: ColumnView) -> HttpResponse | None:
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        view.errors.extend(("file", text) for text in form.errors["file"])
        return None
    try:
        replace_file(batch, form.cleaned_data["file"])
    except FileError as error:
        view.errors.append(("file", str(error)))
        return None
    return redirect(_url(batch, "columns"))


def _read_again(request: HttpRequest, batch: ImportBatch, view: ColumnView) -> HttpResponse | None:
    """Another encoding or sheet: headers, rows and so corrections may be others then."""
    try:
        chosen = view.posted_reading
        open_file(batch, chosen)
    except FileError as error:
        view.errors.append(("reading", str(error)))
        return None
    batch.corrections, batch.decisions = {}, {}
    batch.options = chosen.as_json()
    batch.save()
    return redirect(_url(batch, "columns"))


def _use_profile(request: HttpRequest, batch: ImportBatch, view: ColumnView) -> HttpResponse:
    profile = view.posted_profile()
    if profile is None:
        batch.profile = None
        kept = ("encoding", "sheet", "tool", "only_tool", "tool_from_kind")
        batch.options = {name: batch.options[name] for name in kept if name in batch.options}
    else:
        use_profile(batch, profile, view.head.names)
    batch.save()
    return redirect(_url(batch, "columns"))


def _save_profile(
    request: HttpRequest, batch: ImportBatch, view: ColumnView
) -> HttpResponse | None:
    options = view.options
    if not request.user.has_perm("exchanges.add_importprofile"):
        view.errors.append(("profile", _("You may not save profiles. An editor may.")))
    if view.errors:
        return None
    name = request.POST.get("profile_name", "")
    try:
        batch.profile = save_profile(name=name, options=options, by=request.user)
    except ValidationError as error:
        view.errors.extend(("profile_name", text) for text in error.messages)
        return None
    _keep(batch, view)
    messages.success(request, _("The profile “%(name)s” is saved.") % {"name": batch.profile})
    return redirect(_url(batch, "columns"))


def _go_on(request: HttpRequest, batch: ImportBatch, view: ColumnView) -> HttpResponse | None:
    _require(view)
    if view.errors:
        return None
    with transaction.atomic():
        if batch.profile:
            note_use(batch.profile, request.user)
            if "keep" in request.POST and request.user.has_perm("exchanges.change_importprofile"):
                keep_changes(batch.profile, view.options)
        batch.state, batch.problem = State.NAMES, ""
        _keep(batch, view)
    return redirect(_url(batch))


def _require(view: ColumnView) -> None:
    """What must be settled before the rows can be looked at."""
    if view.question.is_open:
        view.errors.append(("dates", _("Say how the dates are meant.")))
    if view.missing:
        view.errors.append(("columns", required(view.missing)))
    try:
        match_headers(view.head.headers, (), view.options)
    except FileError as error:
        view.errors.append(("columns", str(error)))


def _keep(batch: ImportBatch, view: ColumnView) -> None:
    batch.options, batch.tool = view.options.as_json(), view.options.tool
    batch.save()


ACTIONS: dict[str, Callable[..., HttpResponse | None]] = {
    "_file": _other_file,
    "_read": _read_again,
    "_use": _use_profile,
    "_profile": _save_profile,
}
