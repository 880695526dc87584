"""Changes that touch several records together; the admin, the imports and the demo use these."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from .models import Activity


def publish(*, activities: Iterable[Activity], by: AbstractBaseUser | None) -> int:
    """Publish records; returns how many were not published before."""
    return _set_status(activities, Activity.Status.PUBLISHED, by)


def return_to_draft(*, activities: Iterable[Activity], by: AbstractBaseUser | None) -> int:
    """Take records off the site, back to draft; returns how many were not drafts before."""
    return _set_status(activities, Activity.Status.DRAFT, by)


@transaction.atomic
def _set_status(activities: Iterable[Activity], status: str, by: AbstractBaseUser | None) -> int:
    changed = [activity for activity in activities if activity.status != status]
    for activity in changed:
        activity.status = status
        activity.changed_by = by
        activity.prepare()
    Activity.objects.bulk_update(
        changed, ["status", "changed_by", "changed_at", "version"], batch_size=500
    )
    return len(changed)
