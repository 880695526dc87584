"""Partners that an import creates for names it does not know, when it was told to."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from django.db.models import Count, F, QuerySet
from django.utils.text import slugify

from ..models import Partner, PartnerAlias
from ..names import normalise

LONGEST_NAME = Partner._meta.get_field("name_en").max_length


def can_be_a_name(text: str) -> bool:
    """Whether a partner of this name would be found again by it."""
    return len(text) <= LONGEST_NAME and bool(normalise(text))


class NewPartners:
    """Made unsaved; saved by the first chunk that has a good row with them."""

    def __init__(self) -> None:
        self._taken = set(Partner.objects.values_list("code", flat=True))
        self._taken.update(Partner.objects.values_list("slug", flat=True))

    def make(self, name: str) -> Partner:
        """A partner of the name, to be completed by staff: which region it is in is not known."""
        code = self._free_code(name)
        return Partner(
            code=code,
            slug=code,
            kind=Partner.PartnerKind.ORGANISATION,
            name_en=name,
            name_ja=name,
            region=Partner.Region.INTERNATIONAL,
        )

    def _free_code(self, name: str) -> str:
        digest = hashlib.sha256(normalise(name).encode()).hexdigest()
        code = slugify(name)[:20].strip("-")
        # Two letters are ISO's: no name may take the code of a country.
        if len(code) < 3 or code in self._taken:
            code = f"{code[:11].strip('-') or 'p'}-{digest[:8]}"
        self._taken.add(code)
        return code

    def save(self, partners: list[Partner]) -> None:
        """Save those that are not saved yet, each with its name as a spelling."""
        for partner in {partner.code: partner for partner in partners if not partner.pk}.values():
            partner.save()
            PartnerAlias.objects.get_or_create(
                normalised=normalise(partner.name_en),
                defaults={"partner": partner, "spelling": partner.name_en},
            )


def untouched_partners(codes: Iterable[str]) -> QuerySet:
    """Those of the partners that are still as `NewPartners` made them."""
    as_made = Partner.objects.filter(
        code__in=codes,
        kind=Partner.PartnerKind.ORGANISATION,
        region=Partner.Region.INTERNATIONAL,
        slug=F("code"),
        name_ja=F("name_en"),
        short_name_ja="",
        iso3="",
        latitude=None,
        longitude=None,
        valid_from=None,
        valid_to=None,
    )
    return as_made.annotate(spellings=Count("aliases")).filter(spellings__lte=1)
