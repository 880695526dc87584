from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ..bilingual import Bilingual
from ..models import Activity, Tool
from ..models.activity import ToolProxy
from ..models.spelling import Spelled
from ..querysets import IndexedQuerySet, NamedQuerySet, ToolManager


class CapacityActivity(ToolProxy, Activity):
    """A capacity-building seminar, training, guidance, observation or exchange of opinions."""

    TOOL = Tool.CAPACITY

    objects = ToolManager(Tool.CAPACITY.value)

    class Meta:
        proxy = True
        verbose_name = _("capacity-building activity")
        verbose_name_plural = _("capacity-building activities")


class CapacityField(models.Model):
    """A field of capacity building: HA/DR, military band, maritime security."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name_en = models.CharField(_("name, English"), max_length=80)
    name_ja = models.CharField(_("name, Japanese"), max_length=80)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = NamedQuerySet.as_manager()

    name = Bilingual()

    class Meta:
        verbose_name = _("field of capacity building")
        verbose_name_plural = _("fields of capacity building")
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.name


class CapacityFieldAlias(Spelled):
    """One more spelling of a field of capacity building, as files write it."""

    means = "field"

    field = models.ForeignKey(
        CapacityField, on_delete=models.CASCADE, related_name="aliases", verbose_name=_("field")
    )
    spelling = models.CharField(_("spelling"), max_length=120)
    normalised = models.CharField(max_length=120, unique=True, editable=False)

    class Meta:
        verbose_name = _("spelling of a field")
        verbose_name_plural = _("spellings of fields")
        ordering = ["spelling"]


class CapacityDetail(models.Model):
    class Mode(models.TextChoices):
        DISPATCH = "dispatch", _("Dispatch")
        INVITATION = "invitation", _("Invitation")
        ONLINE = "online", _("Online")

    activity = models.OneToOneField(
        Activity, on_delete=models.CASCADE, primary_key=True, related_name="capacity_detail"
    )
    mode = models.CharField(_("mode"), max_length=10, choices=Mode, blank=True)
    fields = models.ManyToManyField(
        CapacityField, blank=True, related_name="details", verbose_name=_("fields")
    )
    recipient_unit_en = models.CharField(_("recipient unit, English"), max_length=300, blank=True)
    recipient_unit_ja = models.CharField(_("recipient unit, Japanese"), max_length=300, blank=True)
    trainees = models.PositiveIntegerField(_("trainees"), null=True, blank=True)
    delegation_en = models.TextField(_("delegation, English"), blank=True)
    delegation_ja = models.TextField(_("delegation, Japanese"), blank=True)
    dispatched_from = models.DateField(_("dispatched from"), null=True, blank=True)
    dispatched_to = models.DateField(_("dispatched until"), null=True, blank=True)
    project_year = models.PositiveSmallIntegerField(_("year of the project"), null=True, blank=True)

    objects = IndexedQuerySet.as_manager()

    recipient_unit = Bilingual()
    delegation = Bilingual()

    class Meta:
        verbose_name = _("details of the capacity building")
        verbose_name_plural = _("details of the capacity building")
        constraints = [
            models.CheckConstraint(
                condition=Q(dispatched_from__isnull=True)
                | Q(dispatched_to__isnull=True)
                | Q(dispatched_to__gte=F("dispatched_from")),
                name="capacity_dispatch_ends_after_it_starts",
                violation_error_message=_("The dispatch ends before it starts."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.activity)
