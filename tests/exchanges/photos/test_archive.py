import csv
import io
import tracemalloc
import zipfile
from datetime import date

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from PIL import Image

from exchanges.models import Activity, Photo
from exchanges.photos import trash_photos, withdraw_photos
from tests.factories import make_activity, make_photo
from tests.queries import count_queries

pytestmark = pytest.mark.django_db
QUERIES = 4


def address(activity: Activity, language: str = "") -> str:
    return f"{language}/activities/{activity.start_year}/{activity.slug}/photos.zip"


def taken(client: Client, activity: Activity, language: str = "") -> bytes:
    response = client.get(address(activity, language))
    assert response.status_code == 200
    return b"".join(response.streaming_content)


def opened(content: bytes) -> zipfile.ZipFile:
    archive = zipfile.ZipFile(io.BytesIO(content))
    assert archive.testzip() is None
    return archive


def table(archive: zipfile.ZipFile) -> list[dict[str, str]]:
    text = archive.read("captions.csv").decode("utf-8")
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def test_the_archive_holds_each_public_photo_and_its_texts(client: Client) -> None:
    activity = make_activity(reference="DCE-2019-0147", title_en="Call at Subic")
    photo = make_photo(
        activity,
        caption_en="The ship",
        rights="CC BY 4.0",
        place_en="Subic",
        taken_on=date(2019, 5, 22),
    )
    second = make_photo(activity, position=1)

    archive = opened(taken(client, activity))
    first, other = table(archive)

    assert archive.namelist() == ["captions.csv", first["file"], other["file"]]
    assert first["file"] == f"{activity.slug}-{photo.pk}.jpg"
    assert other["page"] == f"http://testserver/photos/{second.pk}/"
    for name in ("caption_en", "caption_ja", "alt_en", "alt_ja", "credit_en", "credit_ja"):
        assert first[name] == getattr(photo, name)
    assert (first["reference"], first["title"]) == ("DCE-2019-0147", "Call at Subic")
    assert (first["rights"], first["place_en"]) == ("CC BY 4.0", "Subic")
    assert first["taken_on"] == "2019-05-22"
    with Image.open(io.BytesIO(archive.read(first["file"])), formats=["JPEG"]) as picture:
        assert picture.getexif()[270] == "The ship"


def test_the_texts_inside_are_in_the_language_of_the_address(client: Client) -> None:
    activity = make_activity()
    photo = make_photo(activity, caption_en="The ship", caption_ja="岸壁の護衛艦")
    name = f"{activity.slug}-{photo.pk}.jpg"

    english, japanese = (opened(taken(client, activity, each)).read(name) for each in ("", "/ja"))

    assert b"The ship" in english
    assert "岸壁の護衛艦".encode() in japanese
    assert b"The ship" not in japanese


def test_only_released_photos_of_published_records_are_in_it(client: Client) -> None:
    activity = make_activity()
    shown = make_photo(activity)
    for state in ("not_reviewed", "withdrawn"):
        make_photo(activity, release_state=state, caption_en="Hidden")
    gone = make_photo(activity, caption_en="Hidden")
    trash_photos(photos=[gone], by=None)

    content = taken(client, activity)

    assert [row["page"] for row in table(opened(content))] == [
        f"http://testserver/photos/{shown.pk}/"
    ]
    assert b"Hidden" not in content
    withdraw_photos(photos=[shown], by=None)
    assert client.get(address(activity)).status_code == 404


@pytest.mark.parametrize("status", ["draft", "in_review", "withdrawn"])
def test_a_record_that_is_not_published_has_no_archive(client: Client, status: str) -> None:
    activity = make_activity(status=status)
    make_photo(activity)

    assert client.get(address(activity)).status_code == 404
    assert client.get("/activities/2019/nothing-like-that/photos.zip").status_code == 404


def test_a_record_without_photos_has_no_archive(client: Client) -> None:
    activity = make_activity()

    assert client.get(address(activity)).status_code == 404
    assert "photos.zip" not in client.get(activity.get_absolute_url()).content.decode()


def test_another_year_leads_to_the_address(client: Client) -> None:
    activity = make_activity(dates="2019")
    make_photo(activity)

    response = client.get(f"/activities/1999/{activity.slug}/photos.zip")

    assert (response.status_code, response["Location"]) == (301, address(activity))


def test_the_same_photos_are_the_same_bytes_and_are_not_sent_twice(client: Client) -> None:
    activity = make_activity()
    photo = make_photo(activity)
    response = client.get(address(activity))
    content, tag = b"".join(response.streaming_content), response["ETag"]

    assert taken(client, activity) == content
    again = client.get(address(activity), headers={"If-None-Match": tag})
    assert (again.status_code, again["ETag"]) == (304, tag)
    assert "max-age=60" in again["Cache-Control"]
    photo.caption_en = "Another"
    photo.save()
    assert client.get(address(activity), headers={"If-None-Match": tag}).status_code == 200
    assert client.get(address(activity, "/ja"), headers={"If-None-Match": tag}).status_code == 200


def test_sizes_stand_in_front_of_each_entry_for_readers_of_a_stream(client: Client) -> None:
    activity = make_activity()
    make_photo(activity)

    for entry in opened(taken(client, activity)).infolist():
        assert not entry.flag_bits & 0x08


def test_cells_are_no_formulas(client: Client) -> None:
    activity = make_activity()
    make_photo(activity, caption_en="=1+1", credit_en="@SUM(A1)", rights="-1")

    row = table(opened(taken(client, activity)))[0]

    assert (row["caption_en"], row["credit_en"], row["rights"]) == ("'=1+1", "'@SUM(A1)", "'-1")


