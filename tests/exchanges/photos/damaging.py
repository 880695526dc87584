"""Pictures damaged by chance, in ways that cameras, disks, programs and attackers damage them."""

from __future__ import annotations

import re

from hypothesis import strategies as st

from tests.pictures import EVERY_FORMAT, full_of_metadata, picture_bytes, png_chunk

from .hostile import SCRIPT, SECRET, archive, full_of_secrets

SEEDS = {
    name: (picture_bytes(name), full_of_metadata(name), full_of_secrets(name))
    for name in EVERY_FORMAT
}


@st.composite
def damaged(draw: st.DrawFn, picture_format: str) -> bytes:
    """A picture that was cut, overwritten, lengthened, or has parts lost, doubled or foreign."""
    seeds = SEEDS[picture_format]
    if is_gentle := draw(st.booleans()):
        # Only what it carries beside the picture, so that most of these are taken.
        seeds, damages = seeds[1:], (_with_damaged_metadata, _appended)
    else:
        damages = _DAMAGES
    content = draw(st.sampled_from(seeds))
    for _number in range(draw(st.integers(1, 3))):
        content = draw(st.sampled_from(damages))(draw, content) or b"\0"
    if picture_format == "PNG" and (is_gentle or draw(st.booleans())):
        # With right sums, or nothing damaged would ever reach the decoder.
        content = with_right_sums(content)
    return content


def _place(draw: st.DrawFn, content: bytes) -> int:
    """More often near the beginning, where what describes the picture is."""
    end = max(0, len(content) - 1)
    return draw(st.integers(0, min(end, 96)) | st.integers(0, end))


def _cut(draw: st.DrawFn, content: bytes) -> bytes:
    return content[: _place(draw, content)]


def _overwritten(draw: st.DrawFn, content: bytes) -> bytes:
    changed = bytearray(content)
    for _number in range(draw(st.integers(1, 8))):
        changed[_place(draw, content)] = draw(st.integers(0, 255))
    return bytes(changed)


def _with_extreme_numbers(draw: st.DrawFn, content: bytes) -> bytes:
    place = _place(draw, content)
    number = draw(
        st.sampled_from((b"\xff" * 4, b"\0" * 4, b"\x7f\xff\xff\xff", b"\0\0\0\1", b"\xff\xff"))
    )
    return content[:place] + number + content[place + len(number) :]


def _lengthened(draw: st.DrawFn, content: bytes) -> bytes:
    place = _place(draw, content)
    return content[:place] + draw(st.binary(min_size=1, max_size=64)) + content[place:]


def _shortened(draw: st.DrawFn, content: bytes) -> bytes:
    start, end = sorted((_place(draw, content), _place(draw, content)))
    return content[:start] + content[end:]


def _doubled(draw: st.DrawFn, content: bytes) -> bytes:
    start, end = sorted((_place(draw, content), _place(draw, content)))
    return content[:end] + content[start:end] * draw(st.integers(1, 4)) + content[end:]


def _with_foreign_parts(draw: st.DrawFn, content: bytes) -> bytes:
    other = draw(st.sampled_from(SEEDS[draw(st.sampled_from(EVERY_FORMAT))]))
    return content[: _place(draw, content)] + other[_place(draw, other) :]


def _appended(draw: st.DrawFn, content: bytes) -> bytes:
    return content + draw(st.sampled_from((b"", archive(), SCRIPT))) + draw(st.binary(max_size=64))


def _with_damaged_metadata(draw: st.DrawFn, content: bytes) -> bytes:
    """Bytes changed in and around one of the texts."""
    texts = [match.start() for match in re.finditer(b"secret-|" + SECRET.encode(), content)]
    place = draw(st.sampled_from(texts)) + draw(st.integers(-12, 12))
    changed = bytearray(content)
    for offset, value in draw(
        st.dictionaries(st.integers(0, 11), st.integers(0, 255), min_size=1, max_size=6)
    ).items():
        changed[min(place + offset, len(changed) - 1)] = value
    return bytes(changed)


_DAMAGES = (
    _cut,
    _overwritten,
    _with_extreme_numbers,
    _lengthened,
    _shortened,
    _doubled,
    _with_foreign_parts,
)


def with_right_sums(content: bytes) -> bytes:
    """The chunks of a PNG as far as they can be told, each with its right sum."""
    made, position = content[:8], 8
    while position + 12 <= len(content):
        size = int.from_bytes(content[position : position + 4], "big")
        chunk = content[position + 8 : position + 8 + size]
        made += png_chunk(content[position + 4 : position + 8], chunk)
        position += 12 + size
    return made
