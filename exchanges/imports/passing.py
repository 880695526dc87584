"""One pass over the rows of a file: each chunk read, compared with the records and settled."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from ..models import Activity
from .again import SameAgain
from .columns import DetailColumn, LinkColumn, RowsColumn
from .comparing import settle
from .drafts import UNCHANGED, Draft, Outcome
from .fingerprints import Fingerprints
from .headers import headed, match_headers, missing_columns
from .lookups import Lookups
from .options import Options
from .problems import FileError
from .reading import Table
from .rows import REFERENCES, RowReader, cell_text

Row = tuple[int, list[str]]
# Large enough that the statements of a chunk cost little, small enough for a short write lock.
CHUNK = 2_000


@dataclass
class Chunk:
    """Rows that were settled, and those that say what they said when last imported."""

    drafts: list[Draft]
    same: list[Row]

    @property
    def size(self) -> int:
        return len(self.drafts) + len(self.same)


class FilePass:
    """Reads a file from its first row to its last; what is written changes nothing of it.

    `corrections` are cells by row and header name that were written in place of the file's.
    """

    def __init__(
        self,
        table: Table,
        options: Options,
        corrections: Mapping[str, Mapping[str, str]] | None = None,
    ) -> None:
        self.options = options
        self.head = headed(table, options)
        self.headers, self.names = self.head.headers, self.head.names
        self.corrections = corrections or {}
        self._rows = self._corrected_rows()
        # Only a column without a header needs to be looked for in every row.
        rows = self.head.rows() if not all(self.headers) else ()
        self.columns = match_headers(self.headers, (cells for _line, cells in rows), options)
        self._require()
        self.lookups = Lookups(options)
        self.reader = RowReader(self.columns, self.headers, self.lookups)
        self.fingerprints = Fingerprints()
        self.same_again = SameAgain(
            {n: column.name for n, column in self.columns.items()}, self.lookups
        )
        self.places = {column.name: n for n, column in self.columns.items()}
        self.reference_place = self.places.get("reference", len(self.headers))
        self.links = [n for n, each in self.columns.items() if isinstance(each, LinkColumn)]
        self.deferred = self._references() if self.links else set()
        # By reference, or the digest of a row without one.
        self.first_rows: dict[str, int] = {}
        # References of the rows that are being read which records have.
        self.there: set[str] = set()
        self._may_skip = options.mode != "create"

    def _corrected_rows(self) -> Iterator[Row]:
        """The rows below the headers, with the cells that were corrected."""
        for line, cells in self.head.rows():
            if self.corrections and (corrected := self.corrections.get(str(line))):
                found = [*cells, *[""] * (len(self.headers) - len(cells))]
                for position, name in enumerate(self.names):
                    found[position] = corrected.get(name, found[position])
                yield line, found
            else:
                yield line, cells

    def _require(self) -> None:
        """Without these columns no row could become a record."""
        if next(self.head.rows(), None) is None:
            raise FileError(
                _("The file has headers but no rows."), _("Choose the file that holds the records.")
            )
        names = (column.name for column in self.columns.values())
        if missing := missing_columns(names, self.options):
            raise FileError(
                _("The file lacks these columns: %(names)s.") % {"names": ", ".join(missing)},
                _("Add them, or give one tool and one kind for the whole file."),
            )

    def _references(self) -> set[str]:
        """All references of the file, for rows that refer to one further down."""
        if (position := self.places.get("reference")) is None:
            return set()
        return {
            cell_text("reference", cells[position])
            for _line, cells in self._corrected_rows()
            if len(cells) > position
        }

    def all_chunks(self, done_rows: int) -> Iterator[tuple[bool, Chunk]]:
        """Every chunk with whether it was written before, as the first `done_rows` rows were."""
        for chunk in self.pass_over(done_rows):
            yield True, chunk
        for chunk in self.chunks():
            yield False, chunk

    def chunks(self) -> Iterator[Chunk]:
        """Every row once, in the order of the file."""
        while rows := list(islice(self._rows, CHUNK)):
            opened, same = self._open(rows)
            self._read(opened)
            yield Chunk(opened, same)

    def pass_over(self, count: int) -> Iterator[Chunk]:
        """Go past rows that were written before, noting what later rows depend on.

        Yields those that refer to another record of the file, read as if for the first time.
        """
        while count > 0 and (rows := list(islice(self._rows, min(CHUNK, count)))):
            count -= len(rows)
            linking = []
            for line, cells in rows:
                draft = self.reader.open(line, cells)
                self._note_repeated(draft, self.same_again.digest(cells))
                if self._links_to_another(cells):
                    linking.append(draft)
                elif not draft.reference:
                    self.reader.read(draft)
                    if not draft.problems:
                        self.fingerprints.of(draft)
            self.there = {draft.reference for draft in linking}
            self._read(linking)
            yield Chunk(linking, [])

    def _open(self, rows: Sequence[Row]) -> tuple[list[Draft], list[Row]]:
        """Drafts of the rows that have to be read, and the rows that say what they said."""
        digests, references, named, repeated = [], [], {}, set()
        for number, (_line, cells) in enumerate(rows):
            digests.append(self.same_again.digest(cells))
            reference = self._reference(cells)
            references.append(reference)
            if reference in self.first_rows:
                repeated.add(reference)
            elif reference:
                named.setdefault(reference, number)
        known = {reference: digests[number] for reference, number in named.items()}
        there, unchanged = self.same_again.look_up(known)
        self.there = there | repeated
        skipped: set[int] = set()
        if self._may_skip:
            nameless = [number for number, reference in enumerate(references) if not reference]
            skipped = self._skip_nameless(rows, digests, nameless)
            for reference in unchanged:
                self.first_rows[reference] = rows[named[reference]][0]
                skipped.add(named[reference])
        drafts, same = [], []
        for number, (line, cells) in enumerate(rows):
            if number in skipped:
                same.append((line, cells))
                continue
            draft = self.reader.open(line, cells)
            draft.digest = "" if self._links_to_another(cells) else digests[number]
            self._note_repeated(draft, digests[number])
            drafts.append(draft)
        return drafts, same

    def _skip_nameless(
        self, rows: Sequence[Row], digests: Sequence[str], numbers: Sequence[int]
    ) -> set[int]:
        """Which of the rows without a reference need not be read: the first of each digest."""
        skipped = set()
        for number in numbers:
            digest = digests[number]
            if digest in self.first_rows:
                continue
            if fingerprint := self.same_again.fingerprint_of(digest):
                self.first_rows[digest] = rows[number][0]
                self.fingerprints.take(fingerprint)
                skipped.add(number)
        return skipped

    def _links_to_another(self, cells: Sequence[str]) -> bool:
        """Whether a row refers to a record that may come or go without the row being changed."""
        return any(cells[n : n + 1] not in ([], [""]) for n in self.links)

    def _reference(self, cells: Sequence[str]) -> str:
        if self.reference_place >= len(cells):
            return ""
        text = cells[self.reference_place]
        if not text.isprintable() or text[:1] == "'" or text != text.strip():
            text = cell_text("reference", text)
        return "" if text in self.lookups.missing else text

    def _read(self, drafts: Sequence[Draft]) -> None:
        wanted = {draft.reference for draft in drafts} & self.there
        if self.links:
            wanted.update(text for draft in drafts for text in self._references_in(draft))
        linked = self._load(wanted)
        for draft in drafts:
            draft.existing = linked.get(draft.reference)
            self.reader.read(draft)
        self._recognise(drafts)
        for draft in drafts:
            settle(draft, self.reader, linked, self.deferred)

    def _references_in(self, draft: Draft) -> Iterator[str]:
        for name in REFERENCES:
            if text := draft.texts.get(name):
                yield text

    def _note_repeated(self, draft: Draft, digest: str) -> None:
        """The first of several rows with one reference, or wholly equal ones, is taken."""
        key = draft.reference or digest
        first = self.first_rows.setdefault(key, draft.line)
        if first == draft.line:
            return
        if draft.reference:
            message = _("The reference repeats that of row %(row)s, which is taken.")
            hint = _("Give this row a reference of its own, or remove it.")
        else:
            message = _("The row repeats row %(row)s in every cell.")
            hint = _("Remove it; or give both a reference if both took place.")
        self.reader.problem(draft, "reference", message % {"row": first}, hint)

    def _load(self, references: set[str]) -> dict[str, Activity]:
        """Records by reference, with all that is compared, in a fixed number of queries."""
        found = list(Activity.objects.filter(reference__in=references)) if references else []
        self.prefetch(found)
        return {record.reference: record for record in found}

    def _recognise(self, drafts: Sequence[Draft]) -> None:
        """Find the records that rows without a reference made in an earlier import."""
        matches: dict[int, Draft] = {}
        for draft in drafts:
            if draft.reference or draft.problems:
                continue
            draft.fingerprint = self.fingerprints.of(draft)
            if key := self.fingerprints.record_of(draft.fingerprint):
                matches[key] = draft
        records = list(Activity.objects.filter(pk__in=matches)) if matches else []
        self.prefetch(records)
        for record in records:
            matches[record.pk].existing = record

    def prefetch(self, records: Sequence[Activity]) -> None:
        """Read what rows are compared with of some records."""
        for tool in {record.tool for record in records}:
            names = {"participations__partner", "sources", f"{tool}_detail"}
            for column in self.columns.values():
                if isinstance(column, DetailColumn | RowsColumn) and column.tool == tool:
                    names.update(column.prefetch)
            group = [record for record in records if record.tool == tool]
            models.prefetch_related_objects(group, *sorted(names))


class LateLinks:
    """Rows that refer to an agreement further down in the file."""

    def __init__(self) -> None:
        self.waiting: list[Draft] = []

    def note(self, drafts: Iterable[Draft]) -> None:
        self.waiting.extend(
            draft for draft in drafts if draft.links and draft.outcome != Outcome.REJECTED
        )

    def late(self, references: Set[str]) -> list[Draft]:
        """Rows that change nothing but a link to a record that came further down in the file."""
        return [
            draft
            for draft in self.waiting
            if draft.outcome == UNCHANGED and not references.isdisjoint(draft.links.values())
        ]

    def records(self) -> dict[str, Any]:
        """The agreements that are there by now, by reference."""
        wanted = {reference for draft in self.waiting for reference in draft.links.values()}
        found = Activity.objects.filter(reference__in=wanted, tool="agreements") if wanted else ()
        return {record.reference: record for record in found}
