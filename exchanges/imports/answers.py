"""What a person answers to the check of an import: corrected cells, decisions, how to import."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import transaction
from django.utils.translation import get_language

from ..models import ImportBatch
from .checking import AT_ONCE, check_batch
from .facts import FileFacts
from .options import CHOICES
from .running import start
from .uploads import options_of

State = ImportBatch.State
DECISIONS = ("leave", "update", "separate")
LONGEST = 10_000


@dataclass
class Answers:
    """What was answered; only what differs from what the check began with counts."""

    cells: dict[str, dict[str, str]] = field(default_factory=dict)
    decisions: dict[str, str] = field(default_factory=dict)
    mode: str = "update"
    bad_rows: str = "leave"
    is_atomic: bool = False
    is_published: bool = False


def answers_of(batch: ImportBatch, facts: FileFacts, posted: Mapping[str, str]) -> Answers:
    """Read what a form of the check page sent; fields that it cannot have sent are passed over."""
    held = options_of(batch)
    answers = Answers(mode=held.mode, bad_rows=held.bad_rows)
    answers.is_atomic, answers.is_published = held.atomic, held.publish
    cells = dict(filter(None, (_cell(name, posted[name]) for name in posted)))
    lines = {line for line, _place in cells}
    checked = dict(batch.checked_rows.filter(line__in=lines).values_list("line", "cells"))
    for (line, place), text in cells.items():
        if line in checked and place < len(facts.names):
            held_text = checked[line][place] if place < len(checked[line]) else ""
            if text != held_text.replace("\r\n", "\n"):
                answers.cells.setdefault(str(line), {})[facts.names[place]] = text
    for name, value in posted.items():
        if name.startswith("decision-") and name[9:].isdecimal() and value in DECISIONS:
            answers.decisions[str(int(name[9:]))] = value
    if posted.get("mode") in CHOICES["mode"]:
        answers.mode = posted["mode"]
    if (bad := posted.get("bad")) in ("leave", "hold", "atomic"):
        answers.bad_rows, answers.is_atomic = ("leave" if bad == "atomic" else bad), bad == "atomic"
        answers.is_published = posted.get("publish") == "1"
    return answers


def _cell(name: str, text: str) -> tuple[tuple[int, int], str] | None:
    """Row and position of an input at a cell, and what stands in it."""
    match name.split("-"):
        case ["cell", line, place] if line.isdecimal() and place.isdecimal():
            if len(line) < 10 and len(place) < 6 and len(text) <= LONGEST:
                return (int(line), int(place)), text.replace("\r\n", "\n").replace("\0", "")
    return None


@transaction.atomic
def keep_answers(batch: ImportBatch, answers: Answers, *, may_publish: bool) -> bool | None:
    """Keep answers with the import: True when the rows have to be checked again because of them.

    None, and nothing kept, when the import is not waiting for answers any more.
    """
    kept = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if kept.state != State.CHECKED:
        return None
    former = (kept.corrections, kept.decisions, options_of(kept).mode)
    corrections = {line: dict(cells) for line, cells in kept.corrections.items()}
    for line, cells in answers.cells.items():
        corrections.setdefault(line, {}).update(cells)
    lines = [int(line) for line in answers.decisions if len(line) < 10]
    known = set(kept.checked_rows.filter(line__in=lines).values_list("line", flat=True))
    decided = {n: each for n, each in answers.decisions.items() if int(n) in known}
    kept.corrections, kept.decisions = corrections, {**kept.decisions, **decided}
    kept.options = replace(
        options_of(kept),
        mode=answers.mode,
        bad_rows=answers.bad_rows,
        atomic=answers.is_atomic,
        publish=answers.is_published and may_publish,
    ).as_json()
    kept.save(update_fields=["corrections", "decisions", "options"])
    batch.refresh_from_db()
    return former != (kept.corrections, _without_leaving(kept, former[1]), answers.mode)


def _without_leaving(batch: ImportBatch, former: Mapping[str, str]) -> dict[str, str]:
    """The decisions, less those that say what happens anyway: a row that is left out."""
    return {n: each for n, each in batch.decisions.items() if each != "leave" or n in former}


def check_again(batch: ImportBatch) -> None:
    """Check a file at once, or in the background where a person would have to wait too long."""
    if batch.rows <= AT_ONCE:
        check_batch(batch)
        return
    from .tasks import check_import

    with transaction.atomic():
        batch.state = State.CHECKING
        batch.alive_at, batch.done_rows, batch.problem = None, 0, ""
        batch.save(update_fields=["state", "alive_at", "done_rows", "problem"])
        language = get_language() or "en"
        transaction.on_commit(lambda: check_import.enqueue(batch.pk, language))


def signature_of(batch: ImportBatch) -> str:
    """Changes with whatever a new check of the import could make different."""
    seen: list[Any] = [batch.file_sha256, batch.corrections, batch.decisions]
    seen += [batch.options.get("mode"), str(batch.alive_at), batch.created, batch.updated]
    return hashlib.sha256(json.dumps(seen, sort_keys=True).encode()).hexdigest()[:32]


def run_as_seen(batch: ImportBatch, seen: str, by: Any) -> bool:
    """Start the import that a person has looked at; False if it is another by now or has begun."""
    if seen != signature_of(batch):
        return False
    return start(batch, by)
