from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from ..addresses import address
from ..bilingual import Bilingual
from ..dates import DateSpan, Precision, format_short, format_span, iso, iso_end
from ..querysets import ActivityQuerySet, ParticipationQuerySet
from ..tools import Tool
from .kind import Kind
from .naming import name_records
from .partner import Partner
from .programme import Programme


def _dates_fit_precision() -> Q:
    """A month starts on its first day, a year on 1 January, a fiscal year on 1 April."""
    starts, ends = {"start_date__day": 1}, {"end_date__day__gte": 28}
    return (
        Q(date_precision=Precision.DAY)
        | Q(date_precision=Precision.MONTH, **starts, **ends)
        | Q(
            date_precision=Precision.YEAR,
            **starts,
            start_date__month=1,
            end_date__month=12,
            end_date__day=31,
        )
        | Q(
            date_precision=Precision.FISCAL_YEAR,
            **starts,
            start_date__month=4,
            end_date__month=3,
            end_date__day=31,
        )
    )


class Activity(models.Model):
    """One activity of defense cooperation and exchanges, of any tool, or one agreement.

    Everything that a list shows, sorts, filters or counts is a column here. What only the page of
    one tool shows stands in that tool's detail table, reached as `detail`.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        IN_REVIEW = "in_review", _("In review")
        PUBLISHED = "published", _("Published")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    reference = models.CharField(
        _("reference"),
        max_length=80,
        unique=True,
        blank=True,
        help_text=_("Stable and unique; given by the system when left empty."),
        error_messages={"unique": _("Another record has this reference.")},
    )
    slug = models.SlugField(_("address"), max_length=160, unique=True, editable=False)
    tool = models.CharField(_("tool"), max_length=10, choices=Tool)
    kind = models.ForeignKey(
        Kind, on_delete=models.PROTECT, related_name="activities", verbose_name=_("kind")
    )
    title_en = models.CharField(_("title, English"), max_length=400, blank=True)
    title_ja = models.CharField(_("title, Japanese"), max_length=400, blank=True)
    summary_en = models.TextField(_("summary, English"), blank=True)
    summary_ja = models.TextField(_("summary, Japanese"), blank=True)
    body_en = models.TextField(_("body, English"), blank=True)
    body_ja = models.TextField(_("body, Japanese"), blank=True)

    start_date = models.DateField(_("first possible day"))
    end_date = models.DateField(_("last possible day"))
    start_year = models.PositiveSmallIntegerField(_("year"), editable=False)
    date_precision = models.CharField(
        _("precision of the dates"), max_length=11, choices=Precision, default=Precision.DAY
    )
    date_as_written = models.CharField(_("date as written"), max_length=200, blank=True)

    place_en = models.CharField(_("place, English"), max_length=300, blank=True)
    place_ja = models.CharField(_("place, Japanese"), max_length=300, blank=True)
    latitude = models.DecimalField(
        _("latitude"), max_digits=9, decimal_places=6, null=True, blank=True
    )
    longitude = models.DecimalField(
        _("longitude"), max_digits=9, decimal_places=6, null=True, blank=True
    )
    host = models.ForeignKey(
        Partner,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="hosted_activities",
        verbose_name=_("host"),
    )
    partners = models.ManyToManyField(
        Partner, through="Participation", related_name="activities", verbose_name=_("partners")
    )
    other_participants = models.TextField(
        _("other participants, as written"),
        blank=True,
        help_text=_("Participants named in the source that are not partners in this register."),
    )

    programme = models.ForeignKey(
        Programme,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="activities",
        verbose_name=_("programme"),
    )
    edition = models.PositiveSmallIntegerField(
        _("edition"),
        null=True,
        blank=True,
        help_text=_("Edition of a series, leg of a deployment or year of a project."),
    )
    lead_photo = models.ForeignKey(
        "Photo",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("lead photo"),
        help_text=_("The first photo leads when none is chosen."),
    )

    status = models.CharField(
        _("status"), max_length=9, choices=Status, default=Status.DRAFT, db_index=True
    )
    publish_at = models.DateTimeField(_("publish at"), null=True, blank=True)
    unpublish_at = models.DateTimeField(_("take off the site at"), null=True, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("created by"),
    )
    changed_at = models.DateTimeField(_("last changed"), default=timezone.now, editable=False)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("last changed by"),
    )
    version = models.PositiveIntegerField(_("version"), default=0, editable=False)

    objects = ActivityQuerySet.as_manager()

    title = Bilingual()
    summary = Bilingual()
    body = Bilingual()
    place = Bilingual()

    class Meta:
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        ordering = ["-start_date", "-id"]
        permissions = [("publish_activity", _("Can publish activities"))]
        indexes = [
            # The public list, newest first, of all tools and of one tool.
            models.Index(fields=["status", "-start_date", "-id"], name="activity_list"),
            models.Index(
                fields=["status", "tool", "-start_date", "-id"], name="activity_tool_list"
            ),
            # Kind and year facets, and the years of a tool's landing page.
            models.Index(fields=["status", "kind", "-start_date"], name="activity_kind_list"),
            models.Index(fields=["status", "start_year", "tool"], name="activity_year_tool"),
            # `sort=updated`.
            models.Index(fields=["status", "-changed_at", "-id"], name="activity_changed"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(tool__in=Tool.values), name="activity_tool_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(title_en="") | ~Q(title_ja=""),
                name="activity_has_a_title",
                violation_error_message=_("Give a title in at least one language."),
            ),
            models.CheckConstraint(
                condition=Q(end_date__gte=F("start_date")),
                name="activity_ends_after_it_starts",
                violation_error_message=_("The end is before the start."),
            ),
            models.CheckConstraint(
                condition=_dates_fit_precision(),
                name="activity_dates_fit_precision",
                violation_error_message=_("The days do not fit the precision of the dates."),
            ),
            models.CheckConstraint(
                condition=Q(start_year=F("start_date__year")),
                name="activity_year_is_of_start",
            ),
            models.CheckConstraint(
                condition=Q(unpublish_at__isnull=True)
                | Q(publish_at__isnull=True)
                | Q(unpublish_at__gt=F("publish_at")),
                name="activity_leaves_after_publication",
                violation_error_message=_("It would leave the site before it is published."),
            ),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(
                    latitude__isnull=False,
                    longitude__isnull=False,
                    latitude__range=(-90, 90),
                    longitude__range=(-180, 180),
                ),
                name="activity_point_on_earth",
                violation_error_message=_(
                    "Give both: a latitude from -90 to 90 and a longitude from -180 to 180."
                ),
            ),
            models.CheckConstraint(
                condition=Q(edition__isnull=True) | Q(programme__isnull=False),
                name="activity_edition_needs_programme",
                violation_error_message=_("An edition needs the programme it belongs to."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        if self.kind_id and self.tool and self.kind.tool != self.tool:
            raise ValidationError(
                {
                    "kind": _("“%(kind)s” is a kind of another tool. Choose one of this tool.")
                    % {"kind": self.kind}
                }
            )

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.prepare()
        super().save(*args, **kwargs)

    def prepare(self) -> None:
        """Set what follows from the other fields; bulk writers call it before they write."""
        self.start_year = self.start_date.year
        self.version += 1
        self.changed_at = timezone.now()
        if not (self.reference and self.slug):
            name_records([self])

    def get_absolute_url(self) -> str:
        if self.tool == Tool.AGREEMENTS:
            return address("agreements:list", self.slug)
        return address("activities:list", self.start_year, self.slug)

    @property
    def dates(self) -> DateSpan:
        return DateSpan(self.start_date, self.end_date, Precision(self.date_precision))

    @dates.setter
    def dates(self, span: DateSpan) -> None:
        self.start_date, self.end_date = span.start, span.end
        self.date_precision = span.precision
        self.start_year = span.start.year

    @property
    def dates_shown(self) -> str:
        return format_span(self.dates, (get_language() or "en")[:2])

    @property
    def dates_short(self) -> tuple[str, str]:
        return format_short(self.dates, (get_language() or "en")[:2])

    @property
    def dates_iso(self) -> str:
        return iso(self.dates)

    @property
    def dates_iso_end(self) -> str:
        return iso_end(self.dates)

    @property
    def detail(self) -> models.Model | None:
        """The row of the tool's own table; its app names its relation `<tool>_detail`."""
        return getattr(self, f"{self.tool}_detail", None)

    @property
    def is_published(self) -> bool:
        now = timezone.now()
        return (
            self.status == self.Status.PUBLISHED
            and (self.publish_at is None or self.publish_at <= now)
            and (self.unpublish_at is None or self.unpublish_at > now)
        )


