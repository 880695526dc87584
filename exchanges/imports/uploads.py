"""Uploaded files between the preview of an import and its confirmation: private, for one day."""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from django.core import signing
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.utils import timezone

FOLDER = "imports"
KEPT = timedelta(days=1)
SALT = "exchanges.imports.uploads"


@dataclass(frozen=True)
class Upload:
    """A kept file, what was chosen for it and who may go on with it."""

    stored: str
    name: str
    chosen: dict[str, Any]
    tool: str
    user: int

    @property
    def token(self) -> str:
        """What the confirming form sends back; it cannot be made up or changed."""
        return signing.dumps(asdict(self), salt=SALT, compress=True)

    def read(self) -> bytes | None:
        """The content, or None when it was imported or has expired meanwhile."""
        storage = storages["originals"]
        if not storage.exists(self.stored):
            return None
        with storage.open(self.stored) as kept:
            return kept.read()

    def remove(self) -> None:
        storages["originals"].delete(self.stored)


def keep(content: bytes, *, name: str, chosen: dict[str, Any], tool: str, user: int) -> Upload:
    """Keep a file until it is confirmed; those of abandoned previews go."""
    _remove_expired()
    path = f"{FOLDER}/{secrets.token_urlsafe(18)}"
    stored = storages["originals"].save(path, ContentFile(content))
    return Upload(stored, name, chosen, tool, user)


def find(token: str, *, tool: str, user: int) -> Upload | None:
    """The upload of a token that this person was given on this tool's page."""
    try:
        upload = Upload(**signing.loads(token, salt=SALT, max_age=KEPT))
    except signing.BadSignature:
        return None
    return upload if (upload.tool, upload.user) == (tool, user) else None


def _remove_expired() -> None:
    storage = storages["originals"]
    if not storage.exists(FOLDER):
        return
    oldest = timezone.now() - KEPT
    for name in storage.listdir(FOLDER)[1]:
        if storage.get_modified_time(f"{FOLDER}/{name}") < oldest:
            storage.delete(f"{FOLDER}/{name}")
