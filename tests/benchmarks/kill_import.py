"""Kills imports at random moments: `python -m tests.benchmarks.kill_import --folder F`.

On the empty database of DATABASE_URL (an SQLite file below the folder unless it is set), half of
the kills hit the command, which is then run again from the start, and half the run of a checked
file, which is then gone on with. At the end the records must be those of an import that was left
in peace: the same number, none twice, every row in the history, and the database intact.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from .bench_import import _environment
from .past_files import write_past_file

COUNT = """
import django
django.setup()
from django.db import connection
from exchanges.models import Activity, ImportRow, Participation
with connection.cursor() as cursor:
    if connection.vendor == "sqlite":
        for statement, sound in (("PRAGMA integrity_check", [("ok",)]),
                                 ("PRAGMA foreign_key_check", [])):
            cursor.execute(statement)
            assert cursor.fetchall() == sound
records = Activity.objects.exclude(tool="agreements")
print(records.count(), records.values("title_en").distinct().count(),
      Participation.objects.count(), ImportRow.objects.filter(outcome="created").count())
"""
KILLED = "tests.exchanges.imports.killed"


def _run(folder: Path, *arguments: str, kill_after: float | None = None) -> tuple[int, str]:
    process = subprocess.Popen(
        [sys.executable, *arguments],
        env=_environment(folder),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    if kill_after is not None:
        time.sleep(kill_after)
        process.send_signal(signal.SIGKILL)
    said = process.stdout.read().splitlines()
    return process.wait(), said[-1] if said else ""


def _usual(folder: Path, rows: int) -> float:
    """How long an import of so many rows takes that is left in peace."""
    file = folder / "timing.csv"
    write_past_file(file, rows=rows, seed=99, unnamed=0.3)
    began = time.monotonic()
    code, said = _run(folder, "-m", KILLED, "command", str(file))
    assert code == 0, said
    return time.monotonic() - began


def _kill_and_complete(
    folder: Path, step: str, file: Path, chance: random.Random, usual: float
) -> int:
    """Kill a step until it gets through; returns how many kills it took."""
    kills = 0
    if step == "run":
        assert _run(folder, "-m", KILLED, "check", str(file))[0] == 0
    while True:
        wait = chance.uniform(0.35, 1.2) * usual
        code, said = _run(folder, "-m", KILLED, step, str(file), kill_after=wait)
        if code == 0:
            break
        assert code == -signal.SIGKILL, code
        kills += 1
        print(f"{step}, killed after {wait:.1f} s:", _run(folder, "-c", COUNT)[1], flush=True)  # noqa: T201
    print(f"{step}, completed: {said} |", _run(folder, "-c", COUNT)[1], flush=True)  # noqa: T201
    return kills


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--rows", type=int, default=4_000)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=int.from_bytes(os.urandom(2)))
    given = parser.parse_args()
    folder = given.folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    print(f"seed {given.seed}")  # noqa: T201
    _run(folder, "manage.py", "migrate", "-v0")
    chance, usual = random.Random(given.seed), _usual(folder, given.rows)
    for step in ("command", "run"):
        kills = number = 0
        while kills < given.kills / 2:
            number += 1
            file = folder / f"{step}-{number}.csv"
            write_past_file(file, rows=given.rows, seed=chance.randrange(10**6), unnamed=0.3)
            kills += _kill_and_complete(folder, step, file, chance, usual)
        print(f"{step}: {kills} kills over {number} files", flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
