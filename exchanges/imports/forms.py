"""What a person chooses before a file is checked."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.functional import lazystr
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from ..dates import MAX_YEAR, MIN_YEAR
from ..models import Kind
from ..tools import Tool
from .options import Options

MAX_UPLOAD = 50 * 1024 * 1024
LIMIT = MAX_UPLOAD // 1024 // 1024


class FileForm(forms.Form):
    """A file that is not larger than an import takes."""

    file = forms.FileField(
        label=_("File"),
        help_text=format_lazy(
            _(
                "CSV, TSV, XLSX or ODS, up to {limit} MB, with the names of the columns in a row "
                "above the records."
            ),
            limit=lazystr(LIMIT),
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx,.xlsm,.ods"}),
    )

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if upload.size > MAX_UPLOAD:
            raise forms.ValidationError(
                _("The file is larger than %(limit)s MB. Split it, or use the command line."),
                params={"limit": LIMIT},
            )
        return upload


class UploadForm(FileForm):
    """The file and the tool it is of."""

    tool = forms.ChoiceField(label=_("Tool"), required=False)

    def __init__(self, *args: Any, tools: list[Tool], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tool"].choices = tool_choices(tools)


def tool_choices(tools: list[Tool]) -> list[tuple[str, Any]]:
    """The tools that a person may import, or all of them in one file for who may all."""
    every = [("", _("By the tool or kind of each row"))] if tools == list(Tool) else []
    return [*every, *((tool.value, tool.label) for tool in tools)]


class OptionsForm(forms.Form):
    """What holds for the whole file."""

    tool = forms.ChoiceField(label=_("Tool"), required=False)
    default_kind = forms.ChoiceField(label=_("Kind where it is blank"), required=False)
    default_year = forms.IntegerField(
        label=_("Year where a date has none"),
        required=False,
        min_value=MIN_YEAR,
        max_value=MAX_YEAR,
        help_text=_("Empty: such rows are left out. A year is never guessed."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 8}),
    )
    pivot_year = forms.IntegerField(
        label=_("Last year that two figures can mean"),
        required=False,
        min_value=MIN_YEAR,
        max_value=MAX_YEAR,
        help_text=_("Empty: next year, so that 80 is 1980."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 8}),
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
    unknown_partners = forms.ChoiceField(
        label=_("Partners that are not in the register"),
        choices=[
            ("reject", _("Leave the row out")),
            ("note", _("Keep the name as text on the record")),
            ("create", _("Create the partner")),
        ],
    )

    def __init__(self, *args: Any, tools: list[Tool], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tool"].choices = tool_choices(tools)
        self.fields["default_kind"].choices = [("", _("Leave the row out")), *_kinds(tools)]
        for name, field in self.fields.items():
            if field.help_text:
                field.widget.attrs["aria-describedby"] = f"id_{name}_helptext"

    def chosen(self) -> dict[str, Any]:
        """The options in the engine's words."""
        values = {name: value for name, value in self.cleaned_data.items() if value}
        texts = re.split("[;；]", values.pop("missing", ""))
        if missing := tuple(text.strip() for text in texts if text.strip()):
            values["missing"] = missing
        if tool := values.get("tool"):
            values["only_tool"] = tool
        values["tool_from_kind"] = not tool
        return values

    @staticmethod
    def initial_of(options: Options) -> dict[str, Any]:
        """The fields' values for options that were chosen before."""
        names = set(OptionsForm.base_fields) - {"missing"}
        values = {name: getattr(options, name) for name in names}
        return {**values, "missing": "; ".join(options.missing)}


def _kinds(tools: list[Tool]) -> list[tuple[Any, list[tuple[str, str]]]]:
    """The kinds by tool; a code that several tools have stands for the one of the row's tool."""
    grouped: dict[str, list[tuple[str, str]]] = {}
    for kind in Kind.objects.filter(tool__in=tools).order_by("position", "code"):
        grouped.setdefault(kind.tool, []).append((kind.code, str(kind.name)))
    return [(tool.label, grouped[tool]) for tool in tools if tool in grouped]
