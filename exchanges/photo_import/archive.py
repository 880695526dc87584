"""The files of a ZIP, named as they were meant; nothing of it is ever unpacked to a disk."""

from __future__ import annotations

import stat
import unicodedata
import zipfile
import zlib
from collections import Counter
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import IO, Any

from django.utils.translation import gettext as _

from ..image_bytes import picture_format
from ..images import MAX_BYTES
from ..imports.problems import CellError, FileError

MAX_ARCHIVE = 500 * 1024 * 1024
MAX_UNPACKED = 2 * 1024 * 1024 * 1024
MAX_FILES = 500
MAX_TABLE = 5 * 1024 * 1024
# The list of files at the end of an archive: five hundred with long names need a fifth of it.
MAX_LIST = 1024 * 1024
TABLES = (".csv", ".tsv", ".xlsx", ".ods")
_ARCHIVES = (".zip", ".rar", ".7z", ".tar", ".gz", ".tgz", ".cbz")
# What computers put into archives of their own accord.
_CLUTTER = {".ds_store", "thumbs.db", "desktop.ini", "ehthumbs.db"}
_CLUTTER_FOLDERS = {"__macosx", ".spotlight-v100", ".trashes", "@eadir"}
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED, _UTF_8 = 0x1, 0x800
_OTHER_ARCHIVES = {
    b"Rar!\x1a\x07": "RAR",
    b"7z\xbc\xaf\x27\x1c": "7z",
    b"\x1f\x8b": "GZIP",
    b"BZh": "BZIP2",
    b"\xfd7zXZ": "XZ",
}
# What `zipfile` raises on archives that are damaged or made to harm; it has no class of its own.
_ZIP_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
)


@dataclass(frozen=True)
class Entry:
    """A file of the archive; `key` is its name without the differences between computers."""

    name: str
    key: str
    info: zipfile.ZipInfo = field(repr=False)

    @property
    def suffix(self) -> str:
        return PurePosixPath(self.key).suffix

    @property
    def base(self) -> str:
        return self.key.rpartition("/")[2]


