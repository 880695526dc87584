"""The base of the tools' resources: django-import-export's face of our import and export."""

from __future__ import annotations

from importlib import import_module
from typing import Any, ClassVar

import tablib
from django.apps import apps
from django.contrib.auth.models import AbstractBaseUser
from django.db.models import QuerySet
from import_export.fields import Field
from import_export.resources import Resource
from import_export.results import Result, RowResult

from ..models import Activity, ImportBatch
from .batch import import_file, import_table
from .columns import Column
from .exporting import Export, exported_columns
from .headers import columns_of
from .options import Options
from .reading import Table
from .reports import Report


class ActivityResource(Resource):
    """Imports and exports the records of one tool by the columns declared beside it.

    The library's row-by-row machinery is left out: it asks seven queries a row, keeps relations
    out of its bulk mode and stops a whole file for one bad row. Every way in ends in `batch`.
    """

    tool: ClassVar[str]

    def columns(self) -> tuple[Column, ...]:
        return columns_of(self.tool)

    def import_file(
        self, content: bytes, name: str, options: Options, by: AbstractBaseUser | None
    ) -> Report:
        """Import a file of this tool's records; a row of another tool is an error there."""
        return import_file(content=content, name=name, options=options, by=by)

    def import_data(
        self,
        dataset: tablib.Dataset,
        dry_run: bool = False,
        raise_errors: bool = False,
        file_name: str = "",
        user: AbstractBaseUser | None = None,
        **kwargs: Any,
    ) -> Result:
        """The library's entry: the same rules for rows that are in memory already."""
        rows = [[*dataset.headers], *([str(cell or "") for cell in row] for row in dataset)]
        table = Table(file_name, "dataset", "", "", list(enumerate(rows, start=1)))
        report = import_table(
            table=table,
            batch=ImportBatch(file_name=file_name),
            options=Options(only_tool=self.tool, dry_run=dry_run, atomic=raise_errors),
            by=user,
        )
        return _result(report)

    def export(self, queryset: QuerySet | None = None, **kwargs: Any) -> tablib.Dataset:
        export = Export(Activity.objects.all() if queryset is None else queryset, self.tool)
        return tablib.Dataset(*export.rows(), headers=export.headers)

    def get_import_fields(self) -> list[Field]:
        return [Field(column_name=column.name) for column in self.columns()]

    def get_export_fields(self, selected_fields: Any = None) -> list[Field]:
        return [Field(column_name=column.name) for column in exported_columns(self.tool)]


def _result(report: Report) -> Result:
    result = Result()
    result.total_rows = report.rows
    result.totals.update(
        {
            RowResult.IMPORT_TYPE_NEW: report.created,
            RowResult.IMPORT_TYPE_UPDATE: report.updated,
            RowResult.IMPORT_TYPE_SKIP: report.unchanged,
            RowResult.IMPORT_TYPE_INVALID: report.rejected,
        }
    )
    return result


def resource_of(tool: str) -> type[ActivityResource]:
    """The resource that the app of a tool declares."""
    module = import_module(f"{apps.get_app_config(tool).name}.resources")
    return next(
        each
        for each in vars(module).values()
        if isinstance(each, type)
        and issubclass(each, ActivityResource)
        and each.__module__ == module.__name__
    )
