"""Writes a photo's texts into a JPEG, so that caption, credit and rights travel with the file.

Three blocks are put in front of the picture, which itself is not encoded again: Exif for file
managers, XMP with the language of each text, and IPTC for the programs of newspapers.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from datetime import date
from xml.sax.saxutils import escape, quoteattr

# A segment says its length, itself included, in two bytes.
MAX_SEGMENT = 65_535
LONGEST = 8_000
_EXIF_START = b"Exif\0\0"
_XMP_START = b"http://ns.adobe.com/xap/1.0/\0"
_PHOTOSHOP_START = b"Photoshop 3.0\0"
_START_OF_IMAGE, _JFIF, _EXIF_XMP, _PHOTOSHOP = b"\xff\xd8", b"\xff\xe0", b"\xff\xe1", b"\xff\xed"
_UTF_8 = b"\x1b%G"
_ASCII, _SHORT, _RATIONAL = 2, 3, 5
_SIZES = {_ASCII: 1, _SHORT: 2, _RATIONAL: 8}
# Resolution (72 to the inch: none is known) and where the colours of a pixel are measured.
_REQUIRED = [
    (282, _RATIONAL, struct.pack(">II", 72, 1)),
    (283, _RATIONAL, struct.pack(">II", 72, 1)),
    (296, _SHORT, struct.pack(">H", 2)),
    (531, _SHORT, struct.pack(">H", 1)),
]
# What XML cannot hold, even escaped, and no text has.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_PACKET = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about=""
 xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"
 xmlns:Iptc4xmpCore="http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/"
 xmlns:xmpRights="http://ns.adobe.com/xap/1.0/rights/">
{}
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>"""


@dataclass(frozen=True)
class _Texts:
    title: str
    caption: str
    credit: str
    rights: str
    place: str
    url: str


def jpeg_with_texts(
    jpeg: bytes,
    *,
    caption: str,
    credit: str,
    rights: str,
    language: str,
    taken_on: date | None,
    place: str,
    title: str,
    url: str,
) -> bytes:
    """The JPEG with these texts inside; `jpeg` must not carry metadata of its own.

    A text that stands in for a missing translation is marked with its own language, the others
    with `language`. Texts are cut where a block would grow longer than the format allows.
    """
    if not jpeg.startswith(_START_OF_IMAGE):
        raise ValueError("Only a JPEG takes these blocks.")
    texts = _Texts(title, caption, credit, rights, place, url)
    languages = {
        field.name: _language(getattr(texts, field.name), language) for field in fields(texts)
    }
    texts = _Texts(**{field.name: _plain(getattr(texts, field.name)) for field in fields(texts)})
    blocks = (
        _fitting(_EXIF_XMP, _EXIF_START, _exif, texts),
        _fitting(_EXIF_XMP, _XMP_START, lambda cut: _xmp(cut, languages, taken_on), texts),
        _fitting(_PHOTOSHOP, _PHOTOSHOP_START, lambda cut: _photoshop(cut, taken_on), texts),
    )
    place_of_blocks = _after_jfif(jpeg)
    return b"".join((jpeg[:place_of_blocks], *blocks, jpeg[place_of_blocks:]))


def _language(text: str, language: str) -> str:
    return getattr(text, "lang", language)


def _plain(text: str) -> str:
    return _NOT_XML.sub("", str(text)).strip()


def _after_jfif(jpeg: bytes) -> int:
    """JFIF has to stand first; everything else may follow it."""
    if jpeg[2:4] != _JFIF:
        return 2
    return 4 + int.from_bytes(jpeg[4:6], "big")


def _fitting(marker: bytes, start: bytes, build: Callable[[_Texts], bytes], texts: _Texts) -> bytes:
    """A segment of the texts, cut as far as it takes to fit."""
    longest = LONGEST
    while True:
        cut = replace(
            texts, **{f.name: _cut(getattr(texts, f.name), longest) for f in fields(texts)}
        )
        content = start + build(cut)
        if len(content) + 2 <= MAX_SEGMENT:
            return marker + struct.pack(">H", len(content) + 2) + content
        longest //= 2


