"""XMP, metadata as RDF in XML: read without a document type, entities or anything outside it."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring

from .photo_hints import Hint

MAX_BYTES = 1024 * 1024
# Editors that note each step and each picture pasted in come to a few thousand. The parser that
# refuses entities is written in Python and slow: so many take it up to 40 ms.
MAX_SIGNS = 10_000
MAX_TEXTS = 100
_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_DC = "{http://purl.org/dc/elements/1.1/}"
_PHOTOSHOP = "{http://ns.adobe.com/photoshop/1.0/}"
_IPTC_CORE = "{http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/}"
_FIELDS = {
    f"{_DC}description": ("caption", 0),
    f"{_PHOTOSHOP}Headline": ("caption", 1),
    f"{_PHOTOSHOP}Credit": ("credit", 0),
    f"{_DC}creator": ("credit", 1),
    f"{_DC}rights": ("rights", 0),
    f"{_PHOTOSHOP}DateCreated": ("taken_on", 0),
    f"{_IPTC_CORE}Location": ("sublocation", 0),
    f"{_PHOTOSHOP}City": ("city", 0),
    f"{_PHOTOSHOP}Country": ("country", 0),
}
# A text in a third language comes last, as it can only be shown as one of the two.
_ORDER = ("en", "ja", "x-default", "")
# Chinese is written in kanji as well, so its script would take it for Japanese.
_NOT_OFFERED = "zh"


def read_xmp(packet: bytes) -> Iterator[Hint]:
    """The texts of a packet; raises a ParseError or ValueError for one that is not to be read."""
    if len(packet) > MAX_BYTES or packet.count(b"<") + packet.count(b"=") > MAX_SIGNS:
        return
    root = fromstring(packet.strip(b"\0 \t\r\n"), forbid_dtd=True)
    for description in root.iter(f"{_RDF}Description"):
        for name, value in description.items():
            if name in _FIELDS:
                yield _hint(name, "", value)
        for child in description:
            if child.tag in _FIELDS:
                yield from _texts(child)


def _texts(element: Element) -> Iterator[Hint]:
    """A plain text, the alternatives by language, or the entries of a list as one text."""
    items = [item for container in element for item in container.findall(f"{_RDF}li")][:MAX_TEXTS]
    if not items:
        yield _hint(element.tag, "", element.text or "")
    elif element.find(f"{_RDF}Alt") is None:
        yield _hint(element.tag, "", ", ".join(item.text or "" for item in items))
    else:
        by_language = [(item.get(_LANGUAGE, "").lower(), item.text or "") for item in items]
        for language, text in sorted(by_language, key=lambda pair: _place(pair[0])):
            if language[:2] != _NOT_OFFERED:
                yield _hint(element.tag, language, text)


def _hint(name: str, language: str, text: str) -> Hint:
    field, rank = _FIELDS[name]
    return Hint(field, text, language[:2] if language[:2] in ("en", "ja") else "", rank)


def _place(language: str) -> int:
    code = language if language == "x-default" else language[:2]
    return _ORDER.index(code) if code in _ORDER else len(_ORDER)
