"""The texts among the tags that cameras and Windows write (Exif, and the TIFF that carries it)."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import NamedTuple

from .encodings import decoded
from .photo_hints import Hint

MAX_ENTRIES = 1_000
MAX_VALUE = 64 * 1024
_EXIF_IFD = 34665
# Sizes of the types of which any is wanted: bytes, text, SHORT, LONG, undefined, UTF-8, and the
# addresses of BigTIFF.
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 7: 1, 13: 4, 16: 8, 18: 8, 129: 1}
_DESCRIPTION, _ARTIST, _COPYRIGHT = 270, 315, 33432
_TAKEN_AT, _USER_COMMENT = 36867, 37510
_WINDOWS = {40092: ("caption", 1), 40091: ("caption", 3), 40093: ("credit", 2)}
_WANTED = {_EXIF_IFD, _DESCRIPTION, _ARTIST, _COPYRIGHT, _TAKEN_AT, _USER_COMMENT, *_WINDOWS}


class _Layout(NamedTuple):
    """How classic TIFF and BigTIFF write a directory."""

    order: str
    count: str
    entry: str
    inline: int
    first: int


def read_exif(block: bytes) -> Iterator[Hint]:
    """The texts of a TIFF structure, as far as it can be read; struct.error where it is none."""
    layout = _layout(block)
    tags = read_tags(block, _WANTED)
    yield Hint("caption", decoded(tags.get(_DESCRIPTION, b"")))
    yield Hint("credit", decoded(tags.get(_ARTIST, b"")), rank=1)
    # The photographer's, then the editor's after a zero byte.
    rights = tags.get(_COPYRIGHT, b"").split(b"\0")
    yield Hint("rights", ", ".join(decoded(part.strip()) for part in rights if part.strip()))
    yield Hint("taken_on", decoded(tags.get(_TAKEN_AT, b"")))
    yield Hint("caption", _user_comment(tags.get(_USER_COMMENT, b""), layout.order), rank=2)
    for tag, (field, rank) in _WINDOWS.items():
        value = tags.get(tag, b"")
        yield Hint(field, value[: len(value) // 2 * 2].decode("utf-16-le", "replace"), rank=rank)


def read_tags(block: bytes, wanted: set[int]) -> dict[int, bytes]:
    """The bytes of the wanted tags of the first directory and of the camera's."""
    layout = _layout(block)
    found = dict(_directory(block, layout, layout.first, wanted))
    if camera := found.get(_EXIF_IFD):
        order = "little" if layout.order == "<" else "big"
        start = int.from_bytes(camera, order)
        found = {**dict(_directory(block, layout, start, wanted)), **found}
    return found


def _layout(block: bytes) -> _Layout:
    order = "<" if block[:2] == b"II" else ">"
    (version,) = struct.unpack_from(order + "H", block, 2)
    if block[:2] not in (b"II", b"MM") or version not in (42, 43):
        raise struct.error("no TIFF structure")
    if version == 43:
        return _Layout(order, "Q", "HHQ", 8, *struct.unpack_from(order + "Q", block, 8))
    return _Layout(order, "H", "HHL", 4, *struct.unpack_from(order + "L", block, 4))


def _directory(
    block: bytes, layout: _Layout, start: int, wanted: set[int]
) -> Iterator[tuple[int, bytes]]:
    count_size = struct.calcsize("=" + layout.count)
    if start + count_size > len(block):
        return
    (count,) = struct.unpack_from(layout.order + layout.count, block, start)
    head = struct.Struct(layout.order + layout.entry)
    position = start + count_size
    for _number in range(min(count, MAX_ENTRIES)):
        if position + head.size + layout.inline > len(block):
            return
        tag, kind, values = head.unpack_from(block, position)
        size = values * _SIZES.get(kind, 0)
        position += head.size
        if tag in wanted and size > 0:
            place = position
            if size > layout.inline:
                address = "Q" if layout.inline == 8 else "L"
                (place,) = struct.unpack_from(layout.order + address, block, position)
            yield tag, block[place : place + min(size, MAX_VALUE)]
        position += layout.inline


def _user_comment(value: bytes, order: str) -> str:
    """The comment, whose first eight bytes name its encoding."""
    code, content = value[:8].rstrip(b"\0 ").upper(), value[8:]
    if code == b"UNICODE":
        return _utf_16(content, order)
    if code == b"JIS":
        return decoded(content, "iso2022_jp_ext")
    return decoded(content)


def _utf_16(content: bytes, order: str) -> str:
    """In the order of its mark or of the block; many programs write the other one, so it shows."""
    content = content[: len(content) // 2 * 2]
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", "replace")
    names = ("utf-16-le", "utf-16-be") if order == "<" else ("utf-16-be", "utf-16-le")
    return max((content.decode(name, "replace") for name in names), key=_likeness_to_text)


def _likeness_to_text(text: str) -> int:
    """English, kana and kanji, of which the wrong order of bytes yields few."""
    usual = sum(" " <= letter <= "~" or "\u3000" <= letter <= "\u30ff" for letter in text)
    return usual * 2 + sum("\u4e00" <= letter <= "\u9fff" for letter in text)
