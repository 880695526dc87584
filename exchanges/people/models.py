from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from ..bilingual import Bilingual
from ..models import Activity, Partner, Tool
from ..models.activity import ToolProxy
from ..querysets import ToolManager


class PeopleActivity(ToolProxy, Activity):
    """A meeting, consultation, conference, visit or exchange of students and research."""

    TOOL = Tool.PEOPLE

    objects = ToolManager(Tool.PEOPLE.value)

    class Meta:
        proxy = True
        verbose_name = _("exchange among people")
        verbose_name_plural = _("exchanges among people")


class PeopleDetail(models.Model):
    class Format(models.TextChoices):
        IN_PERSON = "in-person", _("In person")
        TELEPHONE = "telephone", _("Telephone")
        VIDEO = "video", _("Video conference")
        HYBRID = "hybrid", _("In person and by video")

    class Level(models.TextChoices):
        MINISTER = "minister", _("Minister")
        VICE_MINISTER = "vice-minister", _("Vice-minister")
        CHIEF_OF_STAFF = "chief-of-staff", _("Chief of staff")
        DIRECTOR = "director", _("Director-general or director")
        WORKING = "working", _("Working level")
        STUDENT = "student", _("Students and researchers")

    class Direction(models.TextChoices):
        RECEIVED = "received", _("Received at home")
        SENT = "sent", _("Sent abroad")
        THIRD_COUNTRY = "third-country", _("In a third country")

    activity = models.OneToOneField(
        Activity, on_delete=models.CASCADE, primary_key=True, related_name="people_detail"
    )
    format = models.CharField(_("format"), max_length=10, choices=Format, blank=True)
    level = models.CharField(_("level"), max_length=14, choices=Level, blank=True)
    direction = models.CharField(_("direction"), max_length=13, choices=Direction, blank=True)
    start_time = models.TimeField(_("local start time"), null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes"), null=True, blank=True)
    institution_en = models.CharField(_("institution, English"), max_length=200, blank=True)
    institution_ja = models.CharField(_("institution, Japanese"), max_length=200, blank=True)
    course_en = models.CharField(_("course, English"), max_length=200, blank=True)
    course_ja = models.CharField(_("course, Japanese"), max_length=200, blank=True)
    head_count = models.PositiveIntegerField(_("number of persons"), null=True, blank=True)

    institution = Bilingual()
    course = Bilingual()

    class Meta:
        verbose_name = _("details of the exchange")
        verbose_name_plural = _("details of the exchange")

    def __str__(self) -> str:
        return str(self.activity)


class Attendee(models.Model):
    """Who took part, with the office held at the time."""

    detail = models.ForeignKey(PeopleDetail, on_delete=models.CASCADE, related_name="attendees")
    partner = models.ForeignKey(
        Partner,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("for"),
    )
    name_en = models.CharField(_("name, English"), max_length=120, blank=True)
    name_ja = models.CharField(_("name, Japanese"), max_length=120, blank=True)
    office_en = models.CharField(_("office held then, English"), max_length=200, blank=True)
    office_ja = models.CharField(_("office held then, Japanese"), max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    name = Bilingual()
    office = Bilingual()

    class Meta:
        verbose_name = _("attendee")
        verbose_name_plural = _("attendees")
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(name_en="")
                | ~models.Q(name_ja="")
                | ~models.Q(office_en="")
                | ~models.Q(office_ja=""),
                name="attendee_is_named",
                violation_error_message=_("Give the attendee's name or office."),
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.office
