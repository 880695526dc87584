"""IPTC IIM, the captions of press photographs since 1991: datasets of bytes in any encoding."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from .encodings import decoded, likeliest
from .photo_hints import Hint

MAX_DATASETS = 500
# A caption has 2,000 bytes by the standard; ten times as much is still a text.
MAX_VALUE = 20_000
_MARK = 0x1C
_CHARACTER_SET = (1, 90)
# Dataset of the application record: field and rank.
_FIELDS = {
    120: ("caption", 0),
    105: ("caption", 1),
    110: ("credit", 0),
    80: ("credit", 1),
    116: ("rights", 0),
    55: ("taken_on", 0),
    92: ("sublocation", 0),
    90: ("city", 0),
    101: ("country", 0),
}
# ISO 2022 escapes after ESC. JIS X 0208 in the right half of the bytes is EUC-JP.
_ESCAPES = (
    (b"%G", "utf-8"),
    (b"%/", "utf-8"),
    (b"$)B", "euc_jp"),
    (b"$)@", "euc_jp"),
    (b"$B", "iso2022_jp_ext"),
    (b"$(B", "iso2022_jp_ext"),
    (b"$@", "iso2022_jp_ext"),
    (b"-A", "latin-1"),
    (b".A", "latin-1"),
)


def read_iptc(block: bytes) -> Iterator[Hint]:
    """The texts of an IIM block, as far as it can be read."""
    values: dict[int, list[bytes]] = {}
    declared = ""
    for record, dataset, value in _datasets(block):
        if (record, dataset) == _CHARACTER_SET:
            declared = _encoding(value)
        elif record == 2 and dataset in _FIELDS:
            values.setdefault(dataset, []).append(value)
    # Together, as a short text alone may be one of several encodings.
    encoding = declared or likeliest(
        b"\n".join(value for each in values.values() for value in each)
    )
    for dataset, found in values.items():
        field, rank = _FIELDS[dataset]
        yield Hint(field, ", ".join(decoded(value, encoding) for value in found), rank=rank)


def _encoding(escapes: bytes) -> str:
    """The encoding that the escapes of 1:90 announce; empty for one that is not known."""
    return next((name for escape, name in _ESCAPES if b"\x1b" + escape in escapes), "")


def _datasets(block: bytes) -> Iterator[tuple[int, int, bytes]]:
    position = 0
    for _number in range(MAX_DATASETS):
        if position + 5 > len(block) or block[position] != _MARK:
            return
        record, dataset, size = struct.unpack_from(">BBH", block, position + 1)
        position += 5
        if size & 0x8000:
            # Longer than 32,767 bytes: the length of the length, then the length.
            width = size & 0x7FFF
            size = int.from_bytes(block[position : position + min(width, 8)], "big")
            position += width
        yield record, dataset, block[position : min(position + size, position + MAX_VALUE)]
        position += size
