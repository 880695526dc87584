"""Files of up to 25 MB that are made to be slow to take apart."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable

from tests.pictures import picture_bytes

from .blocks import (
    ASCII,
    BYTE,
    CAPTION,
    UNDEFINED,
    exif_block,
    iim,
    jpeg_with,
    jpeg_with_exif,
    png_with,
    segment,
    tiff_with,
    webp_with,
    xmp,
)

MEGABYTES = 24 * 1024**2


PACKET = xmp(description={"en": "x" * 900_000})


def _attributes(count: int) -> bytes:
    return b"<a " + b" ".join(b'a%d="b"' % number for number in range(count)) + b"/>"


def _xmp(packet: bytes) -> bytes:
    return webp_with((b"XMP ", packet))


def _long_scan() -> bytes:
    content = picture_bytes()
    return content[:-2] + b"\0" * MEGABYTES + content[-2:]


def _fill() -> bytes:
    content = picture_bytes()
    return content[:2] + b"\xff" * MEGABYTES + content[2:]


def _packed_texts() -> bytes:
    packed = zlib.compress(b"\0" * MEGABYTES)
    return png_with(*[(b"zTXt", b"Raw profile type iptc\0\0" + packed)] * 3)


def _doubtful() -> bytes:
    values = {CAPTION: b"\xe3\x81" * 10_000, 105: b"\x82\x9f" * 10_000, 110: b"\xff" * 20_000}
    return tiff_with({33723: (UNDEFINED, iim(values))})


def _countless_datasets() -> bytes:
    return tiff_with({700: (BYTE, PACKET), 33723: (UNDEFINED, b"\x1c\2\x78\0\0" * 5_000_000)})


def _countless_tags() -> bytes:
    return jpeg_with_exif(exif_block(dict.fromkeys(range(1, 900), (ASCII, b"abcdefgh"))))


def _countless_items() -> bytes:
    extents = b"\0\1\0\0\xff\xff" + b"\0" * (65_535 * 8)
    iloc = b"\0\0\0\0\x44\0" + b"\xff\xff" + extents * 40
    boxes = struct.pack(">I4s", len(iloc) + 8, b"iloc") + iloc
    return (
        b"\0\0\0\x14ftypavif\0\0\0\0mif1"
        + struct.pack(">I4sI", len(boxes) + 12, b"meta", 0)
        + boxes
        + b"\0\0\0\x08free" * 100_000
    )


SLOW: dict[str, Callable[[], bytes]] = {
    "long scan": _long_scan,
    "segments": lambda: jpeg_with(*[segment(0xE2, b"\0" * 65_000)] * 380),
    "fill": _fill,
    "texts of a PNG": lambda: png_with(*[(b"tEXt", b"Comment\0" + b"x" * 1_000)] * 20_000),
    "packed texts of a PNG": _packed_texts,
    "XMP of one text": lambda: _xmp(PACKET),
    "XMP of characters by number": lambda: _xmp(b"<a>" + b"&#65;" * 200_000),
    "XMP, nested": lambda: _xmp(b"<a>" * 300_000),
    "XMP, nested, just allowed": lambda: _xmp(b"<a>" * 9_990),
    "XMP, flat, just allowed": lambda: _xmp(b"<r>" + b"<a/>" * 9_990 + b"</r>"),
    "XMP of attributes": lambda: _xmp(_attributes(90_000)),
    "XMP of attributes, just allowed": lambda: _xmp(_attributes(4_900)),
    "IPTC of doubtful encoding": _doubtful,
    "IPTC of countless datasets": _countless_datasets,
    "AVIF of countless items": _countless_items,
    "Exif of countless tags": _countless_tags,
}
