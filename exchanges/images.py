"""Photos as files: what may be stored. `renditions` makes from it what the public gets.

Nothing here knows a record. An original is checked and kept privately; only what is encoded anew
is ever served, so whatever else a file carries (a position, a serial number, or an archive or
script appended to a valid picture) stays with the original.
"""

from __future__ import annotations

import hashlib
import io
import math
import os
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import IO, Any

from django.core.files import File
from django.utils.formats import number_format
from django.utils.text import slugify
from PIL import ExifTags, Image, ImageCms, ImageFile

from .image_bytes import is_affordable, picture_format
from .image_metadata import exif_of, metadata_kinds
from .image_refusals import DECODER_ERRORS, not_taken, refusal, refusing_broken, too_many_pixels
from .likeness import likeness_of

MAX_BYTES = 25 * 1024 * 1024
MAX_PIXELS = 50_000_000
# The decoders of these hold up to four copies of the picture: 50 megapixels of WebP took 780 MB.
MAX_PIXELS_OF = {"WEBP": 25_000_000, "AVIF": 25_000_000, "TIFF": 25_000_000}
# What WebP itself can hold, so that every rendition can be written.
MAX_SIDE = 16_383
# As wide as the picture that is there at once, before the others are made.
FIRST_WIDTH = 640
NAME_LENGTH = 60

_EXTENSIONS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "AVIF": "avif", "TIFF": "tif"}
FORMATS = tuple(_EXTENSIONS)

_GREY = {"1", "L", "LA", "La"}
_DEEP_GREY = {"I;16", "I;16B", "I;16L", "I;16N"}
_MODES = _GREY | _DEEP_GREY | {"P", "PA", "RGB", "RGBA", "RGBa", "RGBX", "CMYK", "YCbCr"}
# Rows that are worked on at a time where there is no memory for the whole picture twice.
_BAND = 256
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_QUARTER_TURNS = {5, 6, 7, 8}

Size = tuple[int, int]


@dataclass(frozen=True)
class CheckedImage:
    """What a picture is. `removed` names, untranslated, what renditions leave out; translate it.

    `small` shows it upright, in sRGB, at most `FIRST_WIDTH` wide.
    """

    format: str
    width: int
    height: int
    sha256: str
    size: int
    extension: str
    removed: tuple[str, ...]
    likeness: int
    small: Image.Image = field(repr=False, compare=False)


def check_image(file: File | IO[bytes]) -> CheckedImage:
    """Read the whole picture and say what it is, or raise ValidationError with the reason.

    The content decides, never the name. A valid picture with something appended (an archive, a
    script) passes: only renditions are served. Width and height are those after orientation.
    """
    content = read_content(file)
    with refusing_broken(_most_pixels(content)):
        picture = _open(content, _name(file))
        if picture.format == "PNG":
            # Checks the sums of all chunks, and uses the picture up.
            picture.verify()
            picture = _open(content)
        width, height = turned(picture.size, _orientation(picture))
        small = _upright_srgb(picture, scaled((width, height), FIRST_WIDTH))
        removed = metadata_kinds(picture)
    found = picture_format(content) or ""
    return CheckedImage(
        format=found,
        width=width,
        height=height,
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        extension=_EXTENSIONS[found],
        removed=removed,
        likeness=likeness_of(small),
        small=small,
    )


def upright_picture(file: File | IO[bytes], size_of: Callable[[Size], Size]) -> Image.Image:
    """The picture upright, in sRGB on white, at the size chosen for its own; nothing else of it.

    Takes what `check_image` takes and raises the same ValidationError for anything else.
    """
    content = read_content(file)
    with refusing_broken(_most_pixels(content)):
        picture = _open(content, _name(file))
        size = turned(picture.size, _orientation(picture))
        return _upright_srgb(picture, size_of(size))


def scaled(size: Size, width: int) -> Size:
    """A size of at most that width and of the same shape; never larger."""
    wanted = min(width, size[0])
    return wanted, max(1, round(size[1] * wanted / size[0]))


def clean_name(name: str) -> str:
    """A stem of ASCII letters, digits and hyphens for a stored file; "photo" if none is left."""
    last = name[-1000:].replace("\\", "/").rpartition("/")[2]
    stem = last.rpartition(".")[0] or last
    words = re.sub(r"[._]+", "-", unicodedata.normalize("NFKC", stem))
    return slugify(words)[:NAME_LENGTH].strip("-") or "photo"


def _name(file: File | IO[bytes]) -> str:
    return str(getattr(file, "name", "") or "")


