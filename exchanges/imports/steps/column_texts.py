"""The sentences of the page of columns that hold numbers and names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.template.defaultfilters import filesizeformat
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..headers import all_columns
from ..profiles import Fit
from .column_rows import shown_name

if TYPE_CHECKING:
    from .column_view import ColumnView

LISTED = 10


def facts(view: ColumnView) -> str:
    """Size, rows, columns and what separates them."""
    rows, columns = view.survey.rows, len(view.head.headers)
    parts = [
        filesizeformat(view.batch.file_size),
        ngettext("%(count)s row", "%(count)s rows", rows) % {"count": f"{rows:,}"},
        ngettext("%(count)s column", "%(count)s columns", columns) % {"count": f"{columns:,}"},
    ]
    if view.table.delimiter:
        parts.append(_delimiter(view.table.delimiter))
    elif len(view.table.sheets) > 1:
        parts.append(_("sheet “%(name)s”") % {"name": view.table.sheet[:60]})
    return ", ".join(parts)


def _delimiter(sign: str) -> str:
    names = {",": _("comma"), "\t": _("tab"), ";": _("semicolon"), "|": _("vertical bar")}
    return names.get(sign, sign)


def skipped(view: ColumnView) -> str:
    count = len(view.head.preamble)
    text = ngettext(
        "The %(count)s row above the headers is skipped:",
        "The %(count)s rows above the headers are skipped:",
        count,
    )
    return text % {"count": count}


def recognised(view: ColumnView) -> str:
    return _("%(count)s of %(total)s recognised") % {
        "count": view.known_count,
        "total": len(view.recognised),
    }


def hidden(view: ColumnView) -> str:
    text = ngettext(
        "%(count)s further column, unknown or empty, is not shown and not imported.",
        "%(count)s further columns, unknown or empty, are not shown and not imported.",
        view.hidden,
    )
    return text % {"count": f"{view.hidden:,}"}


def required(missing: list[str]) -> str:
    """Whether the columns without which there is no record are there."""
    if missing:
        names = ", ".join(shown_name(all_columns()[name]) for name in missing)
        return _("Still needed: %(names)s. Choose a column, or say it for the whole file.") % {
            "names": names
        }
    return _("All that a record needs is there: start date, tool and kind.")


def fits(fit: Fit) -> str:
    total = fit.known + len(fit.new)
    text = ngettext(
        "“%(name)s” fits this file: %(known)s of %(total)s column.",
        "“%(name)s” fits this file: %(known)s of %(total)s columns.",
        total,
    )
    return text % {"name": fit.profile.name, "known": fit.known, "total": total}


def used(fit: Fit) -> str:
    profile = fit.profile
    count = ngettext("Used %(count)s time", "Used %(count)s times", profile.used_count)
    said = count % {"count": profile.used_count}
    day = date_format(profile.used_at, "DATE_FORMAT")
    if profile.used_by:
        return _("%(count)s, last by %(name)s on %(day)s.") % {
            "count": said,
            "name": profile.used_by,
            "day": day,
        }
    return _("%(count)s, last on %(day)s.") % {"count": said, "day": day}


def changes(fit: Fit) -> str:
    """Which columns are new since the profile was kept, and which are gone."""
    sentences = []
    if fit.new:
        text = ngettext(
            "New since then: column %(names)s.", "New since then: columns %(names)s.", len(fit.new)
        )
        sentences.append(text % {"names": _listed(fit.new)})
    if fit.gone:
        text = ngettext("Gone: column %(names)s.", "Gone: columns %(names)s.", len(fit.gone))
        sentences.append(text % {"names": _listed(fit.gone)})
    return " ".join(sentences)


def _listed(names: list[str]) -> str:
    shown = ", ".join(name[:40] for name in names[:LISTED])
    return f"{shown} …" if len(names) > LISTED else shown
