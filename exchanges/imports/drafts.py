"""A row on its way to becoming a record: what its cells said and what is wrong with them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ..models import Activity, ImportRow, Partner
from .problems import Problem

Outcome = ImportRow.Outcome
UNCHANGED = "unchanged"


@dataclass(slots=True)
class Draft:
    """Only what the file states is filled; the rest of an existing record stays as it is."""

    line: int
    cells: list[str]
    texts: dict[str, str]
    tool: str = ""
    fields: dict[str, Any] = field(default_factory=dict)
    detail: dict[str, Any] = field(default_factory=dict)
    many: dict[str, list[Any]] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    partners: list[Partner] | None = None
    roles: dict[str, str] = field(default_factory=dict)
    source: dict[str, str] | None = None
    # Names in the cell being read that a person chose to keep as text only.
    noted: list[str] = field(default_factory=list)
    unknown_count: int = 0
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    existing: Activity | None = None
    fingerprint: str = ""
    # Of all cells, and of what they were read with: the same again says the same again.
    digest: str = ""
    outcome: str = ""
    # The record is there and the import is to leave such records alone.
    is_left: bool = False
    before: dict[str, Any] = field(default_factory=dict)
    # The cells as they are kept with the import, once they are written down so.
    kept_cells: str = ""
    # A person said that the row is of a record that is there.
    is_twin: bool = False
    # The primary key of the record, once there is one.
    key: int | None = None
    changed: set[str] = field(default_factory=set)

    @property
    def reference(self) -> str:
        return self.texts.get("reference", "")
