"""What an archive would add: every row checked against its picture and its record."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db.models.functions import Lower
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from ..images import check_image
from ..imports.problems import CellError, FileError
from ..models import Activity, Photo
from ..photos import LookAlikes, date_problem, delete_uploads, keep_upload, same_file
from .archive import Archive, Entry, is_archive
from .kept import Checked, CheckedRow, KeptArchive
from .permission import may_add_to
from .table import CaptionTable, Row, read_table, read_values

LONGEST_REFERENCE = 80
# Among so many references that begin alike the nearest one is looked for.
CANDIDATES = 500
NEAREST_SOUGHT = 20


def check(kept: KeptArchive, by: AbstractBaseUser) -> None:
    """Check a kept archive and write down what was found; its pictures are kept with it."""
    delete_uploads(uploads=kept.uploads)
    try:
        with kept.open() as file:
            checked = _Check(Archive(file), kept.group, by).run()
    except FileError as error:
        kept.write_failed(str(error))
    else:
        kept.write_checked(checked)


@dataclass
class _Seen:
    """What earlier rows said: which pictures each record gets, by content, and which files."""

    files: set[str] = field(default_factory=set)
    rows: dict[tuple[int, str], int] = field(default_factory=dict)
    pictures: dict[tuple[int, str], int] = field(default_factory=dict)


class _Check:
    def __init__(self, archive: Archive, group: str, by: AbstractBaseUser) -> None:
        self.archive, self.group, self.by = archive, group, by
        self.seen = _Seen()
        self.alike, self.nearest = LookAlikes(), _Nearest()

    def run(self) -> Checked:
        table = read_table(self.archive.read_table(), self.archive.table.base)
        records = _records(row.values.get("reference", "") for row in table.rows)
        rows = [self._row(row, records) for row in table.rows]
        return Checked(
            table_name=self.archive.table.name,
            headers=table.headers,
            ignored=table.ignored,
            rows=[*rows, *self._files_without_row(table)],
        )

    def _row(self, row: Row, records: dict[str, Activity]) -> CheckedRow:
        found = CheckedRow(line=row.line, file=row.values.get("file", ""), cells=row.cells)
        found.reference = row.values.get("reference", "")
        activity = records.get(found.reference)
        self._check_record(found, activity)
        found.fields, problems = read_values(row.values)
        found.problems += [(f"{error.column}: {error.message}", error.hint) for error in problems]
        entry = self._entry(found, activity)
        if activity is not None:
            self._check_texts(found, activity)
        if entry is not None:
            self._check_picture(found, entry, activity, row.values.get("page", ""))
        return found

    def _check_record(self, found: CheckedRow, activity: Activity | None) -> None:
        if not found.reference:
            found.problems.append(
                (_("The row names no record."), _("Write the reference of the record there."))
            )
        elif activity is None:
            found.problems.append(_no_record(found.reference, self.nearest.to(found.reference)))
        elif not may_add_to(self.by, activity.tool):
            found.problems.append(
                (
                    _("You may not change records of this tool: %(tool)s.")
                    % {"tool": activity.get_tool_display()},
                    _("Ask somebody who may to add the photo."),
                )
            )
        else:
            found.activity = activity.pk

    def _entry(self, found: CheckedRow, activity: Activity | None) -> Entry | None:
        """The file that a row names; it is the row's alone on this record."""
        if not found.file:
            found.problems.append(
                (_("The row names no file."), _("Write the name of the picture there."))
            )
            return None
        try:
            entry = self.archive.find(found.file)
        except CellError as error:
            found.problems.append((error.message, error.hint))
            return None
        self.seen.files.add(entry.name)
        if activity is not None:
            first = self.seen.rows.setdefault((activity.pk, entry.key), found.line)
            if first != found.line:
                found.problems.append(
                    (
                        _("Row %(row)s names the same file for the same record.") % {"row": first},
                        _("Keep one of the two rows."),
                    )
                )
        return entry

    def _check_texts(self, found: CheckedRow, activity: Activity) -> None:
        """The same rules as for a photo that is written by hand."""
        photo = Photo(activity=activity, **found.fields)
        try:
            photo.clean()
        except ValidationError as error:
            for name, messages in error.message_dict.items():
                found.problems += [(f"{name}: {message}", "") for message in messages]
        if photo.missing_texts():
            found.warnings.append(
                _("Caption, text alternative or credit is missing: write it before the release.")
            )
        if problem := date_problem(found.fields, activity):
            found.warnings.append(problem)

    def _check_picture(
        self, found: CheckedRow, entry: Entry, activity: Activity | None, page: str
    ) -> None:
        """Keep the picture where the row is good, else only say what is wrong with it as well."""
        try:
            content = self.archive.read(entry)
            if is_archive(entry, content):
                raise CellError(
                    _("It is an archive inside the archive."),
                    _("Unpack it and put its pictures into this one."),
                )
            picture = ContentFile(content, name=entry.name.rpartition("/")[2])
            if found.problems or activity is None:
                check_image(picture)
            else:
                self._keep(found, picture, activity, page)
        except CellError as error:
            found.problems.append((error.message, error.hint))
        except ValidationError as error:
            found.problems += [(message, "") for message in error.messages]

    def _keep(self, found: CheckedRow, picture: ContentFile, activity: Activity, page: str) -> None:
        kept = keep_upload(
            upload=picture, by=self.by, activity=activity, group=self.group, texts=found.fields
        )
        alike = self.alike.of(likeness=kept.likeness)
        if problem := self._already_there(found, kept.sha256, activity, alike, page):
            found.problems.append(problem)
            delete_uploads(uploads=[kept])
            return
        found.upload, found.sha256 = kept.pk, kept.sha256
        for photo, per_cent in alike[:1]:
            found.warnings.append(
                _("%(per_cent)s%% like photo %(photo)s of %(reference)s.")
                % {
                    "per_cent": per_cent,
                    "photo": photo.pk,
                    "reference": photo.activity.reference,
                }
            )

    def _already_there(
        self,
        found: CheckedRow,
        sha256: str,
        activity: Activity,
        alike: list[tuple[Photo, int]],
        page: str,
    ) -> tuple[str, str] | None:
        if photo := same_file(sha256=sha256, activity=activity):
            where = _("in the trash") if photo.release_state == Photo.Release.TRASHED else ""
            return (
                _("The record has this very file already: photo %(photo)s.") % {"photo": photo.pk}
                + (f" ({where})" if where else ""),
                _("Change its texts there; leave the row out here."),
            )
        first = self.seen.pictures.setdefault((activity.pk, sha256), found.line)
        if first != found.line:
            return (
                _("It is the same picture as that of row %(row)s.") % {"row": first},
                _("Keep one of the two rows."),
            )
        own = _photo_at(page)
        for photo, _per_cent in alike:
            if photo.pk == own and photo.activity_id == activity.pk:
                return (
                    _("The photo was taken from this site, where it is photo %(photo)s.")
                    % {"photo": photo.pk},
                    _("Nothing is to be done; change its texts there."),
                )
        return None

    def _files_without_row(self, table: CaptionTable) -> list[CheckedRow]:
        return [
            CheckedRow(
                line=0,
                file=entry.name,
                cells=_cells_naming(table, entry.name),
                problems=[
                    (
                        _("No row of the table names this file."),
                        _("Add a row for it, or leave it out of the archive."),
                    )
                ],
            )
            for entry in self.archive.entries
            if entry.name not in self.seen.files
        ]


