"""Profiles: how a kind of file is read, kept by name and offered for the next file like it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from ..models import ImportBatch, ImportProfile
from .headers import all_columns
from .options import Options, options_from_profile
from .problems import FileError

# What a profile says of the next file; the others are said of one file only.
KEPT = (
    *(
        "tool",
        "only_tool",
        "tool_from_kind",
        "date_order",
        "unclear_dates",
        "pivot_year",
        "default_year",
    ),
    *("default_kind", "unknown_partners", "title_language", "missing"),
)
# A profile is for a file if most headers of both are the same.
LIKE = 0.6


@dataclass(frozen=True)
class Fit:
    """How well a profile fits a file: the headers it knows, those that are new, those gone."""

    profile: ImportProfile
    known: int
    new: list[str]
    gone: list[str]

    @property
    def likeness(self) -> float:
        return self.known / max(1, self.known + len(self.new) + len(self.gone))


def fit(profile: ImportProfile, names: Sequence[str]) -> Fit:
    """Compare the headers of a profile with those of a file."""
    known = [name for name in names if name in profile.headers]
    new = [name for name in names if name not in profile.headers]
    gone = [name for name in profile.headers if name not in names]
    return Fit(profile, len(known), new, gone)


def best_fit(names: Sequence[str]) -> Fit | None:
    """The profile that was made for files like this one, if there is one."""
    fits = [fit(profile, names) for profile in ImportProfile.objects.all()]
    best = max(fits, key=lambda each: each.likeness, default=None)
    return best if best and best.likeness >= LIKE else None


def use_profile(batch: ImportBatch, profile: ImportProfile, names: Sequence[str]) -> None:
    """Let a batch, which is not saved here, be read as the profile says of its headers."""
    mapping = {name: profile.mapping[name] for name in names if name in profile.mapping}
    chosen = {name: value for name, value in profile.options.items() if name in KEPT}
    fixed = {name: batch.options[name] for name in ("encoding", "sheet") if name in batch.options}
    if batch.tool:
        # The person chose the tool, and may be allowed that one only.
        chosen.update(tool=batch.tool, only_tool=batch.tool, tool_from_kind=False)
    else:
        batch.tool = chosen.get("tool", "")
    chosen.setdefault("tool_from_kind", not batch.tool)
    batch.profile = profile
    batch.options = {**fixed, **chosen, "columns": mapping}


def note_use(profile: ImportProfile, by: AbstractBaseUser) -> None:
    """Remember who used the profile last, and how often it was used."""
    ImportProfile.objects.filter(pk=profile.pk).update(
        used_by=by.pk, used_at=timezone.now(), used_count=F("used_count") + 1
    )


def save_profile(*, name: str, options: Options, by: AbstractBaseUser) -> ImportProfile:
    """Make a profile of how a file is read; ValidationError if the name is taken or missing."""
    profile = ImportProfile(name=name.strip(), made_by=by)
    _fill(profile, options)
    profile.full_clean()
    profile.save()
    return profile


def keep_changes(profile: ImportProfile, options: Options) -> None:
    """Let the profile say what has been chosen now; the columns that are gone go with it."""
    _fill(profile, options)
    profile.save()


def _fill(profile: ImportProfile, options: Options) -> None:
    written = options.as_json()
    profile.headers = list(options.columns)
    profile.mapping = dict(options.columns)
    profile.options = {name: written[name] for name in KEPT if name in written}


def as_file(profile: ImportProfile) -> bytes:
    """The profile as the file that `import_activities --profile` reads."""
    # The command has no pages of one tool.
    options = {name: value for name, value in profile.options.items() if name != "only_tool"}
    return json.dumps(
        {**options, "columns": profile.mapping}, ensure_ascii=False, indent=2
    ).encode()


def read_profile(content: bytes, profile: ImportProfile) -> None:
    """Fill a profile, not saved here, from a file for the command, or say what is wrong with it."""
    try:
        options = options_from_profile(content.decode("utf-8-sig", "replace"), {})
        _require_columns(options.columns)
    except FileError as error:
        raise ValidationError(str(error)) from error
    _fill(profile, options)


def _require_columns(mapping: Mapping[str, Any]) -> None:
    unknown = sorted({name for name in mapping.values() if name and name not in all_columns()})
    if unknown:
        raise FileError(
            _("The profile names columns that are not known: %(names)s.")
            % {"names": ", ".join(unknown)},
            _("Correct the profile."),
        )
