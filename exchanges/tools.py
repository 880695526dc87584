from django.db import models
from django.utils.translation import gettext_lazy as _


class Tool(models.TextChoices):
    """The four tools and, for reference, the agreements; each value is its app's label."""

    PEOPLE = "people", _("Cooperation and exchanges among people")
    TROOPS = "troops", _("Cooperation and exchanges among troops")
    CAPACITY = "capacity", _("Capacity building")
    EQUIPMENT = "equipment", _("Defense equipment and technical cooperation")
    AGREEMENTS = "agreements", _("Conclusion of defense cooperation agreements")

    @property
    def short_name(self) -> str:
        return SHORT_NAMES[self]

    @property
    def mark(self) -> str:
        """What stands in the tool's square: its number, or A for agreements (not a tool)."""
        return MARKS[self]


SHORT_NAMES = {
    Tool.PEOPLE: _("People"),
    Tool.TROOPS: _("Troops"),
    Tool.CAPACITY: _("Capacity building"),
    Tool.EQUIPMENT: _("Equipment"),
    Tool.AGREEMENTS: _("Agreements"),
}
MARKS = {
    Tool.PEOPLE: "1",
    Tool.TROOPS: "2",
    Tool.CAPACITY: "3",
    Tool.EQUIPMENT: "4",
    Tool.AGREEMENTS: "A",
}