def _cells_naming(table: CaptionTable, name: str) -> list[str]:
    """An empty row for a file, to be filled in."""
    return [
        name if position == table.file_position else "" for position in range(len(table.headers))
    ]


def _records(references: Iterable[str]) -> dict[str, Activity]:
    """The records by their references as they are written; case does not matter."""
    wanted = {each for each in references if 0 < len(each) <= LONGEST_REFERENCE}
    found = {each.reference: each for each in _in_parts("reference", wanted)}
    # Only what is not found as it is written costs reading all references.
    missing = {each.lower() for each in wanted - found.keys()}
    folded = {each.reference.lower(): each for each in _in_parts("folded", missing)}
    return found | {
        each: folded[each.lower()] for each in wanted - found.keys() if each.lower() in folded
    }


def _in_parts(name: str, values: Iterable[str]) -> Iterator[Activity]:
    ordered = sorted(values)
    rows = Activity.objects.annotate(folded=Lower("reference"))
    for start in range(0, len(ordered), CANDIDATES):
        yield from rows.filter(**{f"{name}__in": ordered[start : start + CANDIDATES]})


class _Nearest:
    """The reference that an unknown one may have been meant for; likeness only suggests."""

    def __init__(self) -> None:
        self.found: dict[str, str] = {}

    def to(self, reference: str) -> str:
        """The nearest reference, or nothing; of a table full of unknown ones only the first."""
        if reference not in self.found and len(self.found) < NEAREST_SOUGHT:
            self.found[reference] = self._seek(reference[:LONGEST_REFERENCE])
        return self.found.get(reference, "")

    def _seek(self, reference: str) -> str:
        for length in (max(len(reference) - 2, 1), max(len(reference) // 2, 1)):
            rows = Activity.objects.filter(reference__istartswith=reference[:length])
            known = rows.order_by("reference").values_list("reference", flat=True)[:CANDIDATES]
            if nearest := difflib.get_close_matches(reference, list(known), n=1, cutoff=0.6):
                return nearest[0]
        return ""


def _no_record(reference: str, nearest: str) -> tuple[str, str]:
    message = _("No record has the reference “%(reference)s”.") % {"reference": reference[:80]}
    if nearest:
        return message, _("Correct it; the nearest one is %(nearest)s.") % {"nearest": nearest}
    return message, _("Correct it, or enter the record first.")


def _photo_at(page: str) -> int | None:
    """The number of the photo whose page has an address of this site."""
    path = page.partition("://")[2].partition("/")[2] if "://" in page else page.lstrip("/")
    try:
        match = resolve(f"/{path.partition('?')[0]}".replace("/ja/", "/", 1))
    except (Resolver404, ValueError):
        return None
    kwargs: dict[str, Any] = match.kwargs
    return kwargs.get("pk") if match.view_name == "photos:detail" else None
