"""What a picture file says of itself, one saying at a time, before it is weighed and cleaned."""

from __future__ import annotations

from typing import NamedTuple


class Hint(NamedTuple):
    """A text found in a file; of two for the same field the one with the lower rank is offered.

    Fields are caption, credit, rights, taken_on, and sublocation, city and country, which make
    the place. `language` is empty where the file does not say it.
    """

    field: str
    text: str
    language: str = ""
    rank: int = 0
