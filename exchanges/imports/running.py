"""The run of an import that was checked: in chunks, stoppable, and resumable after a crash.

Each chunk is one transaction that also says how far the run is, so that what is written and what
is said to be written never differ, whenever the process ends. Whoever goes on begins with the
first row that was not written. Only one run can move a batch on: a second one, or a stop, makes
the next chunk of the first be taken back.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from ..models import CheckedRow, ImportBatch
from .ahead import reading
from .batch import link_waiting
from .changes import changes_of
from .checking import Overtaken, rows_by_line, update_twins
from .drafts import UNCHANGED, Draft, Outcome
from .inserting import speed_up
from .passing import Chunk, FilePass, LateLinks
from .problems import FileError
from .publishing import publish_created
from .reports import COUNTS
from .uploads import open_file, options_of
from .writing import ChunkWriter

State = ImportBatch.State
# Without a sign of life for so long, the process that ran an import is taken to be dead.
STALE = timedelta(seconds=60)
# All or nothing is one transaction, in which nobody outside sees how far it is.
STALE_IF_ATOMIC = timedelta(minutes=30)
RESUMABLE = (State.STOPPED, State.FAILED)
# So many rows of the check are removed at once, while others go on saving.
REMOVED_AT_ONCE = 5_000


def start(batch: ImportBatch, by: AbstractBaseUser | None) -> bool:
    """Let a checked import run in the background; False when it is not there to be started.

    Of two requests at once only one starts it.
    """
    mine = ImportBatch.objects.filter(pk=batch.pk, state=State.CHECKED)
    fresh = dict.fromkeys((*COUNTS[1:], "done_rows"), 0)
    return _enqueue(batch, mine, started_by=by, started_at=timezone.now(), **fresh)


def resume(batch: ImportBatch, by: AbstractBaseUser | None) -> bool:
    """Go on with a run that stopped, failed or died; False when there is nothing to go on with."""
    if not (has_begun(batch) and batch.file):
        return False
    mine = ImportBatch.objects.filter(pk=batch.pk)
    if batch.state in RESUMABLE:
        mine = mine.filter(state=batch.state)
    elif is_stale(batch):
        mine = mine.filter(state=batch.state, alive_at=batch.alive_at)
    else:
        return False
    return _enqueue(batch, mine, started_by=by)


def stop(batch: ImportBatch) -> bool:
    """Stop before the next chunk; what is written stays, and the import can be gone on with."""
    active = (State.WAITING, State.RUNNING, State.CHECKING)
    stopped = ImportBatch.objects.filter(pk=batch.pk, state__in=active).update(
        state=State.STOPPED, problem=_("It was stopped by hand.")
    )
    batch.refresh_from_db()
    return bool(stopped)


def is_stale(batch: ImportBatch) -> bool:
    """Whether the process that checks or runs the import seems to be dead."""
    if batch.state not in (State.CHECKING, State.WAITING, State.RUNNING):
        return False
    patience = STALE_IF_ATOMIC if batch.options.get("atomic") else STALE
    return batch.alive_at is not None and timezone.now() - batch.alive_at > patience


def has_begun(batch: ImportBatch) -> bool:
    """Whether the import was started, not only checked."""
    return batch.state in (State.WAITING, State.RUNNING) or (
        batch.state in RESUMABLE and batch.checked_rows.exists()
    )


def _enqueue(batch: ImportBatch, mine: Any, **values: Any) -> bool:
    from .tasks import run_import

    with transaction.atomic():
        values.update(state=State.WAITING, alive_at=timezone.now(), problem="", finished_at=None)
        if not mine.update(**values):
            return False
        language = get_language() or "en"
        transaction.on_commit(lambda: run_import.enqueue(batch.pk, language))
    batch.refresh_from_db()
    return True


def run_batch(batch: ImportBatch) -> None:
    """Write the rows of a waiting import; what it comes to stands on the batch.

    Returns without a word when someone else runs it. The state is DONE, STOPPED or FAILED
    afterwards; an error that is none of the file's is raised after it is noted.
    """
    claimed = ImportBatch.objects.filter(pk=batch.pk, state=State.WAITING)
    if not claimed.update(state=State.RUNNING, alive_at=timezone.now()):
        return
    batch.refresh_from_db()
    try:
        if options_of(batch).atomic:
            with transaction.atomic():
                _Run(batch).run()
        else:
            _Run(batch).run()
        _forget_check(batch)
    except Overtaken:
        batch.refresh_from_db()
    except FileError as error:
        _fail(batch, str(error))
    except Exception as error:
        _fail(batch, _("The import broke off: %(error)s") % {"error": error})
        raise


def _forget_check(batch: ImportBatch) -> None:
    """Remove what the check said of the rows: what became of them stands in their ImportRow."""
    keys = list(batch.checked_rows.order_by("pk").values_list("pk", flat=True))
    for first in range(0, len(keys), REMOVED_AT_ONCE):
        some = keys[first : first + REMOVED_AT_ONCE]
        batch.checked_rows.filter(pk__range=(some[0], some[-1])).delete()


def _fail(batch: ImportBatch, problem: str) -> None:
    mine = ImportBatch.objects.filter(pk=batch.pk, state=State.RUNNING)
    mine.update(state=State.FAILED, problem=problem)
    batch.refresh_from_db()


def path_of(batch: ImportBatch) -> Path | None:
    """Where the kept file lies, if it lies in a folder."""
    try:
        return Path(batch.file.path)
    except NotImplementedError:
        return None


class _Run:
    def __init__(self, batch: ImportBatch) -> None:
        self.batch = batch
        self.options = options_of(batch)
        self.rows = FilePass(open_file(batch), self.options, batch.corrections)
        self.writer = ChunkWriter(batch, self.rows.headers, self.rows.reader, batch.started_by)
        self.links = LateLinks()

    def run(self) -> None:
        speed_up()
        batch = self.batch
        with reading(self.rows, path_of(batch), batch.file_name, batch.done_rows) as chunks:
            for was_written, chunk in chunks:
                if was_written:
                    self._note_passed(chunk.drafts)
                else:
                    self._write(chunk)
        with transaction.atomic():
            self._finish()

    def _write(self, chunk: Chunk) -> None:
        self._as_checked(chunk.drafts)
        self.writer.write_chunk(chunk.drafts, lambda: self._say_how_far(chunk))
        self._take_over(self.after)
        self.links.note(chunk.drafts)

    def _note_passed(self, drafts: Sequence[Draft]) -> None:
        """Rows of an earlier run whose links are still to be made; what it wrote is counted."""
        written = dict(
            self.batch.import_rows.filter(line__in=[draft.line for draft in drafts]).values_list(
                "line", "activity_id"
            )
        )
        for draft in drafts:
            if draft.line in written:
                draft.key, draft.outcome = written[draft.line], Outcome.CREATED
        self.links.note(draft for draft in drafts if draft.key or draft.line not in written)

    def _as_checked(self, drafts: Sequence[Draft]) -> None:
        """Leave out what would become of a row otherwise than the check showed."""
        checked = rows_by_line(self.batch, [draft.line for draft in drafts])
        decisions = self.batch.decisions
        update_twins(
            self.rows,
            [
                (draft, row.twin)
                for draft in drafts
                if draft.outcome == Outcome.CREATED
                and decisions.get(str(draft.line)) == "update"
                and (row := checked.get(draft.line))
                and row.twin
            ],
        )
        for draft in drafts:
            if draft.outcome in (Outcome.CREATED, Outcome.UPDATED):
                self._compare(draft, checked.get(draft.line))

    def _compare(self, draft: Draft, row: CheckedRow | None) -> None:
        shown = CheckedRow.Outcome
        if row and row.outcome == shown.DUPLICATE:
            repeats = row.twin.reference if row.twin else _("row %(row)s") % {"row": row.twin_line}
            self._leave_out(
                draft,
                _("The row may repeat %(record)s.") % {"record": repeats},
                _("Decide whether it is the same, then import it."),
            )
        elif row is None or not (
            row.outcome == shown.NEW
            if draft.outcome == Outcome.CREATED
            else row.outcome == shown.CHANGED
            and (draft.links or row.changes == [list(each) for each in changes_of(draft)])
        ):
            self._leave_out(
                draft,
                _("The register has changed since the check, and the row would do something else."),
                _("Check the row again."),
            )

    def _leave_out(self, draft: Draft, message: str, hint: str) -> None:
        self.rows.reader.problem(draft, "reference", message, hint)
        draft.outcome = Outcome.REJECTED

    def _say_how_far(self, chunk: Chunk) -> None:
        """In the transaction of the chunk; raises Overtaken where the run is no longer ours."""
        batch = self.batch
        counts = {name: getattr(batch, name) for name in COUNTS[1:]}
        for draft in chunk.drafts:
            counts[str(draft.outcome)] += 1
        counts[UNCHANGED] += len(chunk.same)
        self.after = {
            **counts,
            "done_rows": batch.done_rows + chunk.size,
            "alive_at": timezone.now(),
        }
        self._move_on(self.after)

    def _move_on(self, values: dict[str, Any]) -> None:
        mine = ImportBatch.objects.filter(
            pk=self.batch.pk, state=State.RUNNING, done_rows=self.batch.done_rows
        )
        if not mine.update(**values):
            raise Overtaken

    def _take_over(self, values: dict[str, Any]) -> None:
        for name, value in values.items():
            setattr(self.batch, name, value)

    def _finish(self) -> None:
        """The links, the publication and the result: all of it is seen at once."""
        batch = self.batch
        if self.options.atomic and batch.rejected:
            raise FileError(
                ngettext(
                    "%(count)s row cannot be imported, so nothing was written.",
                    "%(count)s rows cannot be imported, so nothing was written.",
                    batch.rejected,
                )
                % {"count": batch.rejected},
                _("Correct the rows, or import the good rows only."),
            )
        late = link_waiting(self.links, self.writer, lambda warning: None)
        if self.options.publish:
            publish_created(batch)
        values = {
            "state": State.DONE,
            "rows": batch.done_rows,
            "updated": batch.updated + len(late),
            "unchanged": batch.unchanged - len(late),
            "finished_at": timezone.now(),
        }
        self._move_on(values)
        self._take_over(values)