class Archive:
    """An opened ZIP. A FileError says in one sentence why a file is none, or too much."""

    def __init__(self, file: IO[bytes]) -> None:
        self._zip = _opened(file)
        found = [entry for info in self._zip.infolist() if (entry := _entry(info))]
        self.table = _table_of(found)
        self.entries = [entry for entry in found if entry is not self.table]
        _refuse_too_much(self.entries)
        self._named = Counter(entry.key for entry in self.entries)

    def find(self, name: str) -> Entry:
        """The file that a row names, by its path or, where that says it all, its bare name.

        Raises CellError where there is none, or more than one.
        """
        folder = self.table.key.rpartition("/")[0]
        wanted = name_key(name)
        beside = f"{folder}/{wanted}" if folder else wanted
        for key in dict.fromkeys((beside, wanted)):
            if found := [entry for entry in self.entries if entry.key == key]:
                return _only(found)
        base = wanted.rpartition("/")[2]
        found = [entry for entry in self.entries if entry.base == base]
        # A path that is written out and leads elsewhere names another file.
        if not found or "/" in wanted:
            raise CellError(
                _("The archive holds no file of this name."),
                _("Add the file to the archive, or correct its name in the table."),
            )
        return _only(found)

    def read(self, entry: Entry) -> bytes:
        """The content of a file, at most as much as a photo may have; CellError says why not."""
        if problem := _problem(entry):
            raise problem
        return self._content(entry, MAX_BYTES)

    def read_table(self) -> bytes:
        if self.table.info.file_size > MAX_TABLE:
            raise FileError(
                _("The table of captions in the archive is larger than %(limit)s MB.")
                % {"limit": MAX_TABLE // 1024**2},
                _("Keep one row for each photo and add the archive again."),
            )
        try:
            if problem := _problem(self.table):
                raise problem
            return self._content(self.table, MAX_TABLE)
        except CellError as error:
            raise FileError(f"{self.table.name}: {error.message}", error.hint) from error

    def _content(self, entry: Entry, most: int) -> bytes:
        """Read with a limit of our own: what an archive says of its sizes may be false."""
        try:
            with self._zip.open(entry.info) as content:
                found = content.read(most + 1)
        except _ZIP_ERRORS as error:
            raise CellError(
                _("The file is damaged inside the archive."),
                _("Make the archive again from the original files."),
            ) from error
        if len(found) > most:
            raise _too_large()
        return found


def name_key(name: str) -> str:
    """A path as it is compared: one slash, one form of each letter, no case."""
    parts = unicodedata.normalize("NFC", name.strip()).replace("\\", "/").split("/")
    return "/".join(part for part in parts if part not in ("", ".")).casefold()


def _opened(file: IO[bytes]) -> zipfile.ZipFile:
    file.seek(0)
    start = file.read(8)
    for mark, kind in _OTHER_ARCHIVES.items():
        if start.startswith(mark):
            raise FileError(
                _("This is a %(format)s archive, whatever its name says.") % {"format": kind},
                _("Pack the pictures and captions.csv as a ZIP and add that."),
            )
    guarded: Any = _Guarded(file)
    try:
        opened = zipfile.ZipFile(guarded)
    except _ZIP_ERRORS as error:
        raise FileError(
            _("The file is no ZIP archive, or it is damaged."),
            _("Pack the pictures and captions.csv as a ZIP again and add that."),
        ) from error
    guarded.is_open = True
    return opened


class _Guarded:
    """The file as `zipfile` sees it, which reads the list of files in one piece, however long."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file, self.is_open = file, False

    def read(self, size: int = -1) -> bytes:
        if not self.is_open and size > MAX_LIST:
            raise _too_many()
        return self.file.read(size)

    def seek(self, offset: int, whence: int = 0) -> int:
        self.file.seek(offset, whence)
        return self.file.tell()

    def tell(self) -> int:
        return self.file.tell()

    def seekable(self) -> bool:
        return True

    def close(self) -> None:
        self.file.close()


def _entry(info: zipfile.ZipInfo) -> Entry | None:
    """A file by its name; folders and the clutter of computers are none."""
    name = _name(info)
    key = name_key(name)
    parts = key.split("/")
    is_clutter = (
        parts[-1] in _CLUTTER or parts[-1].startswith("._") or _CLUTTER_FOLDERS & set(parts)
    )
    # `is_dir` fails on a name that begins with a NUL, of which zipfile keeps nothing.
    if not key or info.filename.endswith("/") or is_clutter:
        return None
    return Entry(name, key, info)


def _name(info: zipfile.ZipInfo) -> str:
    """The name in the encoding in which it was written; few archives say theirs.

    Without the mark of UTF-8 it is Windows in Japanese, a Mac, or really code page 437.
    """
    name = info.orig_filename
    if not info.flag_bits & _UTF_8:
        written = name.encode("cp437", "replace")
        for encoding in ("utf-8", "cp932"):
            try:
                name = written.decode(encoding)
                break
            except UnicodeDecodeError:
                continue
    shown = "".join(letter for letter in name if letter.isprintable())
    return unicodedata.normalize("NFC", shown).replace("\\", "/")


def _table_of(entries: list[Entry]) -> Entry:
    """The table of captions: the one called so, else the only table there is."""
    tables = [entry for entry in entries if entry.suffix in TABLES]
    named = [
        entry
        for entry in entries
        if entry.suffix in (*TABLES, ".txt") and entry.base == f"captions{entry.suffix}"
    ]
    found = named or tables
    if len(found) == 1:
        return found[0]
    if not found:
        raise FileError(
            _("The archive holds no table of captions."),
            _("Put captions.csv beside the pictures, one row for each, and add the archive again."),
        )
    raise FileError(
        _("The archive holds several tables: %(names)s.")
        % {"names": ", ".join(entry.name for entry in found[:5])},
        _("Keep one and call it captions.csv."),
    )


def _refuse_too_much(entries: list[Entry]) -> None:
    if len(entries) > MAX_FILES:
        raise _too_many()
    if sum(entry.info.file_size for entry in entries) > MAX_UNPACKED:
        raise FileError(
            _("Unpacked, the archive has more than %(limit)s GB.")
            % {"limit": MAX_UNPACKED // 1024**3},
            _("Export the pictures as smaller JPEGs, or add them in several archives."),
        )


def _too_many() -> FileError:
    return FileError(
        _("The archive holds more than %(limit)s files.") % {"limit": MAX_FILES},
        _("Divide the pictures among several archives, each with its own captions.csv."),
    )


def _only(found: list[Entry]) -> Entry:
    if len(found) > 1:
        raise CellError(
            _("The archive holds more than one file of this name."),
            _("Keep one of them, or write the folder in front of the name in the table."),
        )
    return found[0]


def _problem(entry: Entry) -> CellError | None:
    """Why a file of the archive is not read at all."""
    info = entry.info
    if entry.name.startswith("/") or ".." in entry.name.split("/") or entry.name[1:2] == ":":
        return CellError(
            _("The file’s path leads out of the archive."),
            _("Make the archive again from the folder of the pictures."),
        )
    if stat.S_ISLNK(info.external_attr >> 16):
        return CellError(
            _("It is a link to another file, not a picture."), _("Put the picture itself there.")
        )
    if info.flag_bits & _ENCRYPTED:
        return CellError(
            _("The file is locked with a password."), _("Make the archive again without one.")
        )
    if info.compress_type not in _METHODS:
        return CellError(
            _("The file is packed in a way this site does not read."),
            _("Make the archive again with the usual compression of ZIP."),
        )
    return _too_large() if info.file_size > MAX_BYTES else None


def _too_large() -> CellError:
    return CellError(
        _("The file has more than %(limit)s MB.") % {"limit": MAX_BYTES // 1024**2},
        _("Export it as a smaller JPEG and add it again."),
    )


def is_archive(entry: Entry, content: bytes) -> bool:
    """Whether a file is an archive inside the archive."""
    return content.startswith(b"PK\x03\x04") or (
        entry.suffix in _ARCHIVES and picture_format(content) is None
    )
