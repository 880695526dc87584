"""What an import publishes is on the site when it ends, and off it when it is undone."""

import pytest
from django.core.management import call_command
from django.http import QueryDict
from django.test import Client

from exchanges.imports.batch import Report
from exchanges.index.rebuilding import differences
from exchanges.index.results import Results
from exchanges.index.state import read_state
from exchanges.query import ActivityQuery
from tests.exchanges.imports.files import run_row
from tests.factories import make_activity

pytestmark = pytest.mark.django_db


def total(address: str = "") -> int:
    return Results(ActivityQuery.read(QueryDict(address))).total


def publish_row(**cells: str) -> Report:
    return run_row({"publish": True}, **cells)


def test_published_rows_are_listed_counted_and_found(client: Client) -> None:
    before = read_state().stamp
    report = publish_row(title="Oceanography", partners="ph; in")

    assert report.created == 1
    assert (total(), total("partner=in"), total("q=oceanography")) == (1, 1, 1)
    assert list(differences()) == []
    assert read_state().stamp != before
    assert 'data-total="1"' in client.get("/activities/?partner=ph").content.decode()


def test_rows_imported_as_drafts_are_not_in_the_index() -> None:
    report = run_row(title="Oceanography")

    assert report.created == 1
    assert total() == 0
    assert list(differences()) == []


def test_fields_and_official_titles_of_imported_rows_are_followed() -> None:
    publish_row(
        reference="C-1", tool="capacity", kind="seminar", title="Course", fields="hadr", partners=""
    )
    publish_row(
        reference="G-1",
        tool="agreements",
        kind="acsa",
        title="Pact",
        official_title_en="Treaty of Oceanography",
    )

    assert (total(), total("q=treaty oceanography")) == (2, 1)
    assert list(differences()) == []


def test_a_published_record_changed_by_an_import_and_changed_back() -> None:
    make_activity(reference="T-1", tool="troops", kind="port-call", title_en="Astronomy")
    batch = run_row(title="Oceanography", partners="in").batch
    assert (total("q=astronomy"), total("q=oceanography"), total("partner=in")) == (0, 1, 1)
    assert list(differences()) == []

    call_command("undo_import", str(batch))
    assert (total("q=astronomy"), total("q=oceanography"), total("partner=in")) == (1, 0, 0)
    assert list(differences()) == []


def test_an_undone_import_leaves_nothing() -> None:
    report = publish_row()
    assert total() == 1

    call_command("undo_import", str(report.batch))

    assert total() == 0
    assert list(differences()) == []


def test_a_partner_that_an_import_makes_is_found_by_its_name() -> None:
    run_row({"publish": True, "unknown_partners": "create"}, partners="Atlantis")

    assert total("q=atlantis") == 1
    assert list(differences()) == []
