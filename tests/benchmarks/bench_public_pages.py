"""What the public pages cost: `python -m tests.benchmarks.bench_public_pages --sizes 1000 10000`.

For each size a database is filled once by `generate_activities`, in a folder below `--folder`, or
the database of DATABASE_URL is used as it is when that is set. Then each page is asked for through
Django's test client, with every cache emptied before each request, and the CPU time of this process
is taken: the best and the median of several requests. On SQLite that includes the database; on
PostgreSQL the server's own time is not in it.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

ROUNDS = 15
RARE, COMMON = "oceanography", "cooperation"


def pages() -> dict[str, str]:
    """The pages to be measured by name, for the records that there are."""
    from exchanges.index.selecting import tally
    from exchanges.models import Activity, Partner

    partners = tally().summed(["partner"], [])["partner"]
    partner = Partner.objects.get(pk=max(partners, key=lambda key: partners[key]))
    activity = Activity.objects.published().exclude(tool="agreements").first()
    return {
        "list, page 1": "/activities/",
        "tool + partner": f"/activities/?tool=troops&partner={partner.code}",
        "rare word": f"/activities/?q={RARE}",
        "common word": f"/activities/?q={COMMON}",
        "page 1000": "/activities/?page=1000",
        "activity": activity.get_absolute_url(),
        "home": "/",
        "partner profile": partner.get_absolute_url(),
    }


def measure(rounds: int = ROUNDS) -> dict[str, tuple[float, float]]:
    """Best and median CPU time in ms by page; the last two are answered without rendering."""
    from django.core.cache import cache
    from django.test import Client

    client = Client()
    found = {}
    for name, address in pages().items():
        found[name] = _timed(lambda address=address: client.get(address), rounds, cache.clear)
    address = "/activities/"
    tag = client.get(address)["ETag"]
    found["304"] = _timed(
        lambda: client.get(address, headers={"if-none-match": tag}), rounds, lambda: None, 304
    )
    client.get(address)
    found["from the page cache"] = _timed(lambda: client.get(address), rounds, lambda: None)
    return found


def _timed(
    ask: Callable[[], Any], rounds: int, before: Callable[[], object], status: int = 200
) -> tuple[float, float]:
    times = []
    for _ in range(rounds + 1):
        before()
        start = time.process_time()
        response = ask()
        times.append((time.process_time() - start) * 1000)
        assert response.status_code == status, response.status_code
    # The first one compiles templates and statements.
    return min(times[1:]), statistics.median(times[1:])


def _fill(folder: Path, size: int) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for command in (["migrate", "-v0"], ["generate_activities", str(size)]):
        subprocess.run([sys.executable, "manage.py", *command], check=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 10_000])
    parser.add_argument("--folder", type=Path, default=Path("benchmark-data"))
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--one", action="store_true", help="measure the database that is set")
    options = parser.parse_args()
    if options.one:
        for name, (best, median) in measure(options.rounds).items():
            print(f"{name}\t{best:.2f}\t{median:.2f}")  # noqa: T201
        return
    for line in _table(options):
        print(line)  # noqa: T201


def _table(options: argparse.Namespace) -> Iterator[str]:
    """Each size is measured in a process of its own, whose memory nothing has warmed."""
    first: dict[str, float] = {}
    for size in options.sizes:
        if "DATABASE_URL" not in os.environ or len(options.sizes) > 1:
            os.environ["DATA_DIR"] = str((options.folder / str(size)).resolve())
            _fill(options.folder / str(size), size)
        yield f"\n{size:,} records{'':16} best ms  median ms  to the first size"
        out = subprocess.run(
            [sys.executable, "-m", __spec__.name, "--one", "--rounds", str(options.rounds)],
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for line in out.splitlines():
            name, best, median = line.split("\t")
            first.setdefault(name, float(best))
            ratio = float(best) / first[name]
            yield f"{name:24} {best:>12} {median:>10} {ratio:>10.2f}"


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cooperation.settings.base")
    import django

    django.setup()
    from django.conf import settings

    settings.ALLOWED_HOSTS = ["testserver"]
    main()
