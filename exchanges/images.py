"""Photos as files: what may be stored, and the renditions that the public gets.

Nothing here knows a record. An original is checked and kept privately; only what `make_renditions`
encodes anew is ever served, so whatever else a file carries (a position, a serial number, or an
archive or script appended to a valid picture) stays with the original.
"""

from __future__ import annotations

import hashlib
import io
import math
import os
import re
import unicodedata
from dataclasses import dataclass
from typing import IO, Any

from django.core.files import File
from django.utils.formats import number_format
from django.utils.text import slugify
from django.utils.translation import gettext_noop
from PIL import ExifTags, Image, ImageCms, ImageFile

from .image_bytes import is_affordable, picture_format
from .image_refusals import DECODER_ERRORS, not_taken, refusal, refusing_broken, too_many_pixels

MAX_BYTES = 25 * 1024 * 1024
MAX_PIXELS = 50_000_000
# The decoders of these hold up to four copies of the picture: 50 megapixels of WebP took 780 MB.
MAX_PIXELS_OF = {"WEBP": 25_000_000, "AVIF": 25_000_000, "TIFF": 25_000_000}
# What WebP itself can hold, so that every rendition can be written.
MAX_SIDE = 16_383
MAX_EXIF = 1024 * 1024
WIDTHS = (320, 640, 1280, 1920)
QUALITY = 80
NAME_LENGTH = 60

_EXTENSIONS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "AVIF": "avif", "TIFF": "tif"}
FORMATS = tuple(_EXTENSIONS)

_GREY = {"1", "L", "LA", "La"}
_DEEP_GREY = {"I;16", "I;16B", "I;16L", "I;16N"}
_MODES = _GREY | _DEEP_GREY | {"P", "PA", "RGB", "RGBA", "RGBa", "RGBX", "CMYK", "YCbCr"}
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

_CAMERA_TAGS = {ExifTags.Base.Make, ExifTags.Base.Model}
_CAMERA_EXIF_TAGS = {
    ExifTags.Base.MakerNote,
    ExifTags.Base.CameraOwnerName,
    ExifTags.Base.BodySerialNumber,
    ExifTags.Base.LensModel,
    ExifTags.Base.LensSerialNumber,
}
_TIFF_IPTC = 33723
_PHOTOSHOP_IPTC = 0x0404


@dataclass(frozen=True)
class CheckedImage:
    """What a picture is. `removed` names, untranslated, what renditions leave out; translate it."""

    format: str
    width: int
    height: int
    sha256: str
    size: int
    extension: str
    removed: tuple[str, ...]


@dataclass(frozen=True)
class RenditionFile:
    """A WebP file without any metadata."""

    width: int
    height: int
    content: bytes


