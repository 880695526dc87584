"""Load the demonstration records from the data files beside this module."""

from __future__ import annotations

import json
from datetime import date
from importlib import resources
from typing import Any

from django.core.files.base import ContentFile
from django.db import models, transaction
from django.utils import timezone

from exchanges.dates import parse_date
from exchanges.models import (
    Activity,
    Kind,
    Participation,
    Partner,
    Photo,
    Programme,
    SiteText,
    Source,
)
from exchanges.photos import add_photo

CONTENT = resources.files("cooperation.demonstration")
PICTURES = CONTENT / "pictures"
TEXTS = (
    *("title_en", "title_ja", "summary_en", "summary_ja", "body_en", "body_ja"),
    "other_participants",
)


def read_content(name: str) -> list[dict[str, Any]]:
    return json.loads((CONTENT / name).read_text(encoding="utf-8"))


def load_demonstration() -> int:
    """Create what is missing and leave what exists untouched; returns the records created."""
    for text in read_content("site_texts.json"):
        SiteText.objects.get_or_create(key=text["key"], defaults=_without(text, "key"))
    for programme in read_content("programmes.json"):
        _load_programme(programme)
    records = read_content("records.json")
    known = set(
        Activity.objects.filter(reference__in=[r["reference"] for r in records]).values_list(
            "reference", flat=True
        )
    )
    missing = [record for record in records if record["reference"] not in known]
    for record in missing:
        with transaction.atomic():
            _load_record(record)
    return len(missing)


def _load_programme(programme: dict[str, Any]) -> None:
    fields = _without(programme, "slug", "dates")
    if programme.get("dates"):
        span = parse_date(programme["dates"])
        fields |= {"start_date": span.start, "end_date": span.end}
    Programme.objects.get_or_create(slug=programme["slug"], defaults=fields)


def _load_record(record: dict[str, Any]) -> None:
    activity = Activity(
        reference=record["reference"],
        tool=record["tool"],
        kind=Kind.objects.get(tool=record["tool"], code=record["kind"]),
        host=_partner(record.get("host")),
        programme=_programme(record.get("programme")),
        edition=record.get("edition"),
        place_en=record.get("location_en", ""),
        place_ja=record.get("location_ja", ""),
        latitude=record.get("latitude"),
        longitude=record.get("longitude"),
        status=Activity.Status.PUBLISHED,
        **{name: record.get(name, "") for name in TEXTS},
    )
    activity.dates = parse_date(record["dates"])
    activity.full_clean(exclude=["slug", "start_year"])
    activity.save()
    for participation in record.get("partners", []):
        Participation.objects.create(
            activity=activity,
            partner=Partner.objects.get(code=participation["code"]),
            role=participation.get("role", Participation.Role.PARTICIPANT),
        )
    for position, source in enumerate(record.get("sources", [])):
        Source.objects.create(
            activity=activity,
            title=source["title"],
            url=source.get("url", ""),
            published_on=_day(source.get("date")),
            position=position,
        )
    _load_detail(activity, record.get("details", {}))
    if record.get("photo"):
        _load_photo(activity, record["photo"])


def _load_detail(activity: Activity, values: dict[str, Any]) -> None:
    """The row of the tool's table; a list in the file becomes its repeating rows."""
    model = Activity._meta.get_field(f"{activity.tool}_detail").related_model
    plain = {name: value for name, value in values.items() if not isinstance(value, list)}
    detail = model(activity=activity, **{name: _typed(model, name, v) for name, v in plain.items()})
    detail.full_clean()
    detail.save()
    for name, rows in values.items():
        if isinstance(rows, list):
            _load_rows(detail, name, rows)


def _load_rows(detail: models.Model, name: str, rows: list[Any]) -> None:
    relation = detail._meta.get_field(name)
    if relation.many_to_many:
        chosen = relation.related_model.objects.filter(code__in=rows)
        if len(chosen) != len(rows):
            raise ValueError(f"{detail}: unknown codes among {rows}")
        getattr(detail, name).set(chosen)
        return
    for position, row in enumerate(rows):
        fields = {**row, "position": position}
        if "partner" in fields:
            fields["partner"] = _partner(fields["partner"])
        relation.related_model.objects.create(detail=detail, **fields)


def _load_photo(activity: Activity, photo: dict[str, str]) -> None:
    name = f"{photo['file']}.jpg"
    add_photo(
        activity=activity,
        upload=ContentFile((PICTURES / name).read_bytes(), name=name),
        release_state=Photo.Release.RELEASED,
        released_at=timezone.now(),
        **_without(photo, "file"),
    )


def _typed(model: type[models.Model], name: str, value: Any) -> Any:
    """The value as the field holds it: dates as dates, references of agreements as records."""
    field = model._meta.get_field(name)
    if isinstance(field, models.DateField):
        return _day(value)
    if field.is_relation and value:
        return field.related_model.objects.get(reference=value)
    return value


def _partner(code: str | None) -> Partner | None:
    return Partner.objects.get(code=code) if code else None


def _programme(slug: str | None) -> Programme | None:
    return Programme.objects.get(slug=slug) if slug else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _without(values: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name not in names}
