"""In which encoding a text was most likely written, told by the surest sign."""

from __future__ import annotations

import re

_JIS_SHIFTS = (b"\x1b$B", b"\x1b$@", b"\x1b(J", b"\x1b(I")
# With half-width katakana, which plain ISO-2022-JP has not.
_JIS = "iso2022_jp_ext"
# What Python's cp932 makes of bytes that are none of its characters, and of those that makers of
# telephones had to themselves.
_NOT_TEXT = re.compile(r"[\x80-\x9f\ue000-\uf8ff]")
_HALF_WIDTH_KANA = re.compile(r"[\uff61-\uff9f]")
_KANA = re.compile(r"[\u3041-\u30ff]")
_HIGH = re.compile(rb"[\x80-\xff]+")
_LETTERS = re.compile(rb"[A-Za-z]")
# The longest character of any of the encodings, in bytes.
_LONGEST = 4


def decoded(content: bytes, declared: str = "") -> str:
    """The text of `content` in the declared encoding if it is in it, else in the likeliest one.

    A last character that was cut off, as old limits of length in bytes do, is left out.
    """
    text = _read(content, declared) if declared else None
    return text if text is not None else (_read(content, likeliest(content)) or "")


def likeliest(content: bytes) -> str:
    """UTF-8, ISO-2022-JP, CP932, EUC-JP or, where none of them is likely, Windows' Latin-1."""
    if content.isascii():
        is_jis = any(shift in content for shift in _JIS_SHIFTS) and _read(content, _JIS)
        return _JIS if is_jis else "utf-8"
    # UTF-8 proves itself; nearly any bytes are some text of the others.
    if _read(content, "utf-8") is not None:
        return "utf-8"
    for japanese in sorted(("cp932", "euc_jp"), key=lambda name: strangeness(content, name)):
        text = _read(content, japanese)
        if text and not _NOT_TEXT.search(text) and not _is_latin(content, text):
            return japanese
    return "cp1252" if _read(content, "cp1252") is not None else "latin-1"


def strangeness(content: bytes, encoding: str) -> float:
    """How unlikely a Japanese text is: EUC-JP read as CP932 is full of half-width kana."""
    text = _read(content, encoding)
    if not text:
        return float("inf")
    strange = len(_HALF_WIDTH_KANA.findall(text)) - len(_KANA.findall(text))
    return strange / len(text)


def _read(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except LookupError:
        return None
    except UnicodeDecodeError as error:
        whole = content[: error.start]
        # "café" in Latin-1 is no UTF-8 with its end cut off.
        if error.start < len(content) - _LONGEST + 1 or error.end < len(content) or whole.isascii():
            return None
        try:
            return whole.decode(encoding)
        except UnicodeDecodeError:
            return None


def _is_latin(content: bytes, japanese: str) -> bool:
    """Whether accents stand alone between letters: “São” and “Japan’s” are kanji in CP932 too."""
    if _KANA.search(japanese):
        return False
    stretches = _HIGH.findall(content)
    alone = sum(len(stretch) == 1 for stretch in stretches)
    high = sum(map(len, stretches))
    return alone * 2 > high and len(_LETTERS.findall(content)) >= high * 2
