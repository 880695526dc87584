from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from ..bilingual import Bilingual
from ..names import normalise
from ..querysets import NamedQuerySet
from ..tools import Tool


class Kind(models.Model):
    """What an activity is, within its tool: a port call, a seminar, an ACSA."""

    class Column(models.TextChoices):
        """Columns of the white-paper table of main achievements."""

        POLITICIANS = "politicians", _("Meetings of the top three politicians")
        VICE_MINISTERIAL = "vice-ministerial", _("Vice-ministerial meetings")
        CHIEF_OF_STAFF = "chief-of-staff", _("Chief of staff-level meetings")
        CONSULTATIONS = "consultations", _("Consultations among defense authorities")
        TWO_PLUS_TWO = "two-plus-two", _("Foreign and defense consultations")
        TREATIES = "treaties", _("Treaties and memoranda")

    tool = models.CharField(_("tool"), max_length=10, choices=Tool)
    code = models.SlugField(_("code"), max_length=40)
    name_en = models.CharField(_("name, English"), max_length=120)
    name_ja = models.CharField(_("name, Japanese"), max_length=120)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    white_paper_column = models.CharField(
        _("column of the white-paper table"), max_length=16, choices=Column, blank=True
    )

    objects = NamedQuerySet.as_manager()

    name = Bilingual()

    class Meta:
        verbose_name = _("kind of activity")
        verbose_name_plural = _("kinds of activity")
        ordering = ["tool", "position", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["tool", "code"],
                name="kind_code_unique_in_tool",
                violation_error_message=_("This tool already has a kind with this code."),
            ),
            models.CheckConstraint(
                condition=models.Q(tool__in=Tool.values), name="kind_tool_is_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class KindAlias(models.Model):
    """What a file calls a kind. `implies` sets fields of the detail, such as the format."""

    kind = models.ForeignKey(
        Kind, on_delete=models.CASCADE, related_name="aliases", verbose_name=_("kind")
    )
    kind_if_several = models.ForeignKey(
        Kind,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("kind with several partners"),
        help_text=_("Used instead when a record has two or more partners."),
    )
    tool = models.CharField(_("tool"), max_length=10, choices=Tool, editable=False)
    spelling = models.CharField(_("spelling"), max_length=160)
    normalised = models.CharField(max_length=160, editable=False)
    implies = models.JSONField(
        _("implies"),
        default=dict,
        blank=True,
        help_text=_('Fields of the detail that the spelling tells, as {"mode": "dispatch"}.'),
    )

    class Meta:
        verbose_name = _("spelling of a kind")
        verbose_name_plural = _("spellings of kinds")
        ordering = ["tool", "spelling"]
        constraints = [
            models.UniqueConstraint(
                fields=["tool", "normalised"], name="kind_alias_unique_in_tool"
            ),
        ]

    def __str__(self) -> str:
        return self.spelling

    def clean(self) -> None:
        self.normalised = normalise(self.spelling)
        if not self.normalised:
            raise ValidationError({"spelling": _("A spelling needs letters or digits.")})
        if self.kind_id is None:
            return
        self.tool = self.kind.tool
        if self.kind_if_several_id and self.kind_if_several.tool != self.tool:
            raise ValidationError({"kind_if_several": _("Choose a kind of the same tool.")})
        twin = KindAlias.objects.filter(tool=self.tool, normalised=self.normalised)
        if taken := twin.exclude(pk=self.pk).select_related("kind").first():
            raise ValidationError(
                {
                    "spelling": _("“%(spelling)s” already means %(kind)s. Remove it there first.")
                    % {"spelling": self.spelling, "kind": taken.kind}
                }
            )

    def save(self, *args: object, **kwargs: object) -> None:
        self.tool = self.kind.tool
        self.normalised = normalise(self.spelling)
        super().save(*args, **kwargs)
