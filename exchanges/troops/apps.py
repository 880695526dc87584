from django.apps import AppConfig

from ..tools import Tool


class TroopsConfig(AppConfig):
    name = "exchanges.troops"
    verbose_name = Tool.TROOPS.label
