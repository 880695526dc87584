"""What picture files say of themselves is offered as texts, by language and cleaned."""

import struct

import pytest

from exchanges.photo_texts import read_texts

from .blocks import (
    ASCII,
    BYLINE,
    BYTE,
    CAPTION,
    CITY,
    COUNTRY,
    CREDIT,
    DATE,
    HEADLINE,
    RIGHTS,
    SUBLOCATION,
    UNDEFINED,
    UTF_8,
    exif_block,
    iim,
    jpeg_with,
    jpeg_with_exif,
    jpeg_with_iptc,
    jpeg_with_xmp,
    photoshop,
    segment,
    xmp,
)
from .carried import ENGLISH, JAPANESE


@pytest.mark.parametrize(
    ("charset", "encoding"),
    [
        (UTF_8, "utf-8"),
        (b"\x1b%/I", "utf-8"),
        (b"\x1b$)B", "euc_jp"),
        (b"\x1b$B", "iso2022_jp"),
        (b"\x1b(B\x1b$(B", "iso2022_jp"),
        (b"", "utf-8"),
        (b"", "cp932"),
        (b"", "euc_jp"),
        (b"", "iso2022_jp"),
        (b"\x1b(B", "cp932"),
        # Said to be UTF-8 by a program that did not convert it.
        (UTF_8, "cp932"),
    ],
)
def test_japanese_captions_are_read_in_every_encoding(charset: bytes, encoding: str) -> None:
    datasets = {CAPTION: JAPANESE.encode(encoding), CREDIT: "防衛省".encode(encoding)}

    assert read_texts(jpeg_with_iptc(datasets, charset)) == {
        "caption_ja": JAPANESE,
        "credit_ja": "防衛省",
    }


@pytest.mark.parametrize(
    "text",
    ["日印防衛相会談", "レーダー", "コープ・ノース", "F-35A 三沢 Misawa Air Base", "市ヶ谷"],
)
@pytest.mark.parametrize("encoding", ["utf-8", "cp932", "euc_jp", "iso2022_jp"])
def test_short_japanese_texts_are_read_without_a_declaration(text: str, encoding: str) -> None:
    assert read_texts(jpeg_with_iptc({CAPTION: text.encode(encoding)})) == {"caption_ja": text}


def test_characters_of_windows_and_half_width_kana_are_japanese() -> None:
    for text, encoding in (("ﾌﾟﾚｽ", "utf-8"), ("ﾌﾟﾚｽ向けの写真", "cp932"), ("髙橋陸将と①", "cp932")):
        assert read_texts(jpeg_with_iptc({CAPTION: text.encode(encoding)})) == {"caption_ja": text}


@pytest.mark.parametrize(
    "text",
    [
        "São Tomé and Príncipe",
        "Japan’s navy – first visit",
        "Müller greets Señor Peña",
        "La cérémonie créée à Paris",
        "“Malabar” in the Straße",
    ],
)
def test_accents_of_western_texts_are_not_taken_for_kanji(text: str) -> None:
    assert read_texts(jpeg_with_iptc({CAPTION: text.encode("cp1252")})) == {"caption_en": text}
    assert read_texts(jpeg_with_iptc({CAPTION: text.encode()}, UTF_8)) == {"caption_en": text}


def test_all_fields_of_iptc_are_read() -> None:
    datasets = {
        HEADLINE: b"A headline",
        CAPTION: ENGLISH.encode(),
        BYLINE: b"PO2 A. Sato",
        CREDIT: b"Ministry of Defense",
        RIGHTS: b"CC BY 4.0",
        DATE: b"20220908",
        SUBLOCATION: b"Pier 3",
        CITY: b"Yokosuka",
        COUNTRY: b"Japan",
    }

    assert read_texts(jpeg_with_iptc(datasets)) == {
        "caption_en": ENGLISH,
        "credit_en": "Ministry of Defense",
        "rights": "CC BY 4.0",
        "taken_on": "2022-09-08",
        "place_en": "Pier 3, Yokosuka, Japan",
    }