def check_image(file: File | IO[bytes]) -> CheckedImage:
    """Read the whole picture and say what it is, or raise ValidationError with the reason.

    The content decides, never the name. A valid picture with something appended (an archive, a
    script) passes: only renditions are served. Width and height are those after orientation.
    """
    content = _read(file)
    with refusing_broken(_most_pixels(content)):
        picture = _open(content, _name(file))
        if picture.format == "PNG":
            # Checks the sums of all chunks, and uses the picture up.
            picture.verify()
            picture = _open(content)
        size = picture.size
        # A JPEG is read to its end all the same, in an eighth of the memory.
        picture.draft(None, (max(1, size[0] // 8), max(1, size[1] // 8)))
        picture.load()
        width, height = _turned(size, _orientation(picture))
        removed = _metadata(picture)
    found = picture_format(content) or ""
    return CheckedImage(
        format=found,
        width=width,
        height=height,
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        extension=_EXTENSIONS[found],
        removed=removed,
    )


def make_renditions(file: File | IO[bytes]) -> list[RenditionFile]:
    """WebP files by rising width: upright, sRGB on white, never larger than the picture.

    Takes what `check_image` takes and raises the same ValidationError for anything else.
    """
    content = _read(file)
    with refusing_broken(_most_pixels(content)):
        image, sizes = _upright_srgb(content, _name(file))
        renditions = []
        for size in reversed(sizes):
            image = image.resize(size, Image.Resampling.LANCZOS)
            renditions.append(RenditionFile(*size, _webp(image)))
    return renditions[::-1]


def rendition_sizes(width: int, height: int) -> list[tuple[int, int]]:
    """Rising sizes of the renditions of a picture; its own width stands in for all above it."""
    widths = sorted({min(wanted, width) for wanted in WIDTHS})
    return [(wanted, max(1, round(height * wanted / width))) for wanted in widths]


def clean_name(name: str) -> str:
    """A stem of ASCII letters, digits and hyphens for a stored file; "photo" if none is left."""
    last = name[-1000:].replace("\\", "/").rpartition("/")[2]
    stem = last.rpartition(".")[0] or last
    words = re.sub(r"[._]+", "-", unicodedata.normalize("NFKC", stem))
    return slugify(words)[:NAME_LENGTH].strip("-") or "photo"


def _name(file: File | IO[bytes]) -> str:
    return str(getattr(file, "name", "") or "")


def _read(file: File | IO[bytes]) -> bytes:
    """The content, if it is neither empty nor too big; the file is left at its beginning."""
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


def _turned(size: tuple[int, int], turn: int) -> tuple[int, int]:
    return (size[1], size[0]) if turn in _QUARTER_TURNS else size


def _exif(picture: ImageFile.ImageFile) -> Image.Exif:
    """The camera's tags; none where the block is damaged or too long to be one."""
    if len(picture.info.get("exif") or b"") > MAX_EXIF:
        return Image.Exif()
    try:
        return picture.getexif()
    except DECODER_ERRORS:
        return Image.Exif()


def _exif_part(exif: Image.Exif, part: int) -> dict[int, Any]:
    try:
        return dict(exif.get_ifd(part))
    except DECODER_ERRORS:
        return {}


def _orientation(picture: ImageFile.ImageFile) -> int:
    """1 to 8. Pillow's own `exif_transpose` writes the EXIF again and fails where it is damaged."""
    if picture.format == "TIFF":
        # Pillow turns it while loading, and its size is the upright one from the beginning.
        return 1
    try:
        value = _exif(picture).get(ExifTags.Base.Orientation, 1)
    except DECODER_ERRORS:
        return 1
    return value if isinstance(value, int) and value in _TURNS else 1


def _upright_srgb(content: bytes, name: str) -> tuple[Image.Image, list[tuple[int, int]]]:
    """The picture at the largest size to be made, and all sizes; the decoder is let go of."""
    picture = _open(content, name)
    turn = _orientation(picture)
    sizes = rendition_sizes(*_turned(picture.size, turn))
    profile = picture.info.get("icc_profile")
    # Small first: turning and converting the full picture would double the memory.
    image = _small(picture, _turned(sizes[-1], turn))
    image.info.clear()
    if turn in _TURNS:
        image = image.transpose(_TURNS[turn])
    return _srgb(image, profile), sizes


def _small(picture: ImageFile.ImageFile, size: tuple[int, int]) -> Image.Image:
    """The picture in L, RGB or CMYK with eight bits a channel."""
    picture.draft(None, size)
    if picture.mode in _DEEP_GREY:
        deep = picture.resize(size, Image.Resampling.LANCZOS).convert("I")
        # A plain conversion cuts values above 255 off instead of scaling them.
        return deep.point(lambda value: value / 256).convert("L")
    return _opaque(picture).resize(size, Image.Resampling.LANCZOS)


def _opaque(picture: Image.Image) -> Image.Image:
    """In L, RGB or CMYK; what was transparent lies on white."""
    # Before the ground is laid, as decoding itself needs the most memory.
    picture.load()
    if picture.has_transparency_data:
        mode, with_alpha = ("L", "LA") if picture.mode in _GREY else ("RGB", "RGBA")
        if picture.mode != with_alpha:
            picture = picture.convert(with_alpha)
        ground = Image.new(mode, picture.size, "white")
        ground.paste(picture, mask=picture)
        return ground
    if picture.mode == "1":
        return picture.convert("L")
    return picture if picture.mode in ("L", "RGB", "CMYK") else picture.convert("RGB")


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


def _webp(image: Image.Image) -> bytes:
    output = io.BytesIO()
    image.save(output, "WEBP", quality=QUALITY, method=4, exif=b"", xmp=b"", icc_profile=b"")
    return output.getvalue()


def _metadata(picture: ImageFile.ImageFile) -> tuple[str, ...]:
    """Names of the kinds of metadata that the file carries and renditions leave out."""
    exif = _exif(picture)
    camera = _exif_part(exif, ExifTags.IFD.Exif)
    position = _exif_part(exif, ExifTags.IFD.GPSInfo)
    tiff = getattr(picture, "tag_v2", {})
    texts = {str(key) for key in getattr(picture, "text", {})}
    photoshop = picture.info.get("photoshop") or {}
    # Cameras without a receiver write the version of the position block and nothing more.
    present = {
        gettext_noop("GPS position"): any(tag != ExifTags.GPS.GPSVersionID for tag in position),
        gettext_noop("camera"): bool(_CAMERA_TAGS & set(exif) or _CAMERA_EXIF_TAGS & set(camera)),
        gettext_noop("XMP"): bool(picture.info.get("xmp")) or any("xmp" in key for key in texts),
        gettext_noop("IPTC"): _TIFF_IPTC in tiff
        or _PHOTOSHOP_IPTC in photoshop
        or "Raw profile type iptc" in texts,
        gettext_noop("comment"): bool(picture.info.get("comment"))
        or ExifTags.Base.ImageDescription in exif
        or ExifTags.Base.UserComment in camera
        or any(not key.startswith(("XML:", "Raw profile")) for key in texts),
        gettext_noop("Exif"): bool(picture.info.get("exif") or camera),
    }
    return tuple(name for name, is_present in present.items() if is_present)
