from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class ExchangesConfig(AppConfig):
    name = "exchanges"
    verbose_name = _("Shared records")

    def ready(self) -> None:
        from .index import following, rebuilding

        following.follow()
        post_migrate.connect(rebuilding.rebuild_if_outdated, sender=self)
