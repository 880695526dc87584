"""The cells of one column of a file: texts that come again are read once."""

from __future__ import annotations

from typing import Any

from .columns import BilingualColumn, Column, DetailColumn, LinkColumn, RowsColumn
from .drafts import Draft
from .lookups import Lookups
from .problems import CellError

# So many texts of a column are remembered; a column that mostly says something new forgets them.
REMEMBERED = 2_000
# What a text puts on the fields, detail, lists, rows and notes of a draft.
Stated = tuple[dict[str, Any], dict[str, Any], dict[str, Any], dict[str, Any], list[str]]


class ColumnReader:
    """Puts what the cells of one column state on drafts, by way of what each text meant before."""

    def __init__(self, column: Column, lookups: Lookups) -> None:
        self.column, self.lookups = column, lookups
        self.name = column.name
        self.tool = column.tool if isinstance(column, DetailColumn | RowsColumn) else ""
        self._known: dict[str, Stated | CellError] = {}
        self._asked = 0
        # These put nothing on a draft that depends on the text alone, or are as fast without.
        self._remembers = not isinstance(column, BilingualColumn | LinkColumn)

    def fill(self, text: str, draft: Draft) -> None:
        """Put on the draft what the text states; CellError when it states nothing."""
        if not self._remembers:
            self.column.fill(text, draft, self.lookups)
            return
        self._asked += 1
        found = self._known.get(text)
        if found is None:
            found = self._read(text)
        if type(found) is CellError:
            raise found.with_traceback(None)
        fields, detail, many, rows, noted = found
        if fields:
            draft.fields.update(fields)
        if detail:
            draft.detail.update(detail)
        if many:
            draft.many.update(many)
        if noted:
            draft.noted.extend(noted)
        for name, entries in rows.items():
            # The source of a row is added to the list.
            draft.rows[name] = [*entries]

    def _read(self, text: str) -> Stated | CellError:
        alone = Draft(0, [], {})
        try:
            self.column.fill(text, alone, self.lookups)
            found: Stated | CellError = (
                *(alone.fields, alone.detail, alone.many, alone.rows),
                alone.noted,
            )
        except CellError as error:
            found = error
        if len(self._known) >= REMEMBERED:
            # Fewer than half were known: looking them up costs more than it saves.
            self._remembers = self._asked > 2 * REMEMBERED
            self._known.clear()
            self._asked = 0
        self._known[text] = found
        return found