def read_content(file: File | IO[bytes]) -> bytes:
    """The content, if it is neither empty nor too big; the file is left at its beginning."""
    if getattr(file, "is_unstored", False):
        raise refusal("not_stored")
    size = file.seek(0, os.SEEK_END) or file.tell()
    file.seek(0)
    if size > MAX_BYTES:
        megabytes = math.ceil(size * 10 / 1024**2) / 10
        raise refusal("too_big", size=number_format(megabytes), limit=MAX_BYTES // 1024**2)
    content = file.read()
    file.seek(0)
    if not content:
        raise refusal("empty")
    return content


def _most_pixels(content: bytes) -> int:
    return MAX_PIXELS_OF.get(picture_format(content) or "", MAX_PIXELS)


def _open(content: bytes, name: str = "") -> ImageFile.ImageFile:
    """The picture with only its header read, if it is one that may be decoded."""
    found = picture_format(content)
    if found is None:
        raise not_taken(content, name)
    if not is_affordable(content, found):
        raise refusal("too_many_parts")
    # One decoder of our list, never Pillow's choice: it would hand EPS to Ghostscript.
    picture = Image.open(io.BytesIO(content), formats=(found,))
    width, height = picture.size
    if width * height > _most_pixels(content):
        raise too_many_pixels(_most_pixels(content))
    if max(width, height) > MAX_SIDE:
        raise refusal("side_too_long", width=width, height=height, limit=MAX_SIDE)
    # Pages of a TIFF and the second pictures that phones append to a JPEG are not animation.
    if found not in ("JPEG", "TIFF") and getattr(picture, "is_animated", False):
        raise refusal("animated")
    if picture.mode not in _MODES:
        raise refusal("colours_not_taken")
    return picture


def turned(size: Size, turn: int) -> Size:
    return (size[1], size[0]) if turn in _QUARTER_TURNS else size


def _orientation(picture: ImageFile.ImageFile) -> int:
    """1 to 8. Pillow's own `exif_transpose` writes the EXIF again and fails where it is damaged."""
    if picture.format == "TIFF":
        # Pillow turns it while loading, and its size is the upright one from the beginning.
        return 1
    try:
        value = exif_of(picture).get(ExifTags.Base.Orientation, 1)
    except DECODER_ERRORS:
        return 1
    return value if isinstance(value, int) and value in _TURNS else 1


def _upright_srgb(picture: ImageFile.ImageFile, size: Size) -> Image.Image:
    """The picture at the size, which is that after it is turned; the file is read to its end."""
    turn = _orientation(picture)
    profile = picture.info.get("icc_profile")
    # Small first: turning and converting the full picture would double the memory.
    image = _small(picture, turned(size, turn))
    image.info.clear()
    if turn in _TURNS:
        image = image.transpose(_TURNS[turn])
    return _srgb(image, profile)


def _small(picture: ImageFile.ImageFile, size: Size) -> Image.Image:
    """The picture in L, RGB or CMYK with eight bits a channel."""
    picture.draft(None, size)
    if picture.mode in _DEEP_GREY:
        deep = picture.resize(size, Image.Resampling.LANCZOS).convert("I")
        # A plain conversion cuts values above 255 off instead of scaling them.
        return deep.point(lambda value: value / 256).convert("L")
    # Before anything is converted, as decoding itself needs the most memory.
    picture.load()
    if picture.has_transparency_data:
        return _on_white(picture, size)
    if picture.mode == "1":
        return _resized(picture.convert("L"), size)
    return _resized(
        picture if picture.mode in ("L", "RGB", "CMYK") else picture.convert("RGB"), size
    )


def _resized(picture: Image.Image, size: Size) -> Image.Image:
    # Very large pictures are averaged first, to three times the size, which nobody sees.
    return picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)


def _on_white(picture: Image.Image, size: Size) -> Image.Image:
    """What is transparent lies on white; laid in the picture's own memory, band by band."""
    with_alpha = "LA" if picture.mode in _GREY else "RGBA"
    opaque = with_alpha[:-1]
    if picture.mode != with_alpha:
        picture = picture.convert(with_alpha)
    for top in range(0, picture.height, _BAND):
        box = (0, top, picture.width, min(top + _BAND, picture.height))
        part = picture.crop(box)
        ground = Image.new(opaque, part.size, "white")
        ground.paste(part, mask=part)
        picture.paste(ground.convert(with_alpha), box)
    # One channel after the other: a picture with alpha is copied whole to be resized.
    channels = [_resized(picture.getchannel(name), size) for name in opaque]
    return Image.merge(opaque, channels)


def _srgb(image: Image.Image, profile: Any) -> Image.Image:
    if isinstance(profile, bytes):
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            target = ImageCms.createProfile("sRGB")
            converted = ImageCms.profileToProfile(image, source, target, outputMode="RGB")
        except (ImageCms.PyCMSError, *DECODER_ERRORS):
            # A damaged profile, or one for other channels than the picture has: as if none.
            converted = None
        if converted is not None:
            converted.info.clear()
            return converted
    return image.convert("RGB")
