"""What makes the index follow the records: saves and deletions one by one, and in bulk.

The index holds no rule of its own, so signals are fit for it: they reach every way of saving,
cascades included. Ways that send none (bulk statements) are followed in the querysets.
"""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import models
from django.db.models.signals import (
    m2m_changed,
    post_delete,
    post_save,
    pre_delete,
    pre_save,
)

from ..models import Activity, Participation, Partner, Photo
from .naming import forget_name, index_names, named_models
from .refreshing import refresh
from .state import raise_version

# Apps of which every model but these is public content, or decides what is.
PUBLIC_APPS = ("exchanges", "people", "troops", "capacity", "equipment", "agreements")
NOT_PUBLIC = {
    *("importbatch", "importrow", "referencecounter", "kindalias", "photoupload"),
    *("sitestate", "indexentry", "posting", "facetcount", "nameword"),
}


def follow() -> None:
    """Connect everything; called once, when the apps are ready."""
    for model in _public_models():
        post_save.connect(_saved, sender=model)
        post_delete.connect(_deleted, sender=model)
    for model in (Participation, Photo, Partner):
        pre_save.connect(_note_before, sender=model)
    field = apps.get_model("capacity", "CapacityField")
    pre_delete.connect(_note_records_of_field, sender=field)
    m2m_changed.connect(
        _fields_changed, sender=apps.get_model("capacity", "CapacityDetail").fields.through
    )


def _public_models() -> list[type[models.Model]]:
    return [
        model
        for label in PUBLIC_APPS
        for model in apps.get_app_config(label).get_models(include_auto_created=True)
        if model._meta.model_name not in NOT_PUBLIC
    ]


def _note_before(sender: type[models.Model], instance: models.Model, **kwargs: Any) -> None:
    """The record that a row belonged to, or the region of a partner, before it is saved."""
    column = "region" if sender is Partner else "activity_id"
    rows = sender.objects.filter(pk=instance.pk) if instance.pk else sender.objects.none()
    instance.before_saving = rows.values_list(column, flat=True).first()


def _note_records_of_field(instance: models.Model, **kwargs: Any) -> None:
    # The links go without a signal, and after them nothing tells whose they were.
    instance.records_before = list(instance.details.values_list("pk", flat=True))


def _saved(instance: models.Model, raw: bool = False, **kwargs: Any) -> None:
    if raw:
        # A fixture brings rows in any order; `rebuild_index` follows it.
        return
    if (key := _record_of(instance)) is not None:
        refresh({key, instance.__dict__.pop("before_saving", key)})
        return
    raise_version()
    if type(instance) in named_models():
        index_names([instance])
    before = instance.__dict__.pop("before_saving", None)
    if isinstance(instance, Partner) and before not in (None, instance.region):
        refresh(instance.participations.order_by().values_list("activity", flat=True))


def _deleted(instance: models.Model, **kwargs: Any) -> None:
    if (key := _record_of(instance)) is not None:
        refresh([key])
        return
    raise_version()
    refresh(instance.__dict__.pop("records_before", ()))
    if type(instance) in named_models():
        forget_name(instance)


def _fields_changed(
    instance: models.Model, action: str, reverse: bool, pk_set: set[int] | None, **kwargs: Any
) -> None:
    """Fields of capacity building put on a record or taken off, from either side."""
    if action == "pre_clear" and reverse:
        refresh_after_clear = list(instance.details.values_list("pk", flat=True))
        instance.details_cleared = refresh_after_clear
    elif action == "post_clear" and reverse:
        refresh(instance.__dict__.pop("details_cleared", ()))
    elif action.startswith("post_"):
        refresh(pk_set or () if reverse else [instance.pk])


def _record_of(instance: models.Model) -> int | None:
    """The key of the record whose terms a row is part of."""
    if isinstance(instance, Activity):
        return instance.pk
    details = (
        apps.get_model("agreements", "AgreementDetail"),
        apps.get_model("capacity", "CapacityDetail"),
    )
    if isinstance(instance, (Participation, Photo, *details)):
        return instance.activity_id
    return None
