"""Files that come with a form of a record, or ahead of it one by one; they are kept at once."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.apps import apps
from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.forms import BaseFormSet
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from .. import photos as services
from ..cleaning import DAYS_IN_TRASH
from ..models import Activity, Photo, PhotoUpload
from ..tools import Tool
from .photo_form import PhotoRowForm
from .photo_grid import MAX_ROWS, PhotoFormSet, Results
from .photo_rows import PhotoRow, add_advice

PREFIX = "photos"
NUMBER = re.compile(r"[0-9]{1,18}")
FILES = f"{PREFIX}-files"
NAME_SHOWN = 80
# Buttons of the grid: each saves the form and comes back to it.
STAY = (f"{PREFIX}-upload", f"{PREFIX}-withdraw", "_fill", "_release_complete")


def was_not_added(name: str, error: ValidationError) -> str:
    return _("%(file)s was not added. %(why)s") % {
        "file": Truncator(name).chars(NAME_SHOWN),
        "why": " ".join(error.messages),
    }


def with_uploads(request: HttpRequest, activity: Activity | None) -> QueryDict:
    """What was sent, with a row for each file; of files that are not taken the reason is said.

    Kept before the form is read, so that nothing else on it can lose them.
    """
    sent = request.POST.copy()
    kept = list(_keep(request, request.FILES.getlist(FILES), activity))
    if kept:
        _add_rows(sent, kept)
    if any(name in sent for name in STAY):
        sent["_continue"] = "1"
    return sent


def _keep(
    request: HttpRequest, files: Iterable[UploadedFile], activity: Activity | None
) -> Iterable[PhotoUpload]:
    for number, upload in enumerate(files):
        if number == MAX_ROWS:
            messages.error(
                request,
                _("Only the first %(count)d files were added. Add the others afterwards.")
                % {"count": MAX_ROWS},
            )
            return
        try:
            yield services.keep_upload(upload=upload, by=request.user, activity=activity)
        except ValidationError as error:
            messages.error(request, was_not_added(upload.name or "", error))


def _add_rows(sent: QueryDict, kept: list[PhotoUpload]) -> None:
    total = sent.get(f"{PREFIX}-TOTAL_FORMS", "")
    if not NUMBER.fullmatch(total) or int(total) > 10 * MAX_ROWS:
        return
    for index, upload in enumerate(kept, start=int(total)):
        prefix = f"{PREFIX}-{index}"
        sent[f"{prefix}-token"] = upload.token
        sent[f"{prefix}-taken_on"] = upload.offered.get("taken_on", "")
    sent[f"{PREFIX}-TOTAL_FORMS"] = str(int(total) + len(kept))


def withdraw_at_once(request: HttpRequest, activity: Activity) -> None:
    """Take the photo of the button off the site, whatever else is wrong on the form."""
    key = request.POST.get(f"{PREFIX}-withdraw", "")
    if not NUMBER.fullmatch(key) or not request.user.has_perm("exchanges.release_photo"):
        return
    photos = Photo.objects.filter(activity=activity.pk, pk=key)
    if services.withdraw_photos(photos=photos, by=request.user):
        messages.success(request, _("The photo is withdrawn: it is off the public site."))


class PhotosOnForm:
    """For the admin of a record: files and withdrawals go before everything else on its form."""

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        if request.method == "POST":
            self._take_photos_first(request, object_id)
        return super().changeform_view(request, object_id, *args, **kwargs)

    def _take_photos_first(self, request: HttpRequest, object_id: str | None) -> None:
        activity = self.get_object(request, unquote(object_id)) if object_id else None
        if object_id and activity is None:
            return
        may_save = (
            self.has_change_permission(request, activity)
            if activity
            else self.has_add_permission(request)
        )
        if not may_save:
            return
        if activity:
            withdraw_at_once(request, activity)
        request.POST = with_uploads(request, activity)

    def save_formset(
        self, request: HttpRequest, form: forms.ModelForm, formset: BaseFormSet, change: bool
    ) -> None:
        super().save_formset(request, form, formset, change)
        if isinstance(formset, PhotoFormSet):
            say_results(request, formset.results)


def say_results(request: HttpRequest, results: Results) -> None:
    """What saving did to the photos, with numbers and with what was not done."""
    if results.released:
        count = results.released
        said = ngettext("%(count)d photo released.", "%(count)d photos released.", count)
        messages.success(request, said % {"count": count})
    if results.incomplete:
        count = results.incomplete
        said = ngettext(
            "%(count)d photo lacks its caption, text alternative or credit and was not released.",
            "%(count)d photos lack their caption, text alternative or credit and were not "
            "released.",
            count,
        )
        messages.warning(request, said % {"count": count})
    if results.trashed:
        messages.success(request, in_trash(len(results.trashed)))
    if results.gone:
        said = ngettext(
            "%(count)d photo was moved to the trash by somebody else while the form was open. "
            "Its row was left out.",
            "%(count)d photos were moved to the trash by somebody else while the form was open. "
            "Their rows were left out.",
            results.gone,
        )
        messages.warning(request, said % {"count": results.gone})
    for name, why in results.failed:
        messages.error(request, was_not_added(name, ValidationError(why)))


def in_trash(count: int) -> SafeString:
    """That photos are in the trash, with the way back."""
    said = ngettext(
        "%(count)d photo is in the trash, where it stays for %(days)d days.",
        "%(count)d photos are in the trash, where they stay for %(days)d days.",
        count,
    )
    return format_html(
        '{} <a href="{}">{}</a>',
        said % {"count": count, "days": DAYS_IN_TRASH},
        reverse("admin:exchanges_photo_trash"),
        _("Put back from the trash"),
    )


@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    """Keep one file ahead of its form; answers with the row that the form gets, or why not."""
    activity = _record(request)
    if not may_enter(request, activity):
        raise PermissionDenied
    file = request.FILES.get("file")
    if file is None:
        problem = _("The file did not arrive. Add it again.")
        return JsonResponse({"problem": problem})
    try:
        kept = services.keep_upload(upload=file, by=request.user, activity=activity)
    except ValidationError as error:
        return JsonResponse({"problem": was_not_added(file.name or "", error)})
    return JsonResponse({"row": _row_of(request, kept, activity), "file": kept.sha256})


def _record(request: HttpRequest) -> Activity | None:
    key = request.POST.get("activity", "")
    if not key:
        return None
    found = Activity.objects.filter(pk=key).first() if NUMBER.fullmatch(key) else None
    if found is None:
        raise PermissionDenied
    return found


def may_enter(request: HttpRequest, activity: Activity | None) -> bool:
    """Whether the person may change the record, or add one of the tool that the form is of."""
    tool = activity.tool if activity else request.POST.get("tool", "")
    if tool not in Tool.values:
        return False
    models = apps.get_app_config(tool).get_models()
    name = next(model._meta.model_name for model in models if model._meta.proxy)
    return request.user.has_perm(f"{tool}.{'change' if activity else 'add'}_{name}")


def _row_of(request: HttpRequest, kept: PhotoUpload, activity: Activity | None) -> str:
    """The row as the form has it, its number left for the script to fill in."""
    record = activity or Activity(tool=request.POST.get("tool", ""))
    form = PhotoRowForm(prefix=f"{PREFIX}-__prefix__", user=request.user, kept=kept)
    row = PhotoRow(form, 0, record)
    add_advice([row])
    context: dict[str, Any] = {
        "row": row,
        "may_change": True,
        "may_release": request.user.has_perm("exchanges.release_photo"),
        "same": services.same_file(sha256=kept.sha256, activity=activity) if activity else None,
    }
    return render_to_string("admin/photos/row.html", context, request=request)
