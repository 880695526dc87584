"""What a row changes on the record it belongs to, and the rules that need more than one cell."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from typing import Any

from django.db import models
from django.db.models import CheckConstraint, F
from django.utils.translation import gettext as _

from ..models import Activity, Participation
from .columns import RowsColumn, detail_model
from .drafts import UNCHANGED, Draft, Outcome
from .headers import all_columns
from .lookups import constraint_message
from .modes import clear_blanks, keep_blank_only, leave
from .rows import PARTICIPANT, RowReader, made_up_titles
from .shared import SOURCES
from .values import show_value

DATE_FIELDS = ("start_date", "end_date", "date_precision")


def settle(
    draft: Draft, reader: RowReader, linked: dict[str, Activity], deferred: set[str]
) -> None:
    """Decide the outcome of a row that was read: created, updated, unchanged or rejected."""
    _resolve_links(draft, reader, linked, deferred)
    if not draft.problems and not draft.existing:
        _complete_new(draft, reader)
    if not draft.problems:
        _check_together(draft, reader)
    if draft.problems:
        draft.outcome = Outcome.REJECTED
    elif draft.existing is None:
        draft.outcome = Outcome.CREATED
    elif reader.options.mode == "create":
        leave(draft, reader)
    else:
        _compare(draft, draft.existing, reader)
        draft.outcome = Outcome.UPDATED if draft.changed else UNCHANGED


def _resolve_links(
    draft: Draft, reader: RowReader, linked: dict[str, Activity], deferred: set[str]
) -> None:
    """Put records referred to on the detail; those further down in the file come later."""
    for name, reference in list(draft.links.items()):
        target = linked.get(reference)
        if target is not None and target.tool == "agreements":
            draft.detail[name] = target
            del draft.links[name]
        elif target is not None or reference not in deferred or reference == draft.reference:
            reader.problem(
                draft,
                name,
                _("No agreement has the reference “%(value)s”.") % {"value": reference},
                _("Correct the reference, or add the agreement to the file."),
            )


def _complete_new(draft: Draft, reader: RowReader) -> None:
    if not (draft.fields.get("title_en") or draft.fields.get("title_ja")):
        draft.fields.update(made_up_titles(draft))
        reader.warn(
            draft,
            "title",
            _("The row has no title; it was given “%(title)s”.")
            % {"title": draft.fields["title_en"]},
            _("Correct the title on the record."),
        )


def _check_together(draft: Draft, reader: RowReader) -> None:
    """Rules of the database that concern several cells, said before it is asked."""
    record = draft.existing
    held = {
        name: draft.fields.get(name, getattr(record, name, None))
        for name in ("edition", "latitude", "longitude")
    }
    has_programme = "programme" in draft.fields or getattr(record, "programme_id", None)
    if held["edition"] is not None and not has_programme:
        message = constraint_message("activity_edition_needs_programme")
        reader.problem(draft, "edition", message, _("Fill the programme of the row."))
    point = held["latitude"], held["longitude"]
    if any(value is not None for value in point) and not _is_on_earth(*point):
        message = constraint_message("activity_point_on_earth")
        reader.problem(draft, "latitude", message, _("Correct the two cells."))
    _check_detail(draft, reader)


def _is_on_earth(latitude: Decimal | None, longitude: Decimal | None) -> bool:
    return (
        latitude is not None
        and longitude is not None
        and -90 <= latitude <= 90
        and -180 <= longitude <= 180
    )


def _check_detail(draft: Draft, reader: RowReader) -> None:
    if not draft.detail:
        return
    model = detail_model(draft.tool)
    held = draft.existing.detail if draft.existing else None
    for first, last, constraint in _dates_in_order(model):
        start = draft.detail.get(first, getattr(held, first, None))
        end = draft.detail.get(last, getattr(held, last, None))
        if start and end and end < start:
            column = last if last in draft.texts else first
            message = str(constraint.violation_error_message)
            reader.problem(draft, column, message, _("Correct one of the two dates."))


@cache
def _dates_in_order(model: type[models.Model]) -> list[tuple[str, str, CheckConstraint]]:
    """Pairs of fields that a constraint of the model keeps in order."""
    return [
        (child[1].name, child[0].removesuffix("__gte"), constraint)
        for constraint in model._meta.constraints
        if isinstance(constraint, CheckConstraint)
        for child in constraint.condition.children
        if isinstance(child, tuple) and isinstance(child[1], F)
    ]


def _compare(draft: Draft, record: Activity, reader: RowReader) -> None:
    """Keep on the draft only what differs from the record, and note what it replaces."""
    draft.before = {"version": record.version}
    if reader.options.mode == "replace":
        clear_blanks(draft, reader.columns.values(), record)
    if draft.fingerprint and not draft.is_twin:
        _leave_what_it_was_known_by(draft)
    if reader.options.mode == "fill":
        keep_blank_only(draft, record)
    has_words = "date_as_written" in draft.fields
    _keep_changed(draft, "fields", record)
    if not has_words and record.date_as_written and draft.fields.keys() & set(DATE_FIELDS):
        # The words belonged to the old dates.
        draft.fields["date_as_written"] = ""
        draft.before["fields"]["date_as_written"] = record.date_as_written
    _keep_changed(draft, "detail", record.detail or detail_model(draft.tool)())
    _compare_many(draft, record)
    _compare_rows(draft, record, reader.options.mode)
    _compare_partners(draft, record, reader.lookups.home)
    draft.changed = draft.before.keys() - {"version"}
    if draft.changed and draft.links:
        # Written after all rows, so nothing else notes what they replace.
        links = {f"{name}_id": getattr(record.detail, f"{name}_id", None) for name in draft.links}
        draft.before.setdefault("detail", {}).update(links)
    if record.detail is None:
        draft.before["had_detail"] = False


def _leave_what_it_was_known_by(draft: Draft) -> None:
    """The file says of these what it said before: where the record differs, staff corrected it."""
    kept = {"kind", "title_en", "title_ja", *DATE_FIELDS}
    kept.update({"date_as_written", "other_participants"} - draft.texts.keys())
    draft.fields = {name: value for name, value in draft.fields.items() if name not in kept}
    draft.partners, draft.roles = None, {}


def _keep_changed(draft: Draft, group: str, held: models.Model) -> None:
    given = getattr(draft, group)
    before = {}
    for name, value in list(given.items()):
        field = held._meta.get_field(name)
        old = getattr(held, field.attname)
        new = value.pk if isinstance(value, models.Model) else value
        if _as_kept(field, old) == _as_kept(field, new):
            del given[name]
        else:
            before[field.attname] = _as_json(field, old)
    if before:
        draft.before[group] = before


def _as_kept(field: models.Field, value: Any) -> Any:
    return None if value is None else show_value(field, value)


def _as_json(field: models.Field, value: Any) -> Any:
    """The value for `before`: as it is where JSON has it, else as a cell shows it."""
    return value if isinstance(value, int | str) else _as_kept(field, value)


def _compare_many(draft: Draft, record: Activity) -> None:
    for name, rows in list(draft.many.items()):
        held = (
            sorted(row.code for row in getattr(record.detail, name).all()) if record.detail else []
        )
        if held == [row.code for row in rows]:
            del draft.many[name]
        else:
            draft.before.setdefault("many", {})[name] = held


def _compare_rows(draft: Draft, record: Activity, mode: str) -> None:
    _settle_sources(draft, record)
    for name, rows in list(draft.rows.items()):
        column = all_columns()[name]
        is_kept = mode == "fill" and column.held(record)
        if is_kept or column.show(record) == as_cell(column, rows):
            del draft.rows[name]
        else:
            draft.before.setdefault("rows", {})[name] = _rows_as_json(column, record)


def _rows_as_json(column: RowsColumn, record: Activity) -> list[dict[str, Any]]:
    fields = [column.model._meta.get_field(part) for part in column.parts]
    return [
        {field.attname: _as_json(field, getattr(row, field.attname)) for field in fields}
        for row in column.held(record)
    ]


def as_cell(column: RowsColumn, rows: list[dict[str, Any]]) -> str:
    """The canonical cell of rows that were read."""
    return column.shown([column.model(**row) for row in rows])


def _settle_sources(draft: Draft, record: Activity) -> None:
    """One source of a row: there already, in place of the only one, or one more."""
    if draft.source is None or SOURCES.name in draft.rows:
        return
    held = [
        {part: getattr(source, part) for part in SOURCES.parts if getattr(source, part)}
        for source in record.sources.all()
    ]
    if any(draft.source.items() <= source.items() for source in held):
        return
    if len(held) == 1:
        draft.rows[SOURCES.name] = [{**held[0], **draft.source}]
    else:
        draft.rows[SOURCES.name] = [*held, draft.source]


def _compare_partners(draft: Draft, record: Activity, home: str) -> None:
    if draft.partners is None and not draft.roles:
        return
    parts: list[Participation] = list(record.participations.all())
    held = {part.partner.code: part.role for part in parts}
    by_code = {part.partner.code: part.partner for part in parts}
    if draft.partners is not None:
        # The home partner is left out of every row, so its absence says nothing.
        kept = {home: by_code[home]} if home in by_code else {}
        by_code = {**kept, **{partner.code: partner for partner in draft.partners}}
    wanted = {code: draft.roles.get(code) or held.get(code, PARTICIPANT.value) for code in by_code}
    draft.partners, draft.roles = list(by_code.values()), wanted
    if wanted != held:
        draft.before["partners"] = sorted(held.items())
