"""Reading a large file ahead, in a process of its own, while its rows are written in this one.

Reading and writing take about as long as each other, so that a second processor halves the time.
The process is started anew, not forked: a connection to a database must not be carried over. It
ends with its pipe, so it outlives no import that is killed.
"""

from __future__ import annotations

import copyreg
import os
import pickle
import struct
import subprocess
import sys
import traceback
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from django.apps import apps
from django.db import connection, models
from django.utils.translation import get_language, override

from .drafts import UNCHANGED, Outcome
from .options import Options
from .passing import Chunk, FilePass
from .problems import FileError
from .reading import read_file
from .writing import kept_cells

# Below so many bytes a process costs more to start than it saves.
LARGE = 4 * 1024 * 1024
# What drafts refer to is named by its key; each of these tables is short and read once.
REFERRED = ("exchanges.Kind", "exchanges.Partner", "exchanges.Programme", "capacity.CapacityField")
SIZE = struct.Struct(">Q")
# The rows of these tables by key, as they are when the receiving of a file begins.
_rows: dict[str, dict[int, models.Model]] = {}


class Broken(Exception):
    """The reading process ended before the file did; the message is what it said last."""


@dataclass(frozen=True)
class Order:
    """Which file is to be read, and how."""

    path: Path
    name: str
    options: Options
    corrections: Mapping[str, Mapping[str, str]]
    done_rows: int
    language: str


def can_read_ahead(path: Path | None, options: Options) -> bool:
    """Whether another process can read the file with the same result, and is worth it.

    It cannot see what this one has not committed, nor partners that this one is to create.
    """
    return (
        path is not None
        and path.stat().st_size >= LARGE
        and (os.cpu_count() or 1) > 1
        and not options.atomic
        and options.unknown_partners != "create"
        and not connection.in_atomic_block
        and "memory" not in str(connection.settings_dict["NAME"])
    )


@contextmanager
def reading(
    rows: FilePass, path: Path | None, name: str, done_rows: int = 0
) -> Iterator[Iterator[tuple[bool, Chunk]]]:
    """The chunks of a file, each with whether it was written before, read ahead if possible."""
    if path is None or not can_read_ahead(path, rows.options):
        yield rows.all_chunks(done_rows)
        return
    language = get_language() or "en"
    order = Order(path, name, rows.options, rows.corrections, done_rows, language)
    process = subprocess.Popen(
        [sys.executable, "-m", "exchanges.imports.reading_process"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )
    try:
        pickle.dump(order, process.stdin)
        process.stdin.close()
        yield _received(process.stdout)
    finally:
        process.stdout.close()
        process.kill()
        process.wait()


def serve(source: IO[bytes], target: IO[bytes]) -> None:
    """Read the file of the order that `source` brings; what it says goes to `target`."""
    order: Order = pickle.load(source)
    with override(order.language):
        try:
            table = read_file(order.path, order.name, order.options.encoding, order.options.sheet)
            rows = FilePass(table, order.options, order.corrections)
            for was_written, chunk in rows.all_chunks(order.done_rows):
                _send(target, (was_written, _lightened(chunk, rows.headers)))
            _send(target, "end")
        except FileError as error:
            _send(target, error)
        except Exception:  # noqa: BLE001
            _send(target, Broken(traceback.format_exc()))


def _received(source: IO[bytes]) -> Iterator[tuple[bool, Chunk]]:
    _rows.update({label: apps.get_model(label).objects.in_bulk() for label in REFERRED})
    while True:
        size = source.read(SIZE.size)
        if len(size) < SIZE.size:
            raise Broken("The process that reads the file has ended.")
        found = pickle.loads(source.read(*SIZE.unpack(size)))
        if found == "end":
            return
        if isinstance(found, Exception):
            raise found
        yield found


def _lightened(chunk: Chunk, headers: Sequence[str]) -> Chunk:
    """Only what whoever writes needs: of rows that change nothing, how many there are."""
    drafts, same = [], [(line, []) for line, _cells in chunk.same]
    for draft in chunk.drafts:
        if draft.outcome == UNCHANGED and not (draft.links or draft.is_left):
            same.append((draft.line, []))
        else:
            if draft.outcome != Outcome.REJECTED:
                draft.kept_cells = kept_cells(headers, draft.cells)
            drafts.append(draft)
    return Chunk(drafts, same)


def _send(target: IO[bytes], message: Any) -> None:
    packed = BytesIO()
    _pickler(packed).dump(message)
    target.write(SIZE.pack(packed.tell()))
    target.write(packed.getbuffer())
    target.flush()


def _pickler(target: IO[bytes]) -> pickle.Pickler:
    """A pickler that names what drafts refer to; asked for these only, not for every text."""
    pickler = pickle.Pickler(target, pickle.HIGHEST_PROTOCOL)
    pickler.dispatch_table = copyreg.dispatch_table.copy()
    for label in REFERRED:
        pickler.dispatch_table[apps.get_model(label)] = _named
    return pickler


def _named(row: models.Model) -> tuple[Any, ...]:
    return _row, (row._meta.label, row.pk)


def _row(label: str, pk: int) -> models.Model:
    return _rows[label][pk]
