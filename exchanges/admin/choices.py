"""Choices among many records: found while typing, and safe against values that are no keys."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.core.exceptions import ValidationError
from django.db.models import Model

from ..lookups import KEY


class KeysOnly:
    """Django asks the database for whatever was sent; here only for what can be a key."""

    def optgroups(self, name: str, value: list[str], attrs: dict | None = None) -> list[tuple]:
        return super().optgroups(name, [key for key in value if KEY.fullmatch(str(key))], attrs)


class ChosenAutocomplete(KeysOnly, AutocompleteSelect):
    """An autocomplete that may be told what is chosen; Django's asks the database for each row."""

    chosen: Model | None = None

    def optgroups(self, name: str, value: list[str], attrs: dict | None = None) -> list[tuple]:
        if self.chosen is None or [str(self.chosen.pk)] != [str(key) for key in value]:
            return super().optgroups(name, value, attrs)
        options = [self.create_option(name, self.chosen.pk, str(self.chosen), True, 1)]
        if not self.is_required:
            options.insert(0, self.create_option(name, "", "", False, 0))
        return [(None, options, 0)]


class SeveralAutocomplete(KeysOnly, AutocompleteSelectMultiple):
    pass


class SeveralChoices(forms.ModelMultipleChoiceField):
    """Several records; a number beyond what a database can hold is an invalid choice."""

    def clean(self, value: Any) -> Any:
        for key in value or ():
            if not KEY.fullmatch(str(key)):
                message = self.error_messages["invalid_pk_value"]
                raise ValidationError(message, code="invalid_pk_value", params={"pk": key})
        return super().clean(value)
