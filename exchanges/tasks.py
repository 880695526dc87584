"""Background work; `db_worker` does it."""

from django_tasks import task

from .photo_files import complete_renditions


@task()
def make_photo_renditions(pk: int) -> int:
    """Make what a photo lacks; what fails here is made by the command `make_renditions`."""
    return complete_renditions(pk)
