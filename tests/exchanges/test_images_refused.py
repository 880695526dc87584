"""Files that are not taken as photos: a sentence, quickly, and never another exception."""

import contextlib
import io
import os
import time
import tracemalloc
import zlib

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from exchanges import image_bytes
from exchanges.images import MAX_BYTES, check_image
from exchanges.renditions import make_renditions
from tests.pictures import (
    EVERY_FORMAT,
    encoded,
    flat_png,
    full_of_metadata,
    halves,
    many_scans,
    many_strips,
    picture_bytes,
    png_chunk,
    tiff,
)


def refusal(content: bytes, name: str = "photo.jpg") -> ValidationError:
    """The refusal, which is the same for both functions."""
    with pytest.raises(ValidationError) as caught:
        check_image(SimpleUploadedFile(name, content))
    with pytest.raises(ValidationError) as caught_again:
        list(make_renditions(SimpleUploadedFile(name, content)))
    assert caught.value.messages == caught_again.value.messages
    return caught.value


def ftyp(brand: bytes) -> bytes:
    return b"\0\0\0\x18ftyp" + brand + b"\0\0\0\0" + brand + b"isom" + b"\0" * 64


OTHERS = {
    b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9": "an EPS file",
    b"\xc5\xd0\xd3\xc6" + b"\0" * 40: "an EPS file",
    b"%PDF-1.7": "a PDF document",
    encoded(halves(), "GIF"): "a GIF picture",
    encoded(halves(), "BMP"): "a BMP picture",
    encoded(halves(), "ICO"): "an icon file",
    b"8BPS\0\x01" + b"\0" * 40: "a Photoshop file",
    b"PK\x03\x04" + b"\0" * 40: "a ZIP archive or an Office document",
    b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>': "an SVG drawing",
    b"\xef\xbb\xbf  <SVG onload='alert(1)'>": "an SVG drawing",
    b"<!DOCTYPE html><html></html>": "a web page",
    b"<html><script>alert(1)</script></html>": "a web page",
    b"<?php system($_GET['c']); ?>": "a PHP script",
    ftyp(b"heic"): "a HEIC picture",
    ftyp(b"mif1"): "a HEIC picture",
    ftyp(b"qt  "): "a video",
    ftyp(b"crx "): "a camera raw file",
    b"II*\0\x10\0\0\0CR\x02\0" + b"\0" * 60: "a camera raw file",
    tiff([(254, 4, 1, 1), (256, 4, 1, 9)]): "a camera raw file",
    tiff([(256, 4, 1, 9), (50706, 1, 4, 1)]): "a camera raw file",
    b"MZ\x90\0" + b"\0" * 60: "a program",
}


@pytest.mark.parametrize(("content", "kind"), OTHERS.items(), ids=range(len(OTHERS)))
def test_other_files_under_a_photos_name_are_named(content: bytes, kind: str) -> None:
    error = refusal(content)

    assert error.code == "format_not_taken"
    assert error.messages == [
        f"It is {kind} under a photo’s name. "
        "This site takes JPEG, PNG, WebP, AVIF and TIFF. Export it as JPEG and add it again."
    ]


def test_an_honest_name_is_not_reproached() -> None:
    assert (
        refusal(encoded(halves(), "GIF"), "move.gif")
        .messages[0]
        .startswith("It is a GIF picture. This site takes")
    )


def test_refusals_are_translatable() -> None:
    error = refusal(b"%!PS")

    with translation.override("ja"):
        assert "%(" not in str(error.messages)


@pytest.mark.parametrize("content", [b"x", b"hello", b"\0" * 500, b"<", b"\xff\xd8", b"RIFF"])
def test_anything_else_is_not_a_picture(content: bytes) -> None:
    assert refusal(content).code in ("not_a_picture", "format_not_taken")


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(ValidationError) as caught:
        check_image(io.BytesIO(b""))
    assert caught.value.code == "empty"


def test_one_byte_too_many_is_refused_and_not_read() -> None:
    error = refusal(picture_bytes() + b"\0" * (MAX_BYTES + 1 - len(picture_bytes())))

    assert error.code == "too_big"
    assert error.messages[0].startswith("The file has 25.1 MB; this site takes at most 25 MB.")
    exact = picture_bytes() + b"\0" * (MAX_BYTES - len(picture_bytes()))
    assert check_image(io.BytesIO(exact)).size == MAX_BYTES


@pytest.mark.parametrize(
    ("width", "height"),
    [(14_142, 14_142), (30_000, 30_000), (10_000, 10_000), (7_100, 7_100), (2_000_000_000, 2)],
)
def test_bombs_are_refused_before_they_are_decoded(width: int, height: int) -> None:
    content = flat_png(width, height) if width < 1_000_000 else _lying_png(width, height)
    assert len(content) < 200_000

    tracemalloc.start()
    started = time.process_time()
    error = refusal(content)
    seconds = time.process_time() - started
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert error.code == "too_many_pixels"
    assert "50 megapixels" in error.messages[0]
    assert seconds < 0.5
    assert peak < 5_000_000


def _lying_png(width: int, height: int) -> bytes:
    header = width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\2\0\0\0"
    small = picture_bytes("PNG")
    return small[:8] + png_chunk(b"IHDR", header) + small[33:]


def test_the_limit_holds_whatever_pillows_own_is_set_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", None)

    assert refusal(flat_png(14_142, 14_142)).code == "too_many_pixels"


