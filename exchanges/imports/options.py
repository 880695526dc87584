"""What a person may decide about a file before it is imported."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from django.utils.translation import gettext as _

from ..dates import MAX_YEAR, MIN_YEAR
from ..tools import Tool
from .problems import FileError

CHOICES = {
    "tool": Tool.values,
    "date_order": ["YMD", "DMY", "MDY"],
    "unknown_partners": ["reject", "note", "create"],
    "title_language": ["en", "ja", "auto"],
    "mode": ["create", "update", "fill", "replace"],
    "bad_rows": ["leave", "hold"],
    "unclear_dates": ["year", "hold"],
}
YEARS = ("pivot_year", "default_year")
MAPPINGS = ("map_kind", "map_partner", "columns")
# What comes of arguments in another encoding; no database keeps these.
_NO_TEXT = re.compile(r"[\x00\ud800-\udfff]")


@dataclass(frozen=True)
class Options:
    """Options of one import; the names are those of the command line and of profiles."""

    tool: str = ""
    encoding: str = ""
    date_order: str = ""
    pivot_year: int | None = None
    default_year: int | None = None
    default_kind: str = ""
    map_kind: Mapping[str, str] = field(default_factory=dict)
    map_partner: Mapping[str, str] = field(default_factory=dict)
    unknown_partners: str = "reject"
    title_language: str = "auto"
    missing: tuple[str, ...] = ()
    # The column of this site for a header of the file; empty where it is not imported.
    columns: Mapping[str, str] = field(default_factory=dict)
    sheet: str = ""
    # create: leave records that are there; update: change what the file says; fill: only what is
    # blank on the record; replace: blank cells empty the record's fields too.
    mode: str = "update"
    # What becomes of rows that cannot be imported: left out, or kept until they are corrected.
    bad_rows: str = "leave"
    # Dates like 03/04/2011 that nothing in the file settles: the year only, or an error.
    unclear_dates: str = ""
    # A row without a tool takes that of its kind, where only one tool has such a kind.
    tool_from_kind: bool = False
    atomic: bool = False
    publish: bool = False
    dry_run: bool = False
    # In the admin of a tool: rows of another tool are errors there.
    only_tool: str = ""

    def __post_init__(self) -> None:
        for name, choices in CHOICES.items():
            value = getattr(self, name)
            if value and value not in choices:
                raise _not_allowed(name, value, ", ".join(choices))
        for name in YEARS:
            year = getattr(self, name)
            if year is not None and not MIN_YEAR <= year <= MAX_YEAR:
                raise _not_allowed(name, year, f"{MIN_YEAR}–{MAX_YEAR}")
        if self.encoding:
            try:
                codecs.lookup(self.encoding)
            except (LookupError, ValueError) as error:
                raise _not_allowed("encoding", self.encoding, "utf-8, cp932, euc-jp") from error
        if _NO_TEXT.search("".join(_texts_of(self.as_json()))):
            raise FileError(
                _("An option holds a character that is not text."),
                _("Write the option in the encoding of the terminal, a profile in UTF-8."),
            )

    def as_json(self) -> dict[str, Any]:
        """The options that differ from the defaults, for the record of the import."""
        return {
            option.name: value if not isinstance(value, Mapping) else dict(value)
            for option in fields(self)
            if (value := getattr(self, option.name)) not in (None, "", False, (), {})
        }


def _texts_of(options: Any) -> Iterator[str]:
    """Every text among options."""
    if isinstance(options, str):
        yield options
    elif isinstance(options, Mapping):
        for pair in options.items():
            yield from _texts_of(pair)
    elif isinstance(options, tuple):
        for value in options:
            yield from _texts_of(value)


def options_from_profile(text: str, given: Mapping[str, Any]) -> Options:
    """Options of a JSON profile, with what was `given` on the command line before it."""
    try:
        profile = json.loads(text.removeprefix("\ufeff")) if text else {}
    except (ValueError, RecursionError) as error:
        raise FileError(
            _("The profile is not JSON: %(error)s.") % {"error": error}, _("Correct the profile.")
        ) from error
    if not isinstance(profile, dict):
        raise FileError(_("The profile is not a JSON object."), _("Correct the profile."))
    profile = {name.replace("-", "_"): value for name, value in profile.items()}
    known = {option.name: option for option in fields(Options) if option.name != "only_tool"}
    if unknown := sorted(profile.keys() - known.keys()):
        raise FileError(
            _("The profile has options that are not known: %(names)s.")
            % {"names": ", ".join(unknown)},
            _("Known are: %(names)s.") % {"names": ", ".join(known)},
        )
    for name, value in profile.items():
        profile[name] = _checked(name, value)
    for name in MAPPINGS:
        profile[name] = {**profile.get(name, {}), **given.get(name, {})}
    return Options(**{**profile, **{k: v for k, v in given.items() if k not in MAPPINGS}})


def _checked(name: str, value: Any) -> Any:
    """A profile's value in the type of the option."""
    expected: tuple[type, ...] = (str,)
    if name in YEARS:
        expected = (int, type(None))
    elif name in ("tool_from_kind", "atomic", "publish", "dry_run"):
        expected = (bool,)
    elif name in MAPPINGS:
        expected = (dict,)
    elif name == "missing":
        value = [value] if isinstance(value, str) else value
        expected = (list,)
    is_wrong_bool = isinstance(value, bool) and bool not in expected
    if not isinstance(value, expected) or is_wrong_bool:
        raise _not_allowed(name, value, " / ".join(kind.__name__ for kind in expected))
    if isinstance(value, dict):
        return {str(text): str(code) for text, code in value.items()}
    return tuple(str(text) for text in value) if isinstance(value, list) else value


def _not_allowed(name: str, value: Any, allowed: str) -> FileError:
    return FileError(
        _("“%(value)s” is not a value of the option %(name)s.")
        % {"value": value, "name": name.replace("_", "-")},
        _("Allowed: %(values)s.") % {"values": allowed},
    )
