"""Where agreements stand on a day: the rule of `AgreementDetail.status_on`, in the database."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from django.db.models import Case, CharField, Value, When

from exchanges.models import Activity

from .models import AgreementDetail

Status = AgreementDetail.Status


def with_standing(agreements: Iterable[Activity], day: date) -> list[Activity]:
    """The agreements, each with its status on the day as `standing`; without detail unknown."""
    agreements = list(agreements)
    for agreement in agreements:
        detail = agreement.detail
        agreement.standing = detail.status_on(day) if detail else Status.UNKNOWN
    return agreements


def status_on(day: date) -> Case:
    """Expression over details, to select and count by status."""
    return Case(
        When(terminated_on__lte=day, then=Value(Status.ENDED.value)),
        When(in_force_on__lte=day, then=Value(Status.IN_FORCE.value)),
        When(signed_on__lte=day, then=Value(Status.SIGNED.value)),
        When(signed_on__gt=day, then=Value(Status.NOT_CONCLUDED.value)),
        default=Value(Status.UNKNOWN.value),
        output_field=CharField(),
    )


class Period(NamedTuple):
    """A status and the days it holds; an open end is None."""

    status: Status
    first: date | None
    last: date | None


def periods(detail: AgreementDetail) -> list[Period]:
    """The statuses one after the other, as far as dates are known; empty without any date."""
    turns = sorted({d for d in (detail.signed_on, detail.in_force_on, detail.terminated_on) if d})
    if not turns:
        return []
    starts = [None, *turns]
    ends = [*(turn - timedelta(days=1) for turn in turns), None]
    return [
        Period(detail.status_on(first or last), first, last)
        for first, last in zip(starts, ends, strict=True)
    ]
