"""The file of an import: kept where nobody outside can reach it, from upload to history."""

from __future__ import annotations

import hashlib
import re
import secrets
from pathlib import PurePath

from django.contrib.auth.models import AbstractBaseUser
from django.core.files import File
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from ..models import ImportBatch
from .headers import Headed, headed
from .options import Options
from .problems import FileError
from .profiles import best_fit, use_profile
from .reading import Table, read_file
from .sources import Source

State = ImportBatch.State
# In these, nothing of the file has been written to a record; in the last, if it has no rows.
NOTHING_WRITTEN = (State.COLUMNS, State.NAMES, State.CHECKING, State.CHECKED, State.FAILED)
_SUFFIX = re.compile(r"\.[a-z0-9]{1,5}")


def keep_file(*, upload: File, tool: str, by: AbstractBaseUser) -> ImportBatch:
    """Begin an import, with the profile that was made for files like it, if there is one.

    FileError, and nothing kept, if the file is no table with rows.
    """
    names = check_file(upload).names
    batch = ImportBatch(tool=tool, started_by=by, state=State.COLUMNS)
    batch.options = Options(tool=tool, only_tool=tool, tool_from_kind=not tool).as_json()
    if fit := best_fit(names):
        use_profile(batch, fit.profile, names)
    _put(batch, upload)
    return batch


def replace_file(batch: ImportBatch, upload: File) -> None:
    """Go on with another file; what was chosen for the columns holds where headers are the same."""
    check_file(upload)
    former = batch.file.name
    batch.options = {
        name: value for name, value in batch.options.items() if name not in ("encoding", "sheet")
    }
    batch.corrections, batch.decisions, batch.state = {}, {}, State.COLUMNS
    _put(batch, upload)
    _remove(batch, former)


def check_file(upload: File) -> Headed:
    """Read a file to its end; a FileError says why it cannot be the beginning of an import."""
    head = headed(read_file(upload, upload.name))
    if not sum(1 for _row in head.rows()):
        raise FileError(
            _("The file has headers but no rows."), _("Choose the file that holds the records.")
        )
    return head


def _put(batch: ImportBatch, upload: File) -> None:
    # A name in another encoding than the system's reaches Python as halves of surrogates.
    batch.file_name = upload.name.encode(errors="replace").decode()[-255:]
    digest = hashlib.sha256()
    for chunk in Source(upload).chunks():
        digest.update(chunk)
    batch.file_size, batch.file_sha256 = upload.size, digest.hexdigest()
    suffix = PurePath(batch.file_name).suffix.lower()
    stored = f"{secrets.token_urlsafe(18)}{suffix if _SUFFIX.fullmatch(suffix) else ''}"
    upload.seek(0)
    batch.file.save(stored, upload, save=False)
    try:
        batch.save()
    except Exception:
        batch.file.delete(save=False)
        raise


def open_file(batch: ImportBatch, options: Options | None = None) -> Table:
    """The kept file of an import, read as its options say."""
    chosen = options or options_of(batch)
    if not batch.file or not batch.file.storage.exists(batch.file.name):
        raise FileError(
            _("The file of this import is not kept any more."), _("Choose the file again.")
        )
    return read_file(batch.file, batch.file_name, chosen.encoding, chosen.sheet)


def options_of(batch: ImportBatch) -> Options:
    """What was chosen for a batch, as the engine takes it."""
    chosen = dict(batch.options)
    return Options(**{**chosen, "missing": tuple(chosen.get("missing", ()))})


def is_open(batch: ImportBatch) -> bool:
    """Whether nothing of the file has been written, so that it may still be read differently."""
    return batch.state in NOTHING_WRITTEN and not batch.import_rows.exists()


def cancel(batch: ImportBatch) -> None:
    """Forget an import of which nothing has been written, and its file; FileError after that."""
    if not is_open(batch):
        raise FileError(
            _("The import has begun, so it cannot be cancelled here."),
            _("Stop it, or undo it when it is done."),
        )
    former = batch.file.name
    batch.delete()
    _remove(batch, former)


def _remove(batch: ImportBatch, name: str) -> None:
    if name:
        transaction.on_commit(lambda: batch.file.storage.delete(name))


def same_files(batch: ImportBatch) -> QuerySet[ImportBatch]:
    """Earlier imports of the very same file, the last first."""
    return ImportBatch.objects.filter(file_sha256=batch.file_sha256, pk__lt=batch.pk)
