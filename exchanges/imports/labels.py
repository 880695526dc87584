"""Columns that say in words what the codes of another column stand for.

Exports write them where a person wants to read the file; imports know them and leave them alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from django.db import models
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from ..bilingual import in_language
from ..models import Kind, Partner, Programme
from ..tools import Tool
from .columns import Column, DetailColumn, FlagsColumn, ManyColumn, detail_model
from .escaping import escape

if TYPE_CHECKING:
    from .chunks import Chunk

# The columns that every tool has whose cells are codes.
CODED = ("tool", "kind", "partners", "host", "programme")


@dataclass(frozen=True, kw_only=True)
class LabelColumn(Column):
    """The names of what the codes in the cells of the column `of` stand for."""

    of: Column


def labels_for(columns: Iterable[Column]) -> tuple[LabelColumn, ...]:
    """A column of labels for each of the columns whose cells are codes."""
    return tuple(_label(column) for column in columns if _is_coded(column))


def _is_coded(column: Column) -> bool:
    if isinstance(column, FlagsColumn | ManyColumn):
        return True
    if type(column) is DetailColumn:
        return bool(column.model_field.choices)
    return column.name in CODED


def _label(column: Column) -> LabelColumn:
    return LabelColumn(
        of=column,
        name=f"{column.name}_label",
        ja=f"{column.ja}の表示",
        about=format_lazy(
            _("What the codes of {column} mean, written by an export; ignored when read again."),
            column=column.name,
        ),
        is_exported=False,
        is_ignored=True,
    )


def label_cells(
    column: LabelColumn, cells: Callable[[Chunk], Sequence[str]], language: str
) -> Callable[[Chunk], Sequence[str]]:
    """How the labels are made in a language; `cells` makes the cells of codes."""
    if column.of.name == "kind":
        # The code of a kind is unique in its tool only.
        kinds = {kind.pk: escape(in_language(kind, "name", language)) for kind in _all(Kind)}
        return lambda chunk: [kinds.get(key, "") for key in chunk.of_record("kind_id")]
    shown: dict[str, str] = {"": ""}
    label = partial(_labelled, _names(column.of, language), shown)
    return lambda chunk: list(map(label, cells(chunk)))


def _labelled(names: dict[str, str], shown: dict[str, str], cell: str) -> str:
    if cell not in shown:
        labels = (names.get(code, code) for code in cell.split("; "))
        shown[cell] = escape("; ".join(labels))
    return shown[cell]


def _names(column: Column, language: str) -> dict[str, str]:
    """The name of each code in a language."""
    if column.name in ("partners", "host"):
        return {partner.code: in_language(partner, "name", language) for partner in _all(Partner)}
    if column.name == "programme":
        return {each.slug: in_language(each, "name", language) for each in _all(Programme)}
    if isinstance(column, ManyColumn):
        rows = _all(column.model_field.related_model)
        return {row.code: in_language(row, "name", language) for row in rows}
    with override(language):
        if column.name == "tool":
            return {tool.value: str(tool.label) for tool in Tool}
        if isinstance(column, FlagsColumn):
            meta = detail_model(column.tool)._meta
            return {
                flag: str(meta.get_field(f"{column.prefix}{flag}").verbose_name)
                for flag in column.flags
            }
        return {value: str(label) for value, label in column.model_field.flatchoices}


def _all(model: type[models.Model]) -> models.QuerySet:
    return model.objects.order_by()
