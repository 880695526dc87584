"""Where the bytes of a file come from; each reading of it begins anew."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from django.core.files import File
from django.db.models.fields.files import FieldFile

CHUNK = 1024 * 1024
Content = bytes | Path | File


class Source:
    """The bytes of a file in memory, on the disk or in a storage, read as often as is needed."""

    def __init__(self, content: Content) -> None:
        self.content = content

    @contextmanager
    def opened(self) -> Iterator[BinaryIO]:
        """The file at its beginning; bytes and stored files may be open several times at once."""
        content = self.content
        if isinstance(content, bytes):
            yield io.BytesIO(content)
        elif isinstance(content, Path):
            with content.open("rb") as opened:
                yield opened
        elif isinstance(content, FieldFile):
            with content.storage.open(content.name) as opened:
                yield opened.file
        else:
            content.seek(0)
            yield content.file

    def chunks(self) -> Iterator[bytes]:
        with self.opened() as opened:
            while chunk := opened.read(CHUNK):
                yield chunk

    def head(self, size: int) -> bytes:
        with self.opened() as opened:
            return opened.read(size)
