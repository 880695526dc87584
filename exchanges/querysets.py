"""The vocabulary of selections: what is published, what belongs to a partner, what a list needs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from types import ModuleType

from django.apps import apps
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.utils import timezone


class IndexedQuerySet(models.QuerySet):
    """Rows that decide what a record is found and counted by; the index follows bulk changes.

    Saving and deleting rows one by one is followed by signals; statements for many send none.
    """

    # Where the key of the record stands.
    record = "pk"

    def update(self, **values: object) -> int:
        index = _index()
        with index.refreshing_once():
            keys = list(self.order_by().values_list(self.record, flat=True))
            updated = super().update(**values)
            moved_to = values.get("activity", values.get("activity_id"))
            index.refresh([*keys, getattr(moved_to, "pk", moved_to)])
        return updated

    update.alters_data = True

    def bulk_create(self, objs: Iterable[models.Model], *args: object, **kwargs: object) -> list:
        index = _index()
        with index.refreshing_once():
            created = super().bulk_create(objs, *args, **kwargs)
            attribute = "pk" if self.record == "pk" else f"{self.record}_id"
            index.refresh(getattr(each, attribute) for each in created)
        return created

    def bulk_update(self, *args: object, **kwargs: object) -> int:
        with _index().refreshing_once():
            return super().bulk_update(*args, **kwargs)

    bulk_update.alters_data = True

    def delete(self) -> tuple[int, dict[str, int]]:
        with _index().refreshing_once():
            return super().delete()

    delete.alters_data = True
    delete.queryset_only = True


class NamedQuerySet(models.QuerySet):
    """Rows by whose names records are found: the index follows bulk changes of them too."""

    def update(self, **values: object) -> int:
        with transaction.atomic():
            keys = list(self.order_by().values_list("pk", flat=True))
            updated = super().update(**values)
            self._follow(keys)
            if "region" in values:
                records = apps.get_model("exchanges", "Participation").objects
                own = records.filter(partner__in=keys).order_by()
                _index().refresh(own.values_list("activity", flat=True))
        return updated

    update.alters_data = True

    def bulk_create(self, objs: Iterable[models.Model], *args: object, **kwargs: object) -> list:
        with transaction.atomic():
            created = super().bulk_create(objs, *args, **kwargs)
            self._follow([each.pk for each in created])
        return created

    def _follow(self, keys: list[int]) -> None:
        from .index import naming, state

        state.raise_version()
        naming.index_names(self.model._base_manager.filter(pk__in=keys))


def _index() -> ModuleType:
    # The index is made of models, which are made with these querysets.
    from .index import refreshing

    return refreshing


def of_published(relation: str, at: datetime | None = None) -> Exists:
    """That the record at the end of a relation is one that anyone may see at a moment.

    Asked row by row: `activity__in=published()` has SQLite list all published records first, and
    with a join it begins at them.
    """
    activities = apps.get_model("exchanges", "Activity").objects.published(at)
    return Exists(activities.order_by().filter(pk=OuterRef(relation)))


class ActivityQuerySet(IndexedQuerySet):
    def published(self, at: datetime | None = None) -> ActivityQuerySet:
        """Records that anyone may see at a moment; the root of every public selection."""
        at = at or timezone.now()
        return self.filter(
            Q(publish_at__isnull=True) | Q(publish_at__lte=at),
            Q(unpublish_at__isnull=True) | Q(unpublish_at__gt=at),
            status="published",
        )

    def of_tools(self) -> ActivityQuerySet:
        """Activities of the four tools, without the agreements."""
        return self.exclude(tool="agreements")

    def with_list_relations(self) -> ActivityQuerySet:
        """All that a row of a public list shows: two queries more, whatever the length."""
        return self.select_related("kind", "programme").prefetch_related(
            "partners", public_photos()
        )

    def with_page_relations(self) -> ActivityQuerySet:
        """All that a record's own page shows, apart from the tool's detail."""
        return self.select_related("kind", "programme", "host").prefetch_related(
            "participations__partner", "sources", "change_notes", public_photos("renditions")
        )


class ToolManager(models.Manager.from_queryset(ActivityQuerySet)):
    """The activities of one tool; the manager of that tool's proxy."""

    def __init__(self, tool: str) -> None:
        super().__init__()
        self.tool = tool

    def deconstruct(self) -> tuple:
        return False, f"{type(self).__module__}.{type(self).__name__}", None, [self.tool], {}

    def get_queryset(self) -> ActivityQuerySet:
        return super().get_queryset().filter(tool=self.tool)


class ParticipationQuerySet(IndexedQuerySet):
    record = "activity"


class PhotoQuerySet(IndexedQuerySet):
    record = "activity"

    def released(self) -> PhotoQuerySet:
        """Reviewed and complete; the database lets no incomplete photo be released."""
        return self.filter(release_state="released")

    def public(self, at: datetime | None = None) -> PhotoQuerySet:
        """Released photos of published records."""
        return self.released().filter(of_published("activity", at))

    def lacking(self, what: str) -> PhotoQuerySet:
        """Photos without a text: of a language, of a kind (in either language), or any of them."""
        names = [
            f"{text}_{language}"
            for text in ("caption", "alt", "credit")
            for language in ("en", "ja")
            if what in ("language", text, language)
        ]
        empty = Q()
        for name in names:
            empty |= Q(**{name: ""})
        return self.filter(empty) if names else self


def page_files(widest: int = 1280) -> Prefetch:
    """Of photos' renditions those that pages show, up to a width: of each two formats."""
    files = apps.get_model("exchanges", "Rendition").objects
    return Prefetch("renditions", queryset=files.filter(use="page", width__lte=widest))


def public_photos(files: str | Prefetch = "") -> Prefetch:
    """Released photos with the files of pages, or others, as `public_photos` of activities."""
    photos = apps.get_model("exchanges", "Photo").objects.released()
    return Prefetch(
        "photos", queryset=photos.prefetch_related(files or page_files()), to_attr="public_photos"
    )


class PartnerQuerySet(NamedQuerySet):
    def with_published_activities(self) -> PartnerQuerySet:
        participations = apps.get_model("exchanges", "Participation").objects
        return self.filter(
            Exists(participations.filter(of_published("activity"), partner=OuterRef("pk")))
        )


class ProgrammeQuerySet(NamedQuerySet):
    def published(self) -> ProgrammeQuerySet:
        """Programmes with a published activity: a programme of drafts only must not show."""
        activities = apps.get_model("exchanges", "Activity").objects.published()
        return self.filter(Exists(activities.filter(programme=OuterRef("pk"))))
