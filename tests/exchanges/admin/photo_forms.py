"""What the tests of photo grid share."""

from __future__ import annotations

from django.test import Client

from exchanges.models import Activity, Photo
from exchanges.people.models import PeopleActivity
from tests.exchanges.admin.pages import change_url, entry

TEXTS = ("caption_en", "caption_ja", "alt_en", "alt_ja", "credit_en", "credit_ja")


def record_of(activity: Activity) -> PeopleActivity:
    return PeopleActivity.objects.get(pk=activity.pk)


def form_of(activity: Activity, *photos: Photo, **fields: object) -> dict[str, object]:
    """The form of a record with its photos as they stand."""
    rows: dict[str, object] = {}
    for index, photo in enumerate(photos):
        rows |= {f"photos-{index}-id": photo.pk, f"photos-{index}-order": index + 1}
        rows |= {f"photos-{index}-{name}": getattr(photo, name) for name in TEXTS}
    form = entry(kind=activity.kind_id, reference=activity.reference, rows=rows)
    return {**form, "photos-INITIAL_FORMS": len(photos), "dates_text": "23 May 2019", **fields}


def post(client: Client, activity: Activity, form: dict[str, object]) -> object:
    return client.post(change_url(record_of(activity)), form)