@pytest.mark.parametrize("tool", ["people", "agreements"])
def test_the_page_offers_the_archive_with_its_number_and_size(client: Client, tool: str) -> None:
    activity = make_activity(tool=tool)
    for position in range(3):
        make_photo(activity, position=position)

    text = client.get(activity.get_absolute_url()).content.decode()

    assert f'<a href="{address(activity)}" download>All 3 photographs with captions' in text
    assert "KB</span>" in text[text.index("photos.zip") :][:200]


def grow(name: str, size: int) -> None:
    """Make a stored JPEG as long as that of a camera, by comments."""
    comment = b"\xff\xfe\xff\xff" + b"x" * 65_533
    with default_storage.open(name) as stored:
        content = stored.read()
    with open(default_storage.path(name), "wb") as grown:
        grown.write(content[:20] + comment * (size // len(comment) + 1) + content[20:])


def test_one_picture_at_a_time_is_in_memory(client: Client) -> None:
    activity = make_activity()
    size = 2_000_000
    for position in range(12):
        photo = make_photo(activity, position=position)
        grow(photo.files_in("jpeg", "download")[0].name, size)

    tracemalloc.start()
    sent = sum(len(piece) for piece in client.get(address(activity)).streaming_content)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert sent > 12 * size
    assert peak < 6 * size


def test_a_request_for_the_head_reads_no_picture(client: Client) -> None:
    activity = make_activity()
    make_photo(activity)

    response = client.head(address(activity))

    assert response.status_code == 200
    assert b"".join(response.streaming_content) == b""


def test_queries_do_not_grow_with_the_photos(client: Client) -> None:
    activity = make_activity()
    make_photo(activity)
    few = count_queries(client, address(activity))
    for position in range(5):
        make_photo(activity, position=position)

    assert count_queries(client, address(activity)) == few
    assert few <= QUERIES


def jpeg(client: Client, photo: Photo, language: str = "", **headers: str) -> object:
    return client.get(f"{language}/photos/{photo.pk}/photo.jpg", headers=headers)


def test_a_photo_is_taken_with_its_texts_inside(client: Client) -> None:
    activity = make_activity(slug="call-at-subic")
    photo = make_photo(activity, caption_en="The ship", caption_ja="岸壁の護衛艦")

    english, japanese = jpeg(client, photo), jpeg(client, photo, "/ja")

    assert english["Content-Type"] == "image/jpeg"
    name = f"call-at-subic-{photo.pk}.jpg"
    assert english["Content-Disposition"] == f'attachment; filename="{name}"'
    content = b"".join(english.streaming_content)
    assert int(english["Content-Length"]) == len(content)
    assert b"The ship" in content
    assert "岸壁の護衛艦".encode() in b"".join(japanese.streaming_content)
    with Image.open(io.BytesIO(content), formats=["JPEG"]) as picture:
        assert picture.size == (photo.width, photo.height)


def test_a_text_that_stands_in_is_marked_with_its_own_language(client: Client) -> None:
    photo = make_photo(make_activity(), caption_en="", caption_ja="岸壁の護衛艦")

    content = b"".join(jpeg(client, photo).streaming_content)

    assert '<rdf:li xml:lang="ja">岸壁の護衛艦</rdf:li>'.encode() in content


@pytest.mark.parametrize("state", ["not_reviewed", "withdrawn"])
def test_a_photo_that_is_not_released_is_not_taken(client: Client, state: str) -> None:
    photo = make_photo(make_activity(), release_state=state)

    assert jpeg(client, photo).status_code == 404
    assert jpeg(client, make_photo(make_activity(status="draft"))).status_code == 404


def test_a_photo_withdrawn_is_not_taken_even_by_its_tag(client: Client) -> None:
    photo = make_photo(make_activity())
    tag = jpeg(client, photo)["ETag"]
    assert jpeg(client, photo, **{"If-None-Match": tag}).status_code == 304

    withdraw_photos(photos=[photo], by=None)

    assert jpeg(client, photo, **{"If-None-Match": tag}).status_code == 404


@pytest.mark.parametrize("key", ["0", "-1", "9" * 18, "9" * 19, "x", "%00"])
def test_an_odd_key_is_not_found(client: Client, key: str) -> None:
    assert client.get(f"/photos/{key}/photo.jpg").status_code == 404


def test_while_the_file_is_being_made_it_is_neither_offered_nor_there(client: Client) -> None:
    photo = make_photo(make_activity())
    photo.renditions.filter(use="download").delete()

    assert jpeg(client, photo).status_code == 404
    assert "photo.jpg" not in client.get(f"/photos/{photo.pk}/").content.decode()
    assert client.get(address(photo.activity)).status_code == 404


def test_a_stored_file_that_is_gone_is_not_found(client: Client) -> None:
    photo = make_photo(make_activity())
    photo.renditions.filter(use="download").update(name="gone.jpg")

    assert jpeg(client, photo).status_code == 404


def test_the_page_offers_the_jpeg_with_its_size(client: Client) -> None:
    photo = make_photo(make_activity())
    photo.renditions.filter(use="download").update(size=1_258_291, width=2560, height=1707)

    text = client.get(f"/photos/{photo.pk}/").content.decode()

    assert f'href="/photos/{photo.pk}/photo.jpg" download>Download JPEG</a>' in text
    assert "JPEG, 1.2\N{NO-BREAK SPACE}MB, 2,560 × 1,707." in text
