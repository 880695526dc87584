"""The terms of a record: what filters, counts and words find it by."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.apps import apps
from django.db.models import QuerySet

from ..models import Activity, Participation, Photo, Tool
from ..words import words_of

ALL = "all"
PHOTOS = "photos"
# The filters whose values are counted; "tool" is the key of every count.
FACETS = ("kind", "partner", "region", "year", "programme", "field")
HEADS = {*FACETS, "tool", PHOTOS}
SLOT_BITS = 12
SLOTS = 1 << SLOT_BITS
TEXTS = (
    *("title_en", "title_ja", "summary_en", "summary_ja", "body_en", "body_ja"),
    *("place_en", "place_ja", "other_participants", "reference"),
)
COLUMNS = (
    *("pk", "tool", "kind_id", "programme_id", "start_date", "end_date"),
    *("publish_at", "unpublish_at", *TEXTS),
)
MAX_TERM = 100


@dataclass(slots=True)
class Terms:
    """What a published record is indexed by, and when it may be seen."""

    activity: int
    start_date: date
    end_date: date
    visible_from: datetime | None
    visible_until: datetime | None
    facets: list[str] = field(default_factory=list)
    words: set[str] = field(default_factory=set)


def first_slot(day: date) -> int:
    """The lowest position of the records that start on a day."""
    return day.toordinal() << SLOT_BITS


def day_of(position: int) -> date:
    return date.fromordinal(position >> SLOT_BITS)


def facet_term(name: str, value: object) -> str:
    return f"{name}:{value}"


def word_term(word: str) -> str:
    return f"w:{word}"[:MAX_TERM]


def over_term(month: date) -> str:
    """The term of the records that started before a month and last into it."""
    return f"over:{month:%Y-%m}"


def photos_term(number: int) -> str:
    """The term of the records with at least so many public photos."""
    return f"{PHOTOS}:{number}"


def head_of(term: str) -> str:
    """The facet's name; the first letter of a word that is not Latin; else nothing."""
    name, _colon, value = term.partition(":")
    if name != "w":
        return name if name in HEADS else ""
    return "" if value[:1].isascii() else value[:1]


def terms_of(activities: QuerySet) -> Iterator[Terms]:
    """The terms of the published records of a selection; a fixed number of queries."""
    rows = activities.filter(status=Activity.Status.PUBLISHED).order_by().values_list(*COLUMNS)
    rows = list(rows)
    keys = [row[0] for row in rows]
    partners = _partners(keys)
    fields = _fields(keys)
    captions = _captions(keys)
    official = _official_titles([row[0] for row in rows if row[1] == Tool.AGREEMENTS])
    for pk, tool, kind, programme, start, end, visible_from, visible_until, *texts in rows:
        terms = Terms(pk, start, end, visible_from, visible_until)
        terms.facets = [
            facet_term("tool", tool),
            facet_term("kind", kind),
            facet_term("year", start.year),
            *partners.get(pk, ()),
            *([facet_term("programme", programme)] if programme else ()),
            *fields.get(pk, ()),
        ]
        photos = captions.get(pk, ())
        texts += [text for pair in (*photos, official.get(pk, ())) for text in pair]
        terms.words = {word_term(word) for word in words_of("\n".join(dict.fromkeys(texts)))}
        terms.words.add(word_term(str(start.year)))
        terms.words.update(over_term(month) for month in _months_into(start, end))
        terms.words.update(photos_term(number + 1) for number in range(len(photos)))
        yield terms


def _partners(keys: Sequence[int]) -> dict[int, list[str]]:
    """The terms of partners and, once each, of their regions."""
    found: dict[int, list[str]] = {}
    rows = Participation.objects.filter(activity__in=keys).order_by("activity", "partner")
    for activity, partner, region in rows.values_list("activity", "partner", "partner__region"):
        terms = found.setdefault(activity, [])
        terms.append(facet_term("partner", partner))
        if (term := facet_term("region", region)) not in terms:
            terms.append(term)
    return found


def _fields(keys: Sequence[int]) -> dict[int, list[str]]:
    detail = apps.get_model("capacity", "CapacityDetail")
    rows = detail.fields.through.objects.filter(capacitydetail__in=keys).order_by("pk")
    found: dict[int, list[str]] = {}
    for activity, capacity_field in rows.values_list("capacitydetail", "capacityfield"):
        found.setdefault(activity, []).append(facet_term("field", capacity_field))
    return found


def _official_titles(keys: Sequence[int]) -> dict[int, tuple[str, str]]:
    if not keys:
        return {}
    rows = apps.get_model("agreements", "AgreementDetail").objects.filter(pk__in=keys)
    titles = rows.values_list("pk", "official_title_en", "official_title_ja")
    return {pk: tuple(both) for pk, *both in titles}


def _captions(keys: Sequence[int]) -> dict[int, list[tuple[str, str]]]:
    found: dict[int, list[tuple[str, str]]] = {}
    rows = Photo.objects.released().filter(activity__in=keys).order_by("pk")
    for activity, *texts in rows.values_list("activity", "caption_en", "caption_ja"):
        found.setdefault(activity, []).append(tuple(texts))
    return found


def _months_into(start: date, end: date) -> Iterator[date]:
    """The first days of the months that a period lasts into, without the one it starts in."""
    year, month = start.year, start.month
    while (year, month) < (end.year, end.month):
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
        yield date(year, month, 1)


def pack(words: Iterable[str]) -> bytes:
    return zlib.compress("\n".join(sorted(words)).encode(), 1)


def unpack(packed: bytes) -> set[str]:
    return set(zlib.decompress(bytes(packed)).decode().split("\n")) - {""}
