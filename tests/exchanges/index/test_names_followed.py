"""A search knows names as they are now, and the index the rows that bear them."""

import pytest
from django.apps import apps
from django.http import QueryDict
from django.test import Client

from exchanges.index.rebuilding import differences
from exchanges.index.results import Results
from exchanges.index.state import read_state
from exchanges.models import Kind, NameWord, Partner, PartnerAlias, Programme
from exchanges.query import ActivityQuery
from tests.factories import make_activity, make_programme

pytestmark = pytest.mark.django_db


def total(address: str) -> int:
    return Results(ActivityQuery.read(QueryDict(address))).total


def test_a_partner_is_found_by_its_new_name_only() -> None:
    make_activity(partners=("in",))
    assert (total("q=India"), total("q=Erewhon")) == (1, 0)

    india = Partner.objects.get(code="in")
    india.aliases.all().delete()
    india.name_en, india.name_ja = "Erewhon", "エレホン"
    india.save()

    assert (total("q=India"), total("q=Erewhon"), total("q=エレホン")) == (0, 1, 1)
    assert list(differences()) == []


def test_a_kind_and_a_field_are_found_by_their_new_names() -> None:
    seminar = make_activity(tool="capacity", kind="seminar", detail={})
    field = apps.get_model("capacity", "CapacityField").objects.order_by("pk").first()
    seminar.detail.fields.add(field)
    kind = Kind.objects.get(tool="capacity", code="seminar")

    kind.name_en = "Colloquium"
    kind.save()
    field.name_en = "Oceanography"
    field.save()

    assert (total("q=colloquium"), total("q=oceanography")) == (1, 1)


def test_a_spelling_added_and_removed_is_followed_at_once() -> None:
    make_activity(partners=("in",))
    alias = PartnerAlias.objects.create(
        partner=Partner.objects.get(code="in"), spelling="Hindustan"
    )
    assert total("q=hindustan") == 1

    alias.delete()
    assert total("q=hindustan") == 0


def test_a_programme_deleted_leaves_no_words() -> None:
    programme = make_programme(name_en="Pacific Partnership")
    assert NameWord.objects.filter(word="partnership").exists()

    programme.delete()

    assert not NameWord.objects.filter(term=f"programme:{programme.pk}").exists()


@pytest.mark.parametrize("change", ["partner", "kind", "programme"])
def test_a_renamed_row_gives_the_site_another_version(change: str) -> None:
    rows = {
        "partner": Partner.objects.first,
        "kind": Kind.objects.first,
        "programme": make_programme,
    }
    row = rows[change]()
    before = read_state().stamp

    row.name_en = "Another"
    row.save()

    assert read_state().stamp != before


def test_a_partner_moves_to_the_region_of_another_of_its_records() -> None:
    make_activity(partners=("in", "fr"))
    india = Partner.objects.get(code="in")

    india.region = "europe"
    india.save()

    assert (total("region=south-asia"), total("region=europe")) == (0, 1)
    assert list(differences()) == []


def test_partners_moved_by_one_statement_count_in_their_new_region() -> None:
    make_activity(partners=("in",))

    Partner.objects.filter(code="in").update(region="oceania")

    assert (total("region=south-asia"), total("region=oceania")) == (0, 1)
    assert list(differences()) == []


@pytest.mark.parametrize("model", [Partner, Kind, Programme])
def test_rows_renamed_by_one_statement_are_found_by_their_new_name(
    model: type[Partner] | type[Kind] | type[Programme],
) -> None:
    activity = make_activity(partners=("in",), programme=make_programme())
    rows = {Partner: activity.partners.get(), Kind: activity.kind, Programme: activity.programme}
    before = read_state().stamp

    model.objects.filter(pk=rows[model].pk).update(name_en="Oceanography")

    assert total("q=oceanography") == 1
    assert read_state().stamp != before


def test_partners_made_by_one_statement_are_found_by_their_name() -> None:
    Partner.objects.bulk_create(
        [Partner(code="xa", slug="atlantis", name_en="Atlantis", name_ja="", region="europe")]
    )
    make_activity(partners=("xa",))

    assert total("q=atlantis") == 1


def test_a_field_deleted_takes_its_records_out_of_the_filter(client: Client) -> None:
    seminar = make_activity(tool="capacity", detail={})
    field = apps.get_model("capacity", "CapacityField").objects.order_by("pk").first()
    seminar.detail.fields.add(field)

    field.delete()

    assert list(differences()) == []
    assert client.get("/activities/").status_code == 200
