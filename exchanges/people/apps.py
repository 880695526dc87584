from django.apps import AppConfig

from ..tools import Tool


class PeopleConfig(AppConfig):
    name = "exchanges.people"
    verbose_name = Tool.PEOPLE.label
