from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from ..bilingual import Bilingual
from ..models import Activity, Tool
from ..models.activity import ToolProxy
from ..querysets import ToolManager


class EquipmentActivity(ToolProxy, Activity):
    """A transfer, joint research or development, an exhibition or an industry forum."""

    TOOL = Tool.EQUIPMENT

    objects = ToolManager(Tool.EQUIPMENT.value)

    class Meta:
        proxy = True
        verbose_name = _("equipment and technical cooperation")
        verbose_name_plural = _("equipment and technical cooperation")


class EquipmentDetail(models.Model):
    class TransferForm(models.TextChoices):
        SALE = "sale", _("Sale")
        GRANT = "grant", _("Grant")
        LEASE = "lease", _("Lease")
        LEASE_TO_GRANT = "lease-to-grant", _("Lease, later a grant")

    class Stage(models.TextChoices):
        PLANNED = "planned", _("Planned")
        AGREED = "agreed", _("Agreed")
        UNDER_WAY = "under-way", _("Under way")
        COMPLETED = "completed", _("Completed")
        ENDED = "ended", _("Ended without result")

    activity = models.OneToOneField(
        Activity, on_delete=models.CASCADE, primary_key=True, related_name="equipment_detail"
    )
    transfer_form = models.CharField(
        _("form of transfer"), max_length=14, choices=TransferForm, blank=True
    )
    stage = models.CharField(_("stage"), max_length=9, choices=Stage, blank=True)
    counterpart_agency_en = models.CharField(
        _("counterpart agency, English"), max_length=200, blank=True
    )
    counterpart_agency_ja = models.CharField(
        _("counterpart agency, Japanese"), max_length=200, blank=True
    )
    company_en = models.CharField(_("company, English"), max_length=200, blank=True)
    company_ja = models.CharField(_("company, Japanese"), max_length=200, blank=True)
    agreement = models.ForeignKey(
        Activity,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="equipment_under_agreement",
        limit_choices_to={"tool": Tool.AGREEMENTS.value},
        verbose_name=_("agreement used"),
    )

    counterpart_agency = Bilingual()
    company = Bilingual()

    class Meta:
        verbose_name = _("details of the cooperation")
        verbose_name_plural = _("details of the cooperation")

    def __str__(self) -> str:
        return str(self.activity)

    def clean(self) -> None:
        if self.agreement_id and self.agreement.tool != Tool.AGREEMENTS:
            raise ValidationError({"agreement": _("Choose an agreement.")})


class Item(models.Model):
    """What is transferred, researched or shown."""

    detail = models.ForeignKey(EquipmentDetail, on_delete=models.CASCADE, related_name="items")
    name_en = models.CharField(_("item, English"), max_length=200, blank=True)
    name_ja = models.CharField(_("item, Japanese"), max_length=200, blank=True)
    quantity = models.PositiveIntegerField(_("quantity"), null=True, blank=True)
    delivered_on = models.DateField(_("delivered on"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    name = Bilingual()

    class Meta:
        verbose_name = _("item")
        verbose_name_plural = _("items")
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(name_en="") | ~models.Q(name_ja=""),
                name="item_is_named",
                violation_error_message=_("Name the item."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
