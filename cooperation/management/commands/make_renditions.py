"""Make the public files of photos: those that are missing, or all of them anew."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from exchanges.models import Photo
from exchanges.photo_files import complete_facts, complete_renditions


class Command(BaseCommand):
    help = (
        "Make the public files that photos lack: after an update that brings new sizes or formats, "
        "or where the worker failed. What fails is named, and the others are made."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--all", action="store_true", help="make all of them anew")

    def handle(self, *args: Any, **options: Any) -> None:
        made = failed = 0
        keys = list(Photo.objects.order_by("pk").values_list("pk", flat=True))
        for pk in keys:
            try:
                complete_facts(pk)
                made += complete_renditions(pk, anew=options["all"])
            except (OSError, ValidationError) as error:
                failed += 1
                reason = " ".join(getattr(error, "messages", [str(error)]))
                self.stderr.write(f"Photo {pk}: {reason}")
        self.stdout.write(f"{made} files made for {len(keys) - failed} photos.")
        if failed:
            raise CommandError(f"{failed} photos could not be read; they stand above.")
