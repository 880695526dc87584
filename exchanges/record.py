"""All that the page of one record shows, read in few statements.

Composing the same selections by the ORM took five times as long as running them does; each model
reads its own columns here, and what a record does not have is not asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import Model, prefetch_related_objects
from django.utils import timezone

from .index.sql import marks, table
from .models import (
    Activity,
    ChangeNote,
    Kind,
    Participation,
    Partner,
    Photo,
    Programme,
    Source,
    Tool,
)

# The rows of a tool's detail; a tool is reached by its name only.
ROWS = {
    Tool.PEOPLE: "attendees",
    Tool.TROOPS: "units",
    Tool.CAPACITY: "fields",
    Tool.EQUIPMENT: "items",
}


@dataclass
class Record:
    """A published record with what belongs to it; photos are `activity.public_photos`."""

    activity: Activity
    detail: Any = None
    rows: list[Any] = field(default_factory=list)
    participations: list[Participation] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    notes: list[ChangeNote] = field(default_factory=list)


def read_record(slug: str) -> Record | None:
    """The published record of an address, or None."""
    activity = _activity(slug)
    if activity is None or not activity.is_published:
        return None
    activity.kind = _by_key(Kind, [activity.kind_id])[activity.kind_id]
    if activity.programme_id:
        activity.programme = _by_key(Programme, [activity.programme_id])[activity.programme_id]
    activity.public_photos = _photos(activity) if activity.has_photos else []
    record = Record(activity)
    if activity.has_participations:
        record.participations = _of(Participation, activity)
    if activity.has_sources:
        record.sources = _of(Source, activity, "position, id")
    if activity.has_notes:
        record.notes = _of(ChangeNote, activity, "noted_on DESC, id DESC")
    _add_detail(record)
    _add_partners(record)
    return record


def neighbours(activity: Activity) -> tuple[Activity | None, Activity | None]:
    """The published records before and after this one in its programme, by date."""
    if activity.programme_id is None:
        return None, None
    day = connection.ops.adapt_datefield_value(activity.start_date)
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    place = [activity.programme_id, Activity.Status.PUBLISHED.value, now, now, day, day]
    found = _read(
        Activity,
        f"SELECT * FROM ({_beside('<', 'DESC')}) earlier"
        f" UNION ALL SELECT * FROM ({_beside('>', 'ASC')}) later",
        [*place, activity.pk, *place, activity.pk],
    )
    own = (activity.start_date, activity.pk)
    by_side = {(each.start_date, each.pk) < own: each for each in found}
    return by_side.get(True), by_side.get(False)


def _beside(comparison: str, direction: str) -> str:
    """Selects the nearest record on one side; see `neighbours` for its values."""
    return (
        f"SELECT * FROM {table(Activity)} WHERE programme_id = %s AND status = %s"
        " AND (publish_at IS NULL OR publish_at <= %s)"
        " AND (unpublish_at IS NULL OR unpublish_at > %s)"
        f" AND (start_date {comparison} %s OR (start_date = %s AND id {comparison} %s))"
        f" ORDER BY start_date {direction}, id {direction} LIMIT 1"
    )


def _activity(slug: str) -> Activity | None:
    """The record with what it has of that which is read apart."""
    parts = {
        "participations": (Participation, ""),
        "sources": (Source, ""),
        "notes": (ChangeNote, ""),
        "photos": (Photo, " AND b.release_state = 'released'"),
    }
    exists = "".join(
        f", EXISTS(SELECT 1 FROM {table(model)} b WHERE b.activity_id = a.id{only}) AS has_{name}"
        for name, (model, only) in parts.items()
    )
    statement = f"SELECT a.*{exists} FROM {table(Activity)} a WHERE a.slug = %s"
    return next(iter(_read(Activity, statement, [slug])), None)


def _photos(activity: Activity) -> list[Photo]:
    photos = _read(
        Photo,
        f"SELECT * FROM {table(Photo)} WHERE activity_id = %s AND release_state = %s"
        " ORDER BY position, id",
        [activity.pk, Photo.Release.RELEASED.value],
    )
    prefetch_related_objects(photos, "renditions")
    for photo in photos:
        photo.activity = activity
    return photos


def _add_detail(record: Record) -> None:
    activity = record.activity
    model = Activity._meta.get_field(f"{activity.tool}_detail").related_model
    detail = next(iter(_of(model, activity)), None)
    if detail is None:
        return
    detail.activity = activity
    record.detail = detail
    if name := ROWS.get(Tool(activity.tool)):
        relation = model._meta.get_field(name)
        if relation.many_to_many:
            record.rows = list(getattr(detail, name).all())
        else:
            record.rows = _read(
                relation.related_model,
                f"SELECT * FROM {table(relation.related_model)} WHERE {relation.field.column} = %s"
                " ORDER BY position, id",
                [detail.pk],
            )


def _add_partners(record: Record) -> None:
    """Gives every row its partner, all of them read at once; participations come by name."""
    holders: list[tuple[Any, str]] = [(each, "partner") for each in record.participations]
    holders += [(row, "partner") for row in record.rows if getattr(row, "partner_id", None)]
    if record.activity.host_id:
        holders.append((record.activity, "host"))
    partners = _by_key(Partner, {getattr(holder, f"{name}_id") for holder, name in holders})
    for holder, name in holders:
        setattr(holder, name, partners[getattr(holder, f"{name}_id")])
    record.participations.sort(key=lambda each: (each.partner.name_en, each.pk))


def _of(model: type[Model], activity: Activity, order: str = "") -> list[Any]:
    ordered = f" ORDER BY {order}" if order else ""
    return _read(
        model, f"SELECT * FROM {table(model)} WHERE activity_id = %s{ordered}", [activity.pk]
    )


def _by_key(model: type[Model], keys: Iterable[int]) -> dict[int, Any]:
    wanted = list(keys)
    if not wanted:
        return {}
    found = _read(model, f"SELECT * FROM {table(model)} WHERE id IN ({marks(wanted)})", wanted)
    return {each.pk: each for each in found}


def _read(model: type[Model], statement: str, values: Sequence[Any]) -> list[Any]:
    return list(model._default_manager.raw(statement, values))
