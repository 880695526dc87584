from django.conf import settings
from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class CooperationAdminSite(AdminSite):
    """The staff side: Django's admin under the site's own name, without the scripted sidebar."""

    index_title = _("Work list")
    site_title = _("Staff")
    enable_nav_sidebar = False

    def each_context(self, request: HttpRequest) -> dict[str, object]:
        language = (get_language() or "en")[:2]
        return {
            **super().each_context(request),
            "site_header": settings.SITE_NAMES.get(language, settings.SITE_NAMES["en"]),
        }
