"""The table of captions: which column means what, and what each row says."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..dates import DateError, Precision, parse_date
from ..imports.escaping import unescape
from ..imports.headers import header_key
from ..imports.problems import CellError, FileError
from ..imports.reading import read_file
from ..imports.values import check_text
from ..models import Photo

MAX_ROWS = 2000
PREAMBLE_ROWS = 20
MAX_ORDER = 32_767
_JAPANESE = re.compile(r"[\u3041-\u30ff\u3400-\u9fff]")
_NEAR = 0.6


@dataclass(frozen=True)
class Column:
    """A column by its name and what else it may be called; `about` says what stands in it."""

    name: str
    about: Any
    others: tuple[str, ...] = ()
    is_read: bool = True


COLUMNS = (
    Column(
        "file",
        gettext_lazy("Name of the picture in the archive. Required."),
        ("file name", "photo", "photo file", "picture", "ファイル", "ファイル名", "写真"),
    ),
    Column(
        "reference",
        gettext_lazy("Reference of the record that the photo belongs to. Required."),
        ("ref", "record", "整理番号", "参照番号", "管理番号"),
    ),
    Column(
        "caption",
        gettext_lazy("Caption in the language that it is written in."),
        ("description", "説明", "キャプション"),
    ),
    Column("caption_en", gettext_lazy("Caption, English."), ("英語キャプション", "説明(英語)")),
    Column(
        "caption_ja", gettext_lazy("Caption, Japanese."), ("日本語キャプション", "説明(日本語)")
    ),
    Column(
        "alt",
        gettext_lazy("Text alternative in the language that it is written in."),
        ("alt text", "代替テキスト"),
    ),
    Column("alt_en", gettext_lazy("Text alternative, English."), ("代替テキスト(英語)",)),
    Column("alt_ja", gettext_lazy("Text alternative, Japanese."), ("代替テキスト(日本語)",)),
    Column(
        "credit",
        gettext_lazy("Credit in the language that it is written in."),
        ("photographer", "クレジット", "撮影者"),
    ),
    Column("credit_en", gettext_lazy("Credit, English."), ("クレジット(英語)",)),
    Column("credit_ja", gettext_lazy("Credit, Japanese."), ("クレジット(日本語)",)),
    Column(
        "taken_on",
        gettext_lazy("Day on which it was taken, as 2019-05-23."),
        ("date", "date taken", "taken", "撮影日", "日付"),
    ),
    Column(
        "place",
        gettext_lazy("Place in the language that it is written in."),
        ("location", "場所", "撮影場所"),
    ),
    Column("place_en", gettext_lazy("Place, English."), ("場所(英語)",)),
    Column("place_ja", gettext_lazy("Place, Japanese."), ("場所(日本語)",)),
    Column(
        "rights", gettext_lazy("Rights."), ("licence", "license", "copyright", "権利", "著作権")
    ),
    Column(
        "order",
        gettext_lazy("Number by which the photos of a record are ordered. Blank: as in the table."),
        ("position", "no", "number", "順序", "順番", "番号"),
    ),
    Column(
        "page",
        gettext_lazy("Address of the photo on this site, as in an archive taken from it."),
        ("url", "address", "ページ"),
    ),
    # Of the problems of an earlier check, and of the archives of this site: for people only.
    Column("title", "", ("record title", "件名"), is_read=False),
    Column("problem", "", ("問題",), is_read=False),
    Column("hint", "", ("対処",), is_read=False),
)
REQUIRED = ("file", "reference")
_KNOWN = {
    header_key(header): column for column in COLUMNS for header in (column.name, *column.others)
}
_EITHER_LANGUAGE = ("caption", "alt", "credit", "place")
_TEXTS = (
    *(f"{name}_{language}" for name in _EITHER_LANGUAGE for language in ("en", "ja")),
    "rights",
)


@dataclass(frozen=True)
class Row:
    """A row of the table: `line` as a spreadsheet numbers it, cells by header, values by column."""

    line: int
    cells: list[str]
    values: dict[str, str]


@dataclass(frozen=True)
class CaptionTable:
    """The rows of a table; `ignored` names each header that means nothing here, and the nearest."""

    headers: list[str]
    ignored: list[str]
    rows: list[Row]
    file_position: int


def read_table(content: bytes, name: str) -> CaptionTable:
    """Read a table of captions; a FileError says in one sentence why it cannot be read."""
    rows = []
    for line, cells in read_file(content, name).rows:
        if any(cell.strip() for cell in cells):
            rows.append((line, [*cells]))
        if len(rows) > MAX_ROWS + PREAMBLE_ROWS:
            raise FileError(
                _("The table has more than %(limit)s rows.") % {"limit": MAX_ROWS},
                _("Keep one row for each photo of this archive."),
            )
    start = next((n for n, row in enumerate(rows[:PREAMBLE_ROWS]) if _is_header(row[1])), 0)
    headers = [cell.strip() for cell in rows[start][1]]
    matched = _matched(headers)
    return CaptionTable(
        headers=headers,
        ignored=[
            _with_nearest(header)
            for header in headers
            if header and header_key(header) not in _KNOWN
        ],
        rows=[_row(line, cells, matched) for line, cells in rows[start + 1 :]],
        file_position=next(n for n, name in matched.items() if name == "file"),
    )


def _is_header(cells: Sequence[str]) -> bool:
    names = {_KNOWN[key].name for cell in cells if (key := header_key(cell)) in _KNOWN}
    return len(names) >= 2


def _matched(headers: Sequence[str]) -> dict[int, str]:
    """The column at each position that is read; FileError where one is missing or comes twice."""
    matched: dict[int, str] = {}
    for position, header in enumerate(headers):
        column = _KNOWN.get(header_key(header))
        if column is None or not column.is_read:
            continue
        if column.name in matched.values():
            raise FileError(
                _("Two headers of the table mean the same column, %(name)s.")
                % {"name": column.name},
                _("Keep one of the two columns."),
            )
        matched[position] = column.name
    missing = [name for name in REQUIRED if name not in matched.values()]
    if missing:
        unknown = [header for header in headers if header and header_key(header) not in _KNOWN]
        raise FileError(
            _("The table has no column for: %(names)s.") % {"names": ", ".join(missing)},
            _("The first row names the columns, for example: file, reference, caption_en.")
            + (_unknown_named(unknown) if unknown else ""),
        )
    return matched


def _unknown_named(headers: Sequence[str]) -> str:
    names = ", ".join(_with_nearest(header) for header in headers[:10])
    return " " + _("Unknown columns: %(headers)s.") % {"headers": names}


def _with_nearest(header: str) -> str:
    quoted = f"“{header[:60]}”"
    nearest = difflib.get_close_matches(header_key(header[:60]), _KNOWN, n=1, cutoff=_NEAR)
    if not nearest:
        return quoted
    name = _KNOWN[nearest[0]].name
    return _("%(header)s (nearest: %(name)s)") % {"header": quoted, "name": name}


def _row(line: int, cells: list[str], matched: dict[int, str]) -> Row:
    values = {
        name: unescape(cells[position].strip())
        for position, name in matched.items()
        if position < len(cells) and cells[position].strip()
    }
    return Row(line, cells, values)


def read_values(values: dict[str, str]) -> tuple[dict[str, Any], list[CellError]]:
    """The fields of a photo that a row gives, and all that cannot be read of it."""
    fields: dict[str, Any] = {}
    problems = []
    for name, text in _by_language(values).items():
        try:
            if name in _TEXTS:
                fields[name] = check_text(Photo._meta.get_field(name), text)
            elif name == "taken_on":
                fields[name] = _day(text)
            elif name == "order":
                fields["position"] = _order(text)
        except CellError as error:
            problems.append(CellError(error.message, error.hint, error.column or name))
    return fields, problems


def _by_language(values: dict[str, str]) -> dict[str, str]:
    """A text without a language goes to that of its script, where that has none of its own."""
    found = {name: text for name, text in values.items() if name not in _EITHER_LANGUAGE}
    for name in _EITHER_LANGUAGE:
        if text := values.get(name):
            found.setdefault(f"{name}_{'ja' if _JAPANESE.search(text) else 'en'}", text)
    return found


def _day(text: str) -> str:
    """One day as ISO 8601; the table is kept as JSON until it is confirmed."""
    try:
        span = parse_date(text)
    except DateError as error:
        raise CellError(error.message, error.hint) from error
    if span.precision is not Precision.DAY or span.is_range:
        raise CellError(
            _("“%(value)s” is not one day.") % {"value": text},
            _("Give the day, for example 2019-05-23, or leave the cell blank."),
        )
    return span.start.isoformat()


def _order(text: str) -> int:
    digits = text.strip()
    if not (digits.isdecimal() and len(digits) < 6 and int(digits) <= MAX_ORDER):
        raise CellError(
            _("“%(value)s” is not a whole number from 0 to %(limit)s.")
            % {"value": text, "limit": MAX_ORDER},
            _("Write digits only, or leave the cell blank."),
        )
    return int(digits)
