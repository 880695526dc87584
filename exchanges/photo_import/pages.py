"""The pages on which photos are added from an archive: upload, check, done."""

from __future__ import annotations

import csv
import io
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, re_path, reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _

from ..imports.escaping import escape, unescape
from ..imports.problems import FileError
from ..models import Activity
from ..photos import delete_uploads
from .adding import add
from .archive import MAX_ARCHIVE, MAX_FILES, Archive
from .checking import check
from .kept import CheckedRow, KeptArchive
from .permission import may_add_photos
from .table import COLUMNS
from .tasks import check_photo_archive

# So many pictures are checked while the person waits.
AT_ONCE = 30
PAGE_SIZE = 50
# The page of progress asks again by itself, without any script.
SECONDS_BETWEEN_LOOKS = 3
# As `KeptArchive.keep` names it: no other name reaches a storage.
GROUP = "(?P<group>[A-Za-z0-9_-]{32})"
SHOWN = ("all", "ready", "left_out")


class ArchiveForm(forms.Form):
    archive = forms.FileField(
        label=_("ZIP archive"),
        help_text=_("The pictures, and captions.csv with one row for each of them."),
        widget=forms.FileInput(attrs={"accept": ".zip,application/zip"}),
    )

    def clean_archive(self) -> Any:
        file = self.cleaned_data["archive"]
        if file.size > MAX_ARCHIVE:
            raise forms.ValidationError(
                _("The archive has more than %(limit)s MB. Divide the pictures among several.")
                % {"limit": MAX_ARCHIVE // 1024**2}
            )
        try:
            self.pictures = len(Archive(file).entries)
        except FileError as error:
            raise forms.ValidationError(str(error)) from error
        return file


class ArchivePages:
    """The addresses of these pages, for the admin of photos."""

    def get_urls(self) -> list[URLPattern]:
        pages = {
            "archive/": ("archive", self.archive_upload),
            f"archive/{GROUP}/": ("archive_check", self.archive_check),
            f"archive/{GROUP}/problems.csv": ("archive_problems", self.archive_problems),
        }
        own = [
            re_path(
                f"^{address}$", self.admin_site.admin_view(view), name=f"exchanges_photo_{name}"
            )
            for address, (name, view) in pages.items()
        ]
        return own + super().get_urls()

    def archive_upload(self, request: HttpRequest) -> HttpResponse:
        _refuse_without_permission(request)
        is_sent = request.method == "POST"
        form = ArchiveForm(request.POST, request.FILES) if is_sent else ArchiveForm()
        if form.is_valid():
            kept = KeptArchive.keep(
                form.cleaned_data["archive"],
                by=request.user.pk,
                pictures=form.pictures,
                language=get_language() or "en",
            )
            if form.pictures <= AT_ONCE:
                check(kept, request.user)
            else:
                check_photo_archive.enqueue(kept.group)
            return redirect("admin:exchanges_photo_archive_check", kept.group)
        context = {
            "form": form,
            "columns": [column for column in COLUMNS if column.is_read],
            "most_files": MAX_FILES,
            "most_megabytes": MAX_ARCHIVE // 1024**2,
        }
        return self._page(request, "upload", _("Add photos from an archive"), context)

    def archive_check(self, request: HttpRequest, group: str) -> HttpResponse:
        kept = self._kept(request, group)
        if request.method == "POST":
            return self._answer(request, kept)
        if kept.added:
            return self._done(request, kept)
        if kept.failed:
            context = {"problem": kept.failed}
            return self._page(request, "failed", _("The archive has not been used"), context, kept)
        if kept.checked is None:
            return self._progress(request, kept)
        return self._checked(request, kept)

    def archive_problems(self, request: HttpRequest, group: str) -> HttpResponse:
        """The rows that are left out, to be corrected and added again."""
        kept = self._kept(request, group)
        checked = kept.checked
        if checked is None:
            raise Http404
        rows = [CheckedRow(**row) for row in (kept.added or {}).get("rows", [])]
        content = problems_csv(checked.headers, rows or checked.left_out)
        response = HttpResponse(content, content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = 'attachment; filename="captions.csv"'
        return response

    def _kept(self, request: HttpRequest, group: str) -> KeptArchive:
        """The archive, for the person who added it."""
        _refuse_without_permission(request)
        kept = KeptArchive(group)
        start = kept.start
        if start is None or start["by"] != request.user.pk:
            raise Http404
        return kept

    def _answer(self, request: HttpRequest, kept: KeptArchive) -> HttpResponse:
        here = redirect("admin:exchanges_photo_archive_check", kept.group)
        if "discard" in request.POST:
            delete_uploads(uploads=kept.uploads)
            kept.forget()
            messages.info(request, _("The archive has been put away. Nothing has been added."))
            return redirect("admin:exchanges_photo_archive")
        if "again" in request.POST and kept.checked is None and kept.is_silent:
            check_photo_archive.enqueue(kept.group)
        elif "add" in request.POST:
            add(kept, request.user)
        return here

    def _progress(self, request: HttpRequest, kept: KeptArchive) -> HttpResponse:
        context = {"found": kept.uploads.count(), "is_silent": kept.is_silent}
        response = self._page(request, "progress", _("The pictures are checked"), context, kept)
        if not kept.is_silent:
            response["Refresh"] = str(SECONDS_BETWEEN_LOOKS)
        return response

    def _checked(self, request: HttpRequest, kept: KeptArchive) -> HttpResponse:
        checked = kept.checked
        parts = {"all": checked.rows, "ready": checked.ready, "left_out": checked.left_out}
        show = request.GET.get("show") if request.GET.get("show") in SHOWN else "all"
        page = Paginator(parts[show], PAGE_SIZE).get_page(request.GET.get("page"))
        ready = len(checked.ready)
        context = {
            "checked": checked,
            "show": show,
            "counts": {name: len(rows) for name, rows in parts.items()},
            "page_obj": page,
            "rows": _with_records(page.object_list, kept),
            "button": ngettext("Add %(count)s photo", "Add %(count)s photos", ready)
            % {"count": ready},
        }
        return self._page(request, "check", _("Check the photos"), context, kept)

    def _done(self, request: HttpRequest, kept: KeptArchive) -> HttpResponse:
        added = kept.added
        counts = {int(pk): count for pk, count in added["photos"].items()}
        records = Activity.objects.in_bulk(counts)
        total = sum(counts.values())
        context = {
            "records": [
                (activity, _record_url(activity), counts[pk]) for pk, activity in records.items()
            ],
            "total": total,
            "heading": ngettext(
                "%(count)s photo has been added", "%(count)s photos have been added", total
            )
            % {"count": total},
            "left_out": added["rows"],
        }
        return self._page(request, "done", _("Photos from an archive"), context, kept)

    def _page(
        self,
        request: HttpRequest,
        name: str,
        title: Any,
        context: dict[str, Any],
        kept: KeptArchive | None = None,
    ) -> HttpResponse:
        base = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": title,
            "step": name,
            "kept": kept,
            "start": kept.start if kept else None,
        }
        return render(request, f"admin/photo_import/{name}.html", base | context)


def _refuse_without_permission(request: HttpRequest) -> None:
    if not may_add_photos(request.user):
        raise PermissionDenied


def _record_url(activity: Activity) -> str:
    models = Activity._meta.apps.get_app_config(activity.tool).get_models()
    name = next(model._meta.model_name for model in models if model._meta.proxy)
    return reverse(f"admin:{activity.tool}_{name}_change", args=[activity.pk])


def _with_records(
    rows: list[CheckedRow], kept: KeptArchive
) -> list[tuple[CheckedRow, Any, Activity | None, str]]:
    """Each row with its picture and its record, all of a page read at once."""
    uploads = kept.uploads.in_bulk([row.upload for row in rows if row.upload])
    records = Activity.objects.in_bulk([row.activity for row in rows if row.activity])
    found = []
    for row in rows:
        activity = records.get(row.activity)
        url = _record_url(activity) if activity else ""
        found.append((row, uploads.get(row.upload), activity, url))
    return found


def problems_csv(headers: list[str], rows: list[CheckedRow]) -> bytes:
    """The rows with what is wrong and what to do; what is corrected can be added as it is."""
    notes = ("problem", "hint")
    kept = [n for n, header in enumerate(headers) if header.lower() not in notes]
    target = io.StringIO(newline="")
    writer = csv.writer(target)
    writer.writerow([*(escape(headers[n]) for n in kept), *notes])
    for row in rows:
        cells = [row.cells[n] if n < len(row.cells) else "" for n in kept]
        problem = " ".join(message for message, _hint in row.problems)
        hint = " ".join(dict.fromkeys(hint for _message, hint in row.problems if hint))
        writer.writerow([escape(unescape(cell)) for cell in (*cells, problem, hint)])
    return target.getvalue().encode("utf-8-sig")
