"""Files of photos: public while the photo is released and its record published, else 404."""

import os
from collections.abc import Callable

import pytest
from django.contrib.auth.models import Permission
from django.core.files.storage import default_storage, storages
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from exchanges.models import Activity, Photo
from exchanges.photos import (
    delete_photos,
    keep_upload,
    restore_photos,
    trash_photos,
    withdraw_photos,
)
from exchanges.services import return_to_draft
from tests.factories import make_activity, make_photo, make_staff, picture

pytestmark = pytest.mark.django_db

TYPES = {"webp": "image/webp", "avif": "image/avif", "jpg": "image/jpeg"}


def addresses(photo: Photo) -> list[str]:
    return [rendition.url for rendition in photo.renditions.all()]


def answers(client: Client, urls: list[str]) -> set[int]:
    return {client.get(url).status_code for url in urls}


def test_every_file_of_a_released_photo_is_served_as_what_it_is(client: Client) -> None:
    urls = addresses(make_photo(make_activity()))

    assert len(urls) == 8
    for url in urls:
        response = client.get(url)
        assert response.status_code == 200
        assert response["Content-Type"] == TYPES[url.rpartition(".")[2]]
        assert response["Content-Disposition"] == "inline"
        assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Cache-Control"] == "public, max-age=60, must-revalidate"
        assert "Cookie" not in response.get("Vary", "")
        assert int(response["Content-Length"]) == len(response.content) > 100


