"""One photo as a row of the form of its record: a photo of the record, or an upload that waits."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .. import photos as services
from ..models import Photo, PhotoUpload

TEXTS = ("caption", "alt", "credit", "place")
LANGUAGES = ("en", "ja")
FIELDS = (
    *(f"{text}_{language}" for text in TEXTS for language in LANGUAGES),
    "taken_on",
    "is_date_right",
)
# What an upload knows of its file, as its photo will.
FILE_FACTS = ("file_name", "file_size", "sha256", "width", "height", "likeness")
LAST_ORDER = 9999


def _lines(rows: int, most: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "maxlength": most})


class PhotoRowForm(forms.ModelForm):
    """Texts, order, release and trash of one photo. A row that is to go is not checked.

    `kept` is the upload that the row's token stands for; `is_gone` says that the photo left the
    record while the form was open: such a row is passed over.
    """

    token = forms.CharField(required=False, max_length=43, widget=forms.HiddenInput)
    order = forms.IntegerField(
        label=gettext_lazy("order"),
        required=False,
        min_value=1,
        max_value=LAST_ORDER,
        widget=forms.TextInput(attrs={"class": "n", "inputmode": "numeric", "size": 4}),
    )
    release = forms.BooleanField(label=gettext_lazy("release"), required=False)
    trash = forms.BooleanField(label=gettext_lazy("move to trash"), required=False)

    class Meta:
        model = Photo
        fields = FIELDS
        widgets = {
            **{f"caption_{language}": _lines(2, 600) for language in LANGUAGES},
            **{f"alt_{language}": _lines(2, 200) for language in LANGUAGES},
            "taken_on": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        }

    def __init__(
        self,
        *args: Any,
        user: Any = None,
        kept: PhotoUpload | None = None,
        **kwargs: Any,
    ) -> None:
        self.user, self.kept, self.is_gone = user, kept, False
        super().__init__(*args, **kwargs)
        self.stored_state = self.instance.release_state
        for name, field in self.fields.items():
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs["rows"] = 2
            if name.startswith(TEXTS):
                field.widget.attrs["lang"] = name[-2:]
        if kept is not None:
            self._take_facts(kept)

    def _take_facts(self, kept: PhotoUpload) -> None:
        for name in FILE_FACTS:
            setattr(self.instance, name, getattr(kept, name))
        self.initial["token"] = kept.token
        self.initial.setdefault("taken_on", kept.offered.get("taken_on"))
        for name in FIELDS:
            if text := kept.texts.get(name):
                self.initial.setdefault(name, text)

    @property
    def is_photo(self) -> bool:
        return self.instance.pk is not None

    @property
    def is_row(self) -> bool:
        """That there is something to show: a photo, or a token, even of an upload that is gone."""
        return not self.is_gone and (self.is_photo or bool(self.token_sent or self.kept))

    @property
    def token_sent(self) -> str:
        return self.data.get(self.add_prefix("token"), "").strip() if self.is_bound else ""

    @property
    def is_leaving(self) -> bool:
        return self.is_bound and bool(self.data.get(self.add_prefix("trash")))

    @property
    def offered(self) -> dict[str, str]:
        return (self.kept or self.instance).offered or {}

    @property
    def removed(self) -> list[str]:
        return [_(name) for name in (self.kept or self.instance).removed or ()]

    def has_changed(self) -> bool:
        if not self.is_photo:
            return bool(self.token_sent) and not self.is_leaving
        return super().has_changed()

    def full_clean(self) -> None:
        if self.is_bound and (self.is_gone or self.is_leaving):
            self._errors, self.cleaned_data = ErrorDict(), {}
            return
        super().full_clean()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.is_photo and self.kept is None:
            raise ValidationError(
                _(
                    "This picture was saved already, or its upload is more than a day old. Its "
                    "texts are still here: add the file again, or take the row away."
                ),
                code="unknown_upload",
            )
        if self.may_release and cleaned.get("release"):
            # Before the model checks itself, so that it names the texts that a release needs.
            self._mark_released()
        return cleaned

    @property
    def may_release(self) -> bool:
        return self.user.has_perm("exchanges.release_photo")

    def _mark_released(self) -> None:
        if self.instance.release_state != Photo.Release.RELEASED:
            services.mark_release(photo=self.instance, state=Photo.Release.RELEASED, by=self.user)

    def save(self, commit: bool = True) -> Photo:
        """Save the photo, or make one of the upload; ValidationError where its file is lost."""
        if self.is_leaving:
            return self.instance
        photo = self.instance
        if self.kept is None:
            photo.save()
            return photo
        released = ("release_state", "released_by", "released_at")
        fields = {name: getattr(photo, name) for name in (*FIELDS, *released, "position")}
        self.instance = services.take_upload(
            kept=self.kept, activity=photo.activity, by=self.user, **fields
        )
        return self.instance
