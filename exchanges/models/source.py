from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from ..bilingual import Bilingual
from .activity import Activity


class Source(models.Model):
    """Where a record's facts come from."""

    activity = models.ForeignKey(
        Activity, on_delete=models.CASCADE, related_name="sources", verbose_name=_("activity")
    )
    title = models.CharField(_("title"), max_length=300, blank=True)
    url = models.URLField(_("address"), max_length=500, blank=True)
    published_on = models.DateField(_("date"), null=True, blank=True)
    page = models.CharField(_("page"), max_length=40, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(title="") | ~models.Q(url=""),
                name="source_says_something",
                violation_error_message=_("Give the source's title or its address."),
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.url


class ChangeNote(models.Model):
    """An entry of the public correction log of a record."""

    activity = models.ForeignKey(
        Activity, on_delete=models.CASCADE, related_name="change_notes", verbose_name=_("activity")
    )
    noted_on = models.DateField(_("date"))
    text_en = models.CharField(_("note, English"), max_length=500, blank=True)
    text_ja = models.CharField(_("note, Japanese"), max_length=500, blank=True)

    text = Bilingual()

    class Meta:
        verbose_name = _("change note")
        verbose_name_plural = _("change notes")
        ordering = ["-noted_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(text_en="") | ~models.Q(text_ja=""),
                name="change_note_says_something",
                violation_error_message=_("Say in at least one language what changed."),
            ),
        ]

    def __str__(self) -> str:
        return self.text
