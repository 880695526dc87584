"""Names in a file that the registers do not know: each once, and what a person answers to it."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from ..models import ImportBatch, Kind, KindAlias, NameDecision, PartnerAlias, Programme
from ..names import normalise
from .columns import ManyColumn
from .headers import all_columns
from .lookups import Lookups
from .new_partners import NewPartners, can_be_a_name
from .passing import FilePass
from .problems import CellError
from .uploads import open_file, options_of

Of = NameDecision.Of
# More than a page can ask at once; what is beyond it is asked after these are answered.
MOST = 200


@dataclass
class UnknownName:
    """A name as the file writes it, where it stands and what it may be."""

    of: str
    tool: str
    text: str
    count: int
    first_line: int
    candidates: list[tuple[str, str]] = field(default_factory=list)


@dataclass
class Unknown:
    """The names of a file that are not known, the most frequent first, and how many rows it has."""

    names: list[UnknownName]
    rows: int


def unknown_names(batch: ImportBatch) -> Unknown:
    """Read the kept file once; each cell text is looked up once. Raises FileError."""
    passing = FilePass(open_file(batch), options_of(batch), batch.corrections)
    lookups, found, rows = passing.lookups, {}, 0
    places = passing.places
    lists = [each for each in passing.columns.values() if isinstance(each, ManyColumn)]
    for line, cells in passing.head.rows():
        rows += 1
        row = {name: cells[n].strip() for name, n in places.items() if n < len(cells)}
        for key in (*_unknown_in(row, lookups), *_unknown_fields(row, lists, lookups)):
            name = found.get(key)
            if name is None:
                found[key] = UnknownName(*key, count=1, first_line=line)
            else:
                name.count += 1
    names = sorted(found.values(), key=lambda name: (-name.count, name.first_line))
    for name in names[:MOST]:
        name.candidates = _candidates(name, lookups)
    return Unknown(names, rows)


def _unknown_in(row: Mapping[str, str], lookups: Lookups) -> Iterator[tuple[str, str, str]]:
    for column in ("partners", "host"):
        if text := row.get(column):
            for name in lookups.partners(text).unknown:
                if not lookups.decided(Of.PARTNER, name):
                    yield Of.PARTNER.value, "", name
    kind = row.get("kind", "")
    if kind and kind not in lookups.missing:
        tool = _tool_of(row, lookups)
        if tool and not lookups.decided(Of.KIND, kind, tool) and _fails(lookups.kind, kind, tool):
            yield Of.KIND.value, tool, kind
    programme = row.get("programme", "")
    is_open = programme and not lookups.decided(Of.PROGRAMME, programme)
    if is_open and programme not in lookups.missing and _fails(lookups.programme, programme):
        yield Of.PROGRAMME.value, "", programme


def _unknown_fields(
    row: Mapping[str, str], lists: Sequence[ManyColumn], lookups: Lookups
) -> Iterator[tuple[str, str, str]]:
    for column in lists:
        if (text := row.get(column.name)) and text not in lookups.missing:
            for name in column.unknown(text, lookups):
                yield Of.FIELD.value, column.tool, name


def _tool_of(row: Mapping[str, str], lookups: Lookups) -> str:
    text = row.get("tool", "")
    try:
        if text:
            return lookups.tool(text)
    except CellError:
        return ""
    given = lookups.options.tool or lookups.options.only_tool
    return given or lookups.tool_of_kind(row.get("kind", ""))


def _fails(look_up: Any, *texts: str) -> bool:
    try:
        look_up(*texts)
    except CellError:
        return True
    return False


def _candidates(name: UnknownName, lookups: Lookups) -> list[tuple[str, str]]:
    """Codes with names that are alike. Likeness never decides: a person chooses."""
    if name.of == Of.PARTNER:
        near = lookups.suggestions(name.text)
        return [(partner.code, f"{partner.name} ({partner.code})") for partner in near]
    if name.of == Of.KIND:
        near = lookups.kind_lookup.suggest(name.text, name.tool)[:5]
        return [(kind.code, f"{kind.name} ({kind.code})") for kind in near]
    known = _fields(lookups) if name.of == Of.FIELD else lookups.programmes
    keys = difflib.get_close_matches(normalise(name.text), known, n=3, cutoff=0.5)
    near = {_code(known[key]): known[key] for key in keys}
    return [(code, f"{each.name} ({code})") for code, each in near.items()]


def _fields(lookups: Lookups) -> dict[str, Any]:
    """The fields of capacity building by every spelling."""
    columns = all_columns().values()
    return next(each for each in columns if isinstance(each, ManyColumn)).known(lookups)


def _code(row: Any) -> str:
    return row.slug if isinstance(row, Programme) else row.code


@dataclass(frozen=True)
class Answer:
    """What a name means: `code` of a register, or a decision: note, reject or create."""

    of: str
    tool: str
    text: str
    code: str = ""
    decision: str = ""


@transaction.atomic
def keep_answers(batch: ImportBatch, answers: list[Answer], by: AbstractBaseUser) -> list[Answer]:
    """Keep answers for this file and the next; returns those whose code is in no register.

    Who may not add spellings to a register answers for this import only.
    """
    lookups = Lookups(options_of(batch))
    return [each for each in answers if not _keep(batch, each, lookups, by)]


def _keep(batch: ImportBatch, answer: Answer, lookups: Lookups, by: AbstractBaseUser) -> bool:
    if answer.decision in NameDecision.Decision.values:
        NameDecision.objects.update_or_create(
            of=answer.of,
            tool=answer.tool,
            normalised=normalise(answer.text)[:200],
            defaults={
                "spelling": answer.text[:200],
                "decision": answer.decision,
                "decided_by": by,
            },
        )
        return True
    if answer.of == Of.PARTNER:
        return _keep_partner(batch, answer, lookups, by)
    if answer.of == Of.KIND:
        return _keep_kind(batch, answer, lookups, by)
    is_field = answer.of == Of.FIELD
    known = _fields(lookups) if is_field else lookups.programmes
    meant = known.get(normalise(answer.code))
    return meant is not None and _keep_spelling(meant, answer.text, by)


def _keep_spelling(meant: Any, text: str, by: AbstractBaseUser) -> bool:
    """Add a spelling to a programme or a field; False where the person may not, or it is long."""
    model = meant._meta.get_field("aliases").related_model
    longest = model._meta.get_field("spelling").max_length
    may_add = by.has_perm(f"{model._meta.app_label}.add_{model._meta.model_name}")
    if not (may_add and normalise(text) and len(text) <= longest):
        return False
    spelling = {model.means: meant, "spelling": text}
    model.objects.get_or_create(normalised=normalise(text), defaults=spelling)
    return True


def _keep_partner(
    batch: ImportBatch, answer: Answer, lookups: Lookups, by: AbstractBaseUser
) -> bool:
    if answer.decision == "create":
        if not (by.has_perm("exchanges.add_partner") and can_be_a_name(answer.text)):
            return False
        made = NewPartners()
        made.save([made.make(answer.text)])
        return True
    partner = lookups.partner_lookup.find(answer.code) if answer.code else None
    if partner is None:
        return False
    if by.has_perm("exchanges.add_partneralias") and can_be_a_name(answer.text):
        spelling = {"partner": partner, "spelling": answer.text}
        normalised = normalise(answer.text)
        PartnerAlias.objects.get_or_create(normalised=normalised, defaults=spelling)
    else:
        _for_this_import(batch, "map_partner", answer.text, partner.code)
    return True


def _keep_kind(batch: ImportBatch, answer: Answer, lookups: Lookups, by: AbstractBaseUser) -> bool:
    found = lookups.kind_lookup.find(answer.code, answer.tool) if answer.code else None
    if found is None:
        return False
    kind = Kind.objects.filter(tool=answer.tool, code=found.kind.code).first()
    if kind and by.has_perm("exchanges.add_kindalias") and normalise(answer.text):
        spelling = {"kind": kind, "spelling": answer.text[:160]}
        normalised = normalise(answer.text)[:160]
        KindAlias.objects.get_or_create(tool=answer.tool, normalised=normalised, defaults=spelling)
    else:
        _for_this_import(batch, "map_kind", answer.text, found.kind.code)
    return True


def _for_this_import(batch: ImportBatch, option: str, text: str, code: str) -> None:
    batch.options = {**batch.options, option: {**batch.options.get(option, {}), text: code}}
    batch.save(update_fields=["options"])
