"""What a person chooses before a file is read in the admin."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..dates import MAX_YEAR, MIN_YEAR
from .options import Options
from .reading import ENCODINGS

MAX_UPLOAD = 50 * 1024 * 1024


class ImportForm(forms.Form):
    """The file and how to read it; drafts only, whoever imports."""

    import_file = forms.FileField(
        label=_("File"),
        help_text=_("CSV, TSV or XLSX, with the names of the columns in a row above the records."),
    )
    encoding = forms.ChoiceField(
        label=_("Encoding of the text"),
        required=False,
        choices=[("", _("Found in the file")), *((name, name) for name in ENCODINGS)],
    )
    date_order = forms.ChoiceField(
        label=_("Dates of numbers alone"),
        required=False,
        choices=[
            ("", _("Refused where they can be read in two ways")),
            ("YMD", _("Year, month, day: 2019/5/23")),
            ("DMY", _("Day, month, year: 23/5/2019")),
            ("MDY", _("Month, day, year: 5/23/2019")),
        ],
    )
    default_year = forms.IntegerField(
        label=_("Year where a date has none"),
        required=False,
        min_value=MIN_YEAR,
        max_value=MAX_YEAR,
        help_text=_("Empty: such rows are left out. A year is never guessed."),
    )
    unknown_partners = forms.ChoiceField(
        label=_("Partners that are not in the register"),
        choices=[
            ("reject", _("Leave the row out")),
            ("note", _("Keep the name as text on the record")),
            ("create", _("Create the partner")),
        ],
    )
    title_language = forms.ChoiceField(
        label=_("Language of titles and summaries"),
        choices=[
            ("auto", _("By its letters, row by row")),
            ("en", _("English")),
            ("ja", _("Japanese")),
        ],
    )
    missing = forms.CharField(
        label=_("Counts as blank"),
        required=False,
        max_length=200,
        help_text=_("Texts with ; between them, for example: -9; n/a"),
    )

    def clean_import_file(self) -> Any:
        upload = self.cleaned_data["import_file"]
        if upload.size > MAX_UPLOAD:
            raise forms.ValidationError(
                _("The file is larger than %(limit)s MB. Split it, or use the command line."),
                params={"limit": MAX_UPLOAD // 1024 // 1024},
            )
        return upload

    def choices(self) -> dict[str, Any]:
        """The options of the import that were chosen, as they are kept until it is confirmed."""
        chosen = {name: value for name, value in self.cleaned_data.items() if value}
        chosen.pop("import_file")
        missing = re.split("[;；]", chosen.pop("missing", ""))
        return {**chosen, "missing": [text.strip() for text in missing if text.strip()]}


def options_of(chosen: dict[str, Any], tool: str, *, dry_run: bool) -> Options:
    """Options of an import on the page of a tool."""
    missing = tuple(chosen["missing"])
    return Options(**{**chosen, "missing": missing}, only_tool=tool, dry_run=dry_run)
