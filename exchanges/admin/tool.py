"""What a tool's `admin.py` declares with; one import for all of it."""

from .base import ActivityAdmin
from .inlines import (
    ChangeNoteInline,
    DetailInline,
    DetailRowsInline,
    ParticipationInline,
    SourceInline,
)
from .photos import PhotoInline
from .record import RecordAdmin, pair

# Every activity has these; a tool puts its detail between.
BEFORE_DETAIL = (ParticipationInline,)
AFTER_DETAIL = (PhotoInline, SourceInline, ChangeNoteInline)

__all__ = [
    "AFTER_DETAIL",
    "BEFORE_DETAIL",
    "ActivityAdmin",
    "DetailInline",
    "DetailRowsInline",
    "RecordAdmin",
    "pair",
]
