"""What is in a file besides its picture, told by a reader that is not the product's."""

from __future__ import annotations

import json
import shutil
import struct
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

EXIFTOOL = shutil.which("exiftool")
# Groups of ExifTool that tell of the file and the picture itself.
_PICTURE_GROUPS = {"SourceFile", "ExifTool", "System", "File", "Composite", "JFIF", "RIFF"}
_AVIF_GROUPS = {"QuickTime", "Meta"}
# A comment, and what stands behind the end of the picture, are in the group of the file.
_HIDDEN = {"File:Comment", "ExifTool:Warning", "ExifTool:Error", "File:ExifByteOrder"}


def exiftool(path: Path) -> list[dict[str, Any]]:
    """All that ExifTool finds in a file or in every file of a folder, by group and name."""
    assert EXIFTOOL
    done = subprocess.run(
        [EXIFTOOL, "-j", "-G1", "-a", "-u", "-r", "-charset", "utf8", str(path)],
        capture_output=True,
        check=False,
        timeout=120,
    )
    return json.loads(done.stdout or b"[]")


def metadata_of(found: dict[str, Any]) -> list[str]:
    """Names of what ExifTool found beside the picture; empty for a clean file."""
    groups = _PICTURE_GROUPS | (
        _AVIF_GROUPS if found.get("File:MIMEType") == "image/avif" else set()
    )
    return [
        name
        for name in found
        if (name.partition(":")[0] not in groups or name in _HIDDEN) and ":" in name
    ]


def parts_of(content: bytes) -> list[str]:
    """Names of all parts of a WebP, AVIF or JPEG file, the end of the file reached exactly."""
    if content.startswith(b"RIFF"):
        return list(_riff(content))
    if content[4:8] == b"ftyp":
        return list(_boxes(content, 0, len(content)))
    assert content.startswith(b"\xff\xd8")
    return list(_segments(content))


def _riff(content: bytes) -> Iterator[str]:
    assert int.from_bytes(content[4:8], "little") + 8 == len(content)
    position = 12
    while position < len(content):
        yield content[position : position + 4].decode("latin-1")
        size = int.from_bytes(content[position + 4 : position + 8], "little")
        position += 8 + size + size % 2
    assert position == len(content)


def _boxes(content: bytes, position: int, end: int) -> Iterator[str]:
    """Boxes of an AVIF, and the types of the items among them."""
    while position < end:
        size, kind = struct.unpack_from(">I4s", content, position)
        assert size >= 8
        yield kind.decode("latin-1")
        if kind == b"meta":
            yield from _boxes(content, position + 12, position + size)
        elif kind == b"iinf":
            yield from _boxes(content, position + 14, position + size)
        elif kind == b"infe":
            yield content[position + 16 : position + 20].decode("latin-1")
        position += size
    assert position == end


def _segments(content: bytes) -> Iterator[str]:
    position = 2
    while content[position + 1] != 0xDA:
        assert content[position] == 0xFF
        yield f"{content[position + 1]:02X}"
        position += 2 + int.from_bytes(content[position + 2 : position + 4], "big")
    # Of a baseline JPEG, one scan is all that may follow.
    assert content.find(b"\xff\xd9", position) == len(content) - 2
