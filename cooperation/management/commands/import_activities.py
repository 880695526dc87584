from __future__ import annotations

import sys
from argparse import ArgumentTypeError
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from exchanges.imports.batch import import_file
from exchanges.imports.options import CHOICES, options_from_profile
from exchanges.imports.problems import FileError
from exchanges.imports.rejects import rejects_csv
from exchanges.imports.reports import Report

PLAIN = ("tool", "encoding", "sheet", "default_kind")
FLAGS = ("tool_from_kind", "atomic", "publish", "dry_run")
FILES = ("profile", "report", "rejects")


class Command(BaseCommand):
    help = "Imports records from a CSV, TSV, XLSX or ODS file; docs/import-columns.md describes it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        for name in PLAIN:
            parser.add_argument(_flag(name))
        for name, choices in CHOICES.items():
            if name not in PLAIN:
                parser.add_argument(_flag(name), choices=choices)
        for name in ("pivot_year", "default_year"):
            parser.add_argument(_flag(name), type=int)
        for name in ("map_kind", "map_partner"):
            parser.add_argument(_flag(name), action="append", type=_pair, metavar="TEXT=CODE")
        parser.add_argument("--missing", action="append", metavar="TEXT")
        for name in FLAGS:
            parser.add_argument(_flag(name), action="store_true", default=None)
        for name in FILES:
            parser.add_argument(_flag(name), type=Path)

    def handle(self, *args: Any, **given: Any) -> None:
        try:
            _require_places(given)
            report = self._import(given)
        except FileError as error:
            raise CommandError(str(error), returncode=2) from error
        self._save(report, given)
        state = "Nothing was written: " if report.is_refused else ""
        number = f"; import {report.batch}" if report.batch else ""
        self.stdout.write(
            f"{state}{report.rows} rows: {report.created} created, {report.updated} updated, "
            f"{report.unchanged} unchanged, {report.rejected} rejected; "
            f"{len(report.warnings)} warnings; {report.seconds:.1f} s{number}"
        )
        for problem in report.problems[:20]:
            self.stderr.write(
                f"Row {problem.row}, {problem.column}, “{problem.value}”: "
                f"{problem.message} {problem.hint}"
            )
        if len(report.problems) > 20:
            self.stderr.write(f"… and {len(report.problems) - 20} more; see --report, --rejects.")
        if report.is_refused:
            sys.exit(1)

    def _import(self, given: dict[str, Any]) -> Report:
        profile = _read(given["profile"]).decode(errors="replace") if given["profile"] else ""
        names = (*PLAIN, *CHOICES, "pivot_year", "default_year", *FLAGS)
        chosen = {name: given[name] for name in names if given[name] is not None}
        for name in ("map_kind", "map_partner"):
            chosen[name] = dict(given[name] or ())
        if given["missing"]:
            chosen["missing"] = tuple(given["missing"])
        options = options_from_profile(profile, chosen)
        path = given["file"]
        try:
            return import_file(content=path, name=path.name, options=options)
        except OSError as error:
            raise FileError(f"{path}: {error.strerror}.") from error

    def _save(self, report: Report, given: dict[str, Any]) -> None:
        try:
            if given["report"]:
                with given["report"].open("w", encoding="utf-8") as target:
                    report.write_json(target)
            if given["rejects"]:
                given["rejects"].write_bytes(rejects_csv(report))
        except OSError as error:
            raise CommandError(f"The import is done, but {error}", returncode=2) from error


def _flag(name: str) -> str:
    return f"--{name.replace('_', '-')}"


def _pair(text: str) -> tuple[str, str]:
    name, sign, code = text.rpartition("=")
    if not (name and sign and code):
        raise ArgumentTypeError(f"“{text}” is not TEXT=CODE")
    return name, code


def _require_places(given: dict[str, Any]) -> None:
    """Report and rejected rows can be written, and over nothing that is read or written here."""
    taken = {given["file"].resolve()}
    if given["profile"]:
        taken.add(given["profile"].resolve())
    for path in filter(None, (given["report"], given["rejects"])):
        if path.resolve() in taken:
            raise FileError(f"{path} is named twice. Nothing has been imported.")
        taken.add(path.resolve())
        is_new = not path.exists()
        try:
            path.open("ab").close()
        except OSError as error:
            raise FileError(f"{path}: {error.strerror}. Nothing has been imported.") from error
        if is_new:
            path.unlink()


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise FileError(f"{path}: {error.strerror}.") from error
