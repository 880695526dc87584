"""Searching records by words, in both languages."""

from __future__ import annotations

import unicodedata

from django.db.models import Exists, OuterRef, Q

from .models import Activity, Participation, Photo, Programme
from .partners import find_partner
from .querysets import ActivityQuerySet

MAX_WORDS = 8
RECORD_TEXTS = [
    f"{name}_{language}"
    for name in ("title", "summary", "body", "place")
    for language in ("en", "ja")
]


def search(queryset: ActivityQuerySet, q: str) -> ActivityQuerySet:
    """The records in which every word is found, or that the whole text names a partner of.

    Looked through are title, summary, body and place, captions of public photos, the programme's
    name and the partners by any known spelling. Words past the eighth are not looked for.
    """
    words = unicodedata.normalize("NFKC", q).split()[:MAX_WORDS]
    if not words:
        return queryset
    found = Q()
    for word in words:
        found &= _has_word(word)
    if len(words) > 1:
        found |= _has_partner(" ".join(words))
    return queryset.filter(found)


def _has_word(word: str) -> Q:
    captions = Photo.objects.released().filter(
        Q(caption_en__icontains=word) | Q(caption_ja__icontains=word)
    )
    programmes = Programme.objects.filter(Q(name_en__icontains=word) | Q(name_ja__icontains=word))
    return (
        Q(*[(f"{text}__icontains", word) for text in RECORD_TEXTS], _connector=Q.OR)
        | Q(reference__iexact=word)
        | Q(programme__in=programmes)
        | Exists(captions.filter(activity=OuterRef("pk")))
        | _has_partner(word)
    )


def _has_partner(name: str) -> Q:
    """Records with the partner of this name; none where the name is nobody's."""
    partner = find_partner(name)
    if partner is None:
        return Q(pk__in=Activity.objects.none())
    return Q(Exists(Participation.objects.filter(activity=OuterRef("pk"), partner=partner)))
