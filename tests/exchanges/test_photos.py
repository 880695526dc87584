import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage, storages
from django.db import IntegrityError, transaction
from django.test import Client

from exchanges.models import Photo
from exchanges.services import release_photos, withdraw_photos
from tests.factories import make_activity, make_photo, make_staff

pytestmark = pytest.mark.django_db


def addresses(photo: Photo) -> list[str]:
    return [rendition.url for rendition in photo.sizes]


def answer(client: Client, address: str) -> int:
    """The status; a file is read to its end, since closing it would close the connection too."""
    response = client.get(address)
    if response.streaming:
        list(response.streaming_content)
    return response.status_code


def test_renditions_of_a_released_photo_are_served(client: Client) -> None:
    photo = make_photo(make_activity())

    response = client.get(addresses(photo)[0])

    assert response.status_code == 200
    assert response["Content-Type"] == "image/webp"
    assert b"".join(response.streaming_content)[8:12] == b"WEBP"
    assert len(photo.sizes) >= 3


@pytest.mark.parametrize("status", ["draft", "in_review", "withdrawn"])
def test_files_of_a_record_that_is_not_public_answer_404(client: Client, status: str) -> None:
    photo = make_photo(make_activity(status=status))

    assert {answer(client, url) for url in addresses(photo)} == {404}


@pytest.mark.parametrize("state", ["not_reviewed", "withdrawn"])
def test_files_of_a_photo_that_is_not_released_answer_404(client: Client, state: str) -> None:
    photo = make_photo(make_activity(), release_state=state)

    assert {answer(client, url) for url in addresses(photo)} == {404}


def test_a_withdrawn_photo_is_gone_at_the_next_request(client: Client) -> None:
    photo = make_photo(make_activity())
    assert answer(client, addresses(photo)[0]) == 200

    withdraw_photos(photos=[photo])

    assert answer(client, addresses(photo)[0]) == 404


def test_staff_see_what_is_not_released_and_no_cache_keeps_it(staff_client: Client) -> None:
    photo = make_photo(make_activity(status="draft"), release_state="not_reviewed")

    response = staff_client.get(addresses(photo)[0])

    assert response.status_code == 200
    assert response["Cache-Control"] == "private, no-store"
    assert list(response.streaming_content)


def test_an_original_has_no_address(staff_client: Client) -> None:
    photo = make_photo(make_activity())

    with pytest.raises(ValueError, match="not accessible via a URL"):
        photo.original.url  # noqa: B018
    for guess in (f"/media/{photo.original.name}", f"/media/../private/{photo.original.name}"):
        assert answer(staff_client, guess) == 404
    assert storages["originals"].exists(photo.original.name)
    assert not default_storage.exists(photo.original.name)


@pytest.mark.parametrize("name", ["nothing.webp", "a" * 300, "%00", "..%2F..%2Fsecret_key"])
def test_unknown_files_answer_404(client: Client, name: str) -> None:
    assert answer(client, f"/media/{name}") == 404


@pytest.mark.parametrize("text", ["caption", "alt", "credit"])
def test_a_photo_without_a_text_cannot_be_released(text: str) -> None:
    activity = make_activity()
    missing = {f"{text}_en": "", f"{text}_ja": ""}

    with pytest.raises(ValidationError, match="cannot be released"):
        make_photo(activity, **missing)

    photo = make_photo(activity, release_state="not_reviewed", **missing)
    assert release_photos(photos=[photo], by=None) == [photo]
    with pytest.raises(IntegrityError), transaction.atomic():
        Photo.objects.filter(pk=photo.pk).update(release_state="released")


def test_a_photo_with_texts_in_one_language_is_released_by_a_person() -> None:
    user = make_staff()
    photo = make_photo(
        make_activity(), release_state="not_reviewed", caption_ja="", alt_ja="", credit_ja=""
    )

    assert release_photos(photos=[photo], by=user) == []

    photo.refresh_from_db()
    assert photo.is_public
    assert photo.released_by == user
    assert photo.released_at


def test_a_text_alternative_that_copies_the_caption_is_refused() -> None:
    with pytest.raises(ValidationError, match="repeats the caption"):
        make_photo(make_activity(), caption_en="A ship", alt_en="A ship")
