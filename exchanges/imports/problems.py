"""What can be wrong with a file, a row or a cell, and what to do about it."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from django.utils.translation import gettext as _


class FileError(Exception):
    """The file cannot be imported at all; nothing has been written."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message, self.hint = str(message), str(hint)

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class CellError(Exception):
    """A cell cannot be read; says what is so, then what to do.

    `column` names the column when it is not the one that is being read.
    """

    def __init__(self, message: str, hint: str = "", column: str = "") -> None:
        super().__init__(message)
        self.message, self.hint, self.column = str(message), str(hint), column


@dataclass(frozen=True, slots=True)
class Problem:
    """An error or a warning at a cell; `row` is the row number a spreadsheet shows."""

    row: int
    column: str
    value: str
    message: str
    hint: str = ""

    def as_json(self) -> dict[str, object]:
        return asdict(self)


def left_out(text: str) -> tuple[str, str]:
    """What is wrong with a row whose name a person decided to leave out, and what to do."""
    return (
        _("It was decided to leave out rows with “%(value)s”.") % {"value": text},
        _("Correct the cell, or decide otherwise about the name."),
    )
