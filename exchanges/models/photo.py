from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ..addresses import address, media_address
from ..bilingual import Bilingual
from ..querysets import PhotoQuerySet
from .activity import Activity


def originals_storage() -> Storage:
    """Where originals lie: a storage without any public address."""
    return storages["originals"]


class Photo(models.Model):
    """A photograph of an activity. Its original is private; the public sees renditions."""

    class Release(models.TextChoices):
        NOT_REVIEWED = "not_reviewed", _("Not reviewed")
        RELEASED = "released", _("Released")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        # In the trash: for staff to put back for thirty days, for nobody else.
        TRASHED = "trashed", _("In the trash")

    activity = models.ForeignKey(
        Activity, on_delete=models.CASCADE, related_name="photos", verbose_name=_("activity")
    )
    original = models.FileField(
        _("file"), upload_to="originals/%Y/%m", storage=originals_storage, max_length=200
    )
    file_name = models.CharField(_("name of the file"), max_length=255, blank=True, editable=False)
    file_size = models.PositiveIntegerField(_("size in bytes"), default=0, editable=False)
    sha256 = models.CharField(_("SHA-256"), max_length=64, editable=False)
    width = models.PositiveIntegerField(_("width"), editable=False)
    height = models.PositiveIntegerField(_("height"), editable=False)
    likeness = models.BigIntegerField(
        _("likeness"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("A perceptual hash of 64 bits; pictures that look alike differ in few."),
    )
    offered = models.JSONField(
        _("texts in the file"),
        default=dict,
        blank=True,
        editable=False,
        help_text=_("What the file says of itself, by field; a person takes it over or not."),
    )
    removed = models.JSONField(
        _("removed"),
        default=list,
        blank=True,
        editable=False,
        help_text=_("Kinds of metadata that the original has and no public file carries."),
    )
    caption_en = models.TextField(_("caption, English"), blank=True, max_length=600)
    caption_ja = models.TextField(_("caption, Japanese"), blank=True, max_length=600)
    alt_en = models.CharField(
        _("text alternative, English"),
        max_length=200,
        blank=True,
        help_text=_("What is visible, in up to 125 characters; not a copy of the caption."),
    )
    alt_ja = models.CharField(_("text alternative, Japanese"), max_length=200, blank=True)
    credit_en = models.CharField(_("credit, English"), max_length=200, blank=True)
    credit_ja = models.CharField(_("credit, Japanese"), max_length=200, blank=True)
    rights = models.CharField(_("rights"), max_length=200, blank=True)
    taken_on = models.DateField(_("taken on"), null=True, blank=True)
    is_date_right = models.BooleanField(
        _("date is right"),
        default=False,
        help_text=_("The photo was taken outside the dates of its record, and that is so."),
    )
    place_en = models.CharField(_("place, English"), max_length=200, blank=True)
    place_ja = models.CharField(_("place, Japanese"), max_length=200, blank=True)
    focal_x = models.FloatField(_("focal point, from the left"), default=0.5)
    focal_y = models.FloatField(_("focal point, from the top"), default=0.5)
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    release_state = models.CharField(
        _("release"), max_length=12, choices=Release, default=Release.NOT_REVIEWED
    )
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("released by"),
    )
    released_at = models.DateTimeField(_("released at"), null=True, blank=True, editable=False)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("withdrawn by"),
    )
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True, editable=False)
    trashed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("moved to the trash by"),
    )
    trashed_at = models.DateTimeField(
        _("moved to the trash at"), null=True, blank=True, editable=False
    )

    objects = PhotoQuerySet.as_manager()

    caption = Bilingual()
    alt = Bilingual()
    credit = Bilingual()
    place = Bilingual()

    class Meta:
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        ordering = ["position", "id"]
        permissions = [("release_photo", _("Can release photos"))]
        indexes = [
            models.Index(
                fields=["activity", "release_state", "position"], name="photo_of_activity"
            ),
            # The photos that stand first on their records, for the front page and the tools.
            models.Index(fields=["release_state", "position", "id"], name="photo_in_order"),
            # The same file again, when a photo is added.
            models.Index(fields=["sha256"], name="photo_same_file"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(release_state="released")
                | (
                    (~Q(caption_en="") | ~Q(caption_ja=""))
                    & (~Q(alt_en="") | ~Q(alt_ja=""))
                    & (~Q(credit_en="") | ~Q(credit_ja=""))
                ),
                name="photo_released_only_complete",
                violation_error_message=_(
                    "A photo can be released only with its caption, text alternative and credit."
                ),
            ),
            models.CheckConstraint(
                condition=Q(focal_x__range=(0, 1), focal_y__range=(0, 1)),
                name="photo_focal_point_inside",
                violation_error_message=_("The focal point lies between 0 and 1."),
            ),
            models.CheckConstraint(
                condition=Q(release_state="trashed", trashed_at__isnull=False)
                | (~Q(release_state="trashed") & Q(trashed_at__isnull=True)),
                name="photo_trashed_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return self.caption or _("Photo %(number)s") % {"number": self.pk}

    def clean(self) -> None:
        problems = {}
        for language in ("en", "ja"):
            alt = getattr(self, f"alt_{language}")
            if alt and alt == getattr(self, f"caption_{language}"):
                problems[f"alt_{language}"] = _(
                    "The text alternative repeats the caption. Say what is visible instead."
                )
        if self.release_state == self.Release.RELEASED:
            problems.update(self.missing_texts())
        if problems:
            raise ValidationError(problems)

    def missing_texts(self) -> dict[str, str]:
        """The texts without which the photo cannot be public, by field, with what to do."""
        return {
            f"{name}_en": _("Missing, so the photo cannot be released. Write it, or release later.")
            for name in ("caption", "alt", "credit")
            if not (getattr(self, f"{name}_en") or getattr(self, f"{name}_ja"))
        }

    def get_absolute_url(self) -> str:
        return address("photos:list", self.pk)

    @property
    def is_public(self) -> bool:
        return self.release_state == self.Release.RELEASED and self.activity.is_published

    @property
    def sizes(self) -> list[Rendition]:
        """WebP files of the page by width, from the prefetched rows where there are any."""
        return self.files_in(Rendition.Format.WEBP)

    @property
    def page_files(self) -> dict[str, list[Rendition]]:
        """Files of the page by format, each by rising width, from the prefetched rows."""
        found: dict[str, list[Rendition]] = {}
        for rendition in self.renditions.all():
            if rendition.use == Rendition.Use.PAGE:
                found.setdefault(rendition.format, []).append(rendition)
        return found

    def files_in(self, file_format: str, use: str = "page") -> list[Rendition]:
        """The files of one format and use by rising width, from the prefetched rows."""
        found = [
            rendition
            for rendition in self.renditions.all()
            if rendition.format == file_format and rendition.use == use
        ]
        return sorted(found, key=lambda rendition: rendition.width)


class Rendition(models.Model):
    """A derived picture file: re-encoded, without metadata, under a name nobody can guess."""

    class Format(models.TextChoices):
        WEBP = "webp", "WebP"
        AVIF = "avif", "AVIF"
        JPEG = "jpeg", "JPEG"

    class Use(models.TextChoices):
        PAGE = "page", _("shown on pages")
        CARD = "card", _("shown where the page is shared")
        DOWNLOAD = "download", _("for download")

    photo = models.ForeignKey(
        Photo, on_delete=models.CASCADE, related_name="renditions", verbose_name=_("photo")
    )
    name = models.CharField(_("name"), max_length=60, unique=True)
    use = models.CharField(_("use"), max_length=8, choices=Use, default=Use.PAGE)
    format = models.CharField(_("format"), max_length=4, choices=Format, default=Format.WEBP)
    width = models.PositiveIntegerField(_("width"))
    height = models.PositiveIntegerField(_("height"))
    size = models.PositiveIntegerField(_("size in bytes"))

    class Meta:
        verbose_name = _("rendition")
        verbose_name_plural = _("renditions")
        ordering = ["width"]
        constraints = [
            models.UniqueConstraint(
                fields=["photo", "use", "format", "width"], name="rendition_once_per_width"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.photo_id} {self.width}×{self.height}"

    @property
    def url(self) -> str:
        return media_address(self.name)
