from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from ..addresses import media_address
from .activity import Activity
from .photo import originals_storage


class PhotoUpload(models.Model):
    """A checked picture that is no photo of a record yet: it waits for its form to be saved.

    So a picture is never lost because something else on the form is wrong, and no unfinished
    photo stands on a record. Whoever uploaded it may use it, for one day.
    """

    token = models.CharField(_("token"), max_length=43, unique=True)
    group = models.CharField(
        _("group"),
        max_length=43,
        blank=True,
        db_index=True,
        help_text=_("What was uploaded together in one archive."),
    )
    activity = models.ForeignKey(
        Activity,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("activity"),
    )
    original = models.FileField(
        _("file"), upload_to="originals/%Y/%m", storage=originals_storage, max_length=200
    )
    file_name = models.CharField(_("name of the file"), max_length=255)
    file_size = models.PositiveIntegerField(_("size in bytes"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    width = models.PositiveIntegerField(_("width"))
    height = models.PositiveIntegerField(_("height"))
    likeness = models.BigIntegerField(_("likeness"), null=True)
    offered = models.JSONField(_("texts in the file"), default=dict, blank=True)
    removed = models.JSONField(_("removed"), default=list, blank=True)
    texts = models.JSONField(
        _("texts beside the file"),
        default=dict,
        blank=True,
        help_text=_("What the table of captions of an archive says of the picture, by field."),
    )
    preview_name = models.CharField(_("name of the preview"), max_length=60, blank=True)
    preview_width = models.PositiveIntegerField(_("width of the preview"), default=0)
    preview_height = models.PositiveIntegerField(_("height of the preview"), default=0)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("uploaded by"),
    )
    uploaded_at = models.DateTimeField(_("uploaded at"), auto_now_add=True, db_index=True)

    class Meta:
        verbose_name = _("uploaded photo")
        verbose_name_plural = _("uploaded photos")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.file_name

    @property
    def preview_url(self) -> str:
        return media_address(self.preview_name)
