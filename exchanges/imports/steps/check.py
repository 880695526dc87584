"""The page on which a person sees what an import would do, corrects it and starts it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.humanize.templatetags.humanize import intcomma
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ...models import CheckedRow, ImportBatch
from ..answers import answers_of, check_again, keep_answers, run_as_seen, signature_of
from ..facts import facts_of
from ..problems import FileError
from ..uploads import cancel, options_of
from .check_rows import RowsPage, counts_of
from .check_twins import TwinsPage
from .permission import may_publish

State = ImportBatch.State
Outcome = CheckedRow.Outcome


def check_page(admin: Any, request: HttpRequest, batch: ImportBatch) -> HttpResponseBase:
    """Show the check; keep what was answered, check again, start the import or forget it."""
    if batch.state != State.CHECKED:
        return redirect(_url(batch))
    try:
        if request.method == "POST":
            return _answer(request, batch)
        return _shown(admin, request, batch)
    except FileError as error:
        messages.error(request, str(error))
        return redirect("admin:exchanges_importbatch_upload")


def _url(batch: ImportBatch, page: str = "") -> str:
    # The module of the addresses imports this one.
    from .admin import page_url

    return page_url(batch, page)


def _answer(request: HttpRequest, batch: ImportBatch) -> HttpResponse:
    if "_cancel" in request.POST:
        cancel(batch)
        said = _("The import of “%(name)s” is cancelled. Nothing has been saved.")
        messages.success(request, said % {"name": batch.file_name})
        return redirect("admin:exchanges_importbatch_upload")
    seen = request.POST.get("seen", "")
    is_stale = seen != signature_of(batch)
    answers = answers_of(batch, facts_of(batch), request.POST)
    is_changed = keep_answers(batch, answers, may_publish=may_publish(request.user))
    if is_changed is None:
        return _say_other(request, batch)
    if is_changed or "_check" in request.POST:
        check_again(batch)
        if batch.state == State.CHECKED:
            _say_checked(request, batch, "_import" in request.POST)
        return redirect(_back(request, batch))
    if "_import" not in request.POST:
        return redirect(_back(request, batch))
    return _start(request, batch, "" if is_stale else signature_of(batch))


def _start(request: HttpRequest, batch: ImportBatch, seen: str) -> HttpResponse:
    counts = counts_of(batch)
    if options_of(batch).atomic and counts[Outcome.ERROR]:
        text = ngettext(
            "Nothing has been imported: %(count)s row has errors, and the import is to run only "
            "if every row is valid.",
            "Nothing has been imported: %(count)s rows have errors, and the import is to run only "
            "if every row is valid.",
            counts[Outcome.ERROR],
        )
        messages.error(request, text % {"count": intcomma(counts[Outcome.ERROR])})
        return redirect(_url(batch, "check"))
    if not counts[Outcome.NEW] + counts[Outcome.CHANGED] + counts[Outcome.ERROR]:
        messages.info(request, _("There is nothing to import: no row is new or changed."))
        return redirect(_url(batch, "check"))
    if not run_as_seen(batch, seen, request.user):
        return _say_other(request, batch)
    return redirect(_url(batch))


def _say_other(request: HttpRequest, batch: ImportBatch) -> HttpResponse:
    batch.refresh_from_db()
    if batch.state == State.CHECKED:
        text = _("The check has changed since you opened the page. Look at the numbers again.")
        messages.warning(request, text)
    return redirect(_url(batch))


def _say_checked(request: HttpRequest, batch: ImportBatch, was_to_import: bool) -> None:
    text = _("Your answers are kept and the rows are checked again. Nothing has been imported yet.")
    if was_to_import:
        text = _(
            "Your answers changed what the import would do, so the rows were checked again. "
            "Nothing has been imported yet: look at the numbers, then import."
        )
    messages.success(request, text)


def _back(request: HttpRequest, batch: ImportBatch) -> str:
    """The part of the table that the answers were given on."""
    outcome = request.POST.get("outcome", "")
    query = f"?outcome={outcome}" if outcome in Outcome.values else ""
    return f"{_url(batch)}{query}"


def _shown(admin: Any, request: HttpRequest, batch: ImportBatch) -> HttpResponse:
    outcome = request.GET.get("outcome", "")
    outcome = outcome if outcome in Outcome.values else ""
    page = request.GET.get("page", "")[:9]
    counts, facts = counts_of(batch), facts_of(batch)
    is_twins = outcome == Outcome.DUPLICATE
    rows = None if is_twins else RowsPage(batch, facts, counts, outcome, page)
    twins = None
    if counts[Outcome.DUPLICATE] and outcome in ("", Outcome.DUPLICATE):
        twins = TwinsPage(batch, facts, page if is_twins else "1", is_whole=is_twins)
    importable = counts[Outcome.NEW] + counts[Outcome.CHANGED]
    return admin.step(
        request,
        "check",
        batch,
        "check",
        _("Check"),
        facts=facts,
        counts=_strip(counts, outcome),
        outcome=outcome,
        rows=rows,
        twins=twins,
        pages=(twins if is_twins else rows).page,
        texts=_texts(counts, importable),
        options=options_of(batch),
        modes=_modes(),
        errors=counts[Outcome.ERROR],
        importable=importable,
        may_publish=may_publish(request.user),
        seen=signature_of(batch),
        corrected=sum(map(len, batch.corrections.values())),
    )


def _strip(counts: dict[str, int], outcome: str) -> list[dict[str, Any]]:
    labels = (
        ("", _("All rows"), sum(counts.values())),
        (Outcome.NEW, _("New"), counts[Outcome.NEW]),
        (Outcome.CHANGED, _("Changed"), counts[Outcome.CHANGED]),
        (Outcome.UNCHANGED, _("Unchanged"), counts[Outcome.UNCHANGED]),
        (Outcome.ERROR, _("Errors"), counts[Outcome.ERROR]),
        (Outcome.DUPLICATE, _("Possible duplicates"), counts[Outcome.DUPLICATE]),
    )
    return [
        {
            "outcome": str(name),
            "label": label,
            "count": count,
            "is_current": name == outcome,
            "is_bad": name == Outcome.ERROR and count,
        }
        for name, label, count in labels
    ]


def _texts(counts: dict[str, int], importable: int) -> dict[str, str]:
    """Sentences with numbers, in the grammar of the reader's language."""
    errors, twins = counts[Outcome.ERROR], counts[Outcome.DUPLICATE]
    shown = {
        "errors": intcomma(errors),
        "twins": intcomma(twins),
        "rows": intcomma(sum(counts.values())),
        "importable": intcomma(importable),
    }
    wrong = ngettext(
        "%(errors)s of %(rows)s rows has errors and will be left out.",
        "%(errors)s of %(rows)s rows have errors and will be left out.",
        errors,
    )
    repeated = ngettext(
        "%(twins)s may be a duplicate and will be left out unless you decide otherwise.",
        "%(twins)s may be duplicates and will be left out unless you decide otherwise.",
        twins,
    )
    good = ngettext(
        "Import the %(importable)s new or changed row, leave out the rest",
        "Import the %(importable)s new and changed rows, leave out the rest",
        importable,
    )
    hold = ngettext(
        "Import them, and keep the %(errors)s row with errors in the holding area until it is "
        "corrected",
        "Import them, and keep the %(errors)s rows with errors in the holding area until they are "
        "corrected",
        errors,
    )
    atomic = _("Import only if every row is valid")
    if errors:
        impossible = ngettext(
            "Import only if every row is valid (not possible now: %(errors)s error)",
            "Import only if every row is valid (not possible now: %(errors)s errors)",
            errors,
        )
        atomic = impossible % shown
    button = ngettext("Import %(importable)s row", "Import %(importable)s rows", importable)
    download = ngettext(
        "Download the %(errors)s row with errors",
        "Download the %(errors)s rows with errors",
        errors,
    )
    return {
        "wrong": wrong % shown if errors else _("No row has errors."),
        "repeated": repeated % shown if twins else "",
        "good": good % shown,
        "hold": hold % shown,
        "atomic": atomic,
        "button": button % shown,
        "download": download % shown,
    }


def _modes() -> list[tuple[str, str, str]]:
    """What the import does with records that are there already."""
    return [
        (
            "update",
            _("Create and change"),
            _("New rows become records; filled cells replace what records say; blank ones do not."),
        ),
        ("create", _("Create only"), _("Records that are there already stay as they are.")),
        (
            "fill",
            _("Create, and fill blanks"),
            _("Only what is blank on a record is filled; nothing is replaced."),
        ),
        (
            "replace",
            _("Create, and replace"),
            _("Blank cells empty what records say in the columns of the file as well."),
        ),
    ]
