"""What a file is, and whether reading it is affordable, told from its bytes without decoding.

The limits exist because a decoder believes what a file says of itself: 24 MB of TIFF that lists six
million strips of the same byte took 80 seconds and 1.8 GB to open, and a JPEG of 0.2 MB whose last
scan was repeated fifty times three seconds. Files from cameras and editors stay far below them.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# A progressive JPEG has about ten scans; FLIR and extended XMP fill some hundred segments.
MAX_SCANS = 20
MAX_SEGMENTS = 1_000
MAX_JUNK = 65_536
MAX_CHUNKS = 20_000
MAX_ENTRIES = 1_000
MAX_VALUES = 65_536

# Any marker but stuffing (00), restarts (D0-D7) and fill (FF), all of which belong to scan data.
_JPEG_MARKER = re.compile(rb"\xff[\x01-\xcf\xd8-\xfe]")
_START_OF_SCAN, _END_OF_IMAGE = 0xDA, 0xD9
_WITHOUT_LENGTH = {0x01, 0xC8, 0xD8, _END_OF_IMAGE, *range(0xF0, 0xFE)}

_TIFF_STARTS = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
_TIFF_SIZES = {3: 2, 4: 4, 8: 2, 9: 4, 13: 4, 16: 8, 17: 8, 18: 8}
_TIFF_BYTES = (1, 2, 7)
_EXIF_IFD, _GPS_IFD = 34665, 34853
_SUBFILE_TYPE, _DNG_VERSION = 254, 50706
_REDUCED = 1

_OTHER_STARTS: tuple[tuple[bytes, Promise], ...] = (
    (b"%!PS", _("an EPS file")),
    (b"\xc5\xd0\xd3\xc6", _("an EPS file")),
    (b"%PDF", _("a PDF document")),
    (b"GIF8", _("a GIF picture")),
    (b"BM", _("a BMP picture")),
    (b"8BPS", _("a Photoshop file")),
    (b"\0\0\1\0", _("an icon file")),
    (b"\0\0\0\x0cjP  ", _("a JPEG 2000 picture")),
    (b"\0\0\0\x0cJXL ", _("a JPEG XL picture")),
    (b"\xff\x0a", _("a JPEG XL picture")),
    (b"FUJIFILMCCD-RAW", _("a camera raw file")),
    (b"IIRO", _("a camera raw file")),
    (b"IIRS", _("a camera raw file")),
    (b"IIU\0", _("a camera raw file")),
    (b"PK\x03\x04", _("a ZIP archive or an Office document")),
    (b"\xd0\xcf\x11\xe0", _("an Office document")),
    (b"MZ", _("a program")),
    (b"\x7fELF", _("a program")),
    (b"\x1a\x45\xdf\xa3", _("a video")),
    (b"RIFF", _("a video or a sound")),
)
_OTHER_TEXTS: tuple[tuple[bytes, Promise], ...] = (
    (b"<svg", _("an SVG drawing")),
    (b"<?php", _("a PHP script")),
    (b"<!doctype html", _("a web page")),
    (b"<html", _("a web page")),
)
_HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
_AVIF_BRANDS = {b"avif", b"avis"}


def picture_format(content: bytes) -> str | None:
    """Pillow's name of the format, if it is one this site takes."""
    if content.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return "WEBP"
    if _AVIF_BRANDS & _brands(content):
        return "AVIF"
    return "TIFF" if content.startswith(_TIFF_STARTS) and not _is_raw(content) else None


def other_kind(content: bytes) -> Promise | None:
    """What a file is that this site does not take, with its article; for messages only."""
    if content.startswith(_TIFF_STARTS):
        return _("a camera raw file")
    if brands := _brands(content):
        if b"crx " in brands:
            return _("a camera raw file")
        return _("a HEIC picture") if _HEIF_BRANDS & brands else _("a video")
    for start, kind in _OTHER_STARTS:
        if content.startswith(start):
            return kind
    text = content[:1024].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if text.startswith(b"<"):
        return next((kind for start, kind in _OTHER_TEXTS if start in text), None)
    return None


def is_affordable(content: bytes, picture_format: str) -> bool:
    """Whether the file has no more parts than a real picture; False before anything is decoded."""
    if picture_format == "JPEG":
        return _jpeg_is_affordable(content)
    if picture_format == "PNG":
        return _png_is_affordable(content)
    if picture_format == "TIFF":
        return _tiff_is_affordable(content)
    # WebP and AVIF are taken apart by their C libraries, which have limits of their own.
    return True


