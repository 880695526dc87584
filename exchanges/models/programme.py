from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ..addresses import address
from ..bilingual import Bilingual
from ..querysets import ProgrammeQuerySet
from .spelling import Spelled


class Programme(models.Model):
    """What ties activities together: a series, a deployment or a project of several years."""

    class ProgrammeKind(models.TextChoices):
        SERIES = "series", _("Series")
        DEPLOYMENT = "deployment", _("Deployment")
        PROJECT = "project", _("Project")

    kind = models.CharField(_("kind"), max_length=10, choices=ProgrammeKind)
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    name_en = models.CharField(_("name, English"), max_length=200, blank=True)
    name_ja = models.CharField(_("name, Japanese"), max_length=200, blank=True)
    description_en = models.TextField(_("description, English"), blank=True)
    description_ja = models.TextField(_("description, Japanese"), blank=True)
    start_date = models.DateField(_("start"), null=True, blank=True)
    end_date = models.DateField(_("end"), null=True, blank=True)

    objects = ProgrammeQuerySet.as_manager()

    name = Bilingual()
    description = Bilingual()

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        ordering = ["name_en", "name_ja"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(name_en="") | ~Q(name_ja=""),
                name="programme_has_a_name",
                violation_error_message=_("Give a name in at least one language."),
            ),
            models.CheckConstraint(
                condition=Q(start_date__isnull=True)
                | Q(end_date__isnull=True)
                | Q(end_date__gte=F("start_date")),
                name="programme_ends_after_it_starts",
                violation_error_message=_("The end is before the start."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return address("programmes:list", self.slug)


class ProgrammeAlias(Spelled):
    """One more spelling of a programme's name, as files write it."""

    means = "programme"

    programme = models.ForeignKey(
        Programme, on_delete=models.CASCADE, related_name="aliases", verbose_name=_("programme")
    )
    spelling = models.CharField(_("spelling"), max_length=200)
    normalised = models.CharField(max_length=200, unique=True, editable=False)

    class Meta:
        verbose_name = _("spelling of a programme")
        verbose_name_plural = _("spellings of programmes")
        ordering = ["spelling"]
