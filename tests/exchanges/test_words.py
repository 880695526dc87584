"""Words of texts: what is indexed and what is asked meet, however either is written."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchanges.words import (
    LONGEST,
    MAX_ASKED,
    MAX_PIECES,
    STOP_WORDS,
    Asked,
    asked_words,
    words_of,
)

# What real texts are made of, and anything else.
SAMPLES = st.sampled_from(
    [
        *("exercise", "IPD2019", "U.S.", "don't", "Côte d’Ivoire", "2+2", "２＋２", "F-35"),
        *("日印防衛相会談", "ﾍﾞﾄﾅﾑ", "ヴェトナム", "第26回", "フォーラム・佐々木", "陸", "㈱"),
        *("Йод", "대한민국", "กำลังทหาร", "القوات", "ﬃ", "İ", "ß", "…", " ", "\n", "、", "-"),
    ]
)
TEXTS = st.lists(SAMPLES | st.text(max_size=6), max_size=12).map("".join)


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ("exercise", "Exercises at sea"),
        ("EXERCISES", "an exercise"),
        ("organization", "the organisation"),
        ("defense", "Defence Ministers"),
        ("IPD", "IPD2019"),
        ("2019", "IPD2019"),
        ("ＩＰＤ２０１９", "IPD 2019"),
        ("us", "the U.S. Navy"),
        ("U.S.", "US forces"),
        ("dont", "They don’t"),
        ("Japan", "Japan's fleet"),
        ("Cote dIvoire", "Côte d’Ivoire"),
        ("self defense", "Self-Defense Force"),
        ("2+2", "「２＋２」会合"),
        ("ｽｰﾋﾞｯｸ", "スービック湾"),
        ("ベトナム", "ヴェトナム"),
        ("ﾍﾞﾄﾅﾑ", "ｳﾞｪﾄﾅﾑ"),
        ("防衛相", "日印防衛相会談"),
        ("衛相", "日印防衛相会談"),
        ("フォーラム", "東京ディフェンス・フォーラム"),
        ("佐々木", "佐々木海将"),
        ("第26回", "第26回東京ディフェンス・フォーラム"),
        ("йод", "Йод и соль"),
        ("대한민국", "대한민국 해군"),
    ],
)
def test_word_is_found_however_it_is_written(asked: str, text: str) -> None:
    pieces = asked_words(asked)

    assert pieces
    assert all(words_of(text).issuperset(piece.words) for piece in pieces)


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ("海上", "海底と上空"),
        ("カ", "ガーナ"),
        ("ham", "Hamburg"),
        ("2", "２＋２"),
        ("フォーラム東京", "東京フォーラム"),
    ],
)
def test_another_word_is_not_found(asked: str, text: str) -> None:
    (piece,) = asked_words(asked)

    assert not words_of(text).issuperset(piece.words)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("IPD2019", {"ipd", "2019"}),
        ("U.S. and U.S.A", {"us", "and", "usa"}),
        ("2+2", {"2+2"}),
        ("防衛相", {"防衛", "衛相", "相"}),
        ("米・印", {"米", "印"}),
        ("佐々木〆ー", {"佐々", "々木", "木〆", "〆ー", "ー"}),
        ("กำลัง", words_of("กำลัง")),
        ("…、「」 - ", set()),
    ],
)
def test_text_is_taken_apart(text: str, words: set[str]) -> None:
    assert words_of(text) == words


@pytest.mark.parametrize("other", ["café", "ヴェトナム", "Łódź"])
@pytest.mark.parametrize("word", ["Йод", "กำลังทหาร", "άμυνα", "हिन्दी", "דָּג"])
def test_word_of_another_script_is_read_alike_whatever_stands_beside_it(
    word: str, other: str
) -> None:
    assert words_of(f"{other} {word}") == words_of(other) | words_of(word)


def test_single_japanese_character_asks_for_what_begins_with_it() -> None:
    assert asked_words("米 US") == [Asked("米", ("米",), True), Asked("US", ("us",))]


def test_character_that_ends_a_text_is_a_word_and_one_before_begins_one() -> None:
    words = words_of("日米")

    assert any(word.startswith("日") for word in words)
    assert any(word.startswith("米") for word in words)


def test_quotation_marks_and_pieces_of_punctuation_are_ignored() -> None:
    assert asked_words("「共同訓練」 “Malabar” - …") == [
        Asked("共同訓練", ("共同", "同訓", "訓練")),
        Asked("Malabar", ("malabar",)),
    ]


def test_small_words_ask_for_nothing_beside_others_but_stay_part_of_a_name() -> None:
    assert asked_words("Republic of Korea")[1] == Asked("of", ())
    assert asked_words("of the")[0].words == ("of",)


def test_pieces_and_words_of_a_query_are_bounded() -> None:
    pieces = asked_words(" ".join(f"word{number}x" for number in range(50)))
    words = [word for piece in asked_words("訓" + "練防衛相会談日印" * 50) for word in piece.words]

    assert len(pieces) == MAX_PIECES
    assert len(words) <= MAX_ASKED


def test_long_word_is_found_by_its_beginning() -> None:
    assert all(len(word) <= LONGEST for word in words_of("x" * 99 + " " + "9" * 99))
    assert words_of("д" * 99) == words_of("д" * LONGEST)


@given(TEXTS)
def test_any_text_has_words_that_are_not_empty_nor_long(text: str) -> None:
    assert all(0 < len(word) <= LONGEST for word in words_of(text))


@given(st.lists(SAMPLES | st.text(max_size=6), max_size=8))
def test_any_piece_of_a_text_is_found_in_it(parts: list[str]) -> None:
    text = " ".join(parts)
    words = words_of(text)

    for piece in asked_words(text):
        if piece.is_prefix:
            assert any(word.startswith(piece.words[0]) for word in words)
        else:
            assert words.issuperset(piece.words)


@given(st.text(st.sampled_from("日印防衛相会談ー々ヴァィ"), min_size=2, max_size=9), TEXTS, TEXTS)
def test_any_stretch_of_japanese_is_found_inside_a_longer_one(
    stretch: str, before: str, after: str
) -> None:
    inside = words_of(f"{before}一{stretch}一{after}")

    for piece in asked_words(stretch):
        if piece.is_prefix:
            assert any(word.startswith(piece.words[0]) for word in inside)
        else:
            assert inside.issuperset(piece.words)


@given(TEXTS)
def test_form_of_the_characters_does_not_matter(text: str) -> None:
    for form in ("NFC", "NFD", "NFKC"):
        assert words_of(unicodedata.normalize(form, text)) == words_of(text)


@given(st.lists(SAMPLES, max_size=8).map(" ".join))
def test_case_and_width_do_not_matter(text: str) -> None:
    wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)

    assert words_of(text.upper()) == words_of(text)
    assert words_of(wide) == words_of(text)


@given(TEXTS)
def test_asking_ends_whatever_is_typed(text: str) -> None:
    pieces = asked_words(text)

    assert len(pieces) <= MAX_PIECES
    assert all(piece.text.strip() for piece in pieces)
    assert all(piece.words or words_of(piece.text) <= STOP_WORDS for piece in pieces)
