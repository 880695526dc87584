from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from exchanges.models import Activity, SiteText
from exchanges.photos import withdraw_photos
from tests.factories import make_activity, make_photo
from tests.queries import count_queries

pytestmark = pytest.mark.django_db
ADDRESSES = ["/", "/activities/", "/activities/?tool=people", "/ja/partners/india/", "/photos/"]


@pytest.fixture(autouse=True)
def _pages_are_kept(settings) -> None:
    settings.PUBLIC_PAGES_KEPT_SECONDS = 60


def tag(client: Client, address: str) -> str:
    return client.get(address)["ETag"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_that_is_still_the_same_is_not_sent(client: Client, address: str) -> None:
    make_activity(partners=("in",))
    first = client.get(address)

    again = client.get(address, headers={"if-none-match": first["ETag"]})
    since = client.get(address, headers={"if-modified-since": first["Last-Modified"]})

    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert since.status_code in (200, 304)
    assert first["Cache-Control"].startswith("public, max-age=60")
    assert first["Vary"] == "Accept-Encoding"
    assert not first.cookies


def test_both_ways_of_answering_ask_the_database_once(client: Client) -> None:
    make_activity()
    first = client.get("/activities/")

    assert count_queries(client, "/activities/") == 1
    assert client.get("/activities/").content == first.content


def test_every_change_shows_at_once(client: Client) -> None:
    activity = make_activity(title_en="Before")
    photo = make_photo(activity, caption_en="Captioned")
    seen = [tag(client, "/activities/")]
    activity.title_en = "After"
    activity.save()
    assert "After" in client.get("/activities/").content.decode()
    seen.append(tag(client, "/activities/"))
    SiteText.objects.create(key="purpose", body_en="Why this is published.")
    assert "Why this is published." in client.get("/").content.decode()
    seen.append(tag(client, "/activities/"))
    assert "Captioned" in client.get("/photos/").content.decode()
    withdraw_photos(photos=[photo], by=None)
    assert "Captioned" not in client.get("/photos/").content.decode()
    seen.append(tag(client, "/activities/"))
    Activity.objects.filter(pk=activity.pk).update(status="draft")
    assert "After" not in client.get("/activities/").content.decode()
    seen.append(tag(client, "/activities/"))

    assert len(set(seen)) == len(seen)


def test_a_record_comes_when_its_time_has_come(client: Client) -> None:
    make_activity(title_en="Embargoed", publish_at=timezone.now() + timedelta(hours=1))
    before = client.get("/activities/")
    assert "Embargoed" not in before.content.decode()

    with time_machine.travel(timezone.now() + timedelta(hours=2), tick=True):
        after = client.get("/activities/", headers={"if-none-match": before["ETag"]})

    assert "Embargoed" in after.content.decode()


def test_languages_hosts_and_compression_are_kept_apart(client: Client, settings) -> None:
    settings.ALLOWED_HOSTS = ["testserver", "other.example"]
    tags = {
        tag(client, "/activities/"),
        tag(client, "/ja/activities/"),
        client.get("/activities/", headers={"host": "other.example"})["ETag"],
        client.get("/activities/", headers={"accept-encoding": "gzip"})["ETag"],
        client.get("/activities/", secure=True)["ETag"],
    }

    assert len(tags) == 5


def test_compressed_for_who_takes_it(client: Client) -> None:
    import gzip

    plain = client.get("/about/")
    packed = client.get("/about/", headers={"accept-encoding": "gzip, br"})

    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert "Content-Encoding" not in plain


def test_who_is_signed_in_is_answered_anew(staff_client: Client) -> None:
    response = staff_client.get("/activities/")

    assert response.status_code == 200
    assert "ETag" not in response
    assert "public" not in response.get("Cache-Control", "")


def test_staff_pages_and_missing_pages_are_not_kept(client: Client) -> None:
    assert "public" not in client.get("/admin/login/").get("Cache-Control", "")
    assert "ETag" not in client.get("/activities/2019/nothing/")


def test_the_language_of_the_browser_changes_nothing(client: Client) -> None:
    response = client.get("/activities/", headers={"accept-language": "ja"})

    assert response.status_code == 200
    assert '<html lang="en">' in response.content.decode()


def kept(client: Client, address: str) -> bool:
    """Whether a page is answered from the cache the second time."""
    client.get(address)
    return count_queries(client, address) == 1


@pytest.mark.parametrize(
    ("query", "is_kept"),
    [
        ("", True),
        ("?tool=people", True),
        ("?tool=people&tool=troops&sort=oldest", True),
        ("?q=word", False),
        ("?tool=nothing-of-the-kind", False),
        ("?page=99", False),
        ("?visited=7", False),
        ("?tool=people&tool=" + "x" * 400, False),
    ],
)
def test_only_pages_that_many_ask_for_are_kept(client: Client, query: str, is_kept: bool) -> None:
    make_activity()

    assert kept(client, f"/activities/{query}") is is_kept


def test_pages_without_filters_are_kept_by_their_plain_address_only(client: Client) -> None:
    address = make_activity().get_absolute_url()

    assert kept(client, address)
    assert not kept(client, f"{address}?visited=7")


def test_missing_page_is_missing_since_whenever_it_is_asked_for(client: Client) -> None:
    make_activity()
    later = {"if-modified-since": "Fri, 01 Jan 2100 00:00:00 GMT"}

    with time_machine.travel(timezone.now() + timedelta(days=1), tick=True):
        assert client.get("/activities/2019/nothing/", headers=later).status_code == 404
        assert client.get("/activities/", headers=later).status_code == 304


def test_reader_with_another_tag_is_not_answered_by_the_day(client: Client) -> None:
    make_activity()
    headers = {"if-none-match": '"another"', "if-modified-since": "Fri, 01 Jan 2100 00:00:00 GMT"}

    assert client.get("/activities/", headers=headers).status_code == 200


def test_redirects_are_not_kept_for_ever(client: Client) -> None:
    activity = make_activity(dates="2019-05-23")

    moved = client.get(f"/activities/2018/{activity.slug}/")
    missing = client.get("/activities/2018/nothing/")

    assert (moved.status_code, missing.status_code) == (301, 404)
    assert moved["Cache-Control"] == missing["Cache-Control"] == "public, max-age=60"


def test_page_of_who_is_signed_in_is_for_nobody_else(staff_client: Client) -> None:
    assert staff_client.get("/activities/")["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize("ending", ["bib", "ics", "json"])
def test_other_forms_of_a_record_are_kept_too(client: Client, ending: str) -> None:
    address = f"{make_activity().get_absolute_url().rstrip('/')}.{ending}"
    first = client.get(address)

    again = client.get(address, headers={"if-none-match": first["ETag"]})

    assert kept(client, address)
    assert again.status_code == 304