def test_a_headline_and_a_by_line_stand_in_for_what_is_missing() -> None:
    datasets = {HEADLINE: b"A headline", BYLINE: b"PO2 A. Sato"}

    found = read_texts(jpeg_with_iptc(datasets))

    assert found == {"caption_en": "A headline", "credit_en": "PO2 A. Sato"}


def test_a_japanese_place_goes_from_large_to_small() -> None:
    datasets = {SUBLOCATION: "市ヶ谷", CITY: "東京都", COUNTRY: "日本"}
    content = jpeg_with_iptc({key: text.encode() for key, text in datasets.items()}, UTF_8)

    assert read_texts(content) == {"place_ja": "日本 東京都 市ヶ谷"}


def test_iptc_is_found_behind_other_resources_and_across_segments() -> None:
    block = photoshop(
        iim({CAPTION: b"x" * 300 + b" end"}),
        before=b"8BIM\x03\xed\x05thumb" + struct.pack(">I", 5) + b"\0" * 6,
    )
    start = b"Photoshop 3.0\0"
    content = jpeg_with(segment(0xED, start + block[:99]), segment(0xED, start + block[99:]))

    assert read_texts(content) == {"caption_en": "x" * 300 + " end"}


def test_a_character_cut_off_by_an_old_limit_is_left_out() -> None:
    for encoding in ("utf-8", "cp932", "euc_jp"):
        cut = JAPANESE.encode(encoding)[:-1]
        assert read_texts(jpeg_with_iptc({CAPTION: cut})) == {"caption_ja": JAPANESE[:-1]}


def test_xmp_descriptions_are_offered_by_language() -> None:
    packet = xmp(description={"x-default": "Wrong", "ja-JP": JAPANESE, "en-US": ENGLISH})

    found = read_texts(jpeg_with_xmp(packet))

    assert found == {"caption_ja": JAPANESE, "caption_en": ENGLISH}


def test_a_japanese_description_may_be_in_latin_letters() -> None:
    assert read_texts(jpeg_with_xmp(xmp(description={"ja": "JS Izumo"}))) == {
        "caption_ja": "JS Izumo"
    }


def test_a_description_without_a_language_is_told_by_its_script() -> None:
    for text, name in ((JAPANESE, "caption_ja"), (ENGLISH, "caption_en")):
        assert read_texts(jpeg_with_xmp(xmp(description={"x-default": text}))) == {name: text}


def test_chinese_is_not_offered_as_japanese() -> None:
    assert read_texts(jpeg_with_xmp(xmp(description={"zh-CN": "两国国防部长会谈"}))) == {}


def test_all_fields_of_xmp_are_read_as_elements_and_as_attributes() -> None:
    simple = {
        "photoshop:Headline": "A headline",
        "photoshop:Credit": "Ministry of Defense",
        "photoshop:DateCreated": "2022-09-08T10:11:12+09:00",
        "photoshop:City": "東京",
        "photoshop:Country": "Japan",
        "Iptc4xmpCore:Location": "Ichigaya",
    }
    creators = "<rdf:Seq><rdf:li>A. Sato</rdf:li><rdf:li>B. Mori</rdf:li></rdf:Seq>"
    rights = '<rdf:Alt><rdf:li xml:lang="x-default">© MOD</rdf:li></rdf:Alt>'
    wanted = {
        "caption_en": "A headline",
        "credit_en": "Ministry of Defense",
        "taken_on": "2022-09-08",
        "place_en": "Ichigaya, Japan",
        "place_ja": "東京",
    }

    assert read_texts(jpeg_with_xmp(xmp(elements=simple))) == wanted
    assert read_texts(jpeg_with_xmp(xmp(attributes=simple))) == wanted
    assert read_texts(
        jpeg_with_xmp(xmp(elements={"dc:creator": creators, "dc:rights": rights}))
    ) == {
        "credit_en": "A. Sato, B. Mori",
        "rights": "© MOD",
    }


