"""What a deletion would take with it, found in as many queries for many rows as for one."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.admin.utils import NestedObjects
from django.db.models import ForeignKey, Model, QuerySet

Deletion = tuple[list[str], dict[str, int], set[str], list[str]]


class NamedObjects(NestedObjects):
    """Collects with every foreign key joined: names of rows such as partners need them."""

    def related_objects(
        self, related_model: type[Model], related_fields: list[ForeignKey], objs: Iterable[Model]
    ) -> QuerySet:
        keys = [field.name for field in related_model._meta.fields if field.is_relation]
        found = super().related_objects(related_model, related_fields, objs)
        return found.select_related(*keys) if keys else found


def what_is_deleted(objs: Iterable[Model], using: str) -> Deletion:
    """As ModelAdmin.get_deleted_objects: names, numbers by kind of row, lacking rights, obstacles.

    Rows that belong to a record go with it: the right to delete the record is all it takes.
    """
    objs = list(objs)
    collector = NamedObjects(using=using, origin=objs)
    collector.collect(objs)
    counts = {
        str(model._meta.verbose_name_plural): len(rows)
        for model, rows in collector.model_objs.items()
    }
    obstacles = [f"{row._meta.verbose_name}: {row}" for row in collector.protected]
    return [str(obj) for obj in objs], counts, set(), obstacles
