"""Metadata written byte by byte, so that nothing of the product or of Pillow stands behind it."""

from __future__ import annotations

import struct
from html import escape

from tests.pictures import picture_bytes, png_chunk

UTF_8 = b"\x1b%G"
HEADLINE, CAPTION, BYLINE, CREDIT, RIGHTS, DATE = 105, 120, 80, 110, 116, 55
SUBLOCATION, CITY, COUNTRY = 92, 90, 101
ASCII, BYTE, SHORT, LONG, RATIONAL, UNDEFINED = 2, 1, 3, 4, 5, 7
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
NAMESPACES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "photoshop": "http://ns.adobe.com/photoshop/1.0/",
    "Iptc4xmpCore": "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/",
}
_SIZES = {ASCII: 1, BYTE: 1, SHORT: 2, LONG: 4, RATIONAL: 8, UNDEFINED: 1}


def iim(datasets: dict[int, bytes], charset: bytes = b"") -> bytes:
    """Datasets of the application record; `charset` is the value of 1:90."""
    values = ([(1, 90, charset)] if charset else []) + [(2, key, datasets[key]) for key in datasets]
    return b"".join(
        struct.pack(">BBBH", 0x1C, record, number, len(value)) + value
        for record, number, value in values
    )


def photoshop(block: bytes, *, before: bytes = b"") -> bytes:
    """The resources of Photoshop that hold an IIM block."""
    padding = b"\0" * (len(block) % 2)
    return before + b"8BIM\x04\x04\0\0" + struct.pack(">I", len(block)) + block + padding


def segment(marker: int, content: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(content) + 2) + content


def jpeg_with(*segments: bytes) -> bytes:
    """A small JPEG with segments right after its start."""
    content = picture_bytes()
    return content[:2] + b"".join(segments) + content[2:]


def jpeg_with_iptc(datasets: dict[int, bytes], charset: bytes = b"") -> bytes:
    return jpeg_with(segment(0xED, b"Photoshop 3.0\0" + photoshop(iim(datasets, charset))))


def jpeg_with_xmp(packet: bytes) -> bytes:
    return jpeg_with(segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + packet))


def jpeg_with_exif(block: bytes) -> bytes:
    return jpeg_with(segment(0xE1, b"Exif\0\0" + block))


Tags = dict[int, tuple[int, bytes]]


def exif_block(first: Tags, camera: Tags | None = None, order: str = ">") -> bytes:
    """A TIFF structure: tag to type and value, the camera's tags in a directory of their own."""
    camera = camera or {}
    start = 8
    inner = start + 2 + (len(first) + bool(camera)) * 12 + 4
    place = inner + (2 + len(camera) * 12 + 4 if camera else 0)
    tags = {**first, **({34665: (LONG, struct.pack(order + "I", inner))} if camera else {})}
    stored = b""

    def directory(values: Tags) -> bytes:
        nonlocal stored
        entries = b""
        for tag in sorted(values):
            kind, value = values[tag]
            where = value
            if len(value) > 4:
                where = struct.pack(order + "I", place + len(stored))
                stored += value + b"\0" * (len(value) % 2)
            entries += struct.pack(order + "HHI4s", tag, kind, len(value) // _SIZES[kind], where)
        return struct.pack(order + "H", len(values)) + entries + b"\0\0\0\0"

    directories = directory(tags) + (directory(camera) if camera else b"")
    mark = b"II" if order == "<" else b"MM"
    return mark + struct.pack(order + "HI", 42, start) + directories + stored


def xmp(
    *,
    description: dict[str, str] | None = None,
    elements: dict[str, str] | None = None,
    attributes: dict[str, str] | None = None,
) -> bytes:
    """A packet: a description by language, plain elements and attributes by qualified name."""
    items = "".join(
        f'<rdf:li xml:lang="{language}">{escape(text)}</rdf:li>'
        for language, text in (description or {}).items()
    )
    inner = f"<dc:description><rdf:Alt>{items}</rdf:Alt></dc:description>" if items else ""
    inner += "".join(f"<{name}>{text}</{name}>" for name, text in (elements or {}).items())
    given = "".join(f' {name}="{escape(text)}"' for name, text in (attributes or {}).items())
    names = "".join(f' xmlns:{prefix}="{address}"' for prefix, address in NAMESPACES.items())
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
        f'<rdf:RDF xmlns:rdf="{RDF}"><rdf:Description rdf:about=""{names}{given}>{inner}'
        f'</rdf:Description></rdf:RDF></x:xmpmeta>{" " * 200}<?xpacket end="w"?>'
    ).encode()


