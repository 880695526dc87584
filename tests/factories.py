"""Rows for tests: `make_activity(tool="troops")` gives a valid, saved, published record."""

from __future__ import annotations

import io
from functools import lru_cache
from itertools import count

from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from exchanges.dates import DateSpan, parse_date
from exchanges.models import Activity, Kind, Participation, Partner, Photo, Programme
from exchanges.photo_files import NewFiles
from exchanges.photos import add_photo
from exchanges.renditions import RenditionFile, make_renditions

DEFAULT_KINDS = {
    "people": "ministerial",
    "troops": "bilateral-exercise",
    "capacity": "seminar",
    "equipment": "transfer",
    "agreements": "acsa",
}
_numbers = count(1)


def make_activity(
    *,
    tool: str = "people",
    kind: str | None = None,
    dates: str | DateSpan = "2019-05-23",
    partners: tuple[str, ...] = (),
    status: str = "published",
    detail: dict[str, object] | None = None,
    **fields: object,
) -> Activity:
    """Save an activity; partners are codes, `detail` fields of the tool's detail table."""
    number = next(_numbers)
    activity = Activity(
        tool=tool,
        kind=Kind.objects.get(tool=tool, code=kind or DEFAULT_KINDS[tool]),
        status=status,
        **{"title_en": f"Activity {number}", "title_ja": f"活動{number}", **fields},
    )
    activity.dates = parse_date(dates) if isinstance(dates, str) else dates
    activity.save()
    for code in partners:
        Participation.objects.create(activity=activity, partner=Partner.objects.get(code=code))
    if detail is not None:
        related = Activity._meta.get_field(f"{tool}_detail").related_model
        related.objects.create(activity=activity, **detail)
    return activity


def picture(
    width: int = 960, height: int = 640, name: str = "picture.jpg", image_format: str = "JPEG"
) -> SimpleUploadedFile:
    """An upload of one colour."""
    content = io.BytesIO()
    Image.new("RGB", (width, height), (31, 90, 168)).save(content, image_format)
    return SimpleUploadedFile(name, content.getvalue(), f"image/{image_format.lower()}")


def make_photo(activity: Activity, *, release_state: str = "released", **fields: object) -> Photo:
    number = next(_numbers)
    texts = {
        "caption_en": f"Caption {number}",
        "caption_ja": f"説明{number}",
        "alt_en": f"What is visible {number}",
        "alt_ja": f"写っているもの{number}",
        "credit_en": "Photo: Ministry of Defense",
        "credit_ja": "写真:防衛省",
    }
    photo = add_photo(
        activity=activity, upload=picture(), release_state=release_state, **{**texts, **fields}
    )
    _complete(photo)
    return photo


def _complete(photo: Photo) -> None:
    """Give a photo all its renditions, as the worker does: they are encoded once for all tests."""
    there = {(each.use, each.format, each.width) for each in photo.renditions.all()}
    with NewFiles() as files:
        for made in _files_of_the_picture():
            if made.key not in there:
                files.save_rendition(photo, made).save()


@lru_cache
def _files_of_the_picture() -> list[RenditionFile]:
    return list(make_renditions(picture()))


def make_programme(*, kind: str = "series", **fields: object) -> Programme:
    number = next(_numbers)
    return Programme.objects.create(
        kind=kind,
        **{"slug": f"programme-{number}", "name_en": f"Programme {number}", **fields},
    )


def make_staff(username: str = "staff", *, is_superuser: bool = True) -> User:
    return User.objects.create_user(
        username, password="correct-horse-battery", is_staff=True, is_superuser=is_superuser
    )
