from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from .. import photos
from ..bilingual import LANGUAGES
from ..dates import DateError, DateSpan, format_span, parse_date
from ..images import CheckedImage, check_image
from ..models import Activity, Photo


class ActivityForm(forms.ModelForm):
    """Takes the dates as one text, as people write them; their columns cannot be edited raw."""

    dates_text = forms.CharField(
        label=gettext_lazy("Date"),
        max_length=200,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text=gettext_lazy(
            "As written in the source: “22–23 May 2019”, “May 2019”, “FY2019”, 令和元年5月. "
            "What is unknown stays unknown."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        activity = self.instance
        if "dates_text" in self.fields and activity.start_date:
            self.initial["dates_text"] = dates_as_typed(activity)
            field = self.fields["dates_text"]
            field.help_text = format_html("{}{}", read_as(activity.dates), field.help_text)

    def clean_dates_text(self) -> str:
        text = self.cleaned_data["dates_text"]
        if self.instance.pk and "dates_text" not in self.changed_data:
            return text
        try:
            span = parse_date(text)
        except DateError as error:
            raise ValidationError(str(error), code=error.code) from error
        self.instance.dates = span
        shown = [format_span(span, language) for language in LANGUAGES]
        self.instance.date_as_written = "" if text in shown else text
        return text


def dates_as_typed(activity: Activity) -> str:
    """What was written, where it still reads as the stored dates; else the dates as shown."""
    written = activity.date_as_written
    try:
        if written and parse_date(written) == activity.dates:
            return written
    except DateError:
        # Written without a year, or in an order that only the import knew.
        pass
    return format_span(activity.dates, (get_language() or "en")[:2])


def read_as(span: DateSpan) -> SafeString:
    """How the dates were understood, in both languages."""
    return format_html(
        '<span class="read">{} <span lang="en">{}</span> · <span lang="ja">{}</span></span>',
        _("Read as:"),
        format_span(span, "en"),
        format_span(span, "ja"),
    )


class PhotoForm(forms.ModelForm):
    """Checks a picture before anything is stored; saves it with its renditions.

    `user` is set on the class by the admin that makes it.
    """

    user: Any = None
    checked: CheckedImage | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "original" in self.fields:
            # However long: files are stored under names of our own.
            self.fields["original"].max_length = None
            self.fields["original"].help_text = _(
                "JPEG, PNG, WebP, AVIF or TIFF. If the form comes back with a message, choose the "
                "file again: a browser does not keep it."
            )

    def clean_original(self) -> Any:
        upload = self.cleaned_data["original"]
        if isinstance(upload, UploadedFile):
            self.checked = check_image(upload)
        return upload

    def save(self, commit: bool = True) -> Photo:
        photo = super().save(commit=False)
        may_release = self.user.has_perm("exchanges.release_photo")
        if "release_state" in self.changed_data:
            photos.mark_release(photo=photo, state=photo.release_state, by=self.user)
        elif self.checked and photo.pk and not may_release:
            # Another picture than the one that was released: it has to be looked at again.
            photos.mark_release(photo=photo, state=Photo.Release.NOT_REVIEWED, by=None)
        if self.checked:
            upload = self.cleaned_data["original"]
            photos.set_original(photo=photo, upload=upload, image=self.checked)
        if commit:
            self.save_photo()
            self._save_m2m()
        return photo

    def save_photo(self) -> None:
        """Save the photo; renditions are made where the picture is new."""
        photos.save_photo(photo=self.instance)
