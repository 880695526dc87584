"""The checked pictures of an archive become photos of their records."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from ..models import Activity, Photo, PhotoUpload
from ..photos import delete_uploads, same_file, take_upload
from .kept import CheckedRow, KeptArchive
from .permission import may_add_to


def add(kept: KeptArchive, by: AbstractBaseUser) -> dict[str, Any] | None:
    """Add what the check found good; each photo wholly or not at all.

    Whoever sends the same confirmation twice, or again after a crash, adds each photo once.
    Returns what was added, which is written down as well; None where nothing was checked.
    """
    checked = kept.checked
    if checked is None:
        return None
    if added := kept.added:
        return added
    adding = _Adding(kept, by)
    left_out = []
    for row in checked.ready:
        if problem := adding.add(row):
            row.problems.append(problem)
            left_out.append(row.line)
    delete_uploads(uploads=kept.uploads)
    kept.write_added({"photos": dict(adding.added), "left_out": left_out, "rows": _notes(checked)})
    return kept.added


def _notes(checked: Any) -> list[dict[str, Any]]:
    return [
        {"line": row.line, "file": row.file, "cells": row.cells, "problems": row.problems}
        for row in checked.left_out
    ]


class _Adding:
    def __init__(self, kept: KeptArchive, by: AbstractBaseUser) -> None:
        self.by = by
        self.uploads = {upload.pk: upload for upload in kept.uploads.filter(uploaded_by=by)}
        wanted = {row.activity for row in (kept.checked.ready if kept.checked else [])}
        self.activities = Activity.objects.in_bulk(wanted)
        self.positions = dict(
            Photo.objects.filter(activity__in=wanted)
            .order_by()
            .values_list("activity")
            .annotate(Max("position"))
        )
        self.added: Counter[int] = Counter()

    def add(self, row: CheckedRow) -> tuple[str, str] | None:
        """Add the photo of a row; returns why it could not be, with what to do."""
        activity = self.activities.get(row.activity)
        if activity is None:
            return (
                _("The record has been deleted meanwhile."),
                _("Correct the reference, and add the archive again."),
            )
        if not may_add_to(self.by, activity.tool):
            return (
                _("You may not change records of this tool: %(tool)s.")
                % {"tool": activity.get_tool_display()},
                _("Ask somebody who may to add the photo."),
            )
        upload = self.uploads.get(row.upload)
        there = same_file(sha256=row.sha256, activity=activity)
        if there is not None:
            return self._already_there(upload, activity, there)
        if upload is None:
            return (
                _("The picture is no longer kept: that lasts one day."),
                _("Add the archive again."),
            )
        return self._take(upload, activity, row)

    def _already_there(
        self, upload: PhotoUpload | None, activity: Activity, there: Photo
    ) -> tuple[str, str] | None:
        """A picture whose upload is used became the photo of its record in an earlier run."""
        if upload is None:
            self.added[activity.pk] += 1
            return None
        return (
            _("The record has this very file already: photo %(photo)s.") % {"photo": there.pk},
            _("Change its texts there; leave the row out here."),
        )

    def _take(
        self, upload: PhotoUpload, activity: Activity, row: CheckedRow
    ) -> tuple[str, str] | None:
        fields = dict(row.fields)
        if day := fields.get("taken_on"):
            fields["taken_on"] = parse_date(day)
        if "position" not in fields:
            fields["position"] = self._next_position(activity)
        try:
            take_upload(kept=upload, activity=activity, by=self.by, **fields)
        except ValidationError as error:
            return " ".join(error.messages), _("Correct the row and add the archive again.")
        self.added[activity.pk] += 1
        return None

    def _next_position(self, activity: Activity) -> int:
        last = self.positions.get(activity.pk)
        self.positions[activity.pk] = position = 0 if last is None else min(last + 1, 32_767)
        return position
