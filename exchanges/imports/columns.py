"""The columns of imports and exports. One object each: it names the column, explains it in the
documentation, reads its cells in an import and writes them in an export.

The columns of a tool's own details are declared in that tool's `resources.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext as _

from ..models import Activity
from ..names import normalise
from .entries import join_entries, split_entries
from .problems import CellError, left_out
from .values import check_text, parse_value, show_value

if TYPE_CHECKING:
    from .drafts import Draft
    from .lookups import Lookups


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column by its name, its Japanese header and further headers that files use for it.

    `fill` puts what a cell says on the draft of a record, or raises CellError; `show` is the cell
    of a record in an export. Columns that are read together with others leave `fill` empty.
    """

    name: str
    ja: str
    about: str
    example: str = ""
    aliases: tuple[str, ...] = ()
    prefetch: tuple[str, ...] = ()
    is_exported: bool = True
    is_ignored: bool = False

    @property
    def headers(self) -> tuple[str, ...]:
        return (self.name, self.ja, *self.aliases)

    def fill(self, text: str, draft: Draft, lookups: Lookups) -> None:
        """Nothing: the rows are read with this column in exchanges.imports.rows."""

    def show(self, record: Activity) -> str:
        return ""


@dataclass(frozen=True, kw_only=True)
class ComposedColumn(Column):
    """A column that is read together with others; `shown` writes its cell."""

    shown: Callable[[Activity], str] = lambda record: ""

    def show(self, record: Activity) -> str:
        return self.shown(record)


@dataclass(frozen=True, kw_only=True)
class ActivityColumn(Column):
    """A field of the record itself, of the column's name unless told."""

    field: str = ""

    @property
    def model_field(self) -> models.Field:
        return Activity._meta.get_field(self.field or self.name)

    def fill(self, text: str, draft: Draft, lookups: Lookups) -> None:
        field = self.model_field
        draft.fields[field.name] = parse_value(field, text, lookups)

    def show(self, record: Activity) -> str:
        field = self.model_field
        return show_value(field, getattr(record, field.attname))


@dataclass(frozen=True, kw_only=True)
class BilingualColumn(Column):
    """A text whose language is told by its script; the columns with a language come first."""

    field: str = ""

    def fill(self, text: str, draft: Draft, lookups: Lookups) -> None:
        name = f"{self.field or self.name}_{lookups.language_of(text)}"
        draft.fields.setdefault(name, check_text(Activity._meta.get_field(name), text))


@dataclass(frozen=True, kw_only=True)
class DetailColumn(Column):
    """A field of the tool's detail table, of the column's name."""

    tool: str

    @property
    def model_field(self) -> models.Field:
        return detail_model(self.tool)._meta.get_field(self.name)

    def fill(self, text: str, draft: Draft, lookups: Lookups) -> None:
        draft.detail[self.name] = parse_value(self.model_field, text, lookups)

    def show(self, record: Activity) -> str:
        detail = record.detail
        return show_value(self.model_field, getattr(detail, self.name)) if detail else ""


@dataclass(frozen=True, kw_only=True)
class FlagsColumn(DetailColumn):
    """Several yes-or-no fields in one cell; the named ones are yes, the others no."""

    flags: tuple[str, ...]
    prefix: str = "is_"

    def _fields(self) -> dict[str, models.Field]:
        meta = detail_model(self.tool)._meta
        return {flag: meta.get_field(f"{self.prefix}{flag}") for flag in self.flags}

    def fill(self, text: str, draft: Draft, lookups: Lookups) -> None:
        fields = self._fields()
        known = lookups.remember(
            "flags",
            self.name,
            lambda: lookups.spellings({f: field.verbose_name for f, field in fields.items()}),
        )
        named = {_one_of(known, part, self.flags) for part in _list(text)}
        draft.detail.update({field.name: flag in named for flag, field in fields.items()})

    def show(self, record: Activity) -> str:
        detail = record.detail
        fields = self._fields().items() if detail else ()
        return join_entries([[flag] for flag, field in fields if getattr(detail, field.name)])


@dataclass(frozen=True, kw_only=True)
class ManyColumn(DetailColumn):
    """Rows of a list that the detail refers to, by code or by name."""

    def known(self, lookups: Lookups) -> dict[str, Any]:
        """The rows of the list by every normalised spelling."""
        model = self.model_field.related_model
        return lookups.remember("many", self.name, lambda: _by_names(model))

    def unknown(self, text: str, lookups: Lookups) -> list[str]:
        """The parts of a cell that the list does not know and nobody has decided about."""
        known = self.known(lookups)
        return [
            part
            for part in _list(text)
            if normalise(part) not in known and not lookups.decided("field", part)
        ]

    def fill(self, text: str, draft: Draft, lookups: Lookups) -> None:
        known = self.known(lookups)
        codes = dict.fromkeys(record.code for record in known.values())
        named = {}
        for part in _list(text):
            if normalise(part) not in known and (decision := lookups.decided("field", part)):
                if decision == "reject":
                    raise CellError(*left_out(part))
                draft.noted.append(part)
                continue
            row = _one_of(known, part, codes)
            named[row.code] = row
        draft.many[self.name] = [named[code] for code in sorted(named)]

    def show(self, record: Activity) -> str:
        detail = record.detail
        rows = getattr(detail, self.name).all() if detail else ()
        return join_entries([[code] for code in sorted(row.code for row in rows)])


