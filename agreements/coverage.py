"""The table of agreements by partner and type."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from exchanges.models import Activity, Kind, Partner

# So many agreements are in the table, so many partners before "Show all", so many in a cell.
COVERED = 500
PARTNERS = 40
IN_CELL = 3


class Cell(NamedTuple):
    """The agreements of one type with a partner: the first of them, and how many there are more."""

    kind: Kind
    agreements: list[Activity]
    more: int


class Row(NamedTuple):
    partner: Partner
    cells: list[Cell]


class Coverage(NamedTuple):
    """The table; `hidden` partners are left out of it, `missing` agreements are not in any row."""

    kinds: list[Kind]
    regions: list[tuple[str, list[Row]]]
    hidden: int
    missing: int

    @property
    def width(self) -> int:
        return len(self.kinds) + 1


def coverage_of(agreements: Iterable[Activity], *, total: int, shows_all: bool) -> Coverage:
    """Partners by region and name against the types of which there is an agreement.

    Needs `standing`, the kind and the partners of each agreement loaded; `total` is the number of
    all agreements.
    """
    agreements = list(agreements)
    kinds = sorted({a.kind for a in agreements}, key=lambda kind: (kind.position, kind.code))
    by_partner: dict[Partner, dict[int, list[Activity]]] = {}
    for agreement in agreements:
        for partner in agreement.partners.all():
            by_partner.setdefault(partner, {}).setdefault(agreement.kind_id, []).append(agreement)
    partners = sorted(by_partner, key=lambda partner: partner.name.casefold())
    shown = partners if shows_all else partners[:PARTNERS]
    rows = [Row(p, [_cell(k, by_partner[p].get(k.pk, [])) for k in kinds]) for p in shown]
    regions = [
        (str(region.label), [row for row in rows if row.partner.region == region])
        for region in Partner.Region
    ]
    return Coverage(
        kinds,
        [(label, found) for label, found in regions if found],
        len(partners) - len(shown),
        total - len(agreements),
    )


def _cell(kind: Kind, agreements: list[Activity]) -> Cell:
    return Cell(kind, agreements[:IN_CELL], max(len(agreements) - IN_CELL, 0))
