from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from ..bilingual import Bilingual
from ..models import Activity, Partner, Tool
from ..models.activity import ToolProxy
from ..querysets import ToolManager


class TroopsActivity(ToolProxy, Activity):
    """An exercise, a port or airport call, a visit or exchange of units, a deployment."""

    TOOL = Tool.TROOPS

    objects = ToolManager(Tool.TROOPS.value)

    class Meta:
        proxy = True
        verbose_name = _("exchange among troops")
        verbose_name_plural = _("exchanges among troops")


class TroopsDetail(models.Model):
    activity = models.OneToOneField(
        Activity, on_delete=models.CASCADE, primary_key=True, related_name="troops_detail"
    )
    is_ground = models.BooleanField(_("ground"), default=False)
    is_maritime = models.BooleanField(_("maritime"), default=False)
    is_air = models.BooleanField(_("air"), default=False)
    is_joint = models.BooleanField(_("joint"), default=False)
    is_cyber = models.BooleanField(_("cyber and space"), default=False)
    purpose_en = models.TextField(_("purpose, English"), blank=True)
    purpose_ja = models.TextField(_("purpose, Japanese"), blank=True)
    area_en = models.CharField(_("sea or air area, English"), max_length=300, blank=True)
    area_ja = models.CharField(_("sea or air area, Japanese"), max_length=300, blank=True)
    phases_en = models.TextField(_("phases, English"), blank=True)
    phases_ja = models.TextField(_("phases, Japanese"), blank=True)
    training_items_en = models.TextField(_("training items, English"), blank=True)
    training_items_ja = models.TextField(_("training items, Japanese"), blank=True)
    ports_en = models.CharField(_("ports, English"), max_length=300, blank=True)
    ports_ja = models.CharField(_("ports, Japanese"), max_length=300, blank=True)
    personnel = models.PositiveIntegerField(_("personnel"), null=True, blank=True)

    purpose = Bilingual()
    area = Bilingual()
    phases = Bilingual()
    training_items = Bilingual()
    ports = Bilingual()

    DOMAINS = ("ground", "maritime", "air", "joint", "cyber")

    class Meta:
        verbose_name = _("details of the exchange")
        verbose_name_plural = _("details of the exchange")

    def __str__(self) -> str:
        return str(self.activity)

    @property
    def domains(self) -> list[str]:
        """Names of the domains that apply, in the reader's language."""
        return [
            str(self._meta.get_field(f"is_{domain}").verbose_name)
            for domain in self.DOMAINS
            if getattr(self, f"is_{domain}")
        ]


class Unit(models.Model):
    """A unit, ship or aircraft that took part."""

    class Branch(models.TextChoices):
        GROUND = "ground", _("Army or ground force")
        MARITIME = "maritime", _("Navy or maritime force")
        AIR = "air", _("Air force")
        MARINES = "marines", _("Marines")
        COAST_GUARD = "coast-guard", _("Coast guard")
        OTHER = "other", _("Other")

    detail = models.ForeignKey(TroopsDetail, on_delete=models.CASCADE, related_name="units")
    partner = models.ForeignKey(
        Partner,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("of"),
    )
    branch = models.CharField(_("branch"), max_length=11, choices=Branch, blank=True)
    name_en = models.CharField(_("unit, ship or aircraft, English"), max_length=200, blank=True)
    name_ja = models.CharField(_("unit, ship or aircraft, Japanese"), max_length=200, blank=True)
    hull_number = models.CharField(_("hull number"), max_length=20, blank=True)
    head_count = models.PositiveIntegerField(_("number of persons"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    name = Bilingual()

    class Meta:
        verbose_name = _("unit, ship or aircraft")
        verbose_name_plural = _("units, ships and aircraft")
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(name_en="") | ~models.Q(name_ja=""),
                name="unit_is_named",
                violation_error_message=_("Name the unit, ship or aircraft."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
