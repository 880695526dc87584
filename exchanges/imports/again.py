"""Rows that say what they said when they were last imported: nothing of them is read again.

A row that was written leaves a digest of its cells with its ImportRow. As long as the record has
the version that the import left, the same digest means that nothing would change. The digest
covers all that a row is read with as well: the columns, the options, and every spelling of
partners, kinds, programmes and fields, so that an answer given since is heeded.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from operator import itemgetter

from django.db import connection
from django.utils import timezone

from ..models import Activity, ImportRow
from .fingerprints import PREFIX
from .lookups import Lookups

# Raise it when rows are read in another way: files imported before are then compared in full.
RULES = 1
# How `before` of a row that created its record is written: most are, and none need be parsed.
OPENING, CLOSING = '{"digest": "', '"}'
CREATED = OPENING + CLOSING
# What becomes of rows, not what they say.
NEUTRAL = ("publish", "dry_run", "atomic", "bad_rows", "sheet", "encoding")


class SameAgain:
    """Digests of the rows of one file, and which of them the records have still."""

    def __init__(self, columns: Mapping[int, str], lookups: Lookups) -> None:
        options = {k: v for k, v in lookups.options.as_json().items() if k not in NEUTRAL}
        read_with = [
            RULES,
            sorted(columns.items()),
            sorted(options.items()),
            lookups.home,
            timezone.localdate().year,
            lookups.spellings_digest(),
        ]
        places = sorted(columns)
        # With one place alone, itemgetter gives no list.
        self._pick = itemgetter(*places, *places[:1])
        self._last = places[-1]
        self._nameless: dict[str, str] | None = None
        self._start = hashlib.blake2b(json.dumps(read_with).encode(), digest_size=16)

    def digest(self, cells: Sequence[str]) -> str:
        """The digest of a row; equal for rows that agree in every column that is imported."""
        picked = self._pick(cells) if len(cells) > self._last else self._padded(cells)
        digest = self._start.copy()
        digest.update("\x1f".join(map(str.strip, picked)).encode(errors="surrogatepass"))
        return digest.hexdigest()

    def _padded(self, cells: Sequence[str]) -> Sequence[str]:
        return self._pick([*cells, *[""] * (self._last + 1 - len(cells))])

    def look_up(self, digests: Mapping[str, str]) -> tuple[set[str], set[str]]:
        """Which of the references records have, and which records are as such a row left them."""
        if not digests:
            return set(), set()
        places = ", ".join(["%s"] * len(digests))
        rows = _kept_rows("record.reference", f"record.reference IN ({places})", list(digests))
        there, unchanged = set(), set()
        for reference, version, before in rows:
            there.add(reference)
            if before and digests[reference] in before and _left(before)[1] == version:
                unchanged.add(reference)
        return there, unchanged

    def fingerprint_of(self, digest: str) -> str | None:
        """By what a row without a reference was known, if its record is as the row left it."""
        if self._nameless is None:
            is_nameless = "kept.reference LIKE %s"
            rows = _kept_rows("kept.reference", is_nameless, [f"{PREFIX}%"])
            self._nameless = {
                left[0]: fingerprint
                for fingerprint, version, before in rows
                if (left := _left(before))[1] == version
            }
        return self._nameless.get(digest)


def _kept_rows(
    name: str, condition: str, values: Sequence[str]
) -> Iterator[tuple[str, int, str | None]]:
    """What earlier imports kept with the records that match: a name, the version, `before`.

    Twenty-five thousand rows a second are asked for here: the ORM would take half of the time.
    """
    quote = connection.ops.quote_name
    records, rows = quote(Activity._meta.db_table), quote(ImportRow._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {name}, record.version, kept.before"
            f" FROM {records} record LEFT JOIN {rows} kept ON kept.activity_id = record.id"
            f" WHERE {condition}",
            list(values),
        )
        while some := cursor.fetchmany(1_000):
            yield from some


def _left(before: str) -> tuple[str, int]:
    """The digest of a row that was written, and the version of the record that it left."""
    if len(before) == len(CREATED) + 32:
        return before[len(OPENING) : -len(CLOSING)], 1
    kept = json.loads(before)
    return kept.get("digest", ""), kept.get("left", kept.get("version", 0) + 1)
