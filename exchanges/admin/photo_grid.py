"""All photos of a record on its form: texts in two languages, order, lead, release, trash."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import BaseInlineFormSet
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from .. import photos as services
from ..cleaning import DAYS_FOR_UPLOADS
from ..models import Activity, Photo, PhotoUpload
from .photo_form import FIELDS, LANGUAGES, PhotoRowForm
from .photo_rows import PhotoGrid

MAX_ROWS = 100


def own_uploads(user: Any, tokens: list[str]) -> dict[str, PhotoUpload]:
    """Uploads of a user that still wait, by token; nobody else's are found."""
    found = PhotoUpload.objects.filter(
        token__in=[token[:43] for token in tokens if "\x00" not in token],
        uploaded_by=user,
        uploaded_at__gt=timezone.now() - timedelta(days=DAYS_FOR_UPLOADS),
    )
    return {kept.token: kept for kept in found}


@dataclass
class Results:
    """What saving the photos did, for the messages."""

    released: int = 0
    incomplete: int = 0
    trashed: list[Photo] = field(default_factory=list)
    failed: list[tuple[str, str]] = field(default_factory=list)
    gone: int = 0


class PhotoFormSet(BaseInlineFormSet):
    """Rows of photos, then rows of uploads that become photos when the form is saved.

    `user` is set on the class by the inline that makes it.
    """

    user: Any = None

    def __init__(self, data: Any = None, files: Any = None, **kwargs: Any) -> None:
        super().__init__(data, files, **kwargs)
        self.results = Results()
        if self.is_bound:
            self.data = self._with_shortcuts(self.data)

    def is_multipart(self) -> bool:
        """The grid's own file field belongs to no row."""
        return True

    # Rows

    def get_queryset(self) -> list[Photo]:
        if not hasattr(self, "_photos"):
            self._photos = list(super().get_queryset()[:MAX_ROWS])
        return self._photos

    @cached_property
    def kept(self) -> dict[str, PhotoUpload]:
        """The uploads that the rows stand for, by token, read at once."""
        total = self.total_form_count() if self.is_bound else 0
        names = [f"{self.add_prefix(index)}-token" for index in range(total)]
        tokens = [token for name in names if (token := self.data.get(name, "").strip())]
        return own_uploads(self.user, tokens) if tokens else {}

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        kwargs = {**super().get_form_kwargs(index), "user": self.user}
        if index is None or not self.is_bound:
            return kwargs
        token = self.data.get(f"{self.add_prefix(index)}-token", "").strip()
        if index >= self.initial_form_count() and token:
            kwargs["kept"] = self.kept.get(token) if self._is_first(token, index) else None
        return kwargs

    def _is_first(self, token: str, index: int) -> bool:
        """That no row before has the same token: one upload makes one photo."""
        return all(
            self.data.get(f"{self.add_prefix(earlier)}-token", "").strip() != token
            for earlier in range(self.initial_form_count(), index)
        )

    def _construct_form(self, index: int, **kwargs: Any) -> PhotoRowForm:
        form = super()._construct_form(index, **kwargs)
        form.is_gone = self.is_bound and index < self.initial_form_count() and not form.is_photo
        return form

    def add_fields(self, form: PhotoRowForm, index: int | None) -> None:
        super().add_fields(form, index)
        key = self._pk_field.name
        # The key is looked up among the photos of the record; Django would ask for each row.
        form.fields[key] = forms.IntegerField(
            initial=form.fields[key].initial, required=False, widget=forms.HiddenInput
        )
        if index is not None:
            form.initial.setdefault("order", index + 1)

    @property
    def shown(self) -> list[PhotoRowForm]:
        return [form for form in self.forms if form.is_row]

    @cached_property
    def grid(self) -> PhotoGrid:
        """What the page shows of the rows."""
        return PhotoGrid(self)

    @cached_property
    def not_shown(self) -> int:
        """How many photos of the record the form has no place for."""
        if self.instance.pk is None or len(self.get_queryset()) < MAX_ROWS:
            return 0
        return self.queryset.count() - MAX_ROWS

    # What buttons and boxes change before the rows are read

    def _with_shortcuts(self, data: Any) -> Any:
        """The data with the texts that were asked for: from the file, or one for all empty."""
        data = data.copy()
        for index in range(self.total_form_count()):
            prefix = self.add_prefix(index)
            for name in _sent(data, f"{prefix}-use"):
                if name in FIELDS and (text := self._offered(index).get(name)):
                    data[f"{prefix}-{name}"] = text
            if "_fill" in data:
                _fill(data, prefix, self.prefix)
        return data

    def _offered(self, index: int) -> Mapping[str, str]:
        prefix = self.add_prefix(index)
        if index >= self.initial_form_count():
            kept = self.kept.get(self.data.get(f"{prefix}-token", "").strip())
            return kept.offered if kept else {}
        by_key = {str(photo.pk): photo for photo in self.get_queryset()}
        photo = by_key.get(self.data.get(f"{prefix}-id", ""))
        return photo.offered if photo else {}

    def clean(self) -> None:
        super().clean()
        if sum(not form.is_leaving for form in self.shown) > MAX_ROWS:
            raise ValidationError(
                _(
                    "A form takes %(count)d photos at a time. Take some of the new ones away and "
                    "save; then add the others under Photos."
                ),
                code="too_many_photos",
                params={"count": MAX_ROWS},
            )

    # Saving

    def save(self, commit: bool = True) -> list[Photo]:
        self.results = Results(gone=sum(form.is_gone for form in self.forms))
        saved = super().save(commit)
        self._trash()
        self._renumber()
        self._set_lead()
        if "_release_complete" in self.data and self.user.has_perm("exchanges.release_photo"):
            self._release_complete()
        self.results.released = sum(
            form.stored_state != form.instance.release_state == Photo.Release.RELEASED
            for form in self._staying()
        )
        return saved

    def save_new_objects(self, commit: bool = True) -> list[Photo]:
        """Make photos of the uploads; a file that is lost costs its own photo only."""
        self.new_objects = []
        for form in self.extra_forms:
            if not form.has_changed():
                continue
            try:
                self.new_objects.append(self.save_new(form, commit=commit))
            except ValidationError as error:
                self.results.failed.append((form.kept.file_name, " ".join(error.messages)))
        return self.new_objects

    def _staying(self) -> list[PhotoRowForm]:
        """Rows with a photo after saving, in their order.

        A photo that was moved up goes before the one that has its number, one that was moved down
        after it.
        """
        rows = [form for form in self.shown if form.is_photo and not form.is_leaving]
        numbers = {form: index + 1 for index, form in enumerate(self.shown)}

        def place(form: PhotoRowForm) -> tuple[int, int, int]:
            was = form.initial.get("order") or numbers[form]
            wanted = form.cleaned_data.get("order") or was
            return wanted, (wanted > was) - (wanted < was), numbers[form]

        return sorted(rows, key=place)

    def _trash(self) -> None:
        leaving = [form.instance for form in self.initial_forms if form.is_leaving]
        leaving = [photo for photo in leaving if photo.pk]
        if leaving:
            services.trash_photos(photos=leaving, by=self.user)
            self.results.trashed = leaving

    def _renumber(self) -> None:
        moved = []
        for number, form in enumerate(self._staying(), start=1):
            if form.instance.position != number:
                form.instance.position = number
                moved.append(form.instance)
        Photo.objects.bulk_update(moved, ["position"])

    def _set_lead(self) -> None:
        """The chosen photo leads. The first does by itself, so it need not be named."""
        staying = self._staying()
        chosen = self.data.get(f"{self.prefix}-lead", "")
        lead = next((row.instance for row in staying if row.prefix == chosen), None)
        if lead is None or (lead == staying[0].instance and not self.instance.lead_photo_id):
            return
        if self.instance.lead_photo_id != lead.pk:
            self.instance.lead_photo = lead
            Activity.objects.filter(pk=self.instance.pk).update(lead_photo=lead)

    def _release_complete(self) -> None:
        waiting = [
            form.instance
            for form in self._staying()
            if form.instance.release_state == Photo.Release.NOT_REVIEWED
        ]
        self.results.incomplete = len(services.release_photos(photos=waiting, by=self.user))


def _sent(data: Any, name: str) -> list[str]:
    return data.getlist(name) if hasattr(data, "getlist") else []


def _fill(data: Any, prefix: str, grid: str) -> None:
    """Write the credit given for all where a row has none."""
    for language in LANGUAGES:
        name = f"{prefix}-credit_{language}"
        text = data.get(f"{grid}-fill_credit_{language}", "").strip()
        if text and name in data and not data[name].strip():
            data[name] = text
