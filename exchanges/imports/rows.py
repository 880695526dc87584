"""From the cells of a row to a draft: every error of the row, each at its cell."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from ..models import Activity, Participation, Source
from .cells import ColumnReader
from .columns import Column
from .drafts import Draft
from .entries import split_entries
from .escaping import unescape
from .lookups import Lookups
from .new_partners import LONGEST_NAME, can_be_a_name
from .problems import CellError, Problem, left_out
from .values import check_text, clean_text, parse_value

PARTICIPANT = Participation.Role.PARTICIPANT
REFERENCE = Activity._meta.get_field("reference")
LONGEST = 200
ROLE = Participation._meta.get_field("role")
SOURCE_CELLS = [(name, f"source_{name}", Source._meta.get_field(name)) for name in ("title", "url")]
REFERENCES = ("reference", "agreement", "amends", "replaces")


def cell_text(name: str, text: str) -> str:
    """A cell without the apostrophe of an export; a reference as the record keeps it."""
    text = unescape(text.strip())
    return clean_text(text, keeps_lines=False) if name in REFERENCES else text


class RowReader:
    """Reads the rows of one file; `columns` gives the column at each position."""

    def __init__(
        self, columns: Mapping[int, Column], headers: Sequence[str], lookups: Lookups
    ) -> None:
        self.columns = dict(columns)
        self.lookups = lookups
        self.options = lookups.options
        self.headers = {column.name: headers[n].strip() for n, column in columns.items()}
        self.width = len(headers)
        self.places = [(n, column.name) for n, column in self.columns.items()]
        self.last_place = max(self.columns, default=-1)
        by_language_last = sorted(columns.values(), key=lambda column: not column.is_exported)
        self.cells = [
            ColumnReader(column, lookups)
            for column in by_language_last
            if type(column).fill is not Column.fill
        ]
        names = {column.name for column in columns.values()}
        self.steps = [step for step in self._steps() if not names.isdisjoint(step[:2])]

    def _steps(self) -> Iterator[tuple[str, str, Callable[[Draft], None]]]:
        """What is read where one of two cells is filled; errors stand at the first."""
        yield "partners", "partners", self._read_partners
        yield "roles", "roles", self._read_roles
        yield "host", "host", self._read_host
        yield "programme", "programme", self._read_programme
        yield "source_url", "source_title", self._read_source
        yield "photo_files", "photo_captions", self._read_photos

    def open(self, line: int, cells: list[str]) -> Draft:
        """The draft with its texts: trimmed, unescaped, without blank and missing ones."""
        texts = {}
        missing = self.lookups.missing
        count = len(cells)
        places = self.places
        if count <= self.last_place:
            places = [place for place in places if place[0] < count]
        for position, name in places:
            if (
                (text := cells[position])
                and (text := text.strip())
                and not (missing and text in missing)
            ):
                if text[0] == "'" or name in REFERENCES:
                    text = cell_text(name, text)
                texts[name] = text
        draft = Draft(line, cells, texts)
        if count > self.width and any(cell.strip() for cell in cells[self.width :]):
            self.problem(
                draft,
                "",
                _("The row has more cells than there are headers."),
                _("Put cells that hold a separator in quotation marks, or save as XLSX."),
                value=" ".join(cells[self.width :]),
            )
        return draft

    def read(self, draft: Draft) -> None:
        """Read every cell; `draft.existing` is set before where the reference is known."""
        texts = draft.texts
        if draft.reference:
            self._read_at("reference", draft, self._read_reference)
        self._read_at("tool", draft, self._read_tool)
        for column in self.cells:
            if text := texts.get(column.name):
                self._fill(column, text, draft)
        for name, other, read in self.steps:
            if name in texts or other in texts:
                self._read_at(name, draft, read)
        # The kind of a joint exercise depends on its partners.
        self._read_at("start_date", draft, self._read_dates)
        self._read_at("kind", draft, self._read_kind)

    def problem(
        self, draft: Draft, column: str, message: str, hint: str = "", *, value: str | None = None
    ) -> None:
        """Note an error of the row."""
        draft.problems.append(self._at(draft, column, message, hint, value))

    def warn(self, draft: Draft, column: str, message: str, hint: str = "") -> None:
        """Note something that a person should know of a row that is imported."""
        draft.warnings.append(self._at(draft, column, message, hint, None))

    def _at(self, draft: Draft, column: str, message: str, hint: str, value: str | None) -> Problem:
        value = draft.texts.get(column, "") if value is None else value
        header = self.headers.get(column, column)
        # A cell of thousands of characters is quoted in its beginning only.
        return Problem(
            draft.line, header, value[:LONGEST], message[: 3 * LONGEST], hint[: 3 * LONGEST]
        )

    def _read_at(self, name: str, draft: Draft, read: Callable[[Draft], None]) -> None:
        try:
            read(draft)
        except CellError as error:
            self.problem(draft, error.column or name, error.message, error.hint)

    def _fill(self, column: ColumnReader, text: str, draft: Draft) -> None:
        tool = column.tool
        if tool and not draft.tool:
            return
        if tool and tool != draft.tool:
            self.problem(
                draft,
                column.name,
                _("This column is for records of the tool %(tool)s only.") % {"tool": tool},
                _("Leave the cell blank, or correct the tool."),
            )
            return
        try:
            column.fill(text, draft)
            if draft.noted:
                self._warn_of_note(draft, column.name, "; ".join(draft.noted))
                draft.noted = []
        except CellError as error:
            self.problem(draft, error.column or column.name, error.message, error.hint)

    def _read_reference(self, draft: Draft) -> None:
        draft.fields["reference"] = check_text(REFERENCE, draft.reference)

    def _read_tool(self, draft: Draft) -> None:
        existing = draft.existing.tool if draft.existing else ""
        if text := draft.texts.get("tool"):
            tool = self.lookups.tool(text)
        else:
            tool = existing or self.options.tool or self.options.only_tool
        if not tool and self.options.tool_from_kind and (kind := draft.texts.get("kind")):
            tool = self.lookups.tool_of_kind(kind)
        if not tool:
            raise CellError(
                _("The tool is missing."),
                _("Fill the cell, or give one tool for the whole file."),
            )
        if existing and existing != tool:
            raise CellError(
                _("The reference belongs to a record of the tool %(tool)s.") % {"tool": existing},
                _("A record keeps its tool: correct the tool or the reference."),
            )
        if self.options.only_tool and tool != self.options.only_tool:
            raise CellError(
                _("This row is of another tool: %(tool)s.") % {"tool": tool},
                _("Import it on the page of that tool."),
            )
        draft.tool = tool

    def _read_partners(self, draft: Draft) -> None:
        text = draft.texts.get("partners")
        if not text:
            return
        read = self.lookups.partners(text)
        partners = [*read.others]
        if len(partners) < len(read.partners):
            self.warn(
                draft,
                "partners",
                _("The home partner “%(code)s” is left out: it takes part in everything.")
                % {"code": self.lookups.home},
            )
        noted = list(read.placeholders)
        for name in read.unknown:
            self._take_unknown(draft, name, partners, noted)
        if partners or not noted or read.partners:
            draft.partners = partners
        if noted:
            self._note_others(draft, noted)

    def _take_unknown(self, draft: Draft, name: str, partners: list[Any], noted: list[str]) -> None:
        decision = self.lookups.decided("partner", name)
        if decision == "reject":
            self.problem(draft, "partners", *left_out(name), value=name)
            return
        message, hint = self.lookups.unknown_partner(name)
        answer = decision or self.options.unknown_partners
        if answer == "reject":
            self.problem(draft, "partners", message, hint, value=name)
        elif answer == "note":
            noted.append(name)
            draft.unknown_count += 1
            self.warn(
                draft,
                "partners",
                message,
                _("Kept as text with the other participants."),
            )
        elif not can_be_a_name(name):
            hint = _("A new partner needs a name of letters, with at most %(limit)s characters.")
            self.problem(draft, "partners", message, hint % {"limit": LONGEST_NAME}, value=name)
        else:
            partner = self.lookups.new_partner(name)
            partners.append(partner)
            self.warn(
                draft,
                "partners",
                _("The partner “%(name)s” is new.") % {"name": name},
                _("Complete its names, kind and region."),
            )

    def _note_others(self, draft: Draft, noted: Sequence[str]) -> None:
        given = draft.fields.get("other_participants", "")
        added = [text for text in noted if text not in given]
        draft.fields["other_participants"] = "; ".join([*filter(None, [given]), *added])

    def _read_roles(self, draft: Draft) -> None:
        for entry in split_entries(draft.texts.get("roles", "")):
            if len(entry) != 2:
                raise CellError(
                    _("“%(entry)s” is not a partner and a role.") % {"entry": " | ".join(entry)},
                    _("Write each entry as: %(parts)s") % {"parts": "partner | role"},
                )
            partner = self.lookups.partner(entry[0])
            draft.roles[partner.code] = parse_value(ROLE, entry[1], self.lookups)
            if partner.code not in self._codes_of(draft):
                raise CellError(
                    _("“%(value)s” has a role but is not among the partners.")
                    % {"value": entry[0]},
                    _("Add it to the partners, or remove its role."),
                )

    def _codes_of(self, draft: Draft) -> set[str]:
        """The partners of the row, with the home partner that is left out of them."""
        known = draft.partners or []
        if draft.partners is None and draft.existing:
            known = [part.partner for part in draft.existing.participations.all()]
        named = self.lookups.partners(draft.texts.get("partners", "")).partners
        return {partner.code for partner in (*known, *named)}

    def _read_host(self, draft: Draft) -> None:
        if text := draft.texts.get("host"):
            draft.fields["host"] = self.lookups.partner(text)

    def _read_programme(self, draft: Draft) -> None:
        if text := draft.texts.get("programme"):
            programme = self.lookups.programme(text)
            if programme is None:
                self._warn_of_note(draft, "programme", text)
            else:
                draft.fields["programme"] = programme

    def _warn_of_note(self, draft: Draft, column: str, text: str) -> None:
        self.warn(
            draft,
            column,
            _("“%(value)s” is not known; the cell is kept with the import only.") % {"value": text},
            _("Complete the record where it matters."),
        )

    def _read_dates(self, draft: Draft) -> None:
        start, end = draft.texts.get("start_date", ""), draft.texts.get("end_date", "")
        if not (start or end) and draft.existing:
            return
        read = self.lookups.span(start, end)
        draft.fields.update(
            start_date=read.span.start,
            end_date=read.span.end,
            date_precision=read.span.precision.value,
        )
        if read.as_written:
            draft.fields.setdefault("date_as_written", read.as_written)
        if read.is_coarser:
            self.warn(
                draft,
                "end_date",
                _("The two dates are not equally precise; the period is kept as the coarser."),
                _("Both dates stand on the record as they were written."),
            )

    def _read_kind(self, draft: Draft) -> None:
        text = draft.texts.get("kind") or ("" if draft.existing else self.options.default_kind)
        if not text:
            if not draft.existing:
                raise CellError(
                    _("The kind is missing."),
                    _("Fill the cell, or give a kind for rows without one."),
                )
            return
        if not draft.tool:
            return
        found = self.lookups.kind(text, draft.tool)
        draft.fields["kind"] = found.kind_for(self._partner_count(draft))
        for name, value in found.implies.items():
            draft.detail.setdefault(name, value)

    def _partner_count(self, draft: Draft) -> int:
        if draft.partners is None and draft.existing:
            return len(draft.existing.participations.all())
        return len(draft.partners or ()) + draft.unknown_count

    def _read_source(self, draft: Draft) -> None:
        source = {}
        for name, column, field in SOURCE_CELLS:
            if text := draft.texts.get(column):
                try:
                    source[name] = check_text(field, text)
                except CellError as error:
                    raise CellError(error.message, error.hint, column) from None
        if "sources" not in draft.rows:
            draft.source = source or None
        elif source and source not in draft.rows["sources"]:
            draft.rows["sources"].append(source)

    def _read_photos(self, draft: Draft) -> None:
        names = [name for name in ("photo_files", "photo_captions") if name in draft.texts]
        if names:
            self.warn(
                draft,
                names[0],
                _("Photos are not imported from a table; the cells are kept with the import."),
                _("Add the photos on the record's page."),
            )


def made_up_titles(draft: Draft) -> dict[str, str]:
    """A title in both languages from the kind, the partners and the year."""
    titles = {}
    partners = draft.partners or []
    year = draft.fields["start_date"].year
    for language, comma, pattern in (
        ("en", ", ", "{kind}{names}, {year}"),
        ("ja", "、", "{kind}{names} {year}年"),
    ):
        with override(language):
            names = [
                partner.name_en if language == "en" else _short(partner) for partner in partners
            ]
            shown = comma.join(names[:3])
            if len(names) > 3:
                shown += _(" and %(count)s more") % {"count": len(names) - 3}
            kind = str(draft.fields["kind"].name)
            if shown:
                shown = f" ({shown})" if language == "en" else f"({shown})"
            titles[f"title_{language}"] = pattern.format(kind=kind, names=shown, year=year)
    return titles


def _short(partner: Any) -> str:
    return partner.short_name_ja or partner.name_ja
