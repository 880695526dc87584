from __future__ import annotations

from typing import Any

from django.apps import apps
from django.contrib import admin
from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.admin.views.main import ChangeList
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from ..models import Activity
from .base import ActivityListAdmin
from .list_filters import ImportFilter, RegionFilter
from .record import PrefetchingChangeList


def change_url(activity: Activity) -> str:
    """The page that edits a record: that of the admin of its tool."""
    models = apps.get_app_config(activity.tool).get_models()
    name = next(model._meta.model_name for model in models if model._meta.proxy)
    return reverse(f"admin:{activity.tool}_{name}_change", args=[activity.pk])


class AllToolsChangeList(PrefetchingChangeList):
    def url_for_result(self, result: Activity) -> str:
        return change_url(result)


@admin.register(Activity)
class AllActivitiesAdmin(ActivityListAdmin):
    """All tools together: a list to look at, search and publish from. Editing is done per tool."""

    list_display = ("thumbnail_column", "title_column", "tool", *ActivityListAdmin.list_display[2:])
    list_filter = ("tool", "status", RegionFilter, "programme", ImportFilter)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return AllToolsChangeList

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Activity | None = None) -> bool:
        return False

    def change_view(
        self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        activity = self.get_object(request, object_id)
        if activity is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        query = f"?{IS_POPUP_VAR}=1" if IS_POPUP_VAR in request.GET else ""
        return HttpResponseRedirect(change_url(activity) + query)
