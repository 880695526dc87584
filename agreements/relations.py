"""What is published around an agreement: before and after it, under it, and with its partners."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from exchanges.models import Activity, Partner
from exchanges.querysets import ActivityQuerySet

from .models import Agreement, PartyAction
from .status import with_standing

MOST_OTHERS = 6


class Link(NamedTuple):
    """An agreement of the chain and what it is to this one, in words."""

    agreement: Activity
    relation: str | Promise
    is_this: bool


def chain_of(agreement: Agreement) -> list[Link]:
    """What it amends or replaces and what amends or replaces it, by date; empty if nothing does."""
    detail = agreement.detail
    amends, replaces = (detail.amends_id, detail.replaces_id) if detail else (None, None)
    around = (
        Agreement.objects.published()
        .filter(
            Q(pk__in=[pk for pk in (amends, replaces) if pk])
            | Q(agreements_detail__amends=agreement.pk)
            | Q(agreements_detail__replaces=agreement.pk)
        )
        .exclude(pk=agreement.pk)
        .select_related("kind", "agreements_detail")
    )
    links = [Link(other, _relation(other, agreement, amends), False) for other in around]
    if not links:
        return []
    links.append(Link(agreement, _("This record."), True))
    return sorted(links, key=lambda link: (link.agreement.start_date, link.agreement.pk))


def _relation(other: Activity, agreement: Agreement, amends: int | None) -> str | Promise:
    if other.detail and other.detail.replaces_id == agreement.pk:
        return _("Replaces the agreement on this page.")
    if other.detail and other.detail.amends_id == agreement.pk:
        return _("Amends the agreement on this page.")
    if other.pk == amends:
        return _("Amended by the agreement on this page.")
    return _("Replaced by the agreement on this page.")


def activities_under(agreement: Agreement) -> ActivityQuerySet:
    """Published transfers and research that name it as the agreement used."""
    return Activity.objects.published().filter(equipment_detail__agreement=agreement.pk)


def others_with_partners(
    agreement: Agreement, partners: list[Partner], day: date
) -> list[Activity]:
    """Other published agreements with any of its partners, newest first."""
    others = (
        Agreement.objects.published()
        .filter(participations__partner__in=partners)
        .exclude(pk=agreement.pk)
        .select_related("agreements_detail")
        .distinct()
    )
    return with_standing(others[:MOST_OTHERS], day)


class Parties(NamedTuple):
    """A row per party, a column per kind of action that is recorded."""

    actions: list[PartyAction.Action]
    rows: list[tuple[Partner, list[PartyAction | None]]]


def parties_of(agreement: Agreement, partners: list[Partner]) -> Parties:
    """Every party with what it did; partners without a recorded action have an empty row."""
    recorded = list(agreement.detail.party_actions.all()) if agreement.detail else []
    done = {(action.partner, action.action): action for action in recorded}
    parties = sorted(
        {*partners, *(action.partner for action in recorded)}, key=lambda p: p.name.casefold()
    )
    used = {action.action for action in recorded}
    actions = [action for action in PartyAction.Action if action in used]
    return Parties(actions, [(p, [done.get((p, a)) for a in actions]) for p in parties])
