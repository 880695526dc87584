from collections.abc import Iterable

from django.apps import apps
from django.conf import settings
from django.contrib.admin import AdminSite, ModelAdmin
from django.db.models import Count, Model, Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from exchanges.lookups import BoundedLookups
from exchanges.tools import Tool

MENU = (
    ("exchanges.Activity", _("Activities")),
    ("exchanges.Photo", _("Photos")),
    ("exchanges.Partner", _("Partners")),
    ("exchanges.Programme", _("Programmes")),
    ("exchanges.ImportBatch", _("Imports")),
)


class CooperationAdminSite(AdminSite):
    """The staff side: Django's admin under the site's own name, without the scripted sidebar."""

    index_title = _("Work list")
    site_title = _("Staff")
    enable_nav_sidebar = False

    def register(
        self,
        model_or_iterable: type[Model] | Iterable[type[Model]],
        admin_class: type[ModelAdmin] | None = None,
        **options: object,
    ) -> None:
        """Register with bounded look-ups, also the admins that other packages bring."""
        admin_class = admin_class or ModelAdmin
        if not issubclass(admin_class, BoundedLookups):
            bases = (BoundedLookups, admin_class)
            admin_class = type(admin_class.__name__, bases, {"__module__": admin_class.__module__})
        super().register(model_or_iterable, admin_class, **options)

    def each_context(self, request: HttpRequest) -> dict[str, object]:
        language = (get_language() or "en")[:2]
        return {
            **super().each_context(request),
            "site_header": settings.SITE_NAMES.get(language, settings.SITE_NAMES["en"]),
            "staff_menu": self._menu(request),
        }

    def index(
        self, request: HttpRequest, extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        return super().index(request, {"counts": _counts(request), **(extra_context or {})})

    def get_app_list(
        self, request: HttpRequest, app_label: str | None = None
    ) -> list[dict[str, object]]:
        """The four tools in their order, agreements, what they share, then the rest."""
        order = [*Tool.values, "exchanges"]
        found = super().get_app_list(request, app_label)
        for app in found:
            app["mark"] = Tool(app["app_label"]).mark if app["app_label"] in Tool.values else ""
        return sorted(
            found,
            key=lambda app: (
                order.index(app["app_label"]) if app["app_label"] in order else len(order)
            ),
        )

    def _menu(self, request: HttpRequest) -> list[dict[str, object]]:
        """The lists that the person may open; the one that is open is marked."""
        if not self.has_permission(request):
            return []
        items = []
        for label, name in MENU:
            model = apps.get_model(label)
            if self._registry[model].has_view_permission(request):
                url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
                items.append({"name": name, "url": url, "is_current": request.path == url})
        return items


def _counts(request: HttpRequest) -> list[dict[str, object]]:
    """Records by status and photos to work on, each with the list that shows them."""
    counts = []
    if request.user.has_perm("exchanges.view_activity"):
        activity = apps.get_model("exchanges.Activity")
        url = reverse("admin:exchanges_activity_changelist")
        totals = activity.objects.aggregate(
            **{value: Count("pk", filter=Q(status=value)) for value in activity.Status.values}
        )
        counts += [
            {"label": label, "total": totals[value], "url": f"{url}?status__exact={value}"}
            for value, label in activity.Status.choices
        ]
    if request.user.has_perm("exchanges.view_photo"):
        counts += _photo_counts()
    return counts


def _photo_counts() -> list[dict[str, object]]:
    url = reverse("admin:exchanges_photo_changelist")
    photos = apps.get_model("exchanges.Photo").objects
    totals = photos.aggregate(
        waiting=Count("pk", filter=Q(release_state="not_reviewed")),
        trashed=Count("pk", filter=Q(release_state="trashed")),
    )
    lacking = photos.exclude(release_state="trashed").lacking("language").count()
    return [
        {
            "label": _("Photos not reviewed"),
            "total": totals["waiting"],
            "url": f"{url}?release_state__exact=not_reviewed",
        },
        {"label": _("Photos that lack a text"), "total": lacking, "url": f"{url}?missing=language"},
        {
            "label": _("Photos in the trash"),
            "total": totals["trashed"],
            "url": reverse("admin:exchanges_photo_trash"),
        },
    ]
