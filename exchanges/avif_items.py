"""The Exif and XMP of an AVIF file, found through its boxes; nothing of the picture is read."""

from __future__ import annotations

import struct
from collections.abc import Iterator

MAX_BOXES = 1_000
MAX_ITEM = 1024 * 1024
_XMP_TYPE = b"application/rdf+xml"


class _Reader:
    """Big-endian numbers one after the other; struct.error behind the end."""

    def __init__(self, content: bytes, position: int) -> None:
        self.content, self.position = content, position

    def number(self, size: int) -> int:
        self.position += size
        if self.position > len(self.content):
            raise struct.error("The box ends too early.")
        return int.from_bytes(self.content[self.position - size : self.position], "big")

    def word(self) -> bytes:
        """Up to the next zero byte."""
        end = self.content.find(b"\0", self.position)
        found = self.content[self.position : end] if end >= 0 else b""
        self.position = end + 1 if end >= 0 else len(self.content)
        return found


def metadata_items(content: bytes) -> tuple[bytes, bytes]:
    """The TIFF structure of the Exif and the packet of the XMP; empty where there is none."""
    boxes = dict(_boxes(content, 0, len(content)))
    if b"meta" not in boxes:
        return b"", b""
    start, end = boxes[b"meta"]
    # Behind its version and flags, a meta box holds others.
    meta = dict(_boxes(content, start + 4, end))
    kinds = _kinds(content, *meta.get(b"iinf", (0, 0)))
    idat = meta.get(b"idat", (0, 0))
    found = {b"Exif": b"", _XMP_TYPE: b""}
    for item, place in _places(content, *meta.get(b"iloc", (0, 0)), idat):
        kind = kinds.get(item)
        if kind in found and not found[kind]:
            found[kind] = content[place]
    exif = found[b"Exif"]
    # It begins with how far behind that number the structure starts.
    return exif[4 + int.from_bytes(exif[:4], "big") :], found[_XMP_TYPE]


def _boxes(content: bytes, position: int, end: int) -> Iterator[tuple[bytes, tuple[int, int]]]:
    """The type of each box with where what it holds starts and ends."""
    for _number in range(MAX_BOXES):
        if position + 8 > end:
            return
        size, kind = struct.unpack_from(">I4s", content, position)
        head = 8
        if size == 1:
            (size,) = struct.unpack_from(">Q", content, position + 8)
            head = 16
        # The last box may say that it goes on to the end.
        stop = min(position + size if size else end, end)
        if stop < position + head:
            return
        yield kind, (position + head, stop)
        position = stop


def _kinds(content: bytes, start: int, end: int) -> dict[int, bytes]:
    """By number of the item, its type; of one of a media type, that."""
    if start == end:
        return {}
    kinds = {}
    first = start + (6 if content[start] == 0 else 8)
    for name, (place, _stop) in _boxes(content, first, end):
        reader = _Reader(content, place + 4)
        version = content[place]
        if name != b"infe" or version not in (2, 3):
            continue
        item = reader.number(2 if version == 2 else 4)
        reader.position += 2
        kind = reader.number(4).to_bytes(4, "big")
        if kind == b"mime":
            reader.word()
            kind = reader.word()
        kinds[item] = kind
    return kinds


def _places(
    content: bytes, start: int, end: int, idat: tuple[int, int]
) -> Iterator[tuple[int, slice]]:
    """By number of the item, where it lies, if in one piece."""
    if start == end:
        return
    reader = _Reader(content, start)
    version = reader.number(4) >> 24
    offset_size, length_size = divmod(reader.number(1), 16)
    base_size, index_size = divmod(reader.number(1), 16)
    wide = 2 if version < 2 else 4
    for _number in range(min(reader.number(wide), MAX_BOXES)):
        item = reader.number(wide)
        # Version 0 knows one way only: from the beginning of the file.
        method = reader.number(2) & 15 if version else 0
        reader.position += 2
        base = reader.number(base_size)
        extents = reader.number(2)
        index = index_size if version else 0
        if extents != 1:
            reader.position += extents * (index + offset_size + length_size)
            continue
        reader.position += index
        place, length = base + reader.number(offset_size), reader.number(length_size)
        place += idat[0] if method == 1 else 0
        if method in (0, 1) and length <= MAX_ITEM:
            yield item, slice(place, place + length)
