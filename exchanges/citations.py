"""A record as others take it: to cite, in a calendar (iCalendar), as data (JSON, schema.org)."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.utils.safestring import SafeString
from icalendar import Calendar, Event

from .bilingual import LANGUAGES, reader_language
from .dates import Precision
from .models import Activity, Partner, Photo
from .photo_sharing import download_of, download_url
from .record import Record

# Makes an absolute address of one of this site.
Absolute = Callable[[str], str]
LATEX = {
    "\\": r"\textbackslash{}",
    **{letter: f"\\{letter}" for letter in "&%$#_{}"},
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}
# What would end a script or begin a comment in it; JSON reads them back the same.
SCRIPT_SAFE = {ord(letter): f"\\u{ord(letter):04x}" for letter in "<>&\u2028\u2029"}
LANGID = {"en": "english", "ja": "japanese"}


def names() -> tuple[str, str]:
    """The names of the ministry and of the site, in the reader's language."""
    language = reader_language()
    return settings.MINISTRY_NAMES[language], settings.SITE_NAMES[language]


def bibtex(activity: Activity, url: str) -> str:
    """The record as an entry of BibTeX; `url` is absolute."""
    ministry, site = names()
    fields = {
        "title": f"{{{_latex(activity.title)}}}",
        "author": f"{{{_latex(ministry)}}}",
        "year": str(activity.start_year),
        "date": _period(activity),
        "howpublished": _latex(site),
        "note": _latex(f"{activity.reference}, {activity.changed_at.date().isoformat()}"),
        # Taken word for word by BibTeX and biblatex alike.
        "url": url,
        "langid": LANGID[activity.title.lang],
    }
    lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items())
    return f"@misc{{{_key(activity.reference)},\n{lines}\n}}\n"


def _latex(text: str) -> str:
    return "".join(LATEX.get(letter, letter) for letter in " ".join(text.split()))


def _period(activity: Activity) -> str:
    start, end = activity.dates_iso, activity.dates_iso_end
    return start if start == end else f"{start}/{end}"


def _key(reference: str) -> str:
    """A key holds no brace, comma, space or the like, in any program."""
    kept = (letter if letter.isalnum() and letter.isascii() else "-" for letter in reference)
    return "".join(kept).strip("-") or "record"


def calendar(activity: Activity, url: str) -> bytes:
    """The record as an event of all the days it may have lasted, in iCalendar."""
    ministry, site = names()
    event = Event()
    event.add("uid", f"{activity.reference}@{url.split('/')[2]}")
    event.add("dtstamp", activity.changed_at)
    event.add("dtstart", activity.start_date)
    # The end of an event of whole days is the day after its last.
    event.add("dtend", activity.end_date + timedelta(days=1))
    event.add("summary", str(activity.title))
    if activity.place:
        event.add("location", str(activity.place))
    texts = [str(activity.summary)]
    if activity.date_precision != Precision.DAY:
        texts.insert(0, activity.dates_shown)
    event.add("description", "\n".join(text for text in texts if text))
    event.add("url", url)
    made = Calendar()
    made.add("prodid", f"-//{ministry}//{site}//")
    made.add("version", "2.0")
    made.add_component(event)
    return made.to_ical()


def as_data(record: Record, url: str, absolute: Absolute) -> dict[str, Any]:
    """The record as plain values."""
    activity = record.activity
    return {
        "reference": activity.reference,
        "url": url,
        "tool": activity.tool,
        "kind": activity.kind.code,
        **{
            f"{name}_{language}": getattr(activity, f"{name}_{language}")
            for name in ("title", "summary", "body", "place")
            for language in LANGUAGES
        },
        "start_date": activity.start_date.isoformat(),
        "end_date": activity.end_date.isoformat(),
        "date_precision": activity.date_precision,
        "partners": [
            {
                "code": participation.partner.code,
                "name_en": participation.partner.name_en,
                "name_ja": participation.partner.name_ja,
                "role": participation.role,
            }
            for participation in record.participations
        ],
        "other_participants": activity.other_participants,
        "host": activity.host.code if activity.host else None,
        "programme": activity.programme.slug if activity.programme else None,
        "edition": activity.edition,
        "photos": [_photo(photo, absolute) for photo in activity.public_photos],
        "sources": [
            {
                "title": source.title,
                "url": source.url,
                "published_on": source.published_on,
                "page": source.page,
            }
            for source in record.sources
        ],
        "facts": _facts(record),
        "corrections": [
            {"noted_on": note.noted_on, "text_en": note.text_en, "text_ja": note.text_ja}
            for note in record.notes
        ],
        "created_at": activity.created_at.isoformat(),
        "changed_at": activity.changed_at.isoformat(),
        "version": activity.version,
    }


