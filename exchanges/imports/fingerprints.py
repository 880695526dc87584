"""How a row without a reference is recognised when its file is imported again.

A row brings its tool, kind, dates, title and partners. Their digest, with a number where several
rows of one file share them, is kept with the imported row (ImportRow.reference, after "row:"), so
that the record is found again even after staff have corrected it. Title and partners count as they
were written: a spelling that becomes known later changes nothing.
"""

from __future__ import annotations

import hashlib
import re

from ..models import ImportRow
from ..names import normalise
from .drafts import Draft

PREFIX = "row:"


class Fingerprints:
    """The rows imported before, and how often each set of facts came in this file."""

    def __init__(self) -> None:
        self._known: dict[str, int] | None = None
        self._seen: dict[str, int] = {}
        self._taken: set[str] = set()

    def take(self, fingerprint: str) -> None:
        """Note that a row which need not be read is known by this."""
        self._taken.add(fingerprint)

    def of(self, draft: Draft) -> str:
        """The fingerprint of a row that was read without errors."""
        facts = _facts(draft)
        while True:
            number = self._seen[facts] = self._seen.get(facts, 0) + 1
            digest = hashlib.sha256(f"{facts}\x1f{number}".encode()).hexdigest()
            if (fingerprint := f"{PREFIX}{digest[:40]}") not in self._taken:
                return fingerprint

    def record_of(self, fingerprint: str) -> int | None:
        """The primary key of the record that an earlier import made of such a row."""
        if self._known is None:
            rows = ImportRow.objects.filter(
                # Updated: a person said that the row is of a record that was there.
                outcome__in=(ImportRow.Outcome.CREATED, ImportRow.Outcome.UPDATED),
                reference__startswith=PREFIX,
                activity__isnull=False,
            )
            found = rows.order_by("id").values_list("reference", "activity_id")
            self._known = dict(found.iterator(chunk_size=5_000))
        return self._known.get(fingerprint)


def _facts(draft: Draft) -> str:
    fields, texts = draft.fields, draft.texts
    titles = (texts.get(name, "") for name in ("title", "title_en", "title_ja"))
    partners = sorted(normalise(piece) for piece in re.split(r"[;；]", texts.get("partners", "")))
    dates = (fields["start_date"], fields["end_date"], fields["date_precision"])
    facts = (draft.tool, fields["kind"].code, *dates, *map(normalise, titles), *partners)
    return "\x1f".join(map(str, facts))
