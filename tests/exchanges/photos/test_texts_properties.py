"""Whatever a file carries, reading its texts never fails, and what is offered fits its field."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exchanges.models import Photo
from exchanges.photo_texts import read_texts
from tests.pictures import EVERY_FORMAT

from .blocks import CAPTION, iim, jpeg_with, photoshop, segment, xmp
from .damaging import damaged


@settings(max_examples=300, deadline=None, derandomize=True, database=None)
@given(content=st.binary(max_size=400), kind=st.sampled_from(("iptc", "xmp", "exif", "start")))
def test_reading_texts_never_fails_on_random_blocks(content: bytes, kind: str) -> None:
    blocks = {
        "iptc": segment(0xED, b"Photoshop 3.0\0" + photoshop(content)),
        "xmp": segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + content),
        "exif": segment(0xE1, b"Exif\0\0MM\0*\0\0\0\x08" + content),
    }

    found = read_texts(jpeg_with(blocks[kind]) if kind in blocks else content)

    _assert_offered(found)


@pytest.mark.parametrize("picture_format", EVERY_FORMAT)
@settings(max_examples=100, deadline=None, derandomize=True, database=None)
@given(draw=st.data())
def test_reading_texts_never_fails_on_damaged_pictures(
    picture_format: str, draw: st.DataObject
) -> None:
    _assert_offered(read_texts(draw.draw(damaged(picture_format))))


@settings(max_examples=200, deadline=None, derandomize=True, database=None)
@given(text=st.text(max_size=300), charset=st.sampled_from((b"", b"\x1b%G", b"\x1b$B", b"\x1b")))
def test_any_text_is_read_from_iptc_and_xmp_alike(text: str, charset: bytes) -> None:
    encoded_text = text.encode(errors="ignore")
    block = segment(0xED, b"Photoshop 3.0\0" + photoshop(iim({CAPTION: encoded_text}, charset)))
    packet = segment(
        0xE1, b"http://ns.adobe.com/xap/1.0/\0" + xmp(description={"en": text[:50], "ja": text})
    )

    for content in (jpeg_with(block), jpeg_with(packet)):
        _assert_offered(read_texts(content))


def _assert_offered(found: dict[str, str]) -> None:
    """Fields of a photo with clean texts that they can hold."""
    for name, text in found.items():
        field = Photo._meta.get_field(name)
        assert text == text.strip() != ""
        assert text.isprintable()
        assert field.clean(text, None)
