"""What an import costs: `python -m tests.benchmarks.bench_import --rows 250000 --folder F`.

A file like the real ones is made, imported by the command into the empty database of DATABASE_URL
(an SQLite file below the folder unless it is set), then a file with one summary in a hundred
changed. Rows a second are of the whole command after its start, checks and history included; the
memory is the most that the command and the process that reads for it hold together. The longest
time that another writer waits for the database is taken beside it, by a process that saves a
record over and over. `--checks N` then measures the check of the first N rows, as the admin does
it. Run it on a quiet machine: `calibration` is the CPU time of a fixed piece of work, before and
after, that tells how quiet it was.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

from .past_files import write_past_file

SAVE = """
import sys, time, django
django.setup()
from exchanges.models import ReferenceCounter
from exchanges.models.naming import take_numbers
worst = 0.0
while sys.stdin.closed or True:
    began = time.monotonic()
    take_numbers(year=1900, count=1)
    worst = max(worst, time.monotonic() - began)
    print(f"{worst:.3f}", flush=True)
    time.sleep(0.05)
"""
CHECK = """
import json, sys, time, django
django.setup()
from django.core.files import File
from exchanges.imports.checking import check_batch
from exchanges.models import ImportBatch
batch = ImportBatch(file_name="past.csv")
with open(sys.argv[1], "rb") as opened:
    batch.file.save("past.csv", File(opened))
began = time.monotonic()
check_batch(batch)
print(json.dumps({"rows": batch.rows, "state": batch.state, "seconds": time.monotonic() - began}))
"""


def _calibrate() -> float:
    began, kept = time.process_time(), {}
    for number in range(1_000_000):
        kept[number & 1023] = str(number)
    return time.process_time() - began


def _environment(folder: Path) -> dict[str, str]:
    return {
        "DATABASE_URL": f"sqlite:///{folder / 'db.sqlite3'}",
        "DJANGO_SETTINGS_MODULE": "cooperation.settings.base",
        **os.environ,
        "DATA_DIR": str(folder),
    }


class _Memory:
    """The most that a process and its children held together, looked at ten times a second."""

    def __init__(self, pid: int) -> None:
        self.pid, self.most = pid, 0
        self.is_done = threading.Event()
        self.thread = threading.Thread(target=self._watch)
        self.thread.start()

    def _watch(self) -> None:
        while not self.is_done.wait(0.1):
            self.most = max(self.most, sum(map(_held, [self.pid, *_children(self.pid)])))

    def stop(self) -> float:
        self.is_done.set()
        self.thread.join()
        return self.most * resource.getpagesize() / 1024 / 1024


def _held(pid: int) -> int:
    """Pages of memory that belong to a process, those shared with others left out."""
    try:
        _size, resident, shared, *_rest = Path(f"/proc/{pid}/statm").read_text().split()
    except OSError:
        return 0
    return int(resident) - int(shared)


def _children(pid: int) -> list[int]:
    try:
        return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def _import(folder: Path, file: Path) -> dict[str, Any]:
    environment, report = _environment(folder), folder / "report.json"
    writer = subprocess.Popen(
        [sys.executable, "-c", SAVE],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    writer.stdout.readline()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "manage.py", "import_activities", str(file), "--report", str(report)]
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    memory = _Memory(process.pid)
    code = process.wait()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    most = memory.stop()
    writer.terminate()
    waited = writer.stdout.read().split()
    assert code == 0, code
    counts = json.loads(report.read_text().splitlines()[0].rstrip(",") + "}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {
        **counts,
        "rows a second": round(counts["rows"] / counts["seconds"]),
        "CPU seconds": round(cpu, 1),
        "peak MB": round(most),
        "longest wait of another writer": max(map(float, waited), default=0.0),
    }


def _check(folder: Path, rows: int) -> dict[str, Any]:
    file = folder / "checked.csv"
    write_past_file(file, rows=rows, seed=7)
    done = subprocess.run(
        [sys.executable, "-c", CHECK, str(file)],
        env=_environment(folder),
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout.splitlines()[-1])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=250_000)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--checks", type=int, default=10_000)
    parser.add_argument("--unnamed", type=float, default=0.1)
    given = parser.parse_args()
    folder = given.folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    first, second = folder / "past.csv", folder / "changed.csv"
    write_past_file(first, rows=given.rows, unnamed=given.unnamed)
    write_past_file(second, rows=given.rows, unnamed=given.unnamed, changed=0.01)
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "-v0"], env=_environment(folder), check=True
    )
    print(f"calibration {_calibrate():.3f} s", flush=True)  # noqa: T201
    for name, file in (("new", first), ("again, 1 % changed", second)):
        print(name, json.dumps(_import(folder, file)), flush=True)  # noqa: T201
    print("check", json.dumps(_check(folder, given.checks)), flush=True)  # noqa: T201
    print(f"calibration {_calibrate():.3f} s")  # noqa: T201


if __name__ == "__main__":
    main()
