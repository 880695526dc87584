"""What reading the texts in a photo costs: `python -m tests.benchmarks.bench_photo_texts`.

CPU milliseconds and the most memory that Python took beside the file itself, for a camera's file
and for files that are made to be slow. The limit is 50 ms.
"""

from __future__ import annotations

import os
import time
import tracemalloc


def measure(content: bytes) -> tuple[float, float]:
    """Milliseconds and megabytes."""
    from exchanges.photo_texts import read_texts

    started = time.process_time()
    read_texts(content)
    milliseconds = (time.process_time() - started) * 1000
    tracemalloc.start()
    read_texts(content)
    peak = tracemalloc.get_traced_memory()[1] / 1024**2
    tracemalloc.stop()
    return milliseconds, peak


def main() -> None:
    from tests.exchanges.photos.hostile import full_of_secrets
    from tests.exchanges.photos.slow import SLOW

    files = {"JPEG full of texts": lambda: full_of_secrets("JPEG"), **SLOW}
    print(f"{'':34} {'MB':>6} {'ms':>6} {'peak MB':>8}")  # noqa: T201
    for name, make in files.items():
        content = make()
        milliseconds, peak = measure(content)
        size = len(content) / 1024**2
        print(f"{name:34} {size:6.1f} {milliseconds:6.1f} {peak:8.1f}")  # noqa: T201


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cooperation.settings.base")
    import django

    django.setup()
    main()
