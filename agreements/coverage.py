"""The table of agreements by partner and type."""

from __future__ import annotations

from typing import NamedTuple

from exchanges.models import Activity, Kind, Partner


class Row(NamedTuple):
    partner: Partner
    cells: list[list[Activity]]


class Coverage(NamedTuple):
    kinds: list[Kind]
    regions: list[tuple[str, list[Row]]]

    @property
    def width(self) -> int:
        return len(self.kinds) + 1


def coverage_of(agreements: list[Activity]) -> Coverage:
    """Partners by region and name against the types of which there is an agreement.

    Needs `standing`, the kind and the partners of each agreement loaded.
    """
    kinds = sorted({a.kind for a in agreements}, key=lambda kind: (kind.position, kind.code))
    cells: dict[Partner, dict[int, list[Activity]]] = {}
    for agreement in agreements:
        for partner in agreement.partners.all():
            cells.setdefault(partner, {}).setdefault(agreement.kind_id, []).append(agreement)
    partners = sorted(cells, key=lambda partner: partner.name.casefold())
    rows = [Row(partner, [cells[partner].get(k.pk, []) for k in kinds]) for partner in partners]
    regions = [
        (region.label, [row for row in rows if row.partner.region == region])
        for region in Partner.Region
    ]
    return Coverage(kinds, [(label, found) for label, found in regions if found])
