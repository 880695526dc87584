"""What a picture file says of itself, as texts to offer: caption, credit, rights, date, place.

A person takes them over or not; nothing here decides. Nothing raises either: a file whose metadata
is damaged offers what can be read of it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from django.utils import timezone

from .exif_texts import read_exif
from .image_refusals import DECODER_ERRORS
from .iptc import read_iptc
from .models import Photo
from .photo_blocks import find_blocks
from .photo_hints import Hint
from .words import IS_JAPANESE
from .xmp import read_xmp

_FIELDS = (
    *(f"{name}_{language}" for name in ("caption", "credit", "place") for language in ("en", "ja")),
    "rights",
    "taken_on",
)
# Longer than any field: beyond it a text is not even cleaned.
MAX_TEXT = 4_000
FIRST_PHOTOGRAPH = date(1826, 1, 1)
_PLACE = ("sublocation", "city", "country")
_DATE = re.compile(r"\s*(\d{4})[-:/]?(\d\d)[-:/]?(\d\d)(?!\d)")
# Categories of characters that show nothing: controls, formats (among them those that turn the
# direction of writing), halves of surrogates, private and unassigned ones.
_NOTHING_SHOWN = ("Cc", "Cf", "Cs", "Co", "Cn")
_REPLACEMENT = "\ufffd"
# What cameras, telephones and programs write when nobody has written anything.
_JUNK = frozenset(
    text.strip()
    for line in """
        olympus digital camera|minolta digital camera|konica minolta digital camera|digital camera
        kodak digital still camera|sony dsc|samsung|samsung camera pictures|samsung digimax
        exif jpeg picture|exif jpeg t422|jpeg|default|default description|dcim|screenshot
        screen shot|processed with vsco|created with gimp|created by imagemagick|hdr|dav|cof|dig
        sdr|mde|oznor|oplus 0|untitled|unknown|none|null|n a|image|picture|photo|photographer
        author|artist|owner|camera user|owner name|your name|name|user|copyright
        all rights reserved|my photo|msoffice
    """.strip().splitlines()
    for text in line.split("|")
)
_FILE_NAME = re.compile(
    r"(?:dscn?|dscf|_?dsc|img|imgp?|pict?|p|mvi|gopr|dji|pxl|sam|cimg|r)?[_ -]?\d[\d_ -]*"
    r"(?:\.(?:jpe?g|png|tiff?|webp|avif|heic|nef|cr[23]|arw|dng))?",
    re.IGNORECASE,
)


def read_texts(content: bytes) -> dict[str, str]:
    """Texts by field of a photo, cleaned and cut to what the field holds.

    Keys are among caption_en, caption_ja, credit_en, credit_ja, rights, taken_on (an ISO date),
    place_en and place_ja. XMP is believed before IPTC, and IPTC before Exif.
    """
    found: dict[str, str] = {}
    # The sort is stable, so that equal ranks keep the order of the sources.
    for hint in sorted(_hints(content), key=lambda hint: hint.rank):
        if text := _date(hint.text) if hint.field == "taken_on" else _cleaned(hint.text):
            found.setdefault(_key(hint, text), text)
    offered = {**found, **_places(found)}
    return {name: _cut(name, offered[name]) for name in _FIELDS if offered.get(name)}


def _hints(content: bytes) -> Iterator[Hint]:
    blocks = find_blocks(content)
    yield from _readable(read_xmp, blocks.xmp)
    yield from _readable(read_iptc, blocks.iptc)
    yield from _readable(read_exif, blocks.exif)


def _readable(read: Callable[[bytes], Iterator[Hint]], block: bytes) -> Iterator[Hint]:
    """The texts of a block up to where it is damaged."""
    if block:
        try:
            yield from read(block)
        except DECODER_ERRORS:
            return


def _key(hint: Hint, text: str) -> str:
    if hint.field in ("rights", "taken_on"):
        return hint.field
    # Half-width kana are kana as well.
    script = "ja" if IS_JAPANESE.search(unicodedata.normalize("NFKC", text)) else "en"
    return f"{hint.field}_{hint.language or script}"


def _cleaned(text: str) -> str:
    """On one line, in composed characters; empty where it is binary or says nothing."""
    text = text[:MAX_TEXT].strip("\0 \t\r\n")
    shown = " ".join("".join(map(_shown, unicodedata.normalize("NFC", text))).split())
    hidden = sum(unicodedata.category(letter) in _NOTHING_SHOWN for letter in text if letter > " ")
    controls = sum(letter < " " and letter not in "\t\r\n" for letter in text)
    if _REPLACEMENT in text or (hidden + controls) * 10 > len(text) or _is_junk(shown):
        return ""
    return shown


def _shown(letter: str) -> str:
    if letter.isspace():
        return " "
    return "" if unicodedata.category(letter) in _NOTHING_SHOWN else letter


def _is_junk(text: str) -> bool:
    plain = " ".join(re.sub(r"[\W_]+", " ", text).split()).lower()
    letters = set(filter(str.isalpha, text))
    return len(letters) < 2 or plain in _JUNK or _FILE_NAME.fullmatch(text) is not None


def _date(text: str) -> str:
    """The day in ISO form, unless it is unknown, does not exist, or no photo can be of it."""
    match = _DATE.match(text)
    if match is None:
        return ""
    try:
        day = date(*map(int, match.groups()))
    except ValueError:
        return ""
    # It may be tomorrow already where the camera was.
    latest = timezone.localdate() + timedelta(days=1)
    return day.isoformat() if FIRST_PHOTOGRAPH <= day <= latest else ""


def _places(found: dict[str, str]) -> dict[str, str]:
    """The place in each language: from small to large in English, the other way in Japanese."""
    parts = {
        # Each once: some write the city as the country, too.
        language: list(dict.fromkeys(found.get(f"{name}_{language}", "") for name in _PLACE))
        for language in ("en", "ja")
    }
    return {
        "place_en": ", ".join(filter(None, parts["en"])),
        "place_ja": " ".join(filter(None, reversed(parts["ja"]))),
    }


def _cut(name: str, text: str) -> str:
    longest = Photo._meta.get_field(name).max_length or len(text)
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"
