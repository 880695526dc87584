"""What the grid of photos shows of each row, read ahead for all rows together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.forms import BoundField
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import get_text_list
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from .. import photos as services
from ..dates import DateSpan, Precision, format_span
from ..models import Activity, Photo
from .columns import chip
from .photo_form import LANGUAGES, PhotoRowForm

if TYPE_CHECKING:
    from .photo_grid import PhotoFormSet

Release = Photo.Release
NAMED_USERS = 5
LANGUAGE_NAMES = {"en": gettext_lazy("English"), "ja": gettext_lazy("Japanese")}
TEXT_NAMES = {
    "caption": gettext_lazy("Caption"),
    "alt": gettext_lazy("Alt text"),
    "credit": gettext_lazy("Credit"),
    "place": gettext_lazy("Place"),
}
# Without a text in any language; in one of the two.
MISSING = {
    "caption": gettext_lazy("caption"),
    "alt": gettext_lazy("alt text"),
    "credit": gettext_lazy("credit"),
    "caption_en": gettext_lazy("English caption"),
    "caption_ja": gettext_lazy("Japanese caption"),
    "alt_en": gettext_lazy("English alt text"),
    "alt_ja": gettext_lazy("Japanese alt text"),
    "credit_en": gettext_lazy("English credit"),
    "credit_ja": gettext_lazy("Japanese credit"),
}
NEEDED = ("caption", "alt", "credit")


def moment(when: datetime) -> str:
    """A day and a time in the reader's language."""
    local = timezone.localtime(when)
    day = DateSpan(local.date(), local.date(), Precision.DAY)
    return f"{format_span(day, (get_language() or 'en')[:2])} {local:%H:%M}"


def decided(photo: Photo) -> str:
    """Who released, withdrew or trashed a photo and when; empty where nobody did."""
    by, at = {
        Release.RELEASED: (photo.released_by, photo.released_at),
        Release.WITHDRAWN: (photo.withdrawn_by, photo.withdrawn_at),
        Release.TRASHED: (photo.trashed_by, photo.trashed_at),
    }.get(Release(photo.release_state), (None, None))
    if at is None or by is None:
        return moment(at) if at else ""
    return _("by %(name)s, %(when)s") % {"name": by, "when": moment(at)}


def who_may_release() -> str:
    """Names of those who may, so that nobody has to ask around."""
    backend = "django.contrib.auth.backends.ModelBackend"
    users = get_user_model().objects.with_perm("exchanges.release_photo", backend=backend)
    found = [user.get_full_name() or user.get_username() for user in users[:NAMED_USERS]]
    if not found:
        return _("You may not release photos. Nobody else may either: ask an administrator.")
    return ngettext(
        "You may not release photos. %(names)s may.",
        "You may not release photos. %(names)s may.",
        len(found),
    ) % {"names": get_text_list(found, _("and"))}


@dataclass
class Cell:
    """One text in one language."""

    field: BoundField
    name: str
    label: SafeString
    language: str
    offered: str = ""
    is_missing: bool = False


@dataclass
class Line:
    """One text in both languages."""

    name: str
    label: str
    help: str
    cells: list[Cell]


@dataclass
class PhotoRow:
    """A row with what the other rows and the database say of it."""

    form: PhotoRowForm
    number: int
    activity: Activity
    lead: str = ""
    alike: list[tuple[Photo, int]] = field(default_factory=list)
    twin: int | None = None

    @property
    def photo(self) -> Photo:
        return self.form.instance

    @property
    def is_upload(self) -> bool:
        return not self.form.is_photo

    @property
    def is_lead(self) -> bool:
        return self.form.prefix == self.lead

    @cached_property
    def thumbnail(self) -> tuple[str, int, int] | None:
        """Address, width and height."""
        kept = self.form.kept
        if kept is not None:
            return kept.preview_url, kept.preview_width, kept.preview_height
        sizes = self.photo.sizes if self.form.is_photo else []
        return (sizes[0].url, sizes[0].width, sizes[0].height) if sizes else None

    @property
    def alt(self) -> str:
        return self.photo.alt or _("no alt text yet")

    @property
    def state(self) -> SafeString:
        if self.is_upload:
            return chip("", _("New, not saved yet"))
        return chip(self.form.stored_state, Release(self.form.stored_state).label)

    @property
    def is_released(self) -> bool:
        return self.form.stored_state == Release.RELEASED

    @property
    def decided(self) -> str:
        """Who released or withdrew it, and when."""
        is_stored = self.photo.release_state == self.form.stored_state
        return decided(self.photo) if is_stored else ""

    def value(self, name: str) -> str:
        return str(self.form[name].value() or "").strip()

    @cached_property
    def missing(self) -> dict[str, str]:
        """Texts that are not there, by the first field that would hold them."""
        found = {}
        for text in NEEDED:
            empty = [name for name in _pair(text) if not self.value(name)]
            if len(empty) == len(LANGUAGES):
                found[empty[0]] = str(MISSING[text])
            elif empty:
                found[empty[0]] = str(MISSING[empty[0]])
        return found

    @property
    def missing_names(self) -> str:
        return _(", ").join(self.missing.values())

    @property
    def is_complete(self) -> bool:
        """That it has each text in one language at least: enough for a release."""
        return all(any(self.value(name) for name in _pair(text)) for text in NEEDED)

    @property
    def waits(self) -> bool:
        return self.form.stored_state == Release.NOT_REVIEWED

    @property
    def lines(self) -> list[Line]:
        limit = _("max. 125")
        return [
            Line(
                text,
                str(TEXT_NAMES[text]),
                limit if text == "alt" else "",
                [self._cell(text, language) for language in LANGUAGES],
            )
            for text in TEXT_NAMES
        ]

    def _cell(self, text: str, language: str) -> Cell:
        name = f"{text}_{language}"
        offered = self.form.offered.get(name, "")
        value = self.value(name)
        label = self.label(f"{TEXT_NAMES[text]}", str(LANGUAGE_NAMES[language]))
        is_missing = text in NEEDED and not value
        return Cell(
            self.form[name], name, label, language, offered if offered != value else "", is_missing
        )

    def label(self, *parts: str) -> SafeString:
        """The name of a field with the number of its photo, which a script keeps up to date."""
        number = format_html('<span data-number="">{}</span>', self.number)
        return format_html(_("{}, photo {}"), _(", ").join(parts), number)

    @property
    def date_label(self) -> SafeString:
        return self.label(_("Taken on"))

    @property
    def date_problem(self) -> str:
        """Why the date does not fit; with the box that says it is right all the same."""
        if self.activity.start_date is None:
            return ""
        day = self.form["taken_on"].value()
        return services.date_problem({"taken_on": _as_day(day)}, self.activity)


