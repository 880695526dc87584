"""A process that imports a file and is killed at a given moment: `python -m … DO FILE [MOMENT N]`.

It uses the database of DATABASE_URL. DO is `check` (a kept file is checked and waits to run),
`run` (it is run or gone on with) or `command` (what the command does). MOMENT is `within` the
transaction of the Nth chunk, or `after` it. The numbers of the batch are printed at the end.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

CHUNK = 40


def main(do: str, file: Path, moment: str = "", number: str = "0") -> None:
    import django

    django.setup()
    from exchanges.imports import passing
    from exchanges.imports.batch import import_file
    from exchanges.imports.options import Options

    passing.CHUNK = CHUNK
    if moment:
        _die(moment, int(number))
    if do == "command":
        report = import_file(content=file, name=file.name, options=Options())
        print(json.dumps(report.summary()))  # noqa: T201
    else:
        print(json.dumps(_batch(do, file)))  # noqa: T201


def _batch(do: str, file: Path) -> dict[str, Any]:
    from django.core.files import File

    from exchanges.imports.checking import check_batch
    from exchanges.imports.running import run_batch
    from exchanges.models import ImportBatch

    waiting = ImportBatch.State.WAITING
    batch = ImportBatch.objects.filter(file_name=file.name).first()
    if do == "check":
        batch = ImportBatch(file_name=file.name)
        with file.open("rb") as opened:
            batch.file.save(file.name, File(opened))
        check_batch(batch)
        ImportBatch.objects.filter(pk=batch.pk).update(
            state=waiting, done_rows=0, created=0, updated=0, unchanged=0, rejected=0
        )
    else:
        # As `resume` does for a run whose process is dead.
        ImportBatch.objects.filter(pk=batch.pk).update(state=waiting)
        batch.refresh_from_db()
        run_batch(batch)
    names = ("rows", "created", "updated", "unchanged", "rejected", "state", "done_rows")
    return {name: getattr(batch, name) for name in names}


def _die(moment: str, number: int) -> None:
    from exchanges.imports.writing import ChunkWriter

    write, written = ChunkWriter.write_chunk, []

    def kill() -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    def killed(self: ChunkWriter, drafts: list, note: Any = lambda: None) -> None:
        written.append(len(drafts))
        is_last = len(written) == number
        write(self, drafts, kill if is_last and moment == "within" else note)
        if is_last:
            kill()

    ChunkWriter.write_chunk = killed


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), *sys.argv[3:])
