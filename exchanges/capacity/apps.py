from django.apps import AppConfig

from ..tools import Tool


class CapacityConfig(AppConfig):
    name = "exchanges.capacity"
    verbose_name = Tool.CAPACITY.label
