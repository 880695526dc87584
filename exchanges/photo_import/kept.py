"""An archive between its upload and the adding of its photos: private files, for one day.

Each file is written once, so that nobody ever reads a half of an old one and a half of a new one:
the archive and who added it, then what the check found, then what was added. The checked pictures
are `PhotoUpload` rows of one group.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import IO, Any

from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage
from django.utils import timezone

from ..models import PhotoUpload
from ..models.photo import originals_storage

FOLDER = "photo-archives"
KEPT = timedelta(days=1)
# After so long without another picture, whoever checks the archive has stopped.
SILENCE = timedelta(minutes=10)
ARCHIVE, START, CHECKED, FAILED, ADDED = "archive.zip", "start", "checked", "failed", "added"


@dataclass
class CheckedRow:
    """What the check says of a row of the table, or of a file that no row names (`line` is 0)."""

    line: int
    file: str
    cells: list[str] = field(default_factory=list)
    reference: str = ""
    activity: int | None = None
    fields: dict[str, Any] = field(default_factory=dict)
    problems: list[tuple[str, str]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    # What keeps the picture, and its SHA-256; nothing where the row has a problem.
    upload: int | None = None
    sha256: str = ""

    @property
    def is_ready(self) -> bool:
        return self.upload is not None and not self.problems


@dataclass
class Checked:
    """What the check found in the whole archive."""

    table_name: str
    headers: list[str]
    ignored: list[str]
    rows: list[CheckedRow]

    @property
    def ready(self) -> list[CheckedRow]:
        return [row for row in self.rows if row.is_ready]

    @property
    def left_out(self) -> list[CheckedRow]:
        return [row for row in self.rows if not row.is_ready]


class KeptArchive:
    """The files of one upload, by the name of its group of pictures."""

    def __init__(self, group: str) -> None:
        self.group = group
        self.storage: Storage = originals_storage()

    @classmethod
    def keep(cls, file: File, *, by: int, pictures: int, language: str) -> KeptArchive:
        """Keep an archive until it is checked; those that nobody went on with go."""
        forget_old()
        kept = cls(secrets.token_urlsafe(24))
        file.seek(0)
        kept.storage.save(kept._path(ARCHIVE), file)
        name = str(file.name or "")[-255:]
        start = {"by": by, "name": name, "pictures": pictures, "language": language}
        kept._write(START, start | {"at": timezone.now().isoformat()})
        return kept

    @property
    def start(self) -> dict[str, Any] | None:
        """Who added the archive, its name, its number of pictures, the language and when."""
        return self._read(START)

    @property
    def checked(self) -> Checked | None:
        found = self._read(CHECKED)
        if found is None:
            return None
        rows = [CheckedRow(**row) for row in found.pop("rows")]
        return Checked(**found, rows=rows)

    @property
    def failed(self) -> str:
        """Why the archive cannot be used at all; empty where it can."""
        return (self._read(FAILED) or {}).get("problem", "")

    @property
    def added(self) -> dict[str, Any] | None:
        """How many photos were added to which records, and the rows that were left out."""
        return self._read(ADDED)

    @property
    def uploads(self) -> Any:
        return PhotoUpload.objects.filter(group=self.group)

    @property
    def is_silent(self) -> bool:
        """Whether the check has stopped: it has found no picture for a while."""
        last = self.uploads.order_by("-uploaded_at").values_list("uploaded_at", flat=True).first()
        began = datetime.fromisoformat((self.start or {})["at"])
        return timezone.now() - max(last or began, began) > SILENCE

    def open(self) -> IO[bytes]:
        return self.storage.open(self._path(ARCHIVE))

    def write_checked(self, checked: Checked) -> None:
        self._write(CHECKED, asdict(checked))
        self.storage.delete(self._path(ARCHIVE))

    def write_failed(self, problem: str) -> None:
        self._write(FAILED, {"problem": problem})
        self.storage.delete(self._path(ARCHIVE))

    def write_added(self, added: dict[str, Any]) -> None:
        self._write(ADDED, added)

    def forget(self) -> None:
        """Remove all of it; its pictures go with their uploads."""
        for name in (ARCHIVE, *(f"{each}.json" for each in (START, CHECKED, FAILED, ADDED))):
            self.storage.delete(self._path(name))

    def _path(self, name: str) -> str:
        return f"{FOLDER}/{self.group}/{name}"

    def _write(self, name: str, content: dict[str, Any]) -> None:
        path = self._path(f"{name}.json")
        if not self.storage.exists(path):
            text = json.dumps(content, ensure_ascii=False)
            self.storage.save(path, ContentFile(text.encode("utf-8", "surrogatepass")))

    def _read(self, name: str) -> dict[str, Any] | None:
        try:
            with self.storage.open(self._path(f"{name}.json")) as stored:
                return json.load(stored)
        except (FileNotFoundError, json.JSONDecodeError):
            # Not there, or being written at this moment.
            return None


def forget_old() -> None:
    """Remove what nobody went on with for a day."""
    storage = originals_storage()
    oldest = timezone.now() - KEPT
    try:
        groups = storage.listdir(FOLDER)[0]
    except FileNotFoundError:
        return
    for group in groups:
        kept = KeptArchive(group)
        started = (kept.start or {}).get("at", "")
        if not started or datetime.fromisoformat(started) < oldest:
            kept.forget()
