"""Wrong input is answered at its field, in the person's language, and leaves nothing behind."""

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from exchanges.models import Activity, Photo, PhotoUpload
from exchanges.people.models import PeopleActivity
from tests.exchanges.admin.pages import add_url, entry, errors_of, kept, stored_files
from tests.pictures import picture_bytes, png_chunk

pytestmark = pytest.mark.django_db

EPS = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\nshowpage\n"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def huge_png() -> bytes:
    """A header that announces 200 megapixels."""
    size = (20_000).to_bytes(4, "big") + (10_000).to_bytes(4, "big")
    header = png_chunk(b"IHDR", size + bytes([8, 2, 0, 0, 0]))
    return b"\x89PNG\r\n\x1a\n" + header + png_chunk(b"IDAT", b"x") + png_chunk(b"IEND", b"")


@pytest.mark.parametrize(
    "content",
    [picture_bytes()[:400], b"not a picture", b"", EPS, SVG, huge_png()],
    ids=["broken", "text", "empty", "eps", "svg", "200 megapixels"],
)
def test_a_file_that_is_no_sound_picture_is_named_and_the_rest_is_saved(
    staff_client: Client, content: bytes
) -> None:
    before = stored_files()
    upload = SimpleUploadedFile("harbour.jpg", content, "image/jpeg")
    form = entry(**{"photos-files": [upload]})

    response = staff_client.post(add_url(PeopleActivity), form, follow=True)

    said = [str(message) for message in response.context["messages"]]
    assert any(each.startswith("harbour.jpg was not added. ") for each in said)
    assert Activity.objects.count() == 1
    assert not Photo.objects.exists()
    assert not PhotoUpload.objects.exists()
    assert stored_files() == before


@pytest.mark.parametrize(
    "text", ["", "soon", "23–22 May 2019", "31 February 2019", "10 February", "year 0", "2019-13"]
)
def test_a_date_that_is_none_is_refused_at_its_field(staff_client: Client, text: str) -> None:
    response = staff_client.post(add_url(PeopleActivity), entry(dates_text=text))

    assert response.status_code == 200
    assert list(errors_of(response)) == ["dates_text"]
    assert not Activity.objects.exists()


@pytest.mark.parametrize(
    "fields",
    [
        {"title_en": ""},
        {"latitude": "91", "longitude": "10"},
        {"latitude": "35.6"},
        {"edition": "2"},
        {"edition": "-1"},
        {"edition": "99999999999999999999"},
        {"reference": "x" * 81},
        {"publish_at_0": "2022-09-09", "publish_at_1": "soon"},
        {"host": "10000000000000000000000000000000"},
        {"kind": "\x00"},
        {"title_en": "a\x00b"},
    ],
    ids=str,
)
def test_values_that_do_not_fit_are_told_and_not_stored(
    staff_client: Client, fields: dict[str, str]
) -> None:
    response = staff_client.post(add_url(PeopleActivity), entry(**fields))

    assert response.status_code == 200
    assert errors_of(response)
    assert not Activity.objects.exists()


def test_a_photo_without_its_texts_is_not_released(staff_client: Client, staff: User) -> None:
    rows = {"photos-0-token": kept(staff).token, "photos-0-release": "on"}

    response = staff_client.post(add_url(PeopleActivity), entry(rows=rows))

    assert {"caption_en", "alt_en", "credit_en"} <= set(errors_of(response, "photos"))
    assert not Photo.objects.exists()


def test_messages_are_in_the_language_of_the_page(staff_client: Client) -> None:
    response = staff_client.post(f"/ja{add_url(PeopleActivity)}", entry(title_en=""))

    assert 'lang="ja"' in response.content.decode()
    assert "修正" in response.content.decode()
