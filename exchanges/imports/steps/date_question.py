"""Which comes first, day or month: what the file settles, and what a person is asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ...dates import DateError, format_span, parse_date
from ..date_orders import DateCells, DateOrders, decide
from ..options import Options


@dataclass(frozen=True)
class DateAnswer:
    value: str
    label: str
    is_chosen: bool


class DateQuestion:
    """The dates of numbers alone in the columns that are imported."""

    def __init__(
        self,
        dates: DateOrders,
        positions: list[int],
        names: list[str],
        saved: Options,
        answer: str | None,
    ) -> None:
        self.pivot_year = saved.pivot_year
        cells = {n: dates.columns.get(n, DateCells()) for n in positions}
        self.unclear = sum(each.unclear for each in cells.values())
        self.short_years = sum(each.short_years for each in cells.values())
        self.plain = sum(each.plain for each in cells.values())
        self.headers = [names[n] for n, each in cells.items() if each.unclear]
        self.example = next((each.example for each in cells.values() if each.unclear), "")
        self.settled: dict[str, int] = {}
        for each in cells.values():
            for order, count in each.settled.items():
                self.settled[order] = self.settled.get(order, 0) + count
        self.decided = decide(self.settled)
        before = saved.date_order or saved.unclear_dates
        if self.decided and saved.date_order != self.decided and before in _orders():
            # What a profile says of the last file, this one may contradict.
            before = self.decided
        self.answer = before if answer is None else answer

    @property
    def chosen(self) -> dict[str, str]:
        """The options that the answer, or the file itself, amounts to."""
        answer = self.answer or self.decided
        is_order = answer in _orders()
        is_rule = answer in ("year", "hold")
        return {
            "date_order": answer if is_order else "",
            "unclear_dates": answer if is_rule else "",
        }

    @property
    def is_open(self) -> bool:
        """Whether dates can be read in several ways and nobody has said which is meant."""
        return bool(self.unclear) and not any(self.chosen.values())

    @property
    def answers(self) -> list[DateAnswer]:
        """Each way to read the example that gives a date, and two that leave it open."""
        current = self.answer or self.decided
        answers = []
        for order, says in _orders().items():
            try:
                span = parse_date(self.example, order=order, pivot_year=self.pivot_year)
            except DateError:
                continue
            answers.append((order, f"{format_span(span)} ({says})"))
        answers.append(("year", _("Not known: keep the year only")))
        hold = ngettext(
            "Leave the %(count)s date open: its row is an error until it is corrected",
            "Leave the %(count)s dates open: their rows are errors until they are corrected",
            self.unclear,
        )
        answers.append(("hold", hold % {"count": f"{self.unclear:,}"}))
        return [DateAnswer(value, label, value == current) for value, label in answers]

    @property
    def question(self) -> str:
        said: dict[str, Any] = {"count": f"{self.unclear:,}"}
        text = ngettext(
            "%(count)s date is written in numbers that can be read in several ways.",
            "%(count)s dates are written in numbers that can be read in several ways.",
            self.unclear,
        )
        return text % said

    @property
    def evidence(self) -> str:
        """What the other dates of numbers alone say of the order."""
        counts = {
            order: ngettext(
                "%(count)s date can only be read %(order)s",
                "%(count)s dates can only be read %(order)s",
                count,
            )
            % {"count": f"{count:,}", "order": _orders()[order]}
            for order, count in self.settled.items()
        }
        if self.decided:
            return _("%(evidence)s, so the others are read in this way too.") % {
                "evidence": counts[self.decided]
            }
        if counts:
            return _("The file contradicts itself: %(evidence)s.") % {
                "evidence": "; ".join(counts.values())
            }
        return _("None of them has a number above 12 that would settle it.")

    @property
    def summary(self) -> str:
        """What needs no question."""
        plain = ngettext(
            "Clear by itself: %(count)s date.", "Clear by themselves: %(count)s dates.", self.plain
        ) % {"count": f"{self.plain:,}"}
        if not self.short_years:
            return plain
        short = ngettext(
            "%(count)s date has a year of two figures.",
            "%(count)s dates have a year of two figures.",
            self.short_years,
        ) % {"count": f"{self.short_years:,}"}
        return f"{plain} {short}"


def _orders() -> dict[str, str]:
    return {
        "DMY": _("day first"),
        "MDY": _("month first"),
        "YMD": _("year first"),
    }
