"""What is published around an agreement: before and after it, under it, and with its partners."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from exchanges.index.order import NEWEST, Order
from exchanges.index.results import Results
from exchanges.index.selecting import activities_at
from exchanges.models import Activity, Partner, Tool
from exchanges.query import asking

from .models import Agreement, AgreementDetail, PartyAction
from .status import with_standing

MOST_OTHERS = 6
LONGEST_CHAIN = 40


class Link(NamedTuple):
    """An agreement of the chain and what it is to this one, or else to its own one, in words."""

    agreement: Activity
    relation: str | Promise
    is_this: bool


class Tie(NamedTuple):
    """That one agreement amends or replaces another; by their keys."""

    later: int
    earlier: int
    is_replacement: bool


def chain_of(agreement: Agreement) -> list[Link]:
    """All that it amends or replaces, what these do, and what does so to it; by date.

    Empty if there is nothing. What is not published is left out, but what lies behind it is not.
    """
    ties = _ties_around(agreement.pk)
    keys = {tie.later for tie in ties} | {tie.earlier for tie in ties}
    if not keys:
        return []
    around = Agreement.objects.published().filter(pk__in=keys).order_by("start_date", "pk")
    found = {other.pk: other for other in around.select_related("kind", "agreements_detail")}
    if len(found) < 2:
        return []
    return [
        Link(other, _relation(other.pk, agreement.pk, ties, found), other.pk == agreement.pk)
        for other in found.values()
    ][:LONGEST_CHAIN]


def _ties_around(key: int) -> list[Tie]:
    """The ties that hang together with an agreement, however many steps away."""
    rows = AgreementDetail.objects.filter(
        Q(amends__isnull=False) | Q(replaces__isnull=False)
    ).values_list("pk", "amends", "replaces")
    ties = [Tie(pk, amended, False) for pk, amended, _replaced in rows if amended]
    ties += [Tie(pk, replaced, True) for pk, _amended, replaced in rows if replaced]
    by_end: dict[int, list[Tie]] = {}
    for tie in ties:
        by_end.setdefault(tie.later, []).append(tie)
        by_end.setdefault(tie.earlier, []).append(tie)
    reached, waiting = {key}, [key]
    while waiting:
        for tie in by_end.get(waiting.pop(), ()):
            fresh = {tie.later, tie.earlier} - reached
            reached |= fresh
            waiting += fresh
    return [tie for tie in ties if tie.later in reached]


def _relation(key: int, this: int, ties: list[Tie], found: dict[int, Agreement]) -> str | Promise:
    if key == this:
        return _("This record.")
    for tie in ties:
        if tie.later == key and tie.earlier == this:
            return DIRECT_LATER[tie.is_replacement]
        if tie.earlier == key and tie.later == this:
            return DIRECT_EARLIER[tie.is_replacement]
    for tie in ties:
        if tie.later == key and tie.earlier in found:
            return LATER[tie.is_replacement] % {"title": found[tie.earlier].title}
        if tie.earlier == key and tie.later in found:
            return EARLIER[tie.is_replacement] % {"title": found[tie.later].title}
    return ""


# By whether it is a replacement, else an amendment.
DIRECT_LATER = {
    True: _("Replaces the agreement on this page."),
    False: _("Amends the agreement on this page."),
}
DIRECT_EARLIER = {
    True: _("Replaced by the agreement on this page."),
    False: _("Amended by the agreement on this page."),
}
LATER = {True: _("Replaces “%(title)s”."), False: _("Amends “%(title)s”.")}
EARLIER = {True: _("Replaced by “%(title)s”."), False: _("Amended by “%(title)s”.")}


def activities_under(agreement: Agreement) -> list[int]:
    """Keys of the published transfers and research that name it as the agreement used."""
    under = Activity.objects.order_by().filter(equipment_detail__agreement=agreement.pk)
    # By their keys: with the details beside it, SQLite begins with all published records.
    found = Activity.objects.published().filter(pk__in=list(under.values_list("pk", flat=True)))
    return list(found.order_by("-start_date", "-pk").values_list("pk", flat=True))


def others_with_partners(
    agreement: Agreement, partners: list[Partner], day: date
) -> list[Activity]:
    """Other published agreements with any of its partners, newest first."""
    if not partners:
        return []
    codes = [partner.code for partner in partners]
    found = Results(asking("partner", codes, [Tool.AGREEMENTS.value])).base(None)
    positions = Order(NEWEST, len(found), positions=found).page(0, MOST_OTHERS + 1)
    agreements = activities_at(positions, Activity.objects.select_related("agreements_detail"))
    others = [other for other in agreements if other.pk != agreement.pk]
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
