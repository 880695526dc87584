"""Checks and runs of imports in the background; `db_worker` does them."""

from __future__ import annotations

from django.utils.translation import override
from django_tasks import task

from ..models import ImportBatch
from .checking import check_batch
from .running import run_batch


@task()
def check_import(pk: int, language: str = "en") -> None:
    """Check a file in the language of whoever asked for it."""
    with override(language):
        check_batch(ImportBatch.objects.get(pk=pk))


@task()
def run_import(pk: int, language: str = "en") -> None:
    """Write the rows of an import that is waiting."""
    with override(language):
        run_batch(ImportBatch.objects.get(pk=pk))
