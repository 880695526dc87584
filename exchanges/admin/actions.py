"""Actions on many rows: each says first how many it will change; confirmed, it changes them."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.models import CHANGE, LogEntry
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from .. import photos, services
from ..models import Photo

SHOWN_ROWS = 10


class AsksFirst:
    """Gives an admin `ask_first`, which turns an action into a question and its answer."""

    def ask_first(
        self,
        request: HttpRequest,
        queryset: QuerySet,
        *,
        title: str,
        question: str,
        button: str,
        carry_out: Callable[[list[Model]], None],
    ) -> HttpResponse | None:
        """The page that asks, or None after `carry_out` did what was confirmed."""
        if "confirmed" in request.POST:
            with transaction.atomic():
                carry_out(list(queryset))
            return None
        count = queryset.count()
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "question": question % {"count": count},
            "button": button,
            "rows": queryset[:SHOWN_ROWS],
            "others": max(0, count - SHOWN_ROWS),
            "opts": self.opts,
            "media": self.media,
            "action": request.POST["action"],
            "chosen": request.POST.getlist(ACTION_CHECKBOX_NAME),
            "checkbox_name": ACTION_CHECKBOX_NAME,
            "select_across": request.POST.get("select_across", "0"),
        }
        return TemplateResponse(request, "admin/confirm_action.html", context)

    def log_status_change(self, request: HttpRequest, rows: list[Model], field: str) -> None:
        """Note the change in the history of each row."""
        label = str(self.opts.get_field(field).verbose_name).capitalize()
        LogEntry.objects.log_actions(
            request.user.pk, rows, CHANGE, [{"changed": {"fields": [label]}}]
        )


class PublishingActions(AsksFirst):
    actions = ("publish_records", "return_records_to_draft")

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("exchanges.publish_activity")

    @admin.action(description=_("Publish"), permissions=["publish"])
    def publish_records(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        def carry_out(rows: list[Model]) -> None:
            count = services.publish(activities=rows, by=request.user)
            self.log_status_change(request, rows, "status")
            said = ngettext("%(count)d record published.", "%(count)d records published.", count)
            self.message_user(request, said % {"count": count}, messages.SUCCESS)

        count = queryset.count()
        return self.ask_first(
            request,
            queryset,
            title=_("Publish records"),
            question=ngettext(
                "%(count)d record will be on the public site. Nothing has been changed yet.",
                "%(count)d records will be on the public site. Nothing has been changed yet.",
                count,
            ),
            button=ngettext("Publish %(count)d record", "Publish %(count)d records", count)
            % {"count": count},
            carry_out=carry_out,
        )

    @admin.action(description=_("Return to draft"), permissions=["publish"])
    def return_records_to_draft(
        self, request: HttpRequest, queryset: QuerySet
    ) -> HttpResponse | None:
        def carry_out(rows: list[Model]) -> None:
            count = services.return_to_draft(activities=rows, by=request.user)
            self.log_status_change(request, rows, "status")
            said = ngettext(
                "%(count)d record returned to draft.", "%(count)d records returned to draft.", count
            )
            self.message_user(request, said % {"count": count}, messages.SUCCESS)

        count = queryset.count()
        return self.ask_first(
            request,
            queryset,
            title=_("Return records to draft"),
            question=ngettext(
                "%(count)d record will be off the public site. Nothing has been changed yet.",
                "%(count)d records will be off the public site. Nothing has been changed yet.",
                count,
            ),
            button=ngettext(
                "Return %(count)d record to draft", "Return %(count)d records to draft", count
            )
            % {"count": count},
            carry_out=carry_out,
        )


class ReleaseActions(AsksFirst):
    actions = ("release", "withdraw")

    def has_release_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("exchanges.release_photo")

    @admin.action(description=_("Release photos"), permissions=["release"])
    def release(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        def carry_out(rows: list[Photo]) -> None:
            incomplete = photos.release_photos(photos=rows, by=request.user)
            released = [photo for photo in rows if photo not in incomplete]
            self.log_status_change(request, released, "release_state")
            self._report_release(request, len(released), len(incomplete))

        count = queryset.count()
        return self.ask_first(
            request,
            queryset,
            title=_("Release photos"),
            question=ngettext(
                "%(count)d photo will be public as soon as its record is. A photo without caption, "
                "text alternative or credit stays as it is. Nothing has been changed yet.",
                "%(count)d photos will be public as soon as their records are. Photos without "
                "caption, text alternative or credit stay as they are. Nothing has been changed "
                "yet.",
                count,
            ),
            button=ngettext("Release %(count)d photo", "Release %(count)d photos", count)
            % {"count": count},
            carry_out=carry_out,
        )

    def _report_release(self, request: HttpRequest, released: int, incomplete: int) -> None:
        if released:
            said = ngettext("%(count)d photo released.", "%(count)d photos released.", released)
            self.message_user(request, said % {"count": released}, messages.SUCCESS)
        if incomplete:
            said = ngettext(
                "%(count)d photo lacks its caption, text alternative or credit and was not "
                "released.",
                "%(count)d photos lack their caption, text alternative or credit and were not "
                "released.",
                incomplete,
            )
            self.message_user(request, said % {"count": incomplete}, messages.WARNING)

    @admin.action(description=_("Withdraw photos"), permissions=["release"])
    def withdraw(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        def carry_out(rows: list[Photo]) -> None:
            count = photos.withdraw_photos(photos=rows, by=request.user)
            self.log_status_change(request, rows, "release_state")
            said = ngettext("%(count)d photo withdrawn.", "%(count)d photos withdrawn.", count)
            self.message_user(request, said % {"count": count}, messages.SUCCESS)

        count = queryset.count()
        return self.ask_first(
            request,
            queryset,
            title=_("Withdraw photos"),
            question=ngettext(
                "%(count)d photo will be off the public site. Nothing has been changed yet.",
                "%(count)d photos will be off the public site. Nothing has been changed yet.",
                count,
            ),
            button=ngettext("Withdraw %(count)d photo", "Withdraw %(count)d photos", count)
            % {"count": count},
            carry_out=carry_out,
        )
