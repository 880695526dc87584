from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from exchanges.imports.exporting import Export
from exchanges.imports.problems import FileError
from exchanges.models import Activity
from exchanges.tools import Tool


class Command(BaseCommand):
    help = "Exports records, drafts included, to a CSV or XLSX file that an import rebuilds."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("out", type=Path)
        parser.add_argument("--tool", choices=Tool.values, default="")
        parser.add_argument("--labels", choices=("en", "ja"), default="")

    def handle(self, *args: Any, **given: Any) -> None:
        out, tool = given["out"], given["tool"]
        records = Activity.objects.filter(tool=tool) if tool else Activity.objects.all()
        kind = out.suffix.lower()
        if kind not in (".csv", ".xlsx"):
            raise CommandError("The name of the file must end in .csv or .xlsx.", returncode=2)
        export = Export(records, tool, given["labels"])
        try:
            # With its mark, Excel reads a CSV file as UTF-8.
            pieces = export.xlsx() if kind == ".xlsx" else _encoded(export)
            with out.open("wb") as target:
                target.writelines(pieces)
        except FileError as error:
            raise CommandError(str(error), returncode=2) from error
        except OSError as error:
            raise CommandError(f"{out}: {error.strerror}.", returncode=2) from error
        self.stdout.write(f"{records.count()} records written to {out}")


def _encoded(export: Export) -> Any:
    return (text.encode() for text in export.csv(excel=True))
