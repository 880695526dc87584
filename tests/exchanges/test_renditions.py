"""The files made of a picture: which there are, their sizes, and that nothing else is in them."""

import io
import re

import pytest
from PIL import Image

from exchanges.images import check_image
from exchanges.renditions import (
    WIDTHS,
    Key,
    RenditionFile,
    card_crop,
    first_rendition,
    make_renditions,
    page_sizes,
    rendition_keys,
)
from tests.pictures import EVERY_FORMAT, encoded, full_of_metadata, halves, picture_bytes


def made_of(content: bytes, **options: object) -> dict[Key, RenditionFile]:
    return {made.key: made for made in make_renditions(io.BytesIO(content), **options)}


def opened(made: RenditionFile) -> Image.Image:
    picture = Image.open(io.BytesIO(made.content), formats=[made.format])
    picture.load()
    return picture


@pytest.mark.parametrize(
    ("width", "expected"),
    [
        (1, [1]),
        (320, [320]),
        (321, [320, 321]),
        (960, [320, 640, 960]),
        (1280, [320, 640, 1280]),
        (1920, list(WIDTHS)),
        (8000, list(WIDTHS)),
    ],
)
def test_pictures_are_never_enlarged(width: int, expected: list[int]) -> None:
    assert [size[0] for size in page_sizes((width, 5000))] == expected


def test_a_large_photo_has_every_width_in_both_formats_a_card_and_a_download() -> None:
    made = made_of(picture_bytes("JPEG", (3000, 2000)))

    sizes = {key: (each.width, each.height) for key, each in made.items()}
    pages = [(320, 213), (640, 427), (1280, 853), (1920, 1280)]
    assert sizes == {
        **{Key("page", each, size[0]): size for size in pages for each in ("webp", "avif")},
        Key("card", "jpeg", 1200): (1200, 630),
        Key("download", "jpeg", 2560): (2560, 1707),
    }


@pytest.mark.parametrize("picture_format", EVERY_FORMAT)
@pytest.mark.parametrize("size", [(700, 467), (467, 700), (700, 1), (1, 700), (1300, 600)])
def test_files_are_what_they_are_said_to_be(picture_format: str, size: tuple[int, int]) -> None:
    made = made_of(picture_bytes(picture_format, size))

    assert set(made) == rendition_keys(size)
    for each in made.values():
        picture = opened(each)
        assert (picture.mode, picture.size) == ("RGB", (each.width, each.height))
        if each.use != "card":
            assert abs(each.height - max(1, size[1] * each.width / size[0])) <= 0.5


@pytest.mark.parametrize("picture_format", EVERY_FORMAT)
def test_no_file_carries_metadata(picture_format: str) -> None:
    for made in made_of(full_of_metadata(picture_format)).values():
        assert not re.search(rb"secret|GPS|xmp|XMP |Exif\0|EXIF|ICCP|8BIM|colrprof", made.content)
        picture = opened(made)
        assert not picture.getexif()
        assert not set(picture.info) & {"exif", "xmp", "icc_profile", "comment", "photoshop"}


def test_only_what_is_wanted_is_encoded() -> None:
    wanted = {Key("page", "avif", 320), Key("card", "jpeg", 1200)}

    assert set(made_of(picture_bytes("JPEG", (2000, 1000)), only=wanted)) == wanted


def test_the_first_file_is_one_of_those_made_later() -> None:
    for width in (200, 640, 641, 3000):
        first = first_rendition(check_image(io.BytesIO(picture_bytes("PNG", (width, 90)))))
        assert first.key in rendition_keys((width, 90))
        assert opened(first).size == (first.width, first.height)


@pytest.mark.parametrize(
    ("size", "focal", "box", "card"),
    [
        ((2400, 1600), (0.5, 0.5), (0, 170, 2400, 1430), (1200, 630)),
        ((2400, 1600), (0.5, 0), (0, 0, 2400, 1260), (1200, 630)),
        ((2400, 1600), (0.5, 0.9), (0, 340, 2400, 1600), (1200, 630)),
        ((2520, 630), (0.5, 0.5), (660, 0, 1860, 630), (1200, 630)),
        ((2520, 630), (1, 0.5), (1320, 0, 2520, 630), (1200, 630)),
        ((800, 800), (0.5, 0.5), (0, 190, 800, 610), (800, 420)),
        ((500, 1000), (0.5, 0.1), (0, 0, 500, 1000), (315, 630)),
        ((60, 40), (0.5, 0.5), (0, 0, 60, 40), (60, 40)),
    ],
)
def test_cards_are_cropped_around_the_focal_point(
    size: tuple[int, int], focal: tuple[float, float], box: tuple, card: tuple[int, int]
) -> None:
    assert card_crop(size, focal) == (pytest.approx(box), card)


def test_the_focal_point_decides_what_the_card_shows() -> None:
    content = encoded(halves((3200, 600)), "JPEG")

    left, right = (
        opened(made_of(content, focal=(across, 0.5), only=rendition_keys((3200, 600)))[card])
        for across, card in ((0.1, _card_of(3200, 600)), (0.9, _card_of(3200, 600)))
    )

    assert left.getpixel((left.width // 2, left.height // 2))[0] > 200
    assert right.getpixel((right.width // 2, right.height // 2))[2] > 200


def _card_of(*size: int) -> Key:
    return next(key for key in rendition_keys(size) if key.use == "card")
