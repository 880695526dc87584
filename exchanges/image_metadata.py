"""Which kinds of metadata a picture carries; all of them stay with its original."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_noop
from PIL import ExifTags, Image, ImageFile

from .image_refusals import DECODER_ERRORS

MAX_EXIF = 1024 * 1024
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


def exif_of(picture: ImageFile.ImageFile) -> Image.Exif:
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


def metadata_kinds(picture: ImageFile.ImageFile) -> tuple[str, ...]:
    """Names, untranslated, of the kinds of metadata that the file carries."""
    exif = exif_of(picture)
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