@pytest.mark.parametrize(
    "declaration",
    [
        '<!DOCTYPE x [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>',
        '<!DOCTYPE x SYSTEM "file:///etc/passwd">',
        '<!DOCTYPE x [<!ENTITY b SYSTEM "file:///etc/passwd">]>',
    ],
)
def test_a_document_type_and_its_entities_are_never_read(declaration: str) -> None:
    text = xmp(description={"en": "NAME"}).decode().replace("NAME", "&b;")
    packet = text.replace("<x:xmpmeta", f"{declaration}<x:xmpmeta", 1).encode()

    assert read_texts(jpeg_with_xmp(packet)) == {}


def test_exif_texts_are_read_in_both_orders_of_bytes() -> None:
    for order in "<>":
        block = exif_block(
            {
                270: (ASCII, ENGLISH.encode() + b"\0"),
                315: (ASCII, "防衛省\0".encode()),
                33432: (ASCII, b"MOD \0Press office\0"),
            },
            {36867: (ASCII, b"2022:09:08 10:11:12\0")},
            order,
        )
        assert read_texts(jpeg_with_exif(block)) == {
            "caption_en": ENGLISH,
            "credit_ja": "防衛省",
            "rights": "MOD, Press office",
            "taken_on": "2022-09-08",
        }


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize(
    "comment",
    [
        b"UNICODE\0" + JAPANESE.encode("utf-16-le"),
        b"UNICODE\0" + JAPANESE.encode("utf-16-be"),
        b"UNICODE\0" + JAPANESE.encode("utf-16"),
        b"JIS\0\0\0\0\0" + JAPANESE.encode("iso2022_jp"),
        b"\0" * 8 + JAPANESE.encode("cp932"),
        b"\0" * 8 + JAPANESE.encode(),
        b"ASCII\0\0\0" + JAPANESE.encode("euc_jp"),
    ],
)
def test_the_users_comment_is_read_in_its_encoding(comment: bytes, order: str) -> None:
    block = exif_block({}, {37510: (UNDEFINED, comment)}, order)

    assert read_texts(jpeg_with_exif(block)) == {"caption_ja": JAPANESE}


def test_the_texts_of_windows_are_read() -> None:
    tags = {
        tag: (BYTE, (text + "\0").encode("utf-16-le"))
        for tag, text in {40091: "A title", 40092: JAPANESE, 40093: "佐藤"}.items()
    }

    assert read_texts(jpeg_with_exif(exif_block(tags))) == {
        "caption_en": "A title",
        "caption_ja": JAPANESE,
        "credit_ja": "佐藤",
    }


def test_xmp_is_believed_before_iptc_and_iptc_before_exif() -> None:
    packet = segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + xmp(description={"en": "of XMP"}))
    datasets = {CAPTION: b"of IPTC", CREDIT: b"credit of IPTC"}
    press = segment(0xED, b"Photoshop 3.0\0" + photoshop(iim(datasets)))
    tags = {
        270: (ASCII, b"of Exif\0"),
        315: (ASCII, b"credit of Exif\0"),
        33432: (ASCII, b"rights\0"),
    }
    camera = segment(0xE1, b"Exif\0\0" + exif_block(tags))

    assert read_texts(jpeg_with(camera, press, packet)) == {
        "caption_en": "of XMP",
        "credit_en": "credit of IPTC",
        "rights": "rights",
    }
    assert read_texts(jpeg_with(camera, press))["caption_en"] == "of IPTC"


def test_languages_are_taken_from_different_places_of_the_file() -> None:
    press = segment(0xED, b"Photoshop 3.0\0" + photoshop(iim({CAPTION: JAPANESE.encode("cp932")})))
    packet = segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + xmp(description={"en": ENGLISH}))

    found = read_texts(jpeg_with(press, packet))

    assert found == {"caption_en": ENGLISH, "caption_ja": JAPANESE}
