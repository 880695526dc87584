"""The second step of an import: what the names mean that no register knows."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ...models import ImportBatch
from ..answers import check_again
from ..problems import FileError
from ..reconciling import MOST, Answer, Unknown, keep_answers, unknown_names
from ..uploads import is_open

LONGEST = 300


def names_page(admin: Any, request: HttpRequest, batch: ImportBatch) -> HttpResponseBase:
    from .admin import page_url

    if not is_open(batch):
        return redirect(page_url(batch))
    try:
        unknown = unknown_names(batch)
        if request.method == "POST":
            if _answered(request, batch, unknown):
                return redirect(page_url(batch, "names"))
            check_again(batch)
            return redirect(page_url(batch))
    except FileError as error:
        messages.error(request, str(error))
        return redirect(page_url(batch, "columns"))
    count = len(unknown.names)
    return admin.step(
        request,
        "names",
        batch,
        "names",
        ngettext(
            "Names that are not known: %(count)s", "Names that are not known: %(count)s", count
        )
        % {"count": count},
        names=[(number, name) for number, name in enumerate(unknown.names[:MOST])],
        others=max(0, count - MOST),
        count=count,
        rows=unknown.rows,
        columns_url=page_url(batch, "columns"),
    )


def _answered(request: HttpRequest, batch: ImportBatch, unknown: Unknown) -> bool:
    """Keep what was answered; whether the page is to be shown again."""
    batch.rows = unknown.rows
    batch.save(update_fields=["rows"])
    asked = {(name.of, name.tool, name.text) for name in unknown.names}
    answers = [answer for answer in _posted(request) if _key(answer) in asked]
    wrong = keep_answers(batch, answers, request.user)
    for answer in wrong[:10]:
        messages.error(
            request,
            _("“%(name)s” was not settled: “%(code)s” is in no register, or you may not add to it.")
            % {"name": answer.text[:LONGEST], "code": answer.code or answer.decision},
        )
    return bool(wrong) or "_later" in request.POST


def _key(answer: Answer) -> tuple[str, str, str]:
    return answer.of, answer.tool, answer.text


def _posted(request: HttpRequest) -> list[Answer]:
    found = []
    for number in range(MOST):
        of, tool, text = (request.POST.get(f"{name}-{number}", "") for name in _NAMES)
        chosen = request.POST.get(f"answer-{number}", "")
        written = request.POST.get(f"code-{number}", "").strip()
        code = written or chosen.removeprefix("code:") if chosen.startswith("code:") else written
        decision = chosen if chosen in ("note", "reject", "create") and not written else ""
        if text and (code or decision):
            found.append(Answer(of, tool, text, code[:LONGEST], decision))
    return found


_NAMES = ("of", "tool", "text")
