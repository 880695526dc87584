from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from ..names import normalise
from ..tools import Tool
from .activity import Activity
from .photo import originals_storage


class ImportProfile(models.Model):
    """How a kind of file is read: its columns and options, kept for the next one like it."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    headers = models.JSONField(
        _("headers"), default=list, help_text=_("The headers of the file it was made for.")
    )
    mapping = models.JSONField(
        _("columns"),
        default=dict,
        help_text=_("The column of this site for each header; empty where it is not imported."),
    )
    options = models.JSONField(_("options"), default=dict, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("made by"),
    )
    used_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("last used by"),
    )
    used_at = models.DateTimeField(_("last used at"), null=True, blank=True)
    used_count = models.PositiveIntegerField(_("times used"), default=0)

    class Meta:
        verbose_name = _("import profile")
        verbose_name_plural = _("import profiles")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class ImportBatch(models.Model):
    """One import of one file: who, what, when and with what result."""

    class State(models.TextChoices):
        """Where the import stands. Nothing is written to records before `RUNNING`."""

        COLUMNS = "columns", _("Columns to be settled")
        NAMES = "names", _("Names to be settled")
        CHECKING = "checking", _("Being checked")
        CHECKED = "checked", _("Checked")
        WAITING = "waiting", _("Waiting to run")
        RUNNING = "running", _("Running")
        DONE = "done", _("Imported")
        STOPPED = "stopped", _("Stopped")
        FAILED = "failed", _("Failed")
        UNDONE = "undone", _("Undone")

    file_name = models.CharField(_("file"), max_length=255)
    file_size = models.PositiveBigIntegerField(_("size in bytes"), default=0)
    file_sha256 = models.CharField(_("SHA-256 of the file"), max_length=64, blank=True)
    file = models.FileField(
        _("file"),
        upload_to="imports/%Y/%m",
        storage=originals_storage,
        max_length=200,
        blank=True,
    )
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.DONE)
    tool = models.CharField(_("tool"), max_length=10, choices=Tool, blank=True)
    profile = models.ForeignKey(
        ImportProfile,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="batches",
        verbose_name=_("profile"),
    )
    corrections = models.JSONField(
        _("corrected cells"),
        default=dict,
        blank=True,
        help_text=_("What was written in place of a cell, by row of the file and header."),
    )
    decisions = models.JSONField(
        _("decisions"),
        default=dict,
        blank=True,
        help_text=_("What becomes of rows that may repeat a record, by row of the file."),
    )
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
    done_rows = models.PositiveIntegerField(
        _("rows done"),
        default=0,
        help_text=_("Rows that were checked, or written for good, from the first on."),
    )
    alive_at = models.DateTimeField(
        _("last sign of life"),
        null=True,
        blank=True,
        help_text=_("When the check or the run last said how far it is."),
    )
    problem = models.TextField(
        _("problem"), blank=True, help_text=_("Why the import failed or stopped.")
    )

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
        HELD = "held", _("held until corrected")

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


class CheckedRow(models.Model):
    """What the check of an import says of one row of the file; nothing of it is a record."""

    class Outcome(models.TextChoices):
        NEW = "new", _("New")
        CHANGED = "changed", _("Changed")
        UNCHANGED = "unchanged", _("Unchanged")
        ERROR = "error", _("Error")
        DUPLICATE = "dup", _("Possible duplicate")

    batch = models.ForeignKey(
        ImportBatch, on_delete=models.CASCADE, related_name="checked_rows", verbose_name=_("import")
    )
    line = models.PositiveIntegerField(_("row in the file"))
    outcome = models.CharField(_("outcome"), max_length=9, choices=Outcome)
    cells = models.JSONField(_("cells"), default=list)
    problems = models.JSONField(_("problems"), default=list, blank=True)
    changes = models.JSONField(
        _("changes"), default=list, blank=True, help_text=_("Column, old and new value of each.")
    )
    twin = models.ForeignKey(
        Activity,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("record that it may repeat"),
    )
    twin_line = models.PositiveIntegerField(
        _("row of the file that it may repeat"), null=True, blank=True
    )
    likeness = models.PositiveSmallIntegerField(_("likeness in per cent"), null=True, blank=True)

    class Meta:
        verbose_name = _("checked row")
        verbose_name_plural = _("checked rows")
        ordering = ["batch", "line"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "line"], name="checked_row_once"),
        ]
        indexes = [models.Index(fields=["batch", "outcome", "line"], name="checked_row_outcome")]

    def __str__(self) -> str:
        return f"{self.batch} {self.line}"


class NameDecision(models.Model):
    """A name in files that is no partner, kind, programme or field: what becomes of its rows."""

    class Of(models.TextChoices):
        PARTNER = "partner", _("partner")
        KIND = "kind", _("kind")
        PROGRAMME = "programme", _("programme")
        FIELD = "field", _("field of capacity building")

    class Decision(models.TextChoices):
        NOTE = "note", _("keep as text on the record")
        REJECT = "reject", _("leave the row out")

    of = models.CharField(_("of"), max_length=9, choices=Of)
    tool = models.CharField(_("tool"), max_length=10, choices=Tool, blank=True)
    spelling = models.CharField(_("spelling"), max_length=200)
    normalised = models.CharField(max_length=200, editable=False)
    decision = models.CharField(_("decision"), max_length=6, choices=Decision)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided at"), auto_now=True)

    class Meta:
        verbose_name = _("decision on a name")
        verbose_name_plural = _("decisions on names")
        ordering = ["of", "spelling"]
        constraints = [
            models.UniqueConstraint(fields=["of", "tool", "normalised"], name="name_decided_once"),
        ]

    def __str__(self) -> str:
        return self.spelling

    def clean(self) -> None:
        self.normalised = normalise(self.spelling)
        twin = NameDecision.objects.filter(of=self.of, tool=self.tool, normalised=self.normalised)
        if twin.exclude(pk=self.pk).exists():
            raise ValidationError({"spelling": _("This name is decided already.")})

    def save(self, *args: object, **kwargs: object) -> None:
        self.normalised = normalise(self.spelling)
        super().save(*args, **kwargs)
