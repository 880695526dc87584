from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from exchanges.imports.exporting import write_csv, write_xlsx
from exchanges.models import Activity
from exchanges.tools import Tool


class Command(BaseCommand):
    help = "Exports records, drafts included, to a CSV or XLSX file that an import rebuilds."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("out", type=Path)
        parser.add_argument("--tool", choices=Tool.values, default="")

    def handle(self, *args: Any, **given: Any) -> None:
        out, tool = given["out"], given["tool"]
        records = Activity.objects.filter(tool=tool) if tool else Activity.objects.all()
        kind = out.suffix.lower()
        if kind not in (".csv", ".xlsx"):
            raise CommandError("The name of the file must end in .csv or .xlsx.", returncode=2)
        try:
            if kind == ".xlsx":
                count = write_xlsx(out, records, tool)
            else:
                # With its mark, Excel reads the file as UTF-8.
                with out.open("w", encoding="utf-8-sig", newline="") as target:
                    count = write_csv(target, records, tool)
        except OSError as error:
            raise CommandError(f"{out}: {error.strerror}.", returncode=2) from error
        self.stdout.write(f"{count} records written to {out}")