def test_formats_whose_decoders_need_much_memory_have_a_lower_limit() -> None:
    error = refusal(encoded(Image.new("L", (5_100, 5_000)), "TIFF", compression="tiff_lzw"))

    assert error.code == "too_many_pixels"
    assert "25 megapixels" in error.messages[0]


def test_a_side_too_long_for_a_rendition_is_refused() -> None:
    error = refusal(flat_png(2, 16_384))

    assert error.code == "side_too_long"
    assert error.messages[0].startswith("The picture has 2 × 16384 pixels;")
    assert next(make_renditions(io.BytesIO(flat_png(2, 16_383)))).height == 16_383


@pytest.mark.parametrize("side", [0, 2**31, 2**32 - 1])
def test_impossible_sizes_are_refused(side: int) -> None:
    assert refusal(_lying_png(side, 40)).code in ("broken", "too_many_pixels")


@pytest.mark.parametrize("picture_format", ["PNG", "WEBP", "AVIF"])
def test_animations_are_refused(picture_format: str) -> None:
    second = Image.new("RGB", (60, 40), "lime")

    content = encoded(halves(), picture_format, save_all=True, append_images=[second])

    assert refusal(content).code == "animated"


@pytest.mark.parametrize("mode", ["F", "I", "LAB"])
def test_measurements_and_laboratory_colours_are_refused(mode: str) -> None:
    assert refusal(encoded(Image.new(mode, (9, 9)), "TIFF")).code == "colours_not_taken"


@pytest.mark.parametrize(
    "content",
    [
        many_scans(image_bytes.MAX_SCANS + 1),
        picture_bytes()[:2] + b"\xff\xfe\0\x02" * 5_000 + picture_bytes()[2:],
        picture_bytes()[:2] + b"\xff" * 200_000 + picture_bytes()[2:],
        b"\xff\xd8\xff" + b"\0" * 200_000,
        many_strips(image_bytes.MAX_VALUES + 1),
        tiff([(40_000 + number, 3, 1, 1) for number in range(image_bytes.MAX_ENTRIES + 1)]),
        tiff([(34665, 4, 1, 8)] * 3),
        picture_bytes("PNG")[:33] + png_chunk(b"teXt", b"") * 25_000 + picture_bytes("PNG")[33:],
    ],
    ids=["scans", "segments", "fill", "junk", "strips", "tags", "directories", "chunks"],
)
def test_files_of_countless_parts_are_refused_at_once(content: bytes) -> None:
    started = time.process_time()
    error = refusal(content)

    assert error.code == "too_many_parts"
    assert time.process_time() - started < 0.3


def test_progressive_and_restarted_jpegs_of_cameras_are_affordable() -> None:
    plain = halves((640, 480))
    for options in ({"progressive": True}, {"restart_marker_blocks": 1}, {"subsampling": 0}):
        assert check_image(io.BytesIO(encoded(plain, "JPEG", **options))).format == "JPEG"


@pytest.mark.parametrize("picture_format", EVERY_FORMAT)
def test_a_picture_cut_in_half_is_broken(picture_format: str) -> None:
    noise = Image.frombytes("RGB", (64, 64), os.urandom(64 * 64 * 3))
    content = encoded(noise, picture_format)

    error = refusal(content[: len(content) // 2])

    assert error.code in ("broken", "too_many_pixels")


def test_a_png_with_a_wrong_sum_is_broken() -> None:
    content = bytearray(picture_bytes("PNG"))
    content[content.index(b"IDAT") + 6] ^= 1

    with pytest.raises(ValidationError) as caught:
        check_image(io.BytesIO(bytes(content)))
    assert caught.value.code == "broken"


def test_compressed_texts_of_a_png_do_not_fill_the_memory() -> None:
    text = png_chunk(b"zTXt", b"Comment\0\0" + zlib.compress(b"\0" * 50_000_000))
    content = picture_bytes("PNG")

    assert refusal(content[:33] + text + content[33:]).code == "broken"


SEEDS = {name: (picture_bytes(name), full_of_metadata(name)) for name in EVERY_FORMAT}


def _read_both(content: bytes) -> None:
    """Whatever passes the check has renditions; all else is a ValidationError."""
    with contextlib.suppress(ValidationError):
        check_image(io.BytesIO(content))
        assert list(make_renditions(io.BytesIO(content)))


@pytest.mark.parametrize("picture_format", EVERY_FORMAT)
@settings(max_examples=60, deadline=None)
@given(draw=st.data())
def test_cut_pictures_raise_nothing_else(picture_format: str, draw: st.DataObject) -> None:
    content = draw.draw(st.sampled_from(SEEDS[picture_format]))

    _read_both(content[: draw.draw(st.integers(0, len(content)))])


@pytest.mark.parametrize("picture_format", EVERY_FORMAT)
@settings(max_examples=120, deadline=None)
@given(draw=st.data())
def test_altered_pictures_raise_nothing_else(picture_format: str, draw: st.DataObject) -> None:
    content = bytearray(draw.draw(st.sampled_from(SEEDS[picture_format])))
    places = st.integers(0, len(content) - 1)
    for place, value in draw.draw(
        st.dictionaries(places, st.integers(0, 255), min_size=1, max_size=8)
    ).items():
        content[place] = value

    _read_both(bytes(content))


@settings(max_examples=100, deadline=None)
@given(content=st.binary(max_size=200), start=st.sampled_from([seed[0] for seed in SEEDS.values()]))
def test_rubbish_after_a_true_beginning_raises_nothing_else(content: bytes, start: bytes) -> None:
    _read_both(start[:16] + content)
