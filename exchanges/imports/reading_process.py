"""The process that reads a large file ahead: `python -m exchanges.imports.reading_process`."""

from __future__ import annotations

import os
import sys

import django


def main() -> None:
    django.setup()
    # Nothing else may write between the chunks.
    with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as target:
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
        from .ahead import serve

        serve(sys.stdin.buffer, target)


if __name__ == "__main__":
    main()
