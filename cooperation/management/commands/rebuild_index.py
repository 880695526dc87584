from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from exchanges.index.rebuilding import differences, rebuild

SHOWN = 20


class Command(BaseCommand):
    help = "Makes the index of the public lists anew from the records, or compares it with them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--verify",
            action="store_true",
            help="only compare: names what differs, and ends with 1 if anything does",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["verify"]:
            self.stdout.write(f"{rebuild()} records indexed.")
            return
        found = list(differences())
        for difference in found[:SHOWN]:
            self.stdout.write(difference)
        if found:
            raise CommandError(
                f"The index differs from the records in {len(found)} places. "
                "Run `manage.py rebuild_index`."
            )
        self.stdout.write("The index agrees with the records.")