def png_with(*chunks: tuple[bytes, bytes]) -> bytes:
    """A small PNG with chunks right behind its header."""
    content = picture_bytes("PNG")
    return content[:33] + b"".join(png_chunk(*chunk) for chunk in chunks) + content[33:]


def webp_with(*chunks: tuple[bytes, bytes]) -> bytes:
    """A small WebP, made extended, with chunks behind its picture."""
    content = picture_bytes("WEBP", (60, 40))
    header = struct.pack("<B3x", 0x0C) + (59).to_bytes(3, "little") + (39).to_bytes(3, "little")
    parts = [(b"VP8X", header), (content[12:16], content[20:]), *chunks]
    body = b"".join(
        kind + struct.pack("<I", len(part)) + part + b"\0" * (len(part) % 2) for kind, part in parts
    )
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


def avif_with(exif: bytes, packet: bytes, version: int = 0) -> bytes:
    """The boxes of an AVIF with Exif and XMP, from version 1 on in a box of their own."""
    wide = ">I" if version == 2 else ">H"

    def box(kind: bytes, *parts: bytes) -> bytes:
        body = b"".join(parts)
        return struct.pack(">I4s", len(body) + 8, kind) + body

    infe = b"\3\0\0\0" if version == 2 else b"\2\0\0\0"
    names = [
        box(b"infe", infe, struct.pack(wide, 1), b"\0\0av01\0"),
        box(b"infe", infe, struct.pack(wide, 2), b"\0\0Exif\0"),
        box(b"infe", infe, struct.pack(wide, 3), b"\0\0mimeXMP\0application/rdf+xml\0"),
    ]
    iinf = box(b"iinf", b"\0\0\0\0", struct.pack(">H", len(names)), *names)
    data = b"\0\0\0\6Exif\0\0" + exif + packet
    sizes = (len(data) - len(packet), len(packet))

    def meta(start: int) -> bytes:
        places = b""
        for item, place, size in ((2, start, sizes[0]), (3, start + sizes[0], sizes[1])):
            places += struct.pack(wide, item) + (b"\0\1" if version else b"") + b"\0\0"
            places += struct.pack(">HII", 1, place, size)
        head = bytes((version, 0, 0, 0)) + b"\x44\0" + struct.pack(wide, 2)
        inner = box(b"idat", data) if version else b""
        return box(b"meta", b"\0\0\0\0", iinf, box(b"iloc", head, places), inner)

    ftyp = box(b"ftyp", b"avif\0\0\0\0mif1")
    if version:
        return ftyp + meta(0)
    start = len(ftyp) + len(meta(0)) + 8
    return ftyp + meta(start) + box(b"mdat", data)


def tiff_with(tags: Tags) -> bytes:
    """A sound TIFF of one grey pixel with more tags."""
    short = {256: 1, 257: 1, 258: 8, 259: 1, 262: 1, 277: 1, 278: 1}
    sound: Tags = {tag: (SHORT, struct.pack(">HH", value, 0)[:2]) for tag, value in short.items()}
    sound |= {273: (LONG, struct.pack(">I", 4)), 279: (LONG, struct.pack(">I", 1))}
    return exif_block({**sound, **tags})
