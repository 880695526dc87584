"""Where files lie; our own view serves what may be seen of them.

Every storage can also be walked through, to find files that belong to nothing.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from django.core.files.storage import FileSystemStorage


class Stored(NamedTuple):
    name: str
    changed_at: datetime


class FolderStorage(FileSystemStorage):
    """A folder, and below it others."""

    def walk(self, below: str = "") -> Iterator[Stored]:
        """All files below a folder of the storage, one at a time; none where there is no folder."""
        root = Path(self.location)
        for folder, _folders, names in os.walk(root / below):
            for name in names:
                path = Path(folder, name)
                try:
                    changed_at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
                except FileNotFoundError:
                    # Gone since the folder was read.
                    continue
                yield Stored(path.relative_to(root).as_posix(), changed_at)


class PrivateStorage(FolderStorage):
    """A folder under no address: whoever asks a file of it for its URL is refused."""

    def url(self, name: str | None) -> str:
        raise ValueError("This file is not accessible via a URL.")
