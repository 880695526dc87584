"""The files that the public gets of a picture: which there are, and how they are made."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import IO, NamedTuple

from django.core.files import File
from PIL import Image

from .image_encoding import encode
from .images import FIRST_WIDTH, CheckedImage, Size, scaled, upright_picture

WIDTHS = (320, FIRST_WIDTH, 1280, 1920)
PAGE_FORMATS = ("webp", "avif")
DOWNLOAD_WIDTH = 2560
CARD_WIDTH, CARD_HEIGHT = 1200, 630
# A narrower picture is shown whole on cards: cropped, little would be left of it.
NARROWEST_CROPPED = 600
MIDDLE = (0.5, 0.5)


class Key(NamedTuple):
    """What distinguishes the renditions of a photo."""

    use: str
    format: str
    width: int


@dataclass(frozen=True)
class RenditionFile:
    """A file without any metadata."""

    use: str
    format: str
    width: int
    height: int
    content: bytes

    @property
    def key(self) -> Key:
        return Key(self.use, self.format, self.width)


def page_sizes(size: Size) -> list[Size]:
    """Rising sizes for pages; the picture's own width stands in for all above it."""
    return [scaled(size, width) for width in sorted({min(width, size[0]) for width in WIDTHS})]


def rendition_keys(size: Size) -> set[Key]:
    """All renditions of a picture of that size."""
    pages = {Key("page", each, width) for width, _ in page_sizes(size) for each in PAGE_FORMATS}
    download = scaled(size, DOWNLOAD_WIDTH)
    _box, card = card_crop(download, MIDDLE)
    return pages | {Key("card", "jpeg", card[0]), Key("download", "jpeg", download[0])}


def first_rendition(image: CheckedImage) -> RenditionFile:
    """The one that is there at once; pages are shown with it until the others are made."""
    return RenditionFile("page", "webp", *image.small.size, encode(image.small, "webp"))


def make_renditions(
    file: File | IO[bytes],
    *,
    focal: tuple[float, float] = MIDDLE,
    only: Collection[Key] | None = None,
) -> Iterator[RenditionFile]:
    """The renditions of a picture, largest first, or those of them that are wanted.

    The file is decoded once and each size made from the one before. Takes what `check_image` takes
    and raises the same ValidationError for anything else.
    """
    own: list[Size] = []

    def size_of(size: Size) -> Size:
        own.append(size)
        return scaled(size, DOWNLOAD_WIDTH)

    image = upright_picture(file, size_of)
    wanted = rendition_keys(own[0]) if only is None else only
    for use, formats, picture in _pictures(image, page_sizes(own[0]), focal):
        for each in formats:
            if (use, each, picture.width) in wanted:
                content = encode(picture, each)
                yield RenditionFile(use, each, *picture.size, content)


def _pictures(
    image: Image.Image, sizes: list[Size], focal: tuple[float, float]
) -> Iterator[tuple[str, tuple[str, ...], Image.Image]]:
    yield "download", ("jpeg",), image
    box, size = card_crop(image.size, focal)
    yield "card", ("jpeg",), image.resize(size, Image.Resampling.LANCZOS, box=box)
    for size in reversed(sizes):
        image = image.resize(size, Image.Resampling.LANCZOS)
        yield "page", PAGE_FORMATS, image


def card_crop(
    size: Size, focal: tuple[float, float]
) -> tuple[tuple[float, float, float, float], Size]:
    """The part of a picture that its card shows, around the focal point, and the card's size."""
    width, height = size
    if width < NARROWEST_CROPPED:
        return (0, 0, width, height), _fitted(size)
    across = min(width, height * CARD_WIDTH / CARD_HEIGHT)
    down = across * CARD_HEIGHT / CARD_WIDTH
    left = min(max(focal[0] * width - across / 2, 0), width - across)
    top = min(max(focal[1] * height - down / 2, 0), height - down)
    card = (min(CARD_WIDTH, round(across)), max(1, min(CARD_HEIGHT, round(down))))
    return (left, top, left + across, top + down), card


def _fitted(size: Size) -> Size:
    """Within a card, and never larger than the picture."""
    ratio = min(1, CARD_WIDTH / size[0], CARD_HEIGHT / size[1])
    return max(1, round(size[0] * ratio)), max(1, round(size[1] * ratio))
