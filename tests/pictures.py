"""Small pictures made on the spot, sound and hostile; no picture file is kept for the tests."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

from PIL import ExifTags, Image, PngImagePlugin

EVERY_FORMAT = ("JPEG", "PNG", "WEBP", "AVIF", "TIFF")
XMP = b'<?xpacket begin=""?><x:xmpmeta xmlns:x="adobe:ns:meta/">secret-xmp</x:xmpmeta>'


def halves(size: tuple[int, int] = (60, 40)) -> Image.Image:
    """Red to the left, blue to the right."""
    picture = Image.new("RGB", size, "red")
    picture.paste("blue", (size[0] // 2, 0, *size))
    return picture


def encoded(picture: Image.Image, picture_format: str, **options: Any) -> bytes:
    output = io.BytesIO()
    picture.save(output, picture_format, **options)
    return output.getvalue()


def picture_bytes(picture_format: str = "JPEG", size: tuple[int, int] = (60, 40)) -> bytes:
    return encoded(halves(size), picture_format)


def exif(orientation: int = 1) -> Image.Exif:
    """As a telephone writes it: position, maker, owner's name, description, orientation."""
    tags = Image.Exif()
    tags[ExifTags.Base.Orientation] = orientation
    tags[ExifTags.Base.Make] = "secret-maker"
    tags[ExifTags.Base.ImageDescription] = "secret-description"
    tags.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.CameraOwnerName] = "secret-owner"
    position = tags.get_ifd(ExifTags.IFD.GPSInfo)
    position[ExifTags.GPS.GPSLatitudeRef] = "N"
    position[ExifTags.GPS.GPSLatitude] = (35.0, 41.0, 22.0)
    return tags


def full_of_metadata(picture_format: str) -> bytes:
    """EXIF with a position, XMP and, where the format has them, a comment and IPTC."""
    options: dict[str, Any] = {"exif": exif(), "xmp": XMP}
    if picture_format == "PNG":
        texts = PngImagePlugin.PngInfo()
        texts.add_text("Comment", "secret-comment")
        texts.add_itxt("XML:com.adobe.xmp", XMP.decode())
        options = {"exif": exif(), "pnginfo": texts}
    if picture_format == "JPEG":
        options["comment"] = b"secret-comment"
    if picture_format == "TIFF":
        tags = exif()
        tags[700], tags[33723] = XMP, b"\x1c\x02\x78\0\x0bsecret-iptc"
        options = {"exif": tags.tobytes()}
    content = encoded(halves(), picture_format, **options)
    return with_iptc(content) if picture_format == "JPEG" else content


def with_iptc(jpeg: bytes) -> bytes:
    """The JPEG with a Photoshop block that holds an IPTC caption."""
    caption = b"\x1c\x02\x78" + struct.pack(">H", 11) + b"secret-iptc"
    block = b"Photoshop 3.0\0" + b"8BIM\x04\x04\0\0" + struct.pack(">I", len(caption)) + caption
    return jpeg[:2] + b"\xff\xed" + struct.pack(">H", len(block) + 2) + block + jpeg[2:]


def png_chunk(kind: bytes, content: bytes) -> bytes:
    check = zlib.crc32(kind + content)
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", check)


def flat_png(width: int, height: int) -> bytes:
    """One bit a pixel, all black: a few kilobytes whatever its size."""
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compressobj(9)
    row = b"\0" * (1 + (width + 7) // 8)
    pixels = b"".join(rows.compress(row) for _number in range(height)) + rows.flush()
    return (
        b"\x89PNG\r\n\x1a\n"
        + png_chunk(b"IHDR", header)
        + png_chunk(b"IDAT", pixels)
        + png_chunk(b"IEND", b"")
    )


def tiff(entries: list[tuple[int, int, int, int]], content: bytes = b"") -> bytes:
    """A classic TIFF of one directory (tag, type, count, value); `content` follows it."""
    directory = b"".join(struct.pack("<HHII", *entry) for entry in entries)
    return (
        b"II*\0" + struct.pack("<IH", 8, len(entries)) + directory + struct.pack("<I", 0) + content
    )


def many_strips(count: int) -> bytes:
    """A TIFF that lists the same byte as a strip again and again."""
    start = 8 + 2 + 9 * 12 + 4
    sizes = [(256, 4, 1, 100), (257, 4, 1, 16000), (258, 3, 1, 8), (259, 3, 1, 1), (262, 3, 1, 1)]
    strips = [(273, 4, count, start), (277, 3, 1, 1), (278, 4, 1, 1), (279, 4, 1, 100)]
    return tiff(sizes + strips, b"\x08\0\0\0" * count)


def many_scans(repeated: int, size: tuple[int, int] = (64, 64)) -> bytes:
    """A progressive JPEG whose last scan comes again and again."""
    content = encoded(Image.new("L", size, 128), "JPEG", progressive=True)
    last = content[content.rindex(b"\xff\xda") : -2]
    return content[:-2] + last * repeated + content[-2:]
