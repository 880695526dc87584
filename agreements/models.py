from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from exchanges.bilingual import Bilingual
from exchanges.models import Activity, Partner, Tool
from exchanges.models.activity import ToolProxy
from exchanges.querysets import IndexedQuerySet, ToolManager


class Agreement(ToolProxy, Activity):
    """A defense cooperation agreement; the activity it is recorded as is its conclusion."""

    TOOL = Tool.AGREEMENTS

    objects = ToolManager(Tool.AGREEMENTS.value)

    class Meta:
        proxy = True
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")


class AgreementDetail(models.Model):
    class Status(models.TextChoices):
        """Where an agreement stands on a date; derived, never stored."""

        IN_FORCE = "in-force", _("In force")
        SIGNED = "signed", _("Signed, not yet in force")
        ENDED = "ended", _("Ended")
        NOT_CONCLUDED = "not-concluded", _("Not concluded yet")
        UNKNOWN = "unknown", _("Dates not published")

    activity = models.OneToOneField(
        Activity, on_delete=models.CASCADE, primary_key=True, related_name="agreements_detail"
    )
    official_title_en = models.TextField(_("official title, English"), blank=True)
    official_title_ja = models.TextField(_("official title, Japanese"), blank=True)
    signed_on = models.DateField(_("signed"), null=True, blank=True)
    adopted_on = models.DateField(_("adopted"), null=True, blank=True)
    effective_on = models.DateField(_("provisionally applied from"), null=True, blank=True)
    in_force_on = models.DateField(_("entry into force"), null=True, blank=True)
    terminated_on = models.DateField(_("terminated"), null=True, blank=True)
    signed_at_en = models.CharField(_("place of signature, English"), max_length=200, blank=True)
    signed_at_ja = models.CharField(_("place of signature, Japanese"), max_length=200, blank=True)
    number = models.CharField(_("treaty number"), max_length=80, blank=True)
    citation = models.TextField(_("citations"), blank=True)
    text_url_en = models.URLField(_("text, English"), max_length=500, blank=True)
    text_url_ja = models.URLField(_("text, Japanese"), max_length=500, blank=True)
    amends = models.ForeignKey(
        Activity,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="amended_by",
        limit_choices_to={"tool": Tool.AGREEMENTS.value},
        verbose_name=_("amends"),
    )
    replaces = models.ForeignKey(
        Activity,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="replaced_by",
        limit_choices_to={"tool": Tool.AGREEMENTS.value},
        verbose_name=_("replaces"),
    )

    objects = IndexedQuerySet.as_manager()

    official_title = Bilingual()
    signed_at = Bilingual()

    class Meta:
        verbose_name = _("details of the agreement")
        verbose_name_plural = _("details of the agreement")
        constraints = [
            models.CheckConstraint(
                condition=Q(signed_on__isnull=True)
                | Q(in_force_on__isnull=True)
                | Q(in_force_on__gte=F("signed_on")),
                name="agreement_in_force_after_signature",
                violation_error_message=_("It enters into force before it is signed."),
            ),
            models.CheckConstraint(
                condition=Q(in_force_on__isnull=True)
                | Q(terminated_on__isnull=True)
                | Q(terminated_on__gte=F("in_force_on")),
                name="agreement_ends_after_entry_into_force",
                violation_error_message=_("It is terminated before it enters into force."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.activity)

    def status_on(self, day: date | None = None) -> Status:
        """The status on a day, today unless told; unknown dates stay unknown."""
        day = day or timezone.localdate()
        if self.terminated_on and self.terminated_on <= day:
            return self.Status.ENDED
        if self.in_force_on and self.in_force_on <= day:
            return self.Status.IN_FORCE
        if self.signed_on and self.signed_on <= day:
            return self.Status.SIGNED
        return self.Status.NOT_CONCLUDED if self.signed_on else self.Status.UNKNOWN


class PartyAction(models.Model):
    """What one party did: signed, approved, notified; and when."""

    class Action(models.TextChoices):
        SIGNED = "signed", _("Signed")
        APPROVED = "approved", _("Approved")
        NOTIFIED = "notified", _("Notified")
        RATIFIED = "ratified", _("Ratified")
        ACCEDED = "acceded", _("Acceded")
        WITHDREW = "withdrew", _("Withdrew")

    detail = models.ForeignKey(
        AgreementDetail, on_delete=models.CASCADE, related_name="party_actions"
    )
    partner = models.ForeignKey(
        Partner, on_delete=models.PROTECT, related_name="+", verbose_name=_("party")
    )
    action = models.CharField(_("action"), max_length=8, choices=Action)
    done_on = models.DateField(_("date"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("action of a party")
        verbose_name_plural = _("actions of the parties")
        ordering = ["partner__name_en", "done_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["detail", "partner", "action"],
                name="party_action_once",
                violation_error_message=_("This party's action is already listed."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.partner}: {self.get_action_display()}"
