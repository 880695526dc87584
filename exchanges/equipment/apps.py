from django.apps import AppConfig

from ..tools import Tool


class EquipmentConfig(AppConfig):
    name = "exchanges.equipment"
    verbose_name = Tool.EQUIPMENT.label
