"""Admin pages as a browser would send them: a form of empty inline rows, filled in by a test."""

from __future__ import annotations

import re

from django.contrib import admin
from django.contrib.auth.models import User
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, storages
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from agreements.models import Agreement
from exchanges.capacity.models import CapacityActivity
from exchanges.equipment.models import EquipmentActivity
from exchanges.models import Kind, PhotoUpload
from exchanges.people.models import PeopleActivity
from exchanges.photos import keep_upload
from exchanges.troops.models import TroopsActivity
from tests.factories import DEFAULT_KINDS, picture

MODELS = {
    "people": PeopleActivity,
    "troops": TroopsActivity,
    "capacity": CapacityActivity,
    "equipment": EquipmentActivity,
    "agreements": Agreement,
}
ROWS = {
    "people": ("people_detail", "attendees"),
    "troops": ("troops_detail", "units"),
    "capacity": ("capacity_detail",),
    "equipment": ("equipment_detail", "items"),
    "agreements": ("agreements_detail", "party_actions"),
}
# What an empty row sends all the same.
UNTOUCHED = {
    "attendees": {"position": 0},
    "units": {"position": 0},
    "items": {"position": 0},
    "participations": {"role": "participant"},
    "sources": {"position": 0},
}
SHARED_ROWS = ("participations", "photos", "sources", "change_notes")


def list_url(model: type[Model]) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def add_url(model: type[Model]) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_add")


def change_url(record: Model) -> str:
    opts = record._meta
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[record.pk])


def entry(tool: str = "people", **fields: object) -> dict[str, object]:
    """What the add page of a tool sends; rows as `{"sources-0-title": …}` come with `rows`."""
    kind = Kind.objects.get(tool=tool, code=DEFAULT_KINDS[tool])
    form: dict[str, object] = {
        "kind": kind.pk,
        "title_en": "Japan-India defense ministerial meeting",
        "dates_text": "8 September 2022",
        "status": "draft",
    }
    rows: dict[str, object] = fields.pop("rows", {})
    for prefix in (*ROWS[tool], *SHARED_ROWS):
        numbers = {int(found[1]) for key in rows if (found := re.match(rf"{prefix}-(\d+)-", key))}
        # Photos have no empty rows: a row comes with each file.
        total = max(numbers, default=-1 if prefix == "photos" else 0) + 1
        form |= {f"{prefix}-TOTAL_FORMS": total, f"{prefix}-INITIAL_FORMS": 0}
        form |= {
            f"{prefix}-{number}-{name}": value
            for number in range(total)
            for name, value in UNTOUCHED.get(prefix, {}).items()
        }
    return {**form, **rows, **fields}


def kept(user: User, upload: File | None = None) -> PhotoUpload:
    """A picture that this person's form has sent ahead."""
    return keep_upload(upload=upload or picture(), by=user)


def errors_of(response: object, prefix: str = "") -> dict[str, list[str]]:
    """Messages of the form, or of the first row of a formset, by field."""
    if not prefix:
        return dict(response.context["adminform"].form.errors)
    formsets = [inline.formset for inline in response.context["inline_admin_formsets"]]
    formset = next(found for found in formsets if found.prefix == prefix)
    return dict(formset.errors[0])


def stored_files() -> list[str]:
    """Every file below the media and the private folder."""
    folders = [storages["default"], storages["originals"]]
    assert all(isinstance(folder, FileSystemStorage) for folder in folders)
    paths = [_folder_files(folder) for folder in folders]
    return sorted(name for names in paths for name in names)


def _folder_files(storage: FileSystemStorage, folder: str = "") -> list[str]:
    if not storage.exists(folder):
        return []
    folders, files = storage.listdir(folder)
    deeper = [name for inner in folders for name in _folder_files(storage, f"{folder}{inner}/")]
    return [f"{folder}{name}" for name in files] + deeper


def page(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200, url
    return response.content.decode()


def registered() -> list[type[Model]]:
    return sorted(admin.site._registry, key=lambda model: model._meta.label)