class ToolProxy:
    """What the five proxies of Activity share: each belongs to one tool and stays there."""

    TOOL: Tool

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        if not args:
            kwargs.setdefault("tool", self.TOOL)
        super().__init__(*args, **kwargs)

    def clean(self) -> None:
        if self.tool != self.TOOL:
            raise ValidationError(
                _("This record belongs to another tool: %(tool)s.")
                % {"tool": Tool(self.tool).label}
            )
        super().clean()


class Participation(models.Model):
    """A partner's part in an activity."""

    class Role(models.TextChoices):
        CO_HOST = "co-host", _("Co-host")
        PARTICIPANT = "participant", _("Participant")
        OBSERVER = "observer", _("Observer")
        RECIPIENT = "recipient", _("Recipient")
        VISITOR = "visitor", _("Visitor")
        HOST = "host", _("Host")

    activity = models.ForeignKey(
        Activity,
        on_delete=models.CASCADE,
        related_name="participations",
        verbose_name=_("activity"),
    )
    partner = models.ForeignKey(
        Partner, on_delete=models.PROTECT, related_name="participations", verbose_name=_("partner")
    )
    role = models.CharField(_("role"), max_length=11, choices=Role, default=Role.PARTICIPANT)

    objects = ParticipationQuerySet.as_manager()

    class Meta:
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        ordering = ["partner__name_en"]
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "partner"],
                name="participation_once_per_partner",
                violation_error_message=_("This partner is already on the record."),
            ),
        ]
        indexes = [
            # Activities of a partner, for lists filtered by partner and for profiles.
            models.Index(fields=["partner", "activity"], name="participation_of_partner"),
        ]

    def __str__(self) -> str:
        return f"{self.partner}"
