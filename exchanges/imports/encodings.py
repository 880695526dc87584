"""In which encoding the text of a file is: the surest sign decides, nothing is replaced."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..encodings import strangeness
from .problems import FileError
from .sources import Source

ENCODINGS = ("utf-8", "utf-16", "cp932", "euc-jp", "iso-2022-jp", "windows-1252")
# Names by which people know them; anything else is shown as it is.
LABELS = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "cp932": "CP932 (Shift_JIS)",
    "euc-jp": "EUC-JP",
    "iso-2022-jp": "ISO-2022-JP",
    "iso2022_jp_ext": "ISO-2022-JP",
    "windows-1252": "Windows-1252",
}
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_JIS_SHIFTS = re.compile(rb"\x1b\$[B@]|\x1b\([JI]")
# Half of a surrogate pair is no character either, and no database keeps it.
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff]")
# What Python's cp932 makes of bytes that are none of its characters, and of those that makers of
# telephones had to themselves.
_NOT_TEXT = re.compile(r"[\x80-\x9f\ue000-\uf8ff]")
_KANA = re.compile(r"[\u3041-\u30ff]")
_HIGH = re.compile(rb"[\x80-\xff]+")
_HIGH_SIGNS = re.compile(rb"[\x1b\x80-\xff]")
_LETTERS = re.compile(rb"[A-Za-z]")
# As much of the lines that are not plain ASCII as it takes to tell encodings apart.
TELLING = 256 * 1024
SHOWN, BEFORE = 80, 24
# Lines from which the one that is shown is taken.
SAMPLED = 20


@dataclass(frozen=True)
class Reading:
    """What a text would be in one encoding, for a person to judge."""

    encoding: str
    label: str
    line: int
    sample: str
    why: str
    is_chosen: bool


class Encoded:
    """The bytes of a text, looked at once."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.start = source.head(4000)

    @cached_property
    def _facts(self) -> tuple[bool, bool, list[tuple[int, bytes]]]:
        """Plain ASCII or not, with shifts of ISO-2022-JP or not; the first of its other lines."""
        is_ascii, has_shifts, number, rest, size = True, False, 0, b"", 0
        telling: list[tuple[int, bytes]] = []
        for chunk, is_last in _with_last(self.source):
            is_ascii = is_ascii and chunk.isascii()
            has_shifts = has_shifts or bool(_JIS_SHIFTS.search(chunk))
            *lines, rest = (rest[-TELLING:] + chunk).split(b"\n")
            if is_last:
                lines.append(rest)
            for each in lines if has_shifts or not is_ascii else ():
                number += 1
                if size < TELLING and _is_telling(each):
                    telling.append((number, each[:TELLING]))
                    size += len(each)
            if is_ascii and not has_shifts:
                number += len(lines)
            elif size >= TELLING and not is_ascii:
                break
        return is_ascii, has_shifts, telling

    @property
    def is_ascii(self) -> bool:
        return self._facts[0]

    @property
    def has_shifts(self) -> bool:
        return self._facts[1]

    @cached_property
    def telling(self) -> bytes:
        """Lines that are not plain ASCII, as many as it takes to tell encodings apart."""
        return b"\n".join(line for _number, line in self._facts[2])

    @cached_property
    def sample(self) -> tuple[int, bytes]:
        """Of the first such lines, the one that shows most of how the text is read."""
        first = self._facts[2][:SAMPLED]
        return max(first, key=lambda each: len(_HIGH_SIGNS.findall(each[1])), default=(1, b""))

    @cached_property
    def marked(self) -> str:
        """The encoding that a byte order mark states."""
        return next((name for mark, name in _BOMS if self.start.startswith(mark)), "")

    @cached_property
    def wide(self) -> str:
        """UTF-16 by the zero bytes of its commas, quotes and line ends, on one side only."""
        start = self.start[: len(self.start) // 2 * 2]
        even, odd = start[0::2].count(0), start[1::2].count(0)
        if max(even, odd) > len(start) / 20 and min(even, odd) == 0:
            return "utf-16-le" if odd else "utf-16-be"
        return ""

    def candidates(self) -> Iterator[str]:
        """The encodings that it may be in, the surest first."""
        if self.marked:
            yield self.marked
            return
        # Seven-bit, so it would pass as UTF-8: its shift sequences tell.
        if self.has_shifts and self.is_ascii:
            yield from ("iso-2022-jp", "iso2022_jp_ext")
        if self.wide:
            yield self.wide
        yield "utf-8"
        japanese = sorted(("cp932", "euc-jp"), key=lambda name: strangeness(self.telling, name))
        if self._is_latin():
            yield "windows-1252"
        else:
            yield from japanese

    @property
    def is_mostly_utf_8(self) -> bool:
        """Whether all but a few characters are UTF-8: lines from elsewhere were put in."""
        text = self.telling.decode(errors="replace")
        high = sum(ord(sign) > 0x7F for sign in text)
        return 0 < text.count("\ufffd") * 20 < high

    def _is_latin(self) -> bool:
        """Whether accents stand alone between letters: “São” and “Japan’s” are kanji in CP932."""
        if _KANA.search(self.telling.decode("cp932", "ignore")):
            return False
        stretches = _HIGH.findall(self.telling)
        alone = sum(len(stretch) == 1 for stretch in stretches)
        high = sum(map(len, stretches))
        return alone * 2 > high and len(_LETTERS.findall(self.telling)) >= high * 2


def _is_telling(line: bytes) -> bool:
    return not line.isascii() or b"\x1b" in line


def find_encoding(source: Source, encoding: str = "") -> str:
    """The encoding in which the whole text can be read; the named one, if one is named."""
    if encoding:
        return _required(source, encoding)
    encoded = Encoded(source)
    for candidate in encoded.candidates():
        # UTF proves itself; nearly any bytes are some text of the others.
        not_text = None if candidate.startswith("utf") else _NOT_TEXT
        try:
            control = _first_control(source, candidate, not_text)
        except UnicodeError:
            continue
        if control:
            raise control
        return candidate
    if encoded.is_mostly_utf_8:
        raise FileError(
            _("The text is UTF-8, but line %(line)s is not.") % {"line": _first_other_line(source)},
            _("Correct the line there, or save the table again as CSV UTF-8 or XLSX."),
        )
    raise FileError(
        _("The text is in none of these encodings: %(encodings)s.")
        % {"encodings": ", ".join(ENCODINGS)},
        _("Save the table as CSV UTF-8 or XLSX, or name its encoding."),
    )


def _required(source: Source, encoding: str) -> str:
    if encoding.lower().replace("_", "-") in ("utf-8", "utf8"):
        encoding = "utf-8-sig"
    try:
        control = _first_control(source, encoding)
    except LookupError as error:
        raise FileError(
            _("“%(encoding)s” is not an encoding.") % {"encoding": encoding},
            _("Name one of these: %(encodings)s.") % {"encodings": ", ".join(ENCODINGS)},
        ) from error
    except UnicodeError as error:
        raise FileError(
            _("The file cannot be read as %(encoding)s.") % {"encoding": encoding},
            _("Leave the encoding out to have it found."),
        ) from error
    if control:
        raise control
    return encoding


def _first_control(
    source: Source, encoding: str, not_text: re.Pattern[str] | None = None
) -> FileError | None:
    """Read all; UnicodeError where that fails. The error of the first control character, if any."""
    codec = codecs.lookup(encoding)
    if not codec._is_text_encoding:
        raise LookupError(encoding)
    decoder = codec.incrementaldecoder()
    found, line = None, 1
    for chunk, is_last in _with_last(source):
        text = decoder.decode(chunk, is_last)
        if not_text and not_text.search(text):
            raise UnicodeError(encoding)
        if found is None and (match := _CONTROL.search(text)):
            found = _no_table(line + text.count("\n", 0, match.start()), match.group())
        line += text.count("\n")
    return found


def _first_other_line(source: Source) -> int:
    """The number of the first line that is not UTF-8."""
    with source.opened() as opened:
        for number, line in enumerate(opened, start=1):
            try:
                line.decode()
            except UnicodeDecodeError:
                return number
    return 0


def _with_last(source: Source) -> Iterator[tuple[bytes, bool]]:
    for chunk in source.chunks():
        yield chunk, False
    yield b"", True


def _no_table(line: int, sign: str) -> FileError:
    return FileError(
        _("This is not a text table: line %(line)s holds the control character %(code)s.")
        % {"line": line, "code": f"U+{ord(sign):04X}"},
        _("Save the table as CSV or XLSX and choose that file."),
    )


def readings(source: Source, chosen: str) -> list[Reading]:
    """How the text reads in each encoding that may be meant, the chosen one first."""
    encoded = Encoded(source)
    if encoded.is_ascii and not encoded.has_shifts:
        why = _("Only plain letters and digits occur, which are the same in every encoding.")
        first_line = encoded.start.split(b"\n")[0].decode(chosen, "replace")
        return [Reading(chosen, LABELS.get(chosen, chosen), 1, first_line[:SHOWN], why, True)]
    others = () if encoded.marked else ENCODINGS
    names = [chosen, *(name for name in others if _may_be_meant(encoded, name, chosen))]
    return [_reading(encoded, name, is_chosen=name == chosen) for name in names]


def _may_be_meant(encoded: Encoded, name: str, chosen: str) -> bool:
    if LABELS[name] == LABELS.get(chosen, chosen):
        return False
    if name == "utf-16":
        return bool(encoded.wide or encoded.marked == "utf-16")
    return encoded.has_shifts if name == "iso-2022-jp" else True


def _reading(encoded: Encoded, name: str, *, is_chosen: bool) -> Reading:
    codec = "utf-8-sig" if name == "utf-8" else name
    if codec.startswith("utf-16"):
        text = encoded.start[: len(encoded.start) // 2 * 2].decode(codec, "replace")
        line, sample = 1, _sample(text.split("\n")[0])
    else:
        text = encoded.telling.decode(codec, "replace")
        line, shown = encoded.sample
        sample = _sample(shown.decode(codec, "replace"))
    return Reading(
        name, LABELS.get(name, name), line, sample, _why(encoded, name, text, is_chosen), is_chosen
    )


def _sample(line: str) -> str:
    """A line from shortly before its first character that is not ASCII."""
    first = next((n for n, sign in enumerate(line) if ord(sign) > 0x7F), 0)
    shown = line[max(0, first - BEFORE) :][:SHOWN].strip()
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in shown)


def _why(encoded: Encoded, name: str, text: str, is_chosen: bool) -> str:
    if is_chosen and encoded.marked and encoded.marked.startswith(name[:6]):
        return _("The mark at the beginning of the file says so.")
    unreadable = text.count("\ufffd")
    if unreadable:
        return ngettext(
            "%(count)s place cannot be read", "%(count)s places cannot be read", unreadable
        ) % {"count": f"{unreadable:,}"}
    if _CONTROL.search(text) or (not name.startswith("utf") and _NOT_TEXT.search(text)):
        return _("Gives characters that no text has")
    if not is_chosen:
        return _("Can be read, but the characters are unusual for a text")
    if name == "cp932" and (signs := _only_in_cp932(text)):
        return _("All of it can be read; %(signs)s occur") % {"signs": " ".join(signs)}
    return _("All of it can be read")


def _only_in_cp932(text: str) -> list[str]:
    """Characters like 髙 and ①, which EUC-JP and plain Shift_JIS lack."""
    others = [sign for sign in dict.fromkeys(text) if ord(sign) > 0x7F]
    return [sign for sign in others if not sign.encode("shift_jis", "ignore")][:3]
