"""Files in an S3-compatible object storage; needs the extra `production`.

All objects are private. Whatever goes wrong there is an OSError, as it is with a folder, so that
nobody else has to know which of the two it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any

from boto3.exceptions import Boto3Error
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.base import File
from storages.backends.s3 import S3Storage

from .storage import Stored

# Nobody should wait for a storage that does not answer. Checksums of the newer kind are unknown to
# many storages that are compatible otherwise.
CLIENT = {
    "connect_timeout": 5,
    "read_timeout": 20,
    "retries": {"max_attempts": 2},
    "request_checksum_calculation": "when_required",
    "response_checksum_validation": "when_required",
}
IN_MEMORY = 4 * 1024 * 1024


def _as_os_error(method: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(method)
    def call(*args: Any, **kwargs: Any) -> Any:
        try:
            return method(*args, **kwargs)
        except (Boto3Error, BotoCoreError, ClientError) as error:
            raise OSError(f"The object storage answered: {error}") from error

    return call


class ObjectStorage(S3Storage):
    """Objects below a prefix of one bucket; never overwritten, under no address."""

    def __init__(self, *, address_in_path: bool = False, **options: Any) -> None:
        style = "path" if address_in_path else "auto"
        config = Config(s3={"addressing_style": style}, **CLIENT)
        super().__init__(
            client_config=config,
            file_overwrite=False,
            max_memory_size=IN_MEMORY,
            **options,
        )

    @_as_os_error
    def _open(self, name: str, mode: str = "rb") -> File:
        opened = super()._open(name, mode)
        if "r" in mode:
            # Fetched now: later an error would come in the middle of an answer.
            opened.open()
        return opened

    _save = _as_os_error(S3Storage._save)
    delete = _as_os_error(S3Storage.delete)
    exists = _as_os_error(S3Storage.exists)
    size = _as_os_error(S3Storage.size)

    @_as_os_error
    def _page(self, pages: Iterator[dict[str, Any]]) -> dict[str, Any] | None:
        return next(pages, None)

    def walk(self, below: str = "") -> Iterator[Stored]:
        """All objects below a folder of the storage, one page of a thousand at a time."""
        root = self._normalize_name("").rstrip("/") + "/"
        prefix = f"{root}{below}/" if below else root
        pages = iter(
            self.connection.meta.client.get_paginator("list_objects_v2").paginate(
                Bucket=self.bucket_name, Prefix=prefix
            )
        )
        while (page := self._page(pages)) is not None:
            for entry in page.get("Contents", ()):
                yield Stored(entry["Key"].removeprefix(root), entry["LastModified"])

    def url(self, name: str | None, *args: Any, **kwargs: Any) -> str:
        raise ValueError("This file is not accessible via a URL.")
