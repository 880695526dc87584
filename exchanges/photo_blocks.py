"""Where in a picture file its Exif, XMP and IPTC lie; nothing is decoded, and little is copied."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass

from .avif_items import metadata_items
from .exif_texts import read_tags
from .image_bytes import MAX_CHUNKS, MAX_SEGMENTS, picture_format
from .image_refusals import DECODER_ERRORS

MAX_BLOCK = 1024 * 1024
_EXIF_START = b"Exif\0\0"
_XMP_START = b"http://ns.adobe.com/xap/1.0/\0"
_PHOTOSHOP_START = b"Photoshop 3.0\0"
_IPTC_RESOURCE = 0x0404
_START_OF_SCAN, _END_OF_IMAGE = 0xDA, 0xD9
_TIFF_XMP, _TIFF_IPTC, _TIFF_PHOTOSHOP = 700, 33723, 34377
_PNG_TEXTS = (b"iTXt", b"zTXt", b"tEXt")
_PNG_XMP = b"XML:com.adobe.xmp"
_PNG_KEYWORDS = (_PNG_XMP, b"Raw profile type ")
# As ImageMagick and ExifTool put blocks of other formats into a PNG: hexadecimal, with its length.
_PNG_RAW = re.compile(rb"Raw profile type (iptc|exif|xmp|APP1|8bim)")
_HEX = re.compile(rb"\s*[\w ]*\n\s*\d+\n([0-9a-fA-F\s]*)")


@dataclass
class Blocks:
    """The first block of each kind; empty where the file has none."""

    exif: bytes = b""
    xmp: bytes = b""
    iptc: bytes = b""


def find_blocks(content: bytes) -> Blocks:
    """The blocks of a picture, as far as they can be found; a damaged file raises nothing."""
    blocks = Blocks()
    read = _READERS.get(picture_format(content) or "")
    if read:
        with suppress(*DECODER_ERRORS):
            read(content, blocks)
    return blocks


def _read_jpeg(content: bytes, blocks: Blocks) -> None:
    photoshop = []
    for marker, start, end in _jpeg_segments(content):
        if marker == 0xE1 and content.startswith(_EXIF_START, start):
            blocks.exif = blocks.exif or content[start + len(_EXIF_START) : end]
        elif marker == 0xE1 and content.startswith(_XMP_START, start):
            blocks.xmp = blocks.xmp or content[start + len(_XMP_START) : end]
        elif marker == 0xED and content.startswith(_PHOTOSHOP_START, start):
            photoshop.append(content[start + len(_PHOTOSHOP_START) : end])
    # Resources longer than a segment go on in the next one.
    blocks.iptc = _iptc_of(b"".join(photoshop))


def _jpeg_segments(content: bytes) -> Iterator[tuple[int, int, int]]:
    """Marker, start and end of what each segment before the picture holds."""
    position = 2
    for _number in range(MAX_SEGMENTS):
        position = content.find(b"\xff", position, position + 65_536)
        if position < 0 or position + 4 > len(content):
            return
        marker = content[position + 1]
        if marker in (_START_OF_SCAN, _END_OF_IMAGE):
            return
        if marker in (0x00, 0xFF):
            # Fill bytes, and what is no marker at all.
            position += 1
            continue
        end = position + 2 + max(2, int.from_bytes(content[position + 2 : position + 4], "big"))
        yield marker, position + 4, end
        position = end


def _iptc_of(resources: bytes) -> bytes:
    """The IIM among the resources of Photoshop."""
    position = 0
    for _number in range(MAX_SEGMENTS):
        if resources[position : position + 4] != b"8BIM" or position + 7 > len(resources):
            return b""
        (kind, name_length) = struct.unpack_from(">HB", resources, position + 4)
        # The name with its length, then the content, are padded to an even number of bytes.
        position += 6 + (name_length + 2) // 2 * 2
        size = int.from_bytes(resources[position : position + 4], "big")
        position += 4
        if kind == _IPTC_RESOURCE:
            return resources[position : position + size]
        position += (size + 1) // 2 * 2
    return b""


def _read_png(content: bytes, blocks: Blocks) -> None:
    position = 8
    for _number in range(MAX_CHUNKS):
        if position + 12 > len(content):
            return
        (size,) = struct.unpack_from(">L", content, position)
        kind = content[position + 4 : position + 8]
        start, position = position + 8, position + 12 + size
        if kind == b"eXIf" and size <= MAX_BLOCK:
            blocks.exif = content[start : start + size]
        elif kind in _PNG_TEXTS and content.startswith(_PNG_KEYWORDS, start) and size <= MAX_BLOCK:
            _read_png_text(kind, content[start : start + size], blocks)


def _read_png_text(kind: bytes, chunk: bytes, blocks: Blocks) -> None:
    keyword, _zero, text = chunk.partition(b"\0")
    if keyword == _PNG_XMP and kind == b"iTXt":
        is_packed, _method, rest = text[:1] == b"\x01", text[1:2], text[2:]
        packet = rest.split(b"\0", 2)[-1]
        blocks.xmp = blocks.xmp or (_unpacked(packet) if is_packed else packet)
    elif (raw := _PNG_RAW.fullmatch(keyword)) and kind != b"iTXt":
        _read_png_raw(raw[1], _unpacked(text[1:]) if kind == b"zTXt" else text, blocks)


def _read_png_raw(name: bytes, text: bytes, blocks: Blocks) -> None:
    digits = _HEX.fullmatch(text)
    if digits is None:
        return
    block = bytes.fromhex(digits[1].decode())
    if name in (b"iptc", b"8bim"):
        blocks.iptc = blocks.iptc or (_iptc_of(block) if block.startswith(b"8BIM") else block)
    elif block.startswith(_EXIF_START) or name == b"exif":
        blocks.exif = blocks.exif or block.removeprefix(_EXIF_START)
    else:
        blocks.xmp = blocks.xmp or block.removeprefix(_XMP_START)


def _unpacked(packed: bytes) -> bytes:
    """What zlib packed, unless it is longer than a block may be."""
    return zlib.decompressobj().decompress(packed, MAX_BLOCK)


def _read_webp(content: bytes, blocks: Blocks) -> None:
    position = 12
    for _number in range(MAX_CHUNKS):
        if position + 8 > len(content):
            return
        kind = content[position : position + 4]
        (size,) = struct.unpack_from("<L", content, position + 4)
        start, position = position + 8, position + 8 + (size + 1) // 2 * 2
        if kind == b"EXIF" and size <= MAX_BLOCK:
            blocks.exif = content[start : start + size].removeprefix(_EXIF_START)
        elif kind == b"XMP " and size <= MAX_BLOCK:
            blocks.xmp = content[start : start + size]


def _read_tiff(content: bytes, blocks: Blocks) -> None:
    tags = read_tags(content, {_TIFF_XMP, _TIFF_IPTC, _TIFF_PHOTOSHOP})
    blocks.exif = content
    blocks.xmp = tags.get(_TIFF_XMP, b"")
    blocks.iptc = tags.get(_TIFF_IPTC, b"") or _iptc_of(tags.get(_TIFF_PHOTOSHOP, b""))


def _read_avif(content: bytes, blocks: Blocks) -> None:
    blocks.exif, blocks.xmp = metadata_items(content)


_READERS: dict[str, Callable[[bytes, Blocks], None]] = {
    "JPEG": _read_jpeg,
    "PNG": _read_png,
    "WEBP": _read_webp,
    "AVIF": _read_avif,
    "TIFF": _read_tiff,
}
