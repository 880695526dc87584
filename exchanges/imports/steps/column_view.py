"""What the page of columns shows, and what was chosen on it."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from django.core.cache import cache
from django.utils.translation import gettext as _

from ...models import ImportBatch, ImportProfile
from ...tools import Tool
from ..date_orders import is_date_column
from ..encodings import Reading, readings
from ..forms import OptionsForm
from ..headers import Headed, all_columns, headed, known_column, missing_columns
from ..options import Options
from ..problems import FileError
from ..profiles import Fit, best_fit, fit
from ..recognising import Recognised, Survey, date_positions, recognise, survey
from ..sources import Source
from ..uploads import open_file, options_of
from . import column_texts as texts
from .column_rows import ColumnRow, column_groups, rows_of
from .date_question import DateQuestion

# With more columns than these a column is chosen by typing its name, and the page shows only some.
SELECTS, SHOWN = 30, 150
SURVEY_KEPT = 3600


class ColumnView:
    """A file as it would be read; `errors` pairs the part of the page with what is wrong there.

    A FileError means that the file of the import cannot be read in any way.
    """

    def __init__(
        self, batch: ImportBatch, tools: list[Tool], posted: Mapping[str, str] | None
    ) -> None:
        self.batch, self.tools, self.posted = batch, tools, posted
        self.errors: list[tuple[str, str]] = []
        self.saved = options_of(batch)
        try:
            self._look()
        except FileError as error:
            if not (self.saved.encoding or self.saved.sheet):
                raise
            self.errors.append(("reading", str(error)))
            self.saved = dataclasses.replace(self.saved, encoding="", sheet="")
            self.__dict__.pop("_chosen", None)
            self._look()
        initial = OptionsForm.initial_of(self.saved)
        self.form = OptionsForm(posted, tools=tools, initial=initial)

    def _look(self) -> None:
        self.table = open_file(self.batch, self.saved)
        self.head: Headed = headed(self.table, self.saved)
        self.survey: Survey = self._survey()

    def _survey(self) -> Survey:
        """One pass over the file, remembered until it is read differently."""
        names = enumerate(zip(self.head.names, self.head.headers, strict=True))
        mapping = {**self._profile_mapping, **self._chosen}
        positions = [
            position
            for position, (name, header) in names
            if is_date_column(
                all_columns().get(mapping[name]) if name in mapping else known_column(header)
            )
        ]
        how = (self.batch.file_sha256, self.table.encoding, self.table.sheet, self.head.line)
        facts = repr((*how, positions, self.saved.pivot_year)).encode()
        key = f"import-survey-{hashlib.sha256(facts).hexdigest()}"
        found = cache.get(key)
        if found is None:
            found = survey(self.head, positions, self.saved.pivot_year)
            cache.set(key, found, SURVEY_KEPT)
        return found

    @property
    def _profile_mapping(self) -> Mapping[str, str]:
        return self.batch.profile.mapping if self.batch.profile else {}

    @cached_property
    def _chosen(self) -> dict[str, str]:
        """The column of each header that was chosen, here or before."""
        chosen = dict(self.saved.columns)
        for position, name in enumerate(self.head.names):
            target = (self.posted or {}).get(f"c{position}")
            if target is None:
                continue
            column = all_columns().get(target) or known_column(target)
            if target.strip() and column is None:
                self.errors.append(
                    ("columns", _("“%(name)s” is no column here.") % {"name": target[:60]})
                )
                continue
            chosen[name] = column.name if column else ""
        return chosen

    @cached_property
    def recognised(self) -> list[Recognised]:
        return recognise(self.head, self.survey, self._chosen, self._profile_mapping)

    @cached_property
    def question(self) -> DateQuestion:
        positions = date_positions(self.recognised)
        answer = None if self.posted is None else self.posted.get("dates", "")
        return DateQuestion(self.survey.dates, positions, self.head.names, self.saved, answer)

    @cached_property
    def options(self) -> Options:
        """The options as they are on the page now; those of the form only where it is right."""
        chosen: dict[str, Any] = {}
        if self.posted is not None:
            if self.form.is_valid():
                chosen = self.form.chosen()
                chosen = {**dict.fromkeys(("tool", "only_tool"), ""), **chosen}
                for name in ("default_kind", "default_year", "pivot_year", "missing"):
                    chosen.setdefault(name, Options.__dataclass_fields__[name].default)
            else:
                self.errors.extend(self._form_errors())
        targets = {row.name: row.column.name if row.column else "" for row in self.recognised}
        return dataclasses.replace(
            self.saved, **{**chosen, **self.question.chosen, "columns": targets}
        )

    def _form_errors(self) -> list[tuple[str, str]]:
        return [
            (f"id_{name}", f"{self.form.fields[name].label}: {' '.join(texts)}")
            for name, texts in self.form.errors.items()
        ]

    @property
    def posted_reading(self) -> Options:
        """The encoding and the sheet that were chosen on the page."""
        posted = self.posted or {}
        encoding = posted.get("encoding", self.table.encoding)
        if encoding == self.table.encoding:
            encoding = self.saved.encoding
        return dataclasses.replace(
            self.saved, encoding=encoding, sheet=posted.get("sheet", self.saved.sheet), columns={}
        )

    @property
    def is_read_differently(self) -> bool:
        posted = self.posted or {}
        return (
            posted.get("encoding", self.table.encoding) != self.table.encoding
            or posted.get("sheet", self.table.sheet) != self.table.sheet
        )

    def posted_profile(self) -> ImportProfile | None:
        number = (self.posted or {}).get("prof", "")
        is_number = number.isascii() and number.isdigit() and len(number) < 19
        return ImportProfile.objects.filter(pk=number).first() if is_number else None

    @cached_property
    def readings(self) -> list[Reading]:
        """How a text reads in each encoding; spreadsheets have none to choose."""
        if not self.table.encoding:
            return []
        return readings(Source(self.batch.file), self.table.encoding)

    @cached_property
    def fit(self) -> Fit | None:
        """How the profile that is used fits the file; without one, that which would."""
        if self.batch.profile:
            return fit(self.batch.profile, self.head.names)
        return best_fit(self.head.names)

    @cached_property
    def rows(self) -> list[ColumnRow]:
        """The columns that are shown: all, or those that matter most of very many."""
        rows = rows_of(self)
        if len(rows) <= SHOWN:
            return rows
        known = [row for row in rows if row.target or row.how]
        filled = [row for row in rows if row.filled and row not in known]
        return sorted([*known, *filled][:SHOWN], key=lambda row: row.position)

    @property
    def hidden(self) -> int:
        return len(self.head.headers) - len(self.rows)

    @property
    def has_selects(self) -> bool:
        return len(self.head.headers) <= SELECTS

    @cached_property
    def groups(self) -> list[tuple[str, list[tuple[str, str]]]]:
        return column_groups(self.options.tool)

    @property
    def known_count(self) -> int:
        return sum(1 for each in self.recognised if each.column)

    @cached_property
    def missing(self) -> list[str]:
        """The columns that a record needs and that nothing gives."""
        goes_to = [each.column.name for each in self.recognised if each.column]
        return missing_columns(goes_to, self.options)

    @property
    def texts(self) -> dict[str, str]:
        """The sentences of the page."""
        says = {
            "facts": texts.facts(self),
            "skipped": texts.skipped(self),
            "recognised": texts.recognised(self),
            "required": texts.required(self.missing),
        }
        if self.hidden:
            says["hidden"] = texts.hidden(self)
        if self.fit:
            says.update(fits=texts.fits(self.fit), changes=texts.changes(self.fit))
            if self.fit.profile.used_at:
                says["used"] = texts.used(self.fit)
        return says