def test_a_public_file_costs_one_query(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    photo = make_photo(make_activity())
    url = addresses(photo)[0]

    with django_assert_num_queries(1):
        client.get(url)
    with django_assert_num_queries(1):
        client.head(url)
    withdraw_photos(photos=[photo], by=None)
    with django_assert_num_queries(1):
        client.get(url)
    with django_assert_num_queries(1):
        client.get("/media/" + "a" * 24 + ".webp")
    with django_assert_num_queries(0):
        client.get("/media/originals/2026/01/a.jpg")


@pytest.mark.parametrize("status", ["draft", "in_review", "withdrawn"])
def test_files_of_a_record_that_is_not_public_answer_404(client: Client, status: str) -> None:
    photo = make_photo(make_activity(status=status))

    assert answers(client, addresses(photo)) == {404}


@pytest.mark.parametrize("state", ["not_reviewed", "withdrawn"])
def test_files_of_a_photo_that_is_not_released_answer_404(client: Client, state: str) -> None:
    photo = make_photo(make_activity(), release_state=state)

    assert answers(client, addresses(photo)) == {404}


@pytest.mark.parametrize("hours", [{"publish_at": 1}, {"unpublish_at": -1}])
def test_files_of_a_record_before_and_after_its_time_answer_404(
    client: Client, hours: dict[str, int]
) -> None:
    moments = {
        name: timezone.now() + timezone.timedelta(hours=each) for name, each in hours.items()
    }

    assert answers(client, addresses(make_photo(make_activity(**moments)))) == {404}


WAYS_OUT: list[Callable[[Photo], object]] = [
    lambda photo: withdraw_photos(photos=[photo], by=None),
    lambda photo: trash_photos(photos=[photo], by=None),
    lambda photo: (trash_photos(photos=[photo], by=None), restore_photos(photos=[photo], by=None)),
    lambda photo: return_to_draft(activities=[photo.activity], by=None),
    lambda photo: Activity.objects.filter(pk=photo.activity_id).update(status="withdrawn"),
    lambda photo: delete_photos(photos=[photo]),
    lambda photo: photo.activity.delete(),
]


@pytest.mark.parametrize("leave", WAYS_OUT, ids=range(len(WAYS_OUT)))
def test_what_was_public_is_gone_at_the_next_request(
    client: Client, leave: Callable[[Photo], object]
) -> None:
    photo = make_photo(make_activity())
    urls = addresses(photo)
    tags = {url: client.get(url)["ETag"] for url in urls}

    leave(photo)

    assert answers(client, urls) == {404}
    # Whoever kept a copy is not told that it still is as it was.
    for url, tag in tags.items():
        assert client.get(url, headers={"if-none-match": tag}).status_code == 404
        assert client.get(url, headers={"if-none-match": "*"}).status_code == 404
        assert client.head(url).status_code == 404
        assert client.get(url, headers={"range": "bytes=0-9"}).status_code == 404


def test_an_unchanged_file_is_neither_opened_nor_sent(client: Client) -> None:
    rendition = make_photo(make_activity()).renditions.first()
    tag = client.get(rendition.url)["ETag"]
    default_storage.delete(rendition.name)

    response = client.get(rendition.url, headers={"if-none-match": tag})

    assert (response.status_code, response.content) == (304, b"")
    assert response["Cache-Control"] == "public, max-age=60, must-revalidate"
    assert client.get(rendition.url).status_code == 404


def test_staff_see_what_is_not_released_and_no_cache_keeps_it(staff_client: Client) -> None:
    photo = make_photo(make_activity(status="draft"), release_state="not_reviewed")

    for url in addresses(photo):
        response = staff_client.get(url)
        assert response.status_code == 200
        assert response["Cache-Control"] == "private, no-store"


def test_who_may_not_see_photos_is_told_that_there_is_none() -> None:
    photo = make_photo(make_activity(), release_state="not_reviewed")
    client = Client()
    client.force_login(make_staff("someone", is_superuser=False))

    assert answers(client, addresses(photo)) == {404}


def test_a_preview_is_for_its_uploader_and_for_who_may_see_photos(client: Client) -> None:
    uploader = make_staff("uploader", is_superuser=False)
    other = make_staff("other", is_superuser=False)
    reviewer = make_staff("reviewer", is_superuser=False)
    reviewer.user_permissions.add(Permission.objects.get(codename="view_photo"))
    kept = keep_upload(upload=picture(), by=uploader)

    found = {}
    for user in (uploader, other, reviewer):
        client.force_login(user)
        response = client.get(kept.preview_url)
        found[user.username] = (response.status_code, response["Cache-Control"])
    client.logout()

    assert found == {
        "uploader": (200, "private, no-store"),
        "other": (404, "no-store"),
        "reviewer": (200, "private, no-store"),
    }
    assert client.get(kept.preview_url).status_code == 404


def test_an_original_has_no_address(staff_client: Client) -> None:
    photo = make_photo(make_activity())

    with pytest.raises(ValueError, match="not accessible via a URL"):
        photo.original.url  # noqa: B018
    name = photo.original.name
    for guess in (name, name.rpartition("/")[2], f"../private/{name}", f"%2e%2e/private/{name}"):
        assert staff_client.get(f"/media/{guess}").status_code == 404
    assert storages["originals"].exists(name)
    assert not default_storage.exists(name)


@pytest.mark.parametrize(
    "name",
    [
        *("nothing.webp", "a" * 300, "%00", "a%00.webp", "..%2F..%2Fsecret_key", "a.html", "a.svg"),
        *("a.webp%0A", "%E3%81%82.webp", "a.WEBP", ".gitkeep", "a.webp/", "a.php.jpg"),
    ],
)
def test_unknown_files_answer_404(client: Client, staff_client: Client, name: str) -> None:
    assert client.get(f"/media/{name}").status_code == 404
    assert staff_client.get(f"/media/{name}").status_code == 404


@pytest.mark.parametrize("method", ["post", "put", "delete", "options"])
def test_files_are_only_read(client: Client, method: str) -> None:
    url = addresses(make_photo(make_activity()))[0]

    assert getattr(client, method)(url).status_code == 405


def test_a_storage_that_cannot_be_read_says_so_and_no_cache_keeps_it(client: Client) -> None:
    rendition = make_photo(make_activity()).renditions.first()
    path = default_storage.path(rendition.name)
    default_storage.delete(rendition.name)
    os.mkdir(path)

    response = client.get(rendition.url)
    os.rmdir(path)

    assert (response.status_code, response["Cache-Control"]) == (503, "no-store")
