"""Records to the rows that an import rebuilds them from, streamed."""

from __future__ import annotations

import csv
import io
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from django.db import models
from django.db.models import Q, QuerySet
from django.db.models.functions import Length
from django.db.models.lookups import GreaterThan
from django.utils.translation import gettext as _

from ..models import Activity
from .chunks import Chunk, Codes, Needed
from .columns import ActivityColumn, Column, DetailColumn
from .export_cells import Cells, cells_of
from .headers import all_columns, columns_of
from .labels import LabelColumn, label_cells, labels_for
from .problems import FileError
from .sheets import LONGEST_CELL, MOST_ROWS, sheet_bytes

CHUNK = 1000
# With this mark, Excel reads a text as UTF-8.
MARK = "\ufeff"


def exported_columns(tool: str = "") -> list[Column]:
    """The columns of an export of one tool, or of all."""
    columns = columns_of(tool) if tool else all_columns().values()
    return [column for column in columns if column.is_exported]


@dataclass(frozen=True)
class Export:
    """Some records as rows; `labels` is the language of names beside the codes, if wanted."""

    records: QuerySet[Activity]
    tool: str = ""
    labels: str = ""

    @cached_property
    def columns(self) -> list[Column]:
        """What is exported, each column of codes with its labels behind it."""
        exported = exported_columns(self.tool)
        if not self.labels:
            return exported
        labels = {label.of.name: label for label in labels_for(exported)}
        return [
            each
            for column in exported
            for each in (column, labels.get(column.name))
            if each is not None
        ]

    @property
    def headers(self) -> list[str]:
        return [column.name for column in self.columns]

    def rows(self) -> Iterator[tuple[str, ...]]:
        """The cells of each record, oldest first, in a fixed number of queries per chunk."""
        makers, needed = self._makers(), Needed.by(exported_columns(self.tool))
        ordered = self.records.order_by("start_date", "reference").values_list("pk", flat=True)
        # Only the keys are kept: a long export holds no cursor open while a reader is slow.
        keys = array("q", ordered.iterator(chunk_size=10_000))
        for start in range(0, len(keys), CHUNK):
            chunk = Chunk(keys[start : start + CHUNK], needed)
            yield from zip(*(make(chunk) for make in makers), strict=True)

    def _makers(self) -> list[Cells]:
        codes = Codes()
        return [
            label_cells(column, cells_of(column.of, codes), self.labels)
            if isinstance(column, LabelColumn)
            else cells_of(column, codes)
            for column in self.columns
        ]

    def csv(self, *, excel: bool = False) -> Iterator[str]:
        """The text of a CSV file in pieces; with `excel`, it begins with the mark of UTF-8."""
        target = io.StringIO(MARK if excel else "", newline="")
        target.seek(0, io.SEEK_END)
        writer = csv.writer(target)
        writer.writerow(self.headers)
        rows = self.rows()
        while some := list(islice(rows, CHUNK)):
            writer.writerows(some)
            yield target.getvalue()
            target.seek(0)
            target.truncate()
        yield target.getvalue()

    def xlsx(self) -> Iterator[bytes]:
        """The pieces of a spreadsheet; a FileError says what does not fit one.

        It is raised before the first piece wherever the records themselves tell.
        """
        count = self.records.count()
        if count >= MOST_ROWS:
            raise FileError(
                _("A spreadsheet holds no more than %(count)s rows.") % {"count": MOST_ROWS},
                _("Export CSV, or fewer records."),
            )
        self._refuse_long_texts()
        return sheet_bytes("activities", self.headers, self.rows(), count=count)

    def _refuse_long_texts(self) -> None:
        """A spreadsheet cuts what is longer than a cell, which an import would take as a change."""
        is_long = Q()
        for column in exported_columns(self.tool):
            if type(column) in (ActivityColumn, DetailColumn):
                field = column.model_field
                if isinstance(field, models.TextField):
                    is_long |= Q(GreaterThan(Length(_path(column, field)), LONGEST_CELL))
        if record := self.records.filter(is_long).order_by("reference").first():
            raise FileError(
                _("A text of the record %(reference)s is longer than a cell of a spreadsheet.")
                % {"reference": record.reference},
                _("Export CSV, which has no such limit."),
            )


def _path(column: ActivityColumn | DetailColumn, field: models.Field) -> str:
    detail = f"{column.tool}_detail__" if isinstance(column, DetailColumn) else ""
    return f"{detail}{field.name}"
