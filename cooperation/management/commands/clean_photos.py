"""Delete photos that lay in the trash for thirty days, unused uploads and files of nothing."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from exchanges.cleaning import clean_photos


class Command(BaseCommand):
    help = (
        "Delete photos that lay in the trash for 30 days, uploads that no form used within a day, "
        "and files that belong to no photo. Run it once a day; photos may be added meanwhile."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only say what would be deleted")

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        cleaned = clean_photos(is_dry_run=dry_run)
        self.stdout.write("Would be deleted:" if dry_run else "Deleted:")
        for count, what in (
            (cleaned.photos, "photos that lay in the trash for 30 days"),
            (cleaned.uploads, "uploads that no form used within a day"),
            (cleaned.originals, "originals that belong to no photo"),
            (cleaned.renditions, "public files that belong to no photo"),
        ):
            self.stdout.write(f"{count:8} {what}")
