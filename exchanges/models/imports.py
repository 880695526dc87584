from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from ..tools import Tool
from .activity import Activity


class ImportBatch(models.Model):
    """One import of one file: who, what, when and with what result."""

    file_name = models.CharField(_("file"), max_length=255)
    file_size = models.PositiveBigIntegerField(_("size in bytes"), default=0)
    file_sha256 = models.CharField(_("SHA-256 of the file"), max_length=64, blank=True)
    tool = models.CharField(_("tool"), max_length=10, choices=Tool, blank=True)
    options = models.JSONField(_("options"), default=dict, blank=True)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("started by"),
    )
    started_at = models.DateTimeField(_("started at"), auto_now_add=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)
    rows = models.PositiveIntegerField(_("rows"), default=0)
    created = models.PositiveIntegerField(_("created"), default=0)
    updated = models.PositiveIntegerField(_("updated"), default=0)
    unchanged = models.PositiveIntegerField(_("unchanged"), default=0)
    rejected = models.PositiveIntegerField(_("rejected"), default=0)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-started_at", "-id"]

    def __str__(self) -> str:
        return f"{self.file_name} #{self.pk}"


class ImportRow(models.Model):
    """What one row of a file became. Unchanged rows are counted on the batch, not kept."""

    class Outcome(models.TextChoices):
        CREATED = "created", _("created")
        UPDATED = "updated", _("updated")
        REJECTED = "rejected", _("rejected")

    batch = models.ForeignKey(
        ImportBatch, on_delete=models.CASCADE, related_name="import_rows", verbose_name=_("import")
    )
    line = models.PositiveIntegerField(_("row in the file"))
    outcome = models.CharField(_("outcome"), max_length=8, choices=Outcome)
    activity = models.ForeignKey(
        Activity,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="import_rows",
        verbose_name=_("activity"),
    )
    reference = models.CharField(_("reference"), max_length=80, blank=True)
    problems = models.JSONField(_("problems"), default=list, blank=True)
    cells = models.JSONField(
        _("cells"), default=dict, blank=True, help_text=_("The row as it stood in the file.")
    )
    before = models.JSONField(
        _("before"), default=dict, blank=True, help_text=_("What the row replaced.")
    )

    class Meta:
        verbose_name = _("row of an import")
        verbose_name_plural = _("rows of imports")
        ordering = ["batch", "line"]
        indexes = [models.Index(fields=["batch", "outcome", "line"], name="import_row_outcome")]

    def __str__(self) -> str:
        return f"{self.batch} {self.line}"
