"""Photos that are taken: what is said of them, and how they look afterwards."""

import hashlib
import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageCms

from exchanges.images import FORMATS, CheckedImage, check_image, clean_name, upright_picture
from exchanges.renditions import RenditionFile, make_renditions
from tests.pictures import (
    EVERY_FORMAT,
    encoded,
    exif,
    full_of_metadata,
    halves,
    picture_bytes,
)

RED, BLUE = (254, 0, 0), (0, 0, 254)


def check(content: bytes) -> CheckedImage:
    return check_image(io.BytesIO(content))


def renditions(content: bytes) -> list[RenditionFile]:
    return list(make_renditions(io.BytesIO(content)))


def largest(content: bytes) -> Image.Image:
    """The picture as it looks to whoever makes files of it."""
    return upright_picture(io.BytesIO(content), lambda size: size)


def is_near(found: Any, wanted: tuple[int, int, int], tolerance: int = 12) -> bool:
    return all(abs(one - other) <= tolerance for one, other in zip(found, wanted, strict=True))


def test_every_format_of_the_list_is_tested() -> None:
    assert set(FORMATS) == set(EVERY_FORMAT)


@pytest.mark.parametrize(
    ("picture_format", "extension"),
    [("JPEG", "jpg"), ("PNG", "png"), ("WEBP", "webp"), ("AVIF", "avif"), ("TIFF", "tif")],
)
def test_content_decides_what_a_file_is(picture_format: str, extension: str) -> None:
    content = picture_bytes(picture_format)

    checked = check_image(SimpleUploadedFile("page.html", content, content_type="text/html"))

    assert (checked.format, checked.extension) == (picture_format, extension)
    assert (checked.width, checked.height, checked.size) == (60, 40, len(content))
    assert checked.sha256 == hashlib.sha256(content).hexdigest()
    assert checked.removed == ()


def test_the_file_is_left_at_its_beginning_for_whoever_stores_it() -> None:
    file = SimpleUploadedFile("a.jpg", picture_bytes())

    check_image(file)
    list(make_renditions(file))

    assert file.tell() == 0
    assert file.read() == picture_bytes()


MODES = ["1", "L", "LA", "P", "PA", "RGB", "RGBA", "CMYK", "YCbCr", "I;16"]


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("picture_format", EVERY_FORMAT)
def test_every_way_of_keeping_colours_becomes_srgb(picture_format: str, mode: str) -> None:
    picture = halves().convert("L").convert("I;16") if mode == "I;16" else halves().convert(mode)
    try:
        content = encoded(picture, picture_format)
    except OSError:
        # Pillow cannot write it, so no such file can be made here.
        assert picture_format in ("JPEG", "PNG")
        return

    assert check(content).format == picture_format
    assert largest(content).mode == "RGB"


@pytest.mark.parametrize("picture_format", ["PNG", "TIFF"])
def test_sixteen_bits_are_scaled_and_not_cut_off(picture_format: str) -> None:
    content = encoded(Image.new("I;16", (20, 20), 40_000), picture_format)

    assert is_near(largest(content).getpixel((9, 9)), (156, 156, 156), 3)


@pytest.mark.parametrize("picture_format", ["JPEG", "TIFF"])
def test_inks_become_screen_colours(picture_format: str) -> None:
    picture = largest(encoded(halves().convert("CMYK"), picture_format))

    assert is_near(picture.getpixel((5, 20)), RED)
    assert is_near(picture.getpixel((55, 20)), BLUE)


@pytest.mark.parametrize("picture_format", ["PNG", "WEBP", "AVIF", "TIFF"])
@pytest.mark.parametrize("mode", ["LA", "RGBA"])
def test_what_is_transparent_lies_on_white(picture_format: str, mode: str) -> None:
    clear = Image.new("RGBA", (20, 20), (0, 0, 0, 0)).convert(mode)

    assert is_near(largest(encoded(clear, picture_format)).getpixel((9, 9)), (255, 255, 255), 2)


@pytest.mark.parametrize("mode", ["P", "L", "RGB", "1"])
def test_a_transparent_colour_of_a_png_lies_on_white(mode: str) -> None:
    colour: Any = (0, 0, 0) if mode == "RGB" else 0
    content = encoded(Image.new(mode, (20, 20), colour), "PNG", transparency=colour)

    assert is_near(largest(content).getpixel((9, 9)), (255, 255, 255), 2)


TURNED = {
    1: ((60, 40), (5, 20), (55, 20)),
    2: ((60, 40), (55, 20), (5, 20)),
    3: ((60, 40), (55, 20), (5, 20)),
    4: ((60, 40), (5, 20), (55, 20)),
    5: ((40, 60), (20, 5), (20, 55)),
    6: ((40, 60), (20, 5), (20, 55)),
    7: ((40, 60), (20, 55), (20, 5)),
    8: ((40, 60), (20, 55), (20, 5)),
}


@pytest.mark.parametrize("orientation", TURNED)
@pytest.mark.parametrize("picture_format", EVERY_FORMAT)
def test_pictures_are_turned_upright(picture_format: str, orientation: int) -> None:
    size, red, blue = TURNED[orientation]
    content = encoded(halves(), picture_format, exif=exif(orientation).tobytes())

    checked, picture = check(content), largest(content)

    assert (checked.width, checked.height) == picture.size == size
    assert is_near(picture.getpixel(red), RED, 40)
    assert is_near(picture.getpixel(blue), BLUE, 40)


