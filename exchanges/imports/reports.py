"""What became of a file, for whoever started the import."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import IO, Any

from .drafts import UNCHANGED, Draft, Outcome
from .problems import Problem
from .reading import Table
from .spooling import Spooled

SAMPLE = 10
COUNTS = ("rows", "created", "updated", "unchanged", "rejected")


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row that was left out, as it stood in the file, and why."""

    line: int
    cells: list[str]
    problems: list[Problem]


@dataclass
class Report:
    """What became of a file; rows = created + updated + unchanged + rejected."""

    table: Table
    headers: list[str]
    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    batch: int | None = None
    seconds: float = 0.0
    problems: Spooled[Problem] = field(default_factory=Spooled)
    warnings: Spooled[Problem] = field(default_factory=Spooled)
    rejected_rows: Spooled[RejectedRow] = field(default_factory=Spooled)
    sample: list[Draft] = field(default_factory=list)
    is_refused: bool = False

    def summary(self) -> dict[str, Any]:
        """The numbers, without the problems one by one."""
        return {
            **{name: getattr(self, name) for name in COUNTS},
            "warnings": len(self.warnings),
            "batch": self.batch,
            "seconds": round(self.seconds, 3),
        }

    def write_json(self, target: IO[str]) -> None:
        """Write the numbers and every problem and warning, one a line."""
        target.write(json.dumps(self.summary(), ensure_ascii=False)[:-1])
        for name, problems in (("problems", self.problems), ("warning_list", self.warnings)):
            target.write(f',\n"{name}": [')
            for number, problem in enumerate(problems):
                target.write(",\n" if number else "\n")
                json.dump(problem.as_json(), target, ensure_ascii=False)
            target.write("]")
        target.write("}\n")

    def count(self, drafts: Iterable[Draft]) -> None:
        for draft in drafts:
            outcome = str(draft.outcome)
            setattr(self, outcome, getattr(self, outcome) + 1)
            self.rows += 1
            self.problems.extend(draft.problems)
            if outcome != UNCHANGED or draft.is_left:
                self.warnings.extend(draft.warnings)
            if outcome == Outcome.REJECTED:
                self.rejected_rows.append(RejectedRow(draft.line, draft.cells, draft.problems))
            elif len(self.sample) < SAMPLE:
                self.sample.append(draft)

    def count_same(self, count: int) -> None:
        """Rows that were not even read: they say what they said when they were last imported."""
        self.rows += count
        self.unchanged += count

    def refuse(self) -> None:
        """All or nothing, and a row is wrong: none of the good rows was written either."""
        self.is_refused = True
        self.created = self.updated = 0
        self.rejected = self.rows - self.unchanged
