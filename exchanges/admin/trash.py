"""The trash of photos: to it with a look at where they are used, back from it, and out for good."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from .. import photos as services
from ..cleaning import DAYS_IN_TRASH
from ..models import Photo
from .actions import SHOWN_ROWS, ReleaseActions
from .photo_rows import moment
from .photo_uploads import NUMBER, in_trash
from .thumbnails import with_thumbnail

PER_PAGE = 50


class TrashPages(ReleaseActions):
    """Instead of deletion: nobody deletes a photo from its list or page."""

    actions = (*ReleaseActions.actions, "move_to_trash")

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.trash)
        return [path("trash/", view, name="exchanges_photo_trash"), *super().get_urls()]

    def has_delete_permission(self, request: HttpRequest, obj: Photo | None = None) -> bool:
        return False

    def has_trash_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("exchanges.delete_photo")

    @admin.action(description=gettext_lazy("Move to the trash"), permissions=["trash"])
    def move_to_trash(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        def carry_out(rows: list[Photo]) -> None:
            going = [photo for photo in rows if photo.release_state != Photo.Release.TRASHED]
            services.trash_photos(photos=going, by=request.user)
            self.log_status_change(request, going, "release_state")
            self.message_user(request, in_trash(len(going)), messages.SUCCESS)

        count = queryset.count()
        asked = self.ask_first(
            request,
            queryset,
            title=gettext_lazy("Move photos to the trash"),
            question=ngettext(
                "%(count)d photo leaves the places below, and the public site at once. It can be "
                "put back for %(days)d days. Nothing has been changed yet.",
                "%(count)d photos leave the places below, and the public site at once. They can "
                "be put back for %(days)d days. Nothing has been changed yet.",
                count,
            )
            % {"count": count, "days": DAYS_IN_TRASH},
            button=ngettext(
                "Move %(count)d photo to the trash", "Move %(count)d photos to the trash", count
            )
            % {"count": count},
            carry_out=carry_out,
        )
        if asked is not None:
            shown = queryset.select_related("activity__programme")[:SHOWN_ROWS]
            asked.context_data["rows"] = []
            asked.context_data["uses"] = [(photo, services.where_used(photo)) for photo in shown]
        return asked

    # The page of the trash

    def trash(self, request: HttpRequest) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        if request.method == "POST":
            return self._trash_answer(request)
        found = Photo.objects.filter(release_state=Photo.Release.TRASHED)
        found = with_thumbnail(found).select_related("activity", "trashed_by")
        pages = Paginator(found.order_by("-trashed_at", "-pk"), PER_PAGE)
        page = pages.get_page(request.GET.get("page"))
        request.current_app = self.admin_site.name
        context: dict[str, Any] = {
            **self.admin_site.each_context(request),
            "title": _("Trash of photos"),
            "opts": self.opts,
            "media": self.media,
            "page": page,
            "rows": [self._row(photo) for photo in page],
            "days": DAYS_IN_TRASH,
            "may_put_back": self.has_change_permission(request),
            "may_delete": request.user.is_superuser,
            "checkbox_name": ACTION_CHECKBOX_NAME,
        }
        return TemplateResponse(request, "admin/photos/trash.html", context)

    @staticmethod
    def _row(photo: Photo) -> dict[str, Any]:
        ends = photo.trashed_at + timedelta(days=DAYS_IN_TRASH)
        return {
            "photo": photo,
            "when": moment(photo.trashed_at),
            "days_left": max(0, (ends - timezone.now()).days),
        }

    def _trash_answer(self, request: HttpRequest) -> HttpResponse:
        """Do to the ticked photos what the button says."""
        keys = [key for key in request.POST.getlist(ACTION_CHECKBOX_NAME) if NUMBER.fullmatch(key)]
        trashed = Photo.objects.filter(release_state=Photo.Release.TRASHED)
        chosen = list(trashed.filter(pk__in=keys[:PER_PAGE]))
        if not chosen:
            messages.warning(request, _("No photo is ticked. Tick those that are meant."))
        elif "put_back" in request.POST:
            self._put_back(request, chosen)
        elif "delete" in request.POST:
            self._delete(request, chosen)
        return redirect("admin:exchanges_photo_trash")

    def _put_back(self, request: HttpRequest, chosen: list[Photo]) -> None:
        if not self.has_change_permission(request):
            raise PermissionDenied
        count = services.restore_photos(photos=chosen, by=request.user)
        self.log_status_change(request, chosen, "release_state")
        said = ngettext(
            "%(count)d photo is back on its record, not reviewed.",
            "%(count)d photos are back on their records, not reviewed.",
            count,
        )
        messages.success(request, said % {"count": count})

    def _delete(self, request: HttpRequest, chosen: list[Photo]) -> None:
        if not request.user.is_superuser:
            raise PermissionDenied
        self.log_deletions(request, Photo.objects.filter(pk__in=[photo.pk for photo in chosen]))
        count = services.delete_photos(photos=chosen)
        said = ngettext(
            "%(count)d photo and its files are deleted for good.",
            "%(count)d photos and their files are deleted for good.",
            count,
        )
        messages.success(request, said % {"count": count})
