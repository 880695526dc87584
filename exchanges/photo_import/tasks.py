"""The check of many pictures; `db_worker` does it."""

from django.contrib.auth import get_user_model
from django.utils.translation import override
from django_tasks import task

from .checking import check
from .kept import KeptArchive


@task()
def check_photo_archive(group: str) -> None:
    """Check a kept archive in the language of whoever added it."""
    kept = KeptArchive(group)
    start = kept.start
    if start is None or kept.checked or kept.failed:
        return
    by = get_user_model().objects.filter(pk=start["by"], is_active=True).first()
    if by is not None:
        with override(start["language"]):
            check(kept, by)
