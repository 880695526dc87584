"""The step of names: each unknown name once, answered for every row and for the next file."""

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from exchanges.capacity.models import CapacityFieldAlias
from exchanges.imports.uploads import keep_file
from exchanges.models import (
    CheckedRow,
    ImportBatch,
    KindAlias,
    NameDecision,
    PartnerAlias,
    ProgrammeAlias,
)
from tests.factories import make_programme

from .files import GOOD, csv_bytes

pytestmark = pytest.mark.django_db
FIRST = ("T-2", "Second", "troops", "port-call", "2020-01-05", "", "VTNX; Atlantis")
SECOND = ("T-3", "Third", "troops", "shore-stop", "2020-01-06", "", "VTNX")


@pytest.fixture
def batch(staff: User) -> ImportBatch:
    upload = SimpleUploadedFile("past.csv", csv_bytes(GOOD, FIRST, SECOND))
    batch = keep_file(upload=upload, tool="troops", by=staff)
    batch.state = ImportBatch.State.NAMES
    batch.save()
    return batch


def _url(batch: ImportBatch) -> str:
    return f"/admin/exchanges/importbatch/{batch.pk}/names/"


def _name(number: int, of: str, text: str, **answer: str) -> dict[str, str]:
    tool = "troops" if of == "kind" else ""
    form = {"of": of, "tool": tool, "text": text, **answer}
    return {f"{name}-{number}": value for name, value in form.items()}


def _outcomes(batch: ImportBatch) -> list[str]:
    return list(CheckedRow.objects.filter(batch=batch).values_list("outcome", flat=True))


def test_each_unknown_name_is_asked_once_and_nothing_is_preselected(
    staff_client: Client, batch: ImportBatch
) -> None:
    text = staff_client.get(_url(batch)).content.decode()

    assert text.count('value="VTNX"') == 1
    assert text.count('value="Atlantis"') == 1
    assert text.count('value="shore-stop"') == 1
    assert text.count("checked>") == 3


def test_answers_hold_for_every_row_and_are_remembered(
    staff_client: Client, batch: ImportBatch
) -> None:
    form = {
        **_name(0, "partner", "VTNX", code="vn"),
        **_name(1, "partner", "Atlantis", answer="note"),
        **_name(2, "kind", "shore-stop", code="port-call"),
    }

    response = staff_client.post(_url(batch), form)

    assert response.url.endswith(f"/{batch.pk}/check/")
    assert _outcomes(batch) == ["new", "new", "new"]
    assert PartnerAlias.objects.get(spelling="VTNX").partner.code == "vn"
    assert KindAlias.objects.get(spelling="shore-stop").kind.code == "port-call"
    assert NameDecision.objects.get(spelling="Atlantis").decision == "note"


def test_what_is_not_answered_stays_an_error_of_its_rows(
    staff_client: Client, batch: ImportBatch
) -> None:
    staff_client.post(_url(batch), _name(0, "partner", "VTNX", code="vn"))

    assert _outcomes(batch) == ["new", "error", "error"]


def test_a_code_of_no_register_is_said_and_nothing_is_checked(
    staff_client: Client, batch: ImportBatch
) -> None:
    form = _name(0, "partner", "VTNX", code="nowhere")

    response = staff_client.post(_url(batch), form, follow=True)

    assert "“nowhere” is in no register" in response.content.decode()
    assert not _outcomes(batch)


def test_who_may_not_add_spellings_answers_for_this_import_only(
    staff: User, batch: ImportBatch, client: Client
) -> None:
    from cooperation.roles import ensure_roles

    editor = User.objects.create_user("editor", is_staff=True)
    editor.groups.add(ensure_roles()["editor"])
    client.force_login(editor)

    client.post(_url(batch), _name(0, "partner", "VTNX", code="vn"))

    batch.refresh_from_db()
    assert batch.options["map_partner"] == {"VTNX": "vn"}
    assert not PartnerAlias.objects.filter(spelling="VTNX").exists()
    assert _outcomes(batch) == ["new", "error", "error"]


def test_fields_and_programmes_are_asked_too(staff_client: Client, staff: User) -> None:
    programme = make_programme(name_en="Ship Rider")
    header = "title,tool,kind,start_date,partners,fields,programme\n"
    row = "Seminar,capacity,seminar,2020-01-05,vn,disaster help,The ship riders\n"
    upload = SimpleUploadedFile("past.csv", (header + row).encode())
    batch = keep_file(upload=upload, tool="capacity", by=staff)
    batch.state = ImportBatch.State.NAMES
    batch.save()
    form = {
        **_name(0, "field", "disaster help", code="ha-dr", tool="capacity"),
        **_name(1, "programme", "The ship riders", code=programme.slug),
    }

    staff_client.post(_url(batch), form)

    assert _outcomes(batch) == ["new"]
    assert CapacityFieldAlias.objects.get().field.code == "hadr"
    assert ProgrammeAlias.objects.get().programme == programme


def test_a_spelling_means_one_thing_only(staff_client: Client) -> None:
    first, second = make_programme(), make_programme()
    ProgrammeAlias.objects.create(programme=first, spelling="The riders")
    url = f"/admin/exchanges/programme/{second.pk}/change/"
    rows = {"aliases-TOTAL_FORMS": "1", "aliases-INITIAL_FORMS": "0"}
    names = {"kind": "series", "slug": second.slug, "name_en": "Second"}

    response = staff_client.post(url, {**names, **rows, "aliases-0-spelling": "THE RIDERS"})

    assert "already means" in response.content.decode()
    assert not second.aliases.exists()


def test_names_that_were_not_asked_are_passed_over(
    staff_client: Client, batch: ImportBatch
) -> None:
    staff_client.post(_url(batch), _name(0, "partner", "Elsewhere", code="vn"))

    assert not PartnerAlias.objects.filter(spelling="Elsewhere").exists()
