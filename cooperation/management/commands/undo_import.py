from __future__ import annotations

from argparse import ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from exchanges.imports.undoing import NotUndoable, UndoneAlready, undo
from exchanges.models import ImportBatch


class Command(BaseCommand):
    help = "Undoes an import: removes what it created, restores what it changed, keeps later edits."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("batch", type=_number, help="number of the import, as its list has it")

    def handle(self, *args: Any, **given: Any) -> None:
        number = given["batch"]
        batch = ImportBatch.objects.filter(pk=number).first()
        if batch is None:
            raise CommandError(f"There is no import {number}.", returncode=2)
        try:
            undone = undo(batch=batch)
        except UndoneAlready:
            self.stdout.write(f"Import {number} was undone already; nothing has been changed.")
            return
        except NotUndoable as error:
            raise CommandError(f"Import {number}: {error}", returncode=2) from error
        self.stdout.write(
            f"Import {number} ({batch.file_name}) undone: {undone.removed} removed, "
            f"{undone.restored} restored, {len(undone.kept)} kept; "
            f"{undone.removed_partners} partners removed"
        )
        for kept in undone.kept:
            self.stdout.write(f"Kept {kept.reference}: {kept.why}")


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise ArgumentTypeError(f"“{text}” is not the number of an import")
    return int(text)