@pytest.mark.parametrize("orientation", [0, 9, 65_535])
def test_an_unknown_orientation_is_ignored(orientation: int) -> None:
    content = encoded(halves(), "JPEG", exif=exif(orientation).tobytes())

    assert (check(content).width, largest(content).size) == (60, (60, 40))


REMOVED = {
    "JPEG": ("GPS position", "camera", "XMP", "IPTC", "comment", "Exif"),
    "PNG": ("GPS position", "camera", "XMP", "comment", "Exif"),
    "WEBP": ("GPS position", "camera", "XMP", "comment", "Exif"),
    "AVIF": ("GPS position", "camera", "XMP", "comment", "Exif"),
    "TIFF": ("GPS position", "camera", "XMP", "IPTC", "comment", "Exif"),
}


@pytest.mark.parametrize("picture_format", EVERY_FORMAT)
def test_metadata_is_named_and_absent_from_renditions(picture_format: str) -> None:
    content = full_of_metadata(picture_format)
    assert b"secret" in content

    assert check(content).removed == REMOVED[picture_format]
    for rendition in renditions(content):
        assert not any(word in rendition.content for word in (b"secret", b"GPS", b"xmp", b"XMP "))
        assert not any(word in rendition.content for word in (b"Exif", b"EXIF", b"ICCP", b"8BIM"))
        picture = Image.open(io.BytesIO(rendition.content), formats=[rendition.format])
        assert not picture.getexif()
        assert not set(picture.info) & {"exif", "xmp", "icc_profile", "comment", "photoshop"}


def test_a_position_block_without_a_position_is_not_called_one() -> None:
    tags = Image.Exif()
    tags.get_ifd(0x8825)[0] = b"\x02\x03\x00\x00"

    assert "GPS position" not in check(encoded(halves(), "JPEG", exif=tags)).removed


def test_a_colour_profile_is_applied_and_left_out() -> None:
    swapped = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    # The first colourant's tag points to the second's values: reds are then shown as greens.
    twisted = srgb.replace(b"rXYZ", b"tXYZ").replace(b"gXYZ", b"rXYZ").replace(b"tXYZ", b"gXYZ")

    plain = largest(encoded(halves(), "JPEG", icc_profile=srgb))
    other = largest(encoded(halves(), "JPEG", icc_profile=twisted))
    wrong = largest(encoded(halves(), "JPEG", icc_profile=swapped))

    assert is_near(plain.getpixel((5, 20)), RED)
    assert other.getpixel((5, 20))[1] > other.getpixel((5, 20))[0]
    assert is_near(wrong.getpixel((5, 20)), RED)
    assert not any("icc_profile" in picture.info for picture in (plain, other, wrong))


@pytest.mark.parametrize("mode", ["L", "LA", "RGB", "CMYK", "I;16"])
def test_a_damaged_or_unfitting_profile_is_ignored(mode: str) -> None:
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    picture = Image.new("I;16", (9, 9), 99) if mode == "I;16" else halves().convert(mode)

    for profile in (b"no profile at all", srgb[:200], srgb[:60] + b"\xff" * 300, srgb):
        content = encoded(picture, "TIFF", icc_profile=profile)
        assert check(content).format == "TIFF"
        assert largest(content).mode == "RGB"


@pytest.mark.parametrize("block", [b"Exif\0\0", b"Exif\0\0MM\0*\xff\xff\xff\xff", b"Exif\0\0" * 99])
def test_damaged_exif_is_ignored(block: bytes) -> None:
    content = encoded(halves(), "JPEG", exif=block)

    assert "GPS position" not in check(content).removed
    assert largest(content).size == (60, 40)


def test_only_the_first_page_of_a_tiff_is_shown() -> None:
    second = Image.new("RGB", (60, 40), "lime")
    content = encoded(halves(), "TIFF", save_all=True, append_images=[second])

    assert check(content).format == "TIFF"
    assert is_near(largest(content).getpixel((5, 20)), RED)


def test_a_jpeg_with_a_second_picture_is_a_jpeg() -> None:
    second = Image.new("RGB", (60, 40), "lime")
    content = encoded(halves(), "MPO", save_all=True, append_images=[second])

    assert (check(content).format, check(content).extension) == ("JPEG", "jpg")
    assert is_near(largest(content).getpixel((5, 20)), RED)


@pytest.mark.parametrize("appended", [b"PK\x03\x04evil", b"<?php evil(); ?>", b"<html>evil</html>"])
def test_what_is_appended_to_a_picture_is_not_passed_on(appended: bytes) -> None:
    content = picture_bytes() + appended

    assert check(content).size == len(content)
    assert not any(b"evil" in made.content for made in renditions(content))


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("DSC_0123.JPG", "dsc-0123"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Photos\\Port call, Subic.jpeg", "port-call-subic"),
        ("shell.php.jpg", "shell-php"),
        ("Ｆｕｌｌ１.png", "full1"),
        ("日印共同訓練.jpg", "photo"),
        ("", "photo"),
        (".jpg", "jpg"),
        ("\0\n<script>.jpg", "script"),
        ("a" * 59 + "-b.jpg", "a" * 59),
        ("x" * 10_000 + ".jpg", "x" * 60),
    ],
)
def test_stored_names_are_short_and_plain(name: str, stem: str) -> None:
    assert clean_name(name) == stem