def _cut(text: str, longest: int) -> str:
    """At most so many bytes of UTF-8, without half a character at the end."""
    return text.encode()[:longest].decode(errors="ignore")


def _exif(texts: _Texts) -> bytes:
    """One directory of the texts and of what the standard requires beside them.

    The type of the texts says ASCII; programs read UTF-8.
    """
    wanted = ((270, texts.caption), (315, texts.credit), (33432, texts.rights))
    values = [(tag, _ASCII, text.encode() + b"\0") for tag, text in wanted if text]
    values += _REQUIRED
    # Behind the header, the count, the entries and the address of a next directory.
    place = 8 + 2 + len(values) * 12 + 4
    entries, stored = [], b""
    for tag, kind, value in sorted(values):
        count = len(value) // _SIZES[kind]
        is_short = len(value) <= 4
        inline = value if is_short else struct.pack(">I", place + len(stored))
        entries.append(struct.pack(">HHI4s", tag, kind, count, inline))
        # Values begin at even places.
        stored += b"" if is_short else value + b"\0" * (len(value) % 2)
    return b"".join(
        (b"MM\0*\0\0\0\x08", struct.pack(">H", len(values)), *entries, b"\0\0\0\0", stored)
    )


def _photoshop(texts: _Texts, taken_on: date | None) -> bytes:
    """One resource of Photoshop with the datasets of IPTC, in UTF-8 and saying so.

    The lengths of 1991, such as 32 bytes for a credit, are not kept: no program holds to them, and
    a credit has to be whole.
    """
    values = (
        (105, texts.title),
        (120, texts.caption),
        (110, texts.credit),
        (116, texts.rights),
        (92, texts.place),
        (55, f"{taken_on:%Y%m%d}" if taken_on else ""),
    )
    datasets = _dataset(1, 90, _UTF_8) + _dataset(2, 0, b"\0\x04")
    datasets += b"".join(_dataset(2, number, text.encode()) for number, text in values if text)
    padding = b"\0" * (len(datasets) % 2)
    return b"8BIM\x04\x04\0\0" + struct.pack(">I", len(datasets)) + datasets + padding


def _dataset(record: int, number: int, value: bytes) -> bytes:
    return struct.pack(">BBBH", 0x1C, record, number, len(value)) + value


def _xmp(texts: _Texts, languages: dict[str, str], taken_on: date | None) -> bytes:
    alternatives = {"dc:title": "title", "dc:description": "caption", "dc:rights": "rights"}
    simple = {
        "photoshop:Credit": texts.credit,
        "photoshop:Headline": texts.title,
        "photoshop:DateCreated": taken_on.isoformat() if taken_on else "",
        "Iptc4xmpCore:Location": texts.place,
        "xmpRights:WebStatement": texts.url,
    }
    elements = [
        _alternatives(name, getattr(texts, field), languages[field])
        for name, field in alternatives.items()
        if getattr(texts, field)
    ]
    if texts.credit:
        item = f"<rdf:li>{escape(texts.credit)}</rdf:li>"
        elements.append(f"<dc:creator><rdf:Seq>{item}</rdf:Seq></dc:creator>")
    elements += [f"<{name}>{escape(text)}</{name}>" for name, text in simple.items() if text]
    return _PACKET.format("\n".join(elements)).encode()


def _alternatives(name: str, text: str, language: str) -> str:
    # The standard wants a default, and it first.
    items = _item(text, "x-default") + _item(text, language)
    return f"<{name}><rdf:Alt>{items}</rdf:Alt></{name}>"


def _item(text: str, language: str) -> str:
    return f"<rdf:li xml:lang={quoteattr(language)}>{escape(text)}</rdf:li>"