def _brands(content: bytes) -> set[bytes]:
    """Major and compatible brands of an ISO media file; empty for any other file."""
    if content[4:8] != b"ftyp":
        return set()
    box = content[8 : min(int.from_bytes(content[:4], "big"), 512)]
    return {box[start : start + 4] for start in range(0, len(box), 4) if start != 4}


def _jpeg_is_affordable(content: bytes) -> bool:
    """Walk the segments as Pillow and libjpeg do, up to the end of the first image."""
    position, segments, scans, junk = 2, 0, 0, 0
    while match := _JPEG_MARKER.search(content, position):
        marker = content[match.start() + 1]
        segments += 1
        if scans:
            if marker == _END_OF_IMAGE:
                return True
        else:
            junk += match.start() - position
        scans += marker == _START_OF_SCAN
        if segments > MAX_SEGMENTS or scans > MAX_SCANS or junk > MAX_JUNK:
            return False
        position = match.end()
        if marker not in _WITHOUT_LENGTH:
            position += max(2, int.from_bytes(content[position : position + 2], "big"))
    return bool(scans) or len(content) - position <= MAX_JUNK


def _png_is_affordable(content: bytes) -> bool:
    position = 8
    for _chunk in range(MAX_CHUNKS):
        if position >= len(content) or content[position + 4 : position + 8] == b"IEND":
            return True
        position += 12 + int.from_bytes(content[position : position + 4], "big")
    return False


class _Entry(NamedTuple):
    tag: int
    type: int
    count: int
    value: int


class _Layout(NamedTuple):
    """How classic TIFF and BigTIFF write a directory."""

    order: str
    first: int
    count: str
    entry: str
    inline: int

    @classmethod
    def of(cls, content: bytes) -> _Layout:
        order = "<" if content.startswith(b"II") else ">"
        if content[2:4] in (b"+\0", b"\0+"):
            return cls(order, int(struct.unpack_from(order + "Q", content, 8)[0]), "Q", "HHQ", 8)
        return cls(order, int(struct.unpack_from(order + "L", content, 4)[0]), "H", "HHL", 4)


def _tiff_entries(content: bytes, layout: _Layout, start: int) -> Iterator[_Entry]:
    """The directory at `start`, as far as it lies within the file."""
    (count,) = struct.unpack_from(layout.order + layout.count, content, start)
    position = start + struct.calcsize("=" + layout.count)
    head = struct.Struct(layout.order + layout.entry)
    for _number in range(count):
        if position + head.size + layout.inline > len(content):
            return
        tag, kind, values = head.unpack_from(content, position)
        position += head.size
        inline = content[position : position + min(layout.inline, _TIFF_SIZES.get(kind, 8))]
        order = "little" if layout.order == "<" else "big"
        yield _Entry(tag, kind, values, int.from_bytes(inline, order))
        position += layout.inline


def _directory(content: bytes, start: int | None = None) -> list[_Entry]:
    """One entry more than allowed at most; empty where there is none to read."""
    try:
        layout = _Layout.of(content)
        first = layout.first if start is None else start
        return list(islice(_tiff_entries(content, layout, first), MAX_ENTRIES + 1))
    except (struct.error, OverflowError):
        return []


def _tiff_is_affordable(content: bytes) -> bool:
    """The first picture's directory and those with camera data and position."""
    first = _directory(content)
    inner = [entry.value for entry in first if entry.tag in (_EXIF_IFD, _GPS_IFD)]
    if len(inner) > 2:
        return False
    directories = [first, *(_directory(content, start) for start in inner)]
    return all(
        len(directory) <= MAX_ENTRIES
        and all(entry.type in _TIFF_BYTES or entry.count <= MAX_VALUES for entry in directory)
        for directory in directories
    )


def _is_raw(content: bytes) -> bool:
    """Raw files are TIFF whose first picture is only a thumbnail: CR2, DNG, NEF, ARW."""
    if content[8:10] == b"CR":
        return True
    entries = {entry.tag: entry.value for entry in _directory(content)}
    return _DNG_VERSION in entries or entries.get(_SUBFILE_TYPE) == _REDUCED
