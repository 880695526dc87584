import pytest
from django.test import Client

from agreements.models import AgreementDetail, PartyAction
from exchanges.models import Partner
from tests.factories import make_activity, make_photo

from .making import IN_FORCE, SIGNED, make_agreement, text_of

pytestmark = pytest.mark.django_db


def test_page_shows_titles_in_both_languages_texts_sources_and_facts(client: Client) -> None:
    agreement = make_agreement(
        detail={
            "signed_on": SIGNED,
            "in_force_on": IN_FORCE,
            "official_title_en": "Agreement on the Security of Information",
            "official_title_ja": "情報の保護に関する協定",
            "text_url_ja": "https://example.org/ja.pdf",
            "number": "Treaty No. 3 of 2013",
            "signed_at_en": "Tokyo",
        }
    )
    agreement.sources.create(title="Official Gazette", url="https://example.org/gazette")

    page = text_of(client, agreement.get_absolute_url())

    for text in (
        "Agreement on the Security of Information",
        '<p lang="ja">情報の保護に関する協定</p>',
        "https://example.org/ja.pdf",
        "Treaty No. 3 of 2013",
        "Official Gazette",
        "17 May 2012",
        "22 March 2013",
        agreement.reference,
    ):
        assert text in page


def test_parties_stand_with_what_they_did(client: Client) -> None:
    agreement = make_agreement()
    detail = agreement.agreements_detail
    for code, action in [("au", "signed"), ("jp", "signed"), ("jp", "notified")]:
        PartyAction.objects.create(
            detail=detail, partner=Partner.objects.get(code=code), action=action, done_on=SIGNED
        )

    parties = client.get(agreement.get_absolute_url()).context["parties"]

    assert [action.value for action in parties.actions] == ["signed", "notified"]
    rows = {partner.code: [bool(action) for action in row] for partner, row in parties.rows}
    assert rows == {"au": [True, False], "jp": [True, True]}


def test_chain_links_both_ways_but_never_to_drafts(client: Client) -> None:
    old = make_agreement(title_en="Old memorandum", dates="2003-09-29")
    new = make_agreement(title_en="New agreement", detail={"replaces": old, "signed_on": SIGNED})
    make_agreement(
        title_en="Secret amendment", detail={"amends": new}, status="draft", dates="2017-09-06"
    )

    forward = client.get(old.get_absolute_url()).context["chain"]
    back = client.get(new.get_absolute_url()).context["chain"]

    assert [str(link.relation) for link in forward] == [
        "This record.",
        "Replaces the agreement on this page.",
    ]
    assert [str(link.relation) for link in back] == [
        "Replaced by the agreement on this page.",
        "This record.",
    ]
    assert "Secret amendment" not in text_of(client, new.get_absolute_url())


def test_chain_reaches_what_lies_behind_the_next_one(client: Client) -> None:
    first = make_agreement(title_en="First", dates="2003-09-29")
    second = make_agreement(
        title_en="Second", dates="2012-05-17", detail={"replaces": first, "signed_on": SIGNED}
    )
    third = make_agreement(
        title_en="Third", dates="2017-05-17", detail={"amends": second, "signed_on": SIGNED}
    )

    chain = client.get(third.get_absolute_url()).context["chain"]
    back = client.get(first.get_absolute_url()).context["chain"]

    assert [(link.agreement.title, str(link.relation)) for link in chain] == [
        ("First", "Replaced by “Second”."),
        ("Second", "Amended by the agreement on this page."),
        ("Third", "This record."),
    ]
    assert str(back[2].relation) == "Amends “Second”."


def test_agreements_that_amend_each_other_end_the_chain(client: Client) -> None:
    one = make_agreement()
    two = make_agreement(detail={"amends": one})
    AgreementDetail.objects.filter(pk=one.pk).update(amends=two)

    assert len(client.get(one.get_absolute_url()).context["chain"]) == 2


def test_link_to_an_agreement_taken_off_the_site_is_not_shown(client: Client) -> None:
    old = make_agreement(title_en="Secret memorandum", status="withdrawn")
    new = make_agreement(detail={"replaces": old, "signed_on": SIGNED})

    assert "Secret memorandum" not in text_of(client, new.get_absolute_url())


def test_activities_under_it_are_the_published_ones(client: Client) -> None:
    agreement = make_agreement()
    for title, status in [("Joint research", "published"), ("Secret transfer", "draft")]:
        make_activity(
            tool="equipment", title_en=title, status=status, detail={"agreement": agreement}
        )

    page = text_of(client, agreement.get_absolute_url())

    assert "Joint research" in page
    assert "Secret transfer" not in page


def test_photos_stand_with_caption_and_credit(client: Client) -> None:
    agreement = make_agreement()
    make_photo(agreement, caption_en="The signing", credit_en="Photo: Ministry")
    make_photo(agreement, release_state="not_reviewed", caption_en="Not yet reviewed")

    page = text_of(client, agreement.get_absolute_url())

    assert "The signing" in page
    assert "Photo: Ministry" in page
    assert "Not yet reviewed" not in page
