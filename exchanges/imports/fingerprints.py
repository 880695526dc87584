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

    def of(self, draft: Draft) -> str:
        """The fingerprint of a row that was read without errors."""
        facts = _facts(draft)
        number = self._seen[facts] = self._seen.get(facts, 0) + 1
        digest = hashlib.sha256(f"{facts}\x1f{number}".encode()).hexdigest()
        return f"{PREFIX}{digest[:40]}"

    def record_of(self, fingerprint: str) -> int | None:
        """The primary key of the record that an earlier import made of such a row."""
        if self._known is None:
            rows = ImportRow.objects.filter(
                outcome=ImportRow.Outcome.CREATED,
                reference__startswith=PREFIX,
                activity__isnull=False,
            )
            self._known = dict(rows.order_by("id").values_list("reference", "activity_id"))
        return self._known.get(fingerprint)


def _facts(draft: Draft) -> str:
    fields, texts = draft.fields, draft.texts
    titles = (texts.get(name, "") for name in ("title", "title_en", "title_ja"))
    partners = sorted(normalise(piece) for piece in re.split(r"[;；]", texts.get("partners", "")))
    dates = (fields["start_date"], fields["end_date"], fields["date_precision"])
    facts = (draft.tool, fields["kind"].code, *dates, *map(normalise, titles), *partners)
    return "\x1f".join(map(str, facts))
