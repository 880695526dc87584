"""What the pages of an import say of its file again and again: its headers and what they mean."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.cache import cache

from ..models import ImportBatch
from .headers import headed, match_headers
from .uploads import open_file, options_of

KEPT_FOR = 3600


@dataclass(frozen=True)
class FileFacts:
    """The headers of a file, the names that tell them apart, and the column of each position."""

    headers: list[str]
    names: list[str]
    columns: dict[int, str]
    file_format: str
    encoding: str
    delimiter: str

    def place_of(self, header: str) -> int | None:
        """The position of a header, or of the column that the import calls so."""
        if header in self.headers:
            return self.headers.index(header)
        return next((n for n, name in self.columns.items() if name == header), None)

    def cell(self, cells: Sequence[str], *columns: str) -> str:
        """The first of these columns that is filled in a row."""
        for column in columns:
            place = next((n for n, name in self.columns.items() if name == column), None)
            if place is not None and place < len(cells) and cells[place].strip():
                return cells[place].strip()
        return ""


def facts_of(batch: ImportBatch) -> FileFacts:
    """The facts of the kept file, read once an hour; FileError where it cannot be read."""
    chosen = json.dumps(batch.options, sort_keys=True)
    digest = hashlib.sha256(f"{batch.pk} {batch.file_sha256} {chosen}".encode()).hexdigest()
    key = f"import-facts-{digest}"
    if (facts := cache.get(key)) is None:
        facts = _read(batch)
        cache.set(key, facts, KEPT_FOR)
    return facts


def _read(batch: ImportBatch) -> FileFacts:
    options = options_of(batch)
    table = open_file(batch, options)
    head = headed(table, options)
    matched = match_headers(head.headers, (), options)
    columns = {place: column.name for place, column in matched.items()}
    return FileFacts(
        head.headers, head.names, columns, table.file_format, table.encoding, table.delimiter
    )
