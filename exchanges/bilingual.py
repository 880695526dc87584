"""Text kept in a pair of columns `_en`, `_ja` and read in the reader's language."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language

LANGUAGES = ("en", "ja")


class Text(str):
    """A text that knows its language and whether it stands in for a missing translation."""

    __slots__ = ("is_fallback", "lang")

    lang: str
    is_fallback: bool

    def __new__(cls, value: str, lang: str, is_fallback: bool) -> Text:
        text = super().__new__(cls, value)
        text.lang = lang
        text.is_fallback = is_fallback
        return text


def reader_language() -> str:
    """The active language if texts are kept in it, else English."""
    language = (get_language() or "en")[:2]
    return language if language in LANGUAGES else "en"


def text_in(language: str, english: str, japanese: str) -> Text:
    """The text in a language, else in the other language, marked as a fallback."""
    value, other, fallback = (
        (japanese, "en", english) if language == "ja" else (english, "ja", japanese)
    )
    if value or not fallback:
        return Text(value or "", language, False)
    return Text(fallback, other, True)


def in_language(record: Any, name: str, language: str) -> Text:
    """`name` of the record in `language`, else in the other language, marked as a fallback."""
    return text_in(language, getattr(record, f"{name}_en"), getattr(record, f"{name}_ja"))


class Bilingual:
    """Descriptor: `title = Bilingual()` reads `title_en` or `title_ja` as a `Text`."""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, record: Any, owner: type | None = None) -> Any:
        if record is None:
            return self
        return in_language(record, self.name, reader_language())
