"""Reproducible published records for benchmarks: skewed partners, 1999 to 2026."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cooperation.generation import generate


class Command(BaseCommand):
    help = "Add N reproducible published records; the same seed gives the same records."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("count", type=int, help="how many records to add")
        parser.add_argument("--seed", type=int, default=1, help="seed of the random choices (1)")

    def handle(self, *args: Any, count: int, seed: int, **options: Any) -> None:
        if count < 1:
            raise CommandError("Give a number of records of at least 1.")
        made = generate(count=count, seed=seed)
        self.stdout.write(f"{made} records generated with seed {seed}.")
