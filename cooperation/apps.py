from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class CooperationConfig(AppConfig):
    name = "cooperation"
    default = True


class AdminConfig(admin_apps.AdminConfig):
    """Django's admin under the product's own name."""

    default = False
    default_site = "cooperation.site.CooperationAdminSite"
