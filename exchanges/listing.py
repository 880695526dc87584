"""Rows of lists: what a list shows of a record, read in three statements whatever its length."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from .addresses import address, media_address
from .bilingual import Text, reader_language, text_in
from .dates import DateSpan, Precision, format_short, format_span, iso
from .index.sql import marks, select, table
from .models import (
    Activity,
    IndexEntry,
    Kind,
    Participation,
    Partner,
    Photo,
    Programme,
    Rendition,
    Tool,
)

SUMMARY = 240
SHOWN_PARTNERS = 6
# A row shows its photo 12rem wide at most: this is enough for a dense screen, and the first file
# of a new photo is no wider.
ROW_PHOTO = 640


@dataclass(slots=True)
class Size:
    """A rendition of a photo."""

    url: str
    width: int
    height: int


@dataclass(slots=True)
class RowPhoto:
    """A photo in a row; its files are by format, each by rising width."""

    alt: Text
    caption: Text
    focal_x: float
    focal_y: float
    page_files: dict[str, list[Size]] = field(default_factory=dict)


@dataclass(slots=True)
class Row:
    """One record in a list."""

    pk: int
    tool: str
    slug: str
    year: int
    title: Text
    summary: Text
    place: Text
    kind: Text
    programme: Text | None
    programme_url: str
    dates: DateSpan
    language: str
    partners: list[tuple[str, str]] = field(default_factory=list)
    photo: RowPhoto | None = None
    matches: Sequence[object] = ()
    marked_title: Sequence[tuple[str, bool]] = ()

    @property
    def url(self) -> str:
        if self.tool == Tool.AGREEMENTS:
            return address("agreements:list", self.slug)
        return address("activities:list", self.year, self.slug)

    @property
    def dates_shown(self) -> str:
        return format_span(self.dates, self.language)

    @property
    def dates_short(self) -> tuple[str, str]:
        return format_short(self.dates, self.language)

    @property
    def dates_iso(self) -> str:
        return iso(self.dates)

    @property
    def short_summary(self) -> str:
        if len(self.summary) <= SUMMARY:
            return self.summary
        return self.summary[: SUMMARY - 1].rstrip() + "…"

    @property
    def first_partners(self) -> list[tuple[str, str]]:
        return self.partners[:SHOWN_PARTNERS]

    @property
    def more_partners(self) -> int:
        return max(len(self.partners) - SHOWN_PARTNERS, 0)


COLUMNS = f"""
    a.id, a.tool, a.slug, a.start_year, a.title_en, a.title_ja,
    substr(a.summary_en, 1, {SUMMARY + 1}), substr(a.summary_ja, 1, {SUMMARY + 1}),
    a.place_en, a.place_ja, k.name_en, k.name_ja, p.name_en, p.name_ja, p.slug,
    a.start_date, a.end_date, a.date_precision, a.lead_photo_id
"""


def rows_at(positions: Sequence[int]) -> list[Row]:
    """The rows of records at positions of the index, in their order."""
    if not positions:
        return []
    found = select(
        f"SELECT e.position, {COLUMNS} FROM {table(IndexEntry)} e"
        f" JOIN {table(Activity)} a ON a.id = e.activity_id {_joins()}"
        f" WHERE e.position IN ({marks(positions)})",
        list(positions),
    )
    return _rows({position: values for position, *values in found}, positions)


def rows_of(keys: Sequence[int]) -> list[Row]:
    """The rows of records by their keys, in the order of these."""
    if not keys:
        return []
    found = select(
        f"SELECT a.id, {COLUMNS} FROM {table(Activity)} a {_joins()} WHERE a.id IN ({marks(keys)})",
        list(keys),
    )
    return _rows({key: values for key, *values in found}, keys)


def _joins() -> str:
    return (
        f"JOIN {table(Kind)} k ON k.id = a.kind_id"
        f" LEFT JOIN {table(Programme)} p ON p.id = a.programme_id"
    )


def _rows(found: dict[int, list], order: Sequence[int]) -> list[Row]:
    language, leads, rows = reader_language(), {}, []
    for place in order:
        if (values := found.get(place)) is None:
            continue
        row = _row(values, language)
        leads[row.pk] = values[-1]
        rows.append(row)
    by_key = {row.pk: row for row in rows}
    if by_key:
        _add_partners(by_key)
        _add_photos(by_key, leads)
    return rows


def _row(values: list, language: str) -> Row:
    pk, tool, slug, year, *texts, start, end, precision, _lead = values
    title_en, title_ja, summary_en, summary_ja, place_en, place_ja = texts[:6]
    kind_en, kind_ja, programme_en, programme_ja, programme = texts[6:]
    return Row(
        pk,
        tool,
        slug,
        year,
        text_in(language, title_en, title_ja),
        text_in(language, summary_en, summary_ja),
        text_in(language, place_en, place_ja),
        text_in(language, kind_en, kind_ja),
        text_in(language, programme_en, programme_ja) if programme else None,
        address("programmes:list", programme) if programme else "",
        DateSpan(start, end, Precision(precision)),
        language,
    )


def _add_partners(rows: dict[int, Row]) -> None:
    keys = list(rows)
    for activity, code, name_en, name_ja in select(
        f"SELECT o.activity_id, p.code, p.name_en, p.name_ja FROM {table(Participation)} o"
        f" JOIN {table(Partner)} p ON p.id = o.partner_id"
        f" WHERE o.activity_id IN ({marks(keys)}) ORDER BY p.name_en, p.id",
        keys,
    ):
        row = rows[activity]
        name = (name_ja or name_en) if row.language == "ja" else (name_en or name_ja)
        row.partners.append((code, name))


def _add_photos(rows: dict[int, Row], leads: dict[int, int | None]) -> None:
    """The leading public photo of each, with its renditions."""
    keys = list(rows)
    chosen: dict[int, tuple[int, RowPhoto]] = {}
    for activity, pk, alt_en, alt_ja, caption_en, caption_ja, *focal_point in select(
        "SELECT activity_id, id, alt_en, alt_ja, caption_en, caption_ja, focal_x, focal_y"
        f" FROM {table(Photo)} WHERE activity_id IN ({marks(keys)}) AND release_state = %s"
        " ORDER BY position, id",
        [*keys, Photo.Release.RELEASED.value],
    ):
        if activity not in chosen or pk == leads[activity]:
            language = rows[activity].language
            photo = RowPhoto(
                text_in(language, alt_en, alt_ja),
                text_in(language, caption_en, caption_ja),
                *focal_point,
            )
            chosen[activity] = (pk, photo)
    if not chosen:
        return
    photos = dict(chosen.values())
    keys = list(photos)
    for photo, file_format, name, width, height in select(
        f"SELECT photo_id, format, name, width, height FROM {table(Rendition)}"
        f" WHERE photo_id IN ({marks(keys)}) AND use = %s AND width <= %s ORDER BY width",
        [*keys, Rendition.Use.PAGE.value, ROW_PHOTO],
    ):
        size = Size(media_address(name), width, height)
        photos[photo].page_files.setdefault(file_format, []).append(size)
    for activity, (_pk, photo) in chosen.items():
        rows[activity].photo = photo
