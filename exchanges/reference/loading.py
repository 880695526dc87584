"""Writes the reference data of this package into the database; migrations call it.

The models are handed in, since a migration must use them as they were. Only what is missing is
created, never changed or removed, so that what staff changed stays theirs.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from importlib import resources
from typing import Any

from ..names import normalise

Model = Any
Row = dict[str, str]


def read_rows(name: str) -> list[Row]:
    """The rows of one of the CSV files beside this module."""
    file = resources.files(__package__).joinpath(name)
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def load_partners(partner_model: Model, alias_model: Model, membership_model: Model) -> None:
    rows = read_rows("partners.csv")
    known = set(partner_model.objects.values_list("code", flat=True))
    new_rows = [row for row in rows if row["code"] not in known]
    partner_model.objects.bulk_create(partner_model(**_partner_fields(row)) for row in new_rows)
    partners = {partner.code: partner for partner in partner_model.objects.all()}
    for row in new_rows:
        if row["successors"]:
            successors = [partners[code] for code in row["successors"].split()]
            partners[row["code"]].successors.set(successors)
    _load_partner_aliases(alias_model, partners, rows)
    _load_memberships(membership_model, partners)


def _partner_fields(row: Row) -> dict[str, str | None]:
    """A row's columns as fields: an empty point or date is null, an empty text stays empty."""
    nullable = ("latitude", "longitude", "valid_from", "valid_to")
    return {
        name: (value or None) if name in nullable else value
        for name, value in row.items()
        if name != "successors"
    }


def partner_spellings(rows: list[Row]) -> Iterator[tuple[str, str]]:
    """Code and spelling of every name: codes and names first, then the further spellings."""
    for row in rows:
        for column in ("code", "iso3", "name_en", "name_ja", "short_name_ja"):
            if row[column]:
                yield row["code"], row[column]
    for row in read_rows("partner_aliases.csv"):
        yield row["code"], row["spelling"]


def _load_partner_aliases(alias_model: Model, partners: dict[str, Model], rows: list[Row]) -> None:
    known = set(alias_model.objects.values_list("normalised", flat=True))
    new = []
    for code, spelling in partner_spellings(rows):
        form = normalise(spelling)
        if form not in known:
            known.add(form)
            new.append(alias_model(partner=partners[code], spelling=spelling, normalised=form))
    alias_model.objects.bulk_create(new, batch_size=500)


def _load_memberships(membership_model: Model, partners: dict[str, Model]) -> None:
    known = set(membership_model.objects.values_list("organisation__code", "member__code"))
    membership_model.objects.bulk_create(
        membership_model(
            organisation=partners[row["organisation"]],
            member=partners[row["member"]],
            joined=row["joined"] or None,
            left=row["left"] or None,
        )
        for row in read_rows("memberships.csv")
        if (row["organisation"], row["member"]) not in known
    )


def load_kinds(kind_model: Model, alias_model: Model) -> None:
    rows = read_rows("kinds.csv")
    known = set(kind_model.objects.values_list("tool", "code"))
    kind_model.objects.bulk_create(
        kind_model(**row) for row in rows if (row["tool"], row["code"]) not in known
    )
    kinds = {(kind.tool, kind.code): kind for kind in kind_model.objects.all()}
    forms = set(alias_model.objects.values_list("tool", "normalised"))
    new = []
    for row in kind_spellings(rows):
        tool, form = row["tool"], normalise(row["spelling"])
        if (tool, form) not in forms:
            forms.add((tool, form))
            new.append(_kind_alias(alias_model, kinds, row, form))
    alias_model.objects.bulk_create(new, batch_size=500)


def kind_spellings(rows: list[Row]) -> Iterable[Row]:
    """Every spelling of a kind as a row of kind_aliases.csv: names first, then the others."""
    for row in rows:
        for column in ("code", "name_en", "name_ja"):
            names = {"tool": row["tool"], "spelling": row[column], "kind": row["code"]}
            yield {**names, "kind_if_several": "", "implies": ""}
    yield from read_rows("kind_aliases.csv")


def _kind_alias(alias_model: Model, kinds: dict[Any, Model], row: Row, form: str) -> Model:
    tool = row["tool"]
    return alias_model(
        tool=tool,
        spelling=row["spelling"],
        normalised=form,
        kind=kinds[tool, row["kind"]],
        kind_if_several=kinds.get((tool, row["kind_if_several"])),
        implies=json.loads(row["implies"] or "{}"),
    )


def load_capacity_fields(field_model: Model) -> None:
    known = set(field_model.objects.values_list("code", flat=True))
    field_model.objects.bulk_create(
        field_model(**row) for row in read_rows("capacity_fields.csv") if row["code"] not in known
    )