def _facts(record: Record) -> dict[str, Any]:
    """What the tool's own table says: its columns, and its rows under `rows`."""
    if record.detail is None:
        return {}
    return {**_columns(record.detail), "rows": [_columns(row) for row in record.rows]}


def _columns(row: Model) -> dict[str, Any]:
    """Columns by name; a partner by its code, a record by its reference once it is published."""
    found: dict[str, Any] = {}
    for column in row._meta.concrete_fields:
        if column.related_model is None and not column.primary_key and column.name != "position":
            found[column.name] = getattr(row, column.name)
        elif column.related_model is Partner:
            found[column.name] = row.partner.code if row.partner else None
        elif column.name == "agreement":
            agreement = row.agreement
            shown = agreement is not None and agreement.is_published
            found[column.name] = agreement.reference if shown else None
    return found


def _photo(photo: Photo, absolute: Absolute) -> dict[str, Any]:
    texts = {
        f"{name}_{language}": getattr(photo, f"{name}_{language}")
        for name in ("caption", "alt", "credit")
        for language in LANGUAGES
    }
    files = [
        {"url": absolute(size.url), "width": size.width, "height": size.height}
        for size in photo.sizes
    ]
    download = absolute(download_url(photo)) if download_of(photo) else None
    return {
        "url": absolute(photo.get_absolute_url()),
        **texts,
        "files": files,
        "download": download,
    }


def event_script(activity: Activity, url: str, absolute: Absolute) -> SafeString:
    """The record as a schema.org Event, in the element that machines read it from."""
    ministry, _site = names()
    event: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": str(activity.title),
        "startDate": activity.dates_iso,
        "endDate": activity.dates_iso_end,
        "eventStatus": "https://schema.org/EventScheduled",
        "inLanguage": activity.title.lang,
        "url": url,
        "organizer": {"@type": "Organization", "name": ministry},
    }
    if activity.summary:
        event["description"] = str(activity.summary)
    if activity.place:
        event["location"] = {"@type": "Place", "name": str(activity.place)}
    pictures = [photo.sizes[-1] for photo in activity.public_photos if photo.sizes]
    if pictures:
        event["image"] = [absolute(picture.url) for picture in pictures]
    return script(event)


def image_script(photo: Photo, absolute: Absolute) -> SafeString:
    """The photograph as a schema.org ImageObject.

    Whose it is stands in the credit only: some are a partner's.
    """
    activity = photo.activity
    image: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "ImageObject",
        "caption": str(photo.caption),
        "creditText": str(photo.credit),
        "inLanguage": photo.caption.lang,
        "url": absolute(photo.get_absolute_url()),
        "isPartOf": {
            "@type": "WebPage",
            "name": str(activity.title),
            "url": absolute(activity.get_absolute_url()),
        },
    }
    if sizes := photo.sizes:
        download, largest = download_of(photo), sizes[-1]
        image |= {
            "contentUrl": absolute(download_url(photo) if download else largest.url),
            "thumbnailUrl": absolute(sizes[0].url),
            "encodingFormat": "image/jpeg" if download else "image/webp",
            "width": (download or largest).width,
            "height": (download or largest).height,
        }
    if photo.rights:
        image["copyrightNotice"] = photo.rights
    if photo.taken_on:
        image["dateCreated"] = photo.taken_on.isoformat()
    if photo.place:
        image["contentLocation"] = {"@type": "Place", "name": str(photo.place)}
    return script(image)


def script(data: dict[str, Any]) -> SafeString:
    text = json.dumps(data, ensure_ascii=False).translate(SCRIPT_SAFE)
    return SafeString(f'<script type="application/ld+json">{text}</script>')
