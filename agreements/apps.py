from django.apps import AppConfig

from exchanges.tools import Tool


class AgreementsConfig(AppConfig):
    name = "agreements"
    verbose_name = Tool.AGREEMENTS.label
