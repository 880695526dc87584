"""How files arrive that are too large for the memory of the process."""

from __future__ import annotations

import logging
from contextlib import suppress
from typing import Any

from django.core.files.uploadedfile import (
    SimpleUploadedFile,
    TemporaryUploadedFile,
    UploadedFile,
)
from django.core.files.uploadhandler import FileUploadHandler

logger = logging.getLogger(__name__)


class UnstoredFile(SimpleUploadedFile):
    """Stands for a file that arrived while there was no room for it; it is not empty, but lost."""

    is_unstored = True

    def __init__(self, name: str, size: int, content_type: str | None) -> None:
        super().__init__(name, b"", content_type or "")
        self.size = size


class FullDiskUploadHandler(FileUploadHandler):
    """Streams a file to a temporary one; a full disk loses the file, and not the whole request.

    Django's own handler raises whatever the disk says, and names the temporary file by the
    extension of the sender's, however long that is.
    """

    file: TemporaryUploadedFile | None

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        try:
            self.file = TemporaryUploadedFile(
                "file", self.content_type, 0, self.charset, self.content_type_extra
            )
        except OSError as error:
            self._lose(error)
        else:
            self.file.name = self.file_name

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if self.file is None:
            return
        try:
            self.file.write(raw_data)
        except OSError as error:
            self._lose(error)

    def file_complete(self, file_size: int) -> UploadedFile:
        if self.file is not None:
            try:
                self.file.seek(0)
            except OSError as error:
                self._lose(error)
            else:
                self.file.size = file_size
                return self.file
        return UnstoredFile(self.file_name, file_size, self.content_type)

    def upload_interrupted(self) -> None:
        if getattr(self, "file", None) is not None:
            self.file.close()

    def _lose(self, error: OSError) -> None:
        logger.error("An upload could not be kept: %s", error)
        unfinished, self.file = getattr(self, "file", None), None
        if unfinished is not None:
            # What was not written yet cannot be written now either; the file is deleted.
            with suppress(OSError):
                unfinished.close()