def _pair(text: str) -> list[str]:
    return [f"{text}_{language}" for language in LANGUAGES]


def _as_day(value: Any) -> str:
    """An ISO date, or nothing where what was typed is none."""
    try:
        return datetime.strptime(str(value), "%Y-%m-%d").date().isoformat()
    except ValueError:
        return ""


class PhotoGrid:
    """The rows of a form and what stands around them."""

    def __init__(self, formset: PhotoFormSet) -> None:
        self.formset = formset
        self.activity = formset.instance
        self.may_release = formset.user.has_perm("exchanges.release_photo")

    @cached_property
    def rows(self) -> list[PhotoRow]:
        lead = self._lead()
        rows = [
            PhotoRow(form, number, self.activity, lead)
            for number, form in enumerate(self.formset.shown, start=1)
        ]
        add_advice(rows)
        return rows

    def _lead(self) -> str:
        """The prefix of the row that leads: as sent, else as stored, else the first."""
        formset = self.formset
        if formset.is_bound and (sent := formset.data.get(f"{formset.prefix}-lead")):
            return sent
        shown = formset.shown
        stored = [form for form in shown if form.instance.pk == self.activity.lead_photo_id]
        found = stored if self.activity.lead_photo_id and stored else shown
        return found[0].prefix if found else ""

    @property
    def title(self) -> str:
        total = len(self.rows) + self.formset.not_shown
        released = sum(row.is_released for row in self.rows)
        return _("Photos: %(total)d, of which %(released)d released") % {
            "total": total,
            "released": released,
        }

    @property
    def todo(self) -> list[tuple[str, str]]:
        """What is missing, each with the id of the field that would hold it."""
        return [
            (
                row.form[next(iter(row.missing))].id_for_label,
                _("Photo %(number)d: %(texts)s")
                % {"number": row.number, "texts": row.missing_names},
            )
            for row in self.rows
            if row.missing
        ]

    @property
    def removed(self) -> str:
        files = sum(bool(row.form.removed) for row in self.rows)
        if not files:
            return ""
        return ngettext(
            "Position, device and other hidden data were removed from %(count)d file.",
            "Position, device and other hidden data were removed from %(count)d files.",
            files,
        ) % {"count": files}

    @property
    def release_button(self) -> str:
        count = sum(row.waits and row.is_complete for row in self.rows)
        return release_label(count)

    @property
    def who_may(self) -> str:
        return "" if self.may_release else who_may_release()

    @property
    def upload_url(self) -> str:
        return reverse("admin:exchanges_photo_upload")


def release_label(count: int) -> str:
    if not count:
        return _("Release the complete photos")
    return ngettext(
        "Release the %(count)d complete photo", "Release the %(count)d complete photos", count
    ) % {"count": count}


def add_advice(rows: Iterable[PhotoRow]) -> None:
    """Say of pictures that somebody still has to look at what they are like or the same as."""
    first: dict[str, int] = {}
    open_rows = []
    for row in rows:
        sha256 = row.photo.sha256
        if sha256 in first:
            row.twin = first[sha256]
        elif sha256:
            first[sha256] = row.number
        if row.waits and row.photo.likeness is not None:
            open_rows.append(row)
    if not open_rows:
        return
    asked = [(row.photo.likeness, row.photo if row.photo.pk else None) for row in open_rows]
    for row, alike in zip(open_rows, services.LookAlikes().of_several(asked), strict=True):
        row.alike = [(photo, per_cent) for photo, per_cent in alike[:2]]
