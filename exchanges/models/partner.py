from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ..addresses import address
from ..bilingual import Bilingual
from ..querysets import PartnerQuerySet
from .spelling import Spelled


class Partner(models.Model):
    """A country, a historic state or an organisation that activities are carried out with."""

    class PartnerKind(models.TextChoices):
        COUNTRY = "country", _("Country or territory")
        ORGANISATION = "organisation", _("Organisation")
        REGION = "region", _("Group of countries")

    class Region(models.TextChoices):
        SOUTHEAST_ASIA = "southeast-asia", _("South-East Asia")
        EAST_ASIA = "east-asia", _("East Asia")
        SOUTH_ASIA = "south-asia", _("South Asia")
        CENTRAL_ASIA = "central-asia", _("Central Asia and the Caucasus")
        OCEANIA = "oceania", _("Oceania")
        NORTH_AMERICA = "north-america", _("North America")
        LATIN_AMERICA = "latin-america", _("Latin America and the Caribbean")
        EUROPE = "europe", _("Europe")
        MIDDLE_EAST = "middle-east", _("Middle East")
        AFRICA = "africa", _("Africa")
        POLAR = "polar", _("Polar regions")
        INTERNATIONAL = "international", _("International organisations")

    code = models.SlugField(
        _("code"),
        max_length=20,
        unique=True,
        help_text=_("ISO 3166 code of two letters, or a short code such as asean or nato."),
    )
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    kind = models.CharField(
        _("kind"), max_length=12, choices=PartnerKind, default=PartnerKind.COUNTRY
    )
    name_en = models.CharField(_("name, English"), max_length=120)
    name_ja = models.CharField(_("name, Japanese"), max_length=120)
    short_name_ja = models.CharField(
        _("short name, Japanese"), max_length=20, blank=True, help_text=_("As in 米国, 豪州.")
    )
    iso3 = models.CharField(_("ISO code of three letters"), max_length=3, blank=True)
    region = models.CharField(_("region"), max_length=16, choices=Region)
    latitude = models.DecimalField(
        _("latitude"), max_digits=8, decimal_places=5, null=True, blank=True
    )
    longitude = models.DecimalField(
        _("longitude"), max_digits=8, decimal_places=5, null=True, blank=True
    )
    valid_from = models.DateField(_("existed from"), null=True, blank=True)
    valid_to = models.DateField(_("existed until"), null=True, blank=True)
    successors = models.ManyToManyField(
        "self",
        verbose_name=_("successors"),
        symmetrical=False,
        blank=True,
        related_name="predecessors",
    )
    members = models.ManyToManyField(
        "self",
        verbose_name=_("members"),
        symmetrical=False,
        through="Membership",
        through_fields=("organisation", "member"),
        related_name="organisations",
    )

    objects = PartnerQuerySet.as_manager()

    name = Bilingual()

    class Meta:
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        ordering = ["name_en"]
        indexes = [models.Index(fields=["region", "name_en"], name="partner_region_name")]
        constraints = [
            models.UniqueConstraint(
                fields=["iso3"],
                condition=~Q(iso3=""),
                name="partner_iso3_unique",
                violation_error_message=_("Another partner has this three-letter code."),
            ),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True)
                | Q(valid_to__isnull=True)
                | Q(valid_to__gte=F("valid_from")),
                name="partner_ends_after_it_began",
                violation_error_message=_("“Existed until” is before “existed from”."),
            ),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True) | Q(latitude__range=(-90, 90)),
                name="partner_latitude_on_earth",
                violation_error_message=_("A latitude lies between -90 and 90."),
            ),
            models.CheckConstraint(
                condition=Q(longitude__isnull=True) | Q(longitude__range=(-180, 180)),
                name="partner_longitude_on_earth",
                violation_error_message=_("A longitude lies between -180 and 180."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return address("partners:list", self.slug)

    @property
    def is_country(self) -> bool:
        return self.kind == self.PartnerKind.COUNTRY

    @property
    def is_historic(self) -> bool:
        return self.valid_to is not None


class PartnerAlias(Spelled):
    """One more spelling of a partner's name; unique, so that it can mean one partner only."""

    means = "partner"

    partner = models.ForeignKey(
        Partner, on_delete=models.CASCADE, related_name="aliases", verbose_name=_("partner")
    )
    spelling = models.CharField(_("spelling"), max_length=160)
    normalised = models.CharField(max_length=160, unique=True, editable=False)

    class Meta:
        verbose_name = _("spelling of a partner")
        verbose_name_plural = _("spellings of partners")
        ordering = ["spelling"]


class Membership(models.Model):
    """A partner's time as a member of an organisation."""

    organisation = models.ForeignKey(
        Partner,
        on_delete=models.CASCADE,
        related_name="memberships",
        verbose_name=_("organisation"),
    )
    member = models.ForeignKey(
        Partner, on_delete=models.CASCADE, related_name="memberships_held", verbose_name=_("member")
    )
    joined = models.DateField(_("joined"), null=True, blank=True)
    left = models.DateField(_("left"), null=True, blank=True)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["member__name_en"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "member", "joined"], name="membership_once_per_joining"
            ),
            models.CheckConstraint(
                condition=~Q(organisation=F("member")),
                name="membership_not_of_itself",
                violation_error_message=_("An organisation cannot be a member of itself."),
            ),
            models.CheckConstraint(
                condition=Q(joined__isnull=True) | Q(left__isnull=True) | Q(left__gte=F("joined")),
                name="membership_left_after_joining",
                violation_error_message=_("“Left” is before “joined”."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} – {self.organisation}"