@dataclass(frozen=True, kw_only=True)
class LinkColumn(DetailColumn):
    """Another record, by its reference; it may stand further down in the same file."""

    def fill(self, text: str, draft: Draft, lookups: Lookups) -> None:
        draft.links[self.name] = text

    def show(self, record: Activity) -> str:
        linked = getattr(record.detail, self.name) if record.detail else None
        return linked.reference if linked else ""


@dataclass(frozen=True, kw_only=True)
class RowsColumn(Column):
    """Rows that belong to the record or its detail: `part | part; part | part` in one cell."""

    relation: str
    parts: tuple[str, ...]
    needs: tuple[str, ...]
    needs_all: bool = False
    tool: str = ""

    @property
    def model(self) -> type[models.Model]:
        owner = detail_model(self.tool) if self.tool else Activity
        return owner._meta.get_field(self.relation).related_model

    @property
    def owner_field(self) -> str:
        return "detail" if self.tool else "activity"

    def fill(self, text: str, draft: Draft, lookups: Lookups) -> None:
        rows = [self._read(entry, lookups) for entry in split_entries(text)]
        self._refuse_repeated(rows)
        draft.rows[self.name] = rows

    def _refuse_repeated(self, rows: list[dict[str, Any]]) -> None:
        """The owner's rows may not agree in what a constraint of the model keeps unique."""
        for constraint in self.model._meta.constraints:
            if isinstance(constraint, models.UniqueConstraint):
                names = [name for name in constraint.fields if name != self.owner_field]
                if len({tuple(row.get(name) for name in names) for row in rows}) < len(rows):
                    message = str(constraint.violation_error_message)
                    raise CellError(message, _("Leave the repeated entry out."))

    def _read(self, entry: list[str], lookups: Lookups) -> dict[str, Any]:
        if len(entry) > len(self.parts):
            raise CellError(
                _("The entry “%(entry)s” has more than %(count)s parts.")
                % {"entry": join_entries([entry]), "count": len(self.parts)},
                self.layout(),
            )
        row: dict[str, Any] = {}
        for part, text in zip(self.parts, entry, strict=False):
            if text:
                row[part] = self._read_part(part, text, lookups)
        given = [bool(row.get(part)) for part in self.needs]
        if not (all(given) if self.needs_all else any(given)):
            raise CellError(
                _("The entry “%(entry)s” lacks one of: %(parts)s.")
                % {"entry": join_entries([entry]), "parts": ", ".join(self.needs)},
                self.layout(),
            )
        return row

    def _read_part(self, part: str, text: str, lookups: Lookups) -> Any:
        field = self.model._meta.get_field(part)
        return lookups.partner(text) if field.is_relation else parse_value(field, text, lookups)

    def layout(self) -> str:
        return _("Write each entry as: %(parts)s") % {"parts": " | ".join(self.parts)}

    def show(self, record: Activity) -> str:
        return self.shown(self.held(record))

    def held(self, record: Activity) -> Sequence[models.Model]:
        """The rows that the record has now."""
        owner = record.detail if self.tool else record
        return getattr(owner, self.relation).all() if owner else ()

    def shown(self, rows: Sequence[models.Model]) -> str:
        fields = [self.model._meta.get_field(part) for part in self.parts]
        entries = [[_part_shown(field, row) for field in fields] for row in rows]
        # Rows without an order of their own are written in an order that does not depend on ids.
        has_order = any(field.name == "position" for field in self.model._meta.fields)
        return join_entries(entries if has_order else sorted(entries))


def _part_shown(field: models.Field, row: models.Model) -> str:
    if field.is_relation:
        partner = getattr(row, field.name)
        return partner.code if partner else ""
    return show_value(field, getattr(row, field.name))


def detail_model(tool: str) -> type[models.Model]:
    return Activity._meta.get_field(f"{tool}_detail").related_model


def _list(text: str) -> list[str]:
    parts = split_entries(text.replace("、", ";").replace("，", ";"))
    return [part for entry in parts for part in entry if part]


def _one_of(known: dict[str, Any], text: str, allowed: Sequence[str]) -> Any:
    try:
        return known[normalise(text)]
    except KeyError:
        raise CellError(
            _("“%(value)s” is none of the values that are known here.") % {"value": text},
            _("Use one of these: %(values)s.") % {"values": ", ".join(allowed)},
        ) from None


def _by_names(model: type[models.Model]) -> dict[str, models.Model]:
    found = {}
    for row in model.objects.all():
        found.update({normalise(name): row for name in (row.name_en, row.name_ja, row.code)})
    for alias in model._meta.get_field("aliases").related_model.objects.select_related("field"):
        found.setdefault(alias.normalised, alias.field)
    return found
