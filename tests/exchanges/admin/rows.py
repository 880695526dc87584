"""A row of every model that has an admin, and rows hanging on it; for tests that count queries."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date
from itertools import count

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.apps import apps
from django.contrib.auth.models import Group, User
from django.db.models import Model

from agreements.models import PartyAction
from exchanges.capacity.models import CapacityField, CapacityFieldAlias
from exchanges.equipment.models import Item
from exchanges.models import (
    Activity,
    ChangeNote,
    ImportBatch,
    ImportProfile,
    ImportRow,
    Kind,
    KindAlias,
    Membership,
    NameDecision,
    Participation,
    Partner,
    PartnerAlias,
    Photo,
    Programme,
    ProgrammeAlias,
    Rendition,
    SiteText,
    Source,
)
from exchanges.people.models import Attendee
from exchanges.troops.models import Unit
from tests.exchanges.admin.pages import MODELS
from tests.factories import make_activity, make_programme

_numbers = count(1)


def partner() -> Partner:
    number = next(_numbers)
    return Partner.objects.create(
        code=f"p{number}",
        slug=f"p{number}",
        name_en=f"Partner {number}",
        name_ja=f"相手{number}",
        region="europe",
    )


def activity(tool: str = "people", rows: int = 1) -> Activity:
    """A record with so many partners, photos, sources, notes and rows of its detail."""
    record = make_activity(tool=tool, detail={}, programme=make_programme(), host=partner())
    for number in range(rows):
        taking_part = partner()
        Participation.objects.create(activity=record, partner=taking_part)
        photo(record)
        Source.objects.create(activity=record, title=f"Source {number}")
        ChangeNote.objects.create(activity=record, noted_on=date(2022, 9, 8), text_en="Corrected")
        _detail_row(record, taking_part)
    return record


def _detail_row(record: Activity, taking_part: Partner) -> None:
    if record.tool == "people":
        Attendee.objects.create(detail=record.detail, partner=taking_part, name_en="A person")
    elif record.tool == "troops":
        Unit.objects.create(detail=record.detail, partner=taking_part, name_en="A ship")
    elif record.tool == "equipment":
        Item.objects.create(detail=record.detail, name_en="An aircraft")
    elif record.tool == "agreements":
        PartyAction.objects.create(detail=record.detail, partner=taking_part, action="signed")


def photo(record: Activity | None = None) -> Photo:
    """A photo's rows without its files: what is counted here are queries."""
    made = Photo.objects.create(
        activity=record or activity(rows=0),
        original="originals/x.jpg",
        sha256="0",
        width=960,
        height=640,
    )
    for width in (480, 960):
        name = f"{next(_numbers)}.webp"
        Rendition.objects.create(photo=made, name=name, width=width, height=width, size=1)
    return made


def kind(rows: int = 1) -> Kind:
    number = next(_numbers)
    made = Kind.objects.create(tool="people", code=f"k{number}", name_en="Kind", name_ja="種別")
    for index in range(rows):
        KindAlias.objects.create(
            kind=made, kind_if_several=made, spelling=f"Kind {number} as {index}"
        )
    return made


def partner_with_rows(rows: int = 1) -> Partner:
    made = partner()
    for index in range(rows):
        PartnerAlias.objects.create(partner=made, spelling=f"{made.name_en} also {index}")
        Membership.objects.create(organisation=made, member=partner())
        made.successors.add(partner())
    return made


def programme(rows: int = 1) -> Programme:
    made = make_programme()
    for index in range(rows):
        ProgrammeAlias.objects.create(programme=made, spelling=f"{made.slug} as {index}")
    return made


def field(rows: int = 1) -> CapacityField:
    made = CapacityField.objects.create(code=f"f{next(_numbers)}", name_en="Field", name_ja="分野")
    for index in range(rows):
        CapacityFieldAlias.objects.create(field=made, spelling=f"{made.code} as {index}")
    return made


def import_batch(rows: int = 1) -> ImportBatch:
    user = User.objects.create(username=f"importer{next(_numbers)}")
    made = ImportBatch.objects.create(file_name="records.csv", tool="people", started_by=user)
    record = activity(rows=0)
    for line in range(rows):
        ImportRow.objects.create(batch=made, line=line + 2, outcome="created", activity=record)
    return made


def _alias() -> PartnerAlias:
    number = next(_numbers)
    return PartnerAlias.objects.create(
        partner=partner(), spelling=f"Spelling {number} of a partner"
    )


def _task_result() -> Model:
    model = apps.get_model("django_tasks_database", "DBTaskResult")
    return model.objects.create(
        id=uuid.uuid4(), args_kwargs={"args": [], "kwargs": {}}, task_path="tests.rows.nothing"
    )


def _access(model: type[Model]) -> Model:
    number = next(_numbers)
    fields = {"username": f"name{number}", "ip_address": "192.0.2.1", "user_agent": "Browser"}
    if model is AccessAttempt:
        fields |= {"failures_since_start": 1}
    return model.objects.create(**fields)


MAKERS: dict[type[Model], Callable[[], Model]] = {
    Activity: activity,
    **{model: lambda tool=tool: activity(tool) for tool, model in MODELS.items()},
    AccessAttempt: lambda: _access(AccessAttempt),
    AccessFailureLog: lambda: _access(AccessFailureLog),
    AccessLog: lambda: _access(AccessLog),
    CapacityField: field,
    Group: lambda: Group.objects.create(name=f"Group {next(_numbers)}"),
    ImportBatch: import_batch,
    ImportProfile: lambda: ImportProfile.objects.create(
        name=f"Profile {next(_numbers)}", mapping={"件名": "title"}
    ),
    ImportRow: lambda: import_batch().import_rows.get(),
    Kind: kind,
    KindAlias: lambda: kind().aliases.get(),
    Membership: lambda: Membership.objects.create(organisation=partner(), member=partner()),
    NameDecision: lambda: NameDecision.objects.create(
        of="partner", spelling=f"Name {next(_numbers)}", decision="note"
    ),
    Partner: partner_with_rows,
    PartnerAlias: _alias,
    Photo: photo,
    Programme: programme,
    SiteText: lambda: SiteText.objects.create(key=f"t{next(_numbers)}", title_en="Title"),
    User: lambda: User.objects.create(username=f"user{next(_numbers)}"),
    apps.get_model("django_tasks_database", "DBTaskResult"): _task_result,
}
# Pages whose record has rows of its own: made with so many of them.
WITH_ROWS: dict[type[Model], Callable[[int], Model]] = {
    **{model: lambda rows, tool=tool: activity(tool, rows) for tool, model in MODELS.items()},
    CapacityField: field,
    ImportBatch: import_batch,
    Kind: kind,
    Partner: partner_with_rows,
    Programme: programme,
}


def of_admin(record: Model, model: type[Model]) -> Model:
    """The record as the admin of a model has it: a proxy of its table."""
    return model._default_manager.get(pk=record.pk)
