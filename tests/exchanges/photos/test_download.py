"""The texts that leave inside a JPEG are read there by other programs, and the picture stays."""

import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from exchanges.bilingual import text_in
from exchanges.photo_download import MAX_SEGMENT, jpeg_with_texts
from exchanges.photo_texts import read_texts
from tests.pictures import encoded, halves, picture_bytes

from .reading import EXIFTOOL, exiftool

needs_exiftool = pytest.mark.skipif(not EXIFTOOL, reason="ExifTool is not installed")
ENGLISH = {
    "title": "Japan–India defense ministerial meeting",
    "caption": "The ministers <shake> hands & smile: “welcome”",
    "credit": "Photo: Ministry of Defense, Public Affairs Division",
    "rights": "CC BY 4.0, © Ministry of Defense",
    "place": "Ichigaya, Tokyo",
    "language": "en",
    "url": "https://exchanges.example.org/photos/4/?a=1&b=2",
}
JAPANESE = {
    "title": "日印防衛相会談",
    "caption": "握手を交わす両大臣。髙橋統合幕僚長と①②（於：防衛省）",
    "credit": "写真：防衛省大臣官房広報課",
    "rights": "政府標準利用規約（第2.0版）",
    "place": "東京都新宿区市谷本村町",
    "language": "ja",
    "url": "https://exchanges.example.org/ja/photos/4/",
}
BOTH = pytest.mark.parametrize("texts", [ENGLISH, JAPANESE], ids=["en", "ja"])


def written(texts: dict[str, str], jpeg: bytes | None = None, **others: Any) -> bytes:
    options = {"taken_on": date(2022, 9, 8), **texts, **others}
    return jpeg_with_texts(jpeg or picture_bytes(), **options)


@needs_exiftool
@BOTH
def test_another_program_reads_every_text(texts: dict[str, str], tmp_path: Path) -> None:
    path = tmp_path / "photo.jpg"
    path.write_bytes(written(texts))

    (found,) = exiftool(path)

    language = texts["language"]
    assert {name: found.get(name) for name in EXPECTED} == {
        name: "2022:09:08" if field == "taken_on" else texts[field]
        for name, field in EXPECTED.items()
    }
    assert found[f"XMP-dc:Description-{language}"] == texts["caption"]
    assert found[f"XMP-dc:Title-{language}"] == texts["title"]
    assert found[f"XMP-dc:Rights-{language}"] == texts["rights"]
    assert found["IPTC:CodedCharacterSet"] == "UTF8"
    assert "ExifTool:Warning" not in found
    assert "ExifTool:Error" not in found


EXPECTED = {
    "IFD0:ImageDescription": "caption",
    "IFD0:Artist": "credit",
    "IFD0:Copyright": "rights",
    "XMP-dc:Description": "caption",
    "XMP-dc:Creator": "credit",
    "XMP-dc:Rights": "rights",
    "XMP-dc:Title": "title",
    "XMP-photoshop:Credit": "credit",
    "XMP-photoshop:Headline": "title",
    "XMP-photoshop:DateCreated": "taken_on",
    "XMP-iptcCore:Location": "place",
    "XMP-xmpRights:WebStatement": "url",
    "IPTC:Caption-Abstract": "caption",
    "IPTC:Credit": "credit",
    "IPTC:CopyrightNotice": "rights",
    "IPTC:Headline": "title",
    "IPTC:Sub-location": "place",
    "IPTC:DateCreated": "taken_on",
}


@BOTH
def test_pillow_reads_the_texts_and_the_same_picture(texts: dict[str, str]) -> None:
    plain = encoded(halves((200, 120)), "JPEG", quality=88)

    picture = Image.open(io.BytesIO(written(texts, plain)))

    assert picture.tobytes() == Image.open(io.BytesIO(plain)).tobytes()
    assert picture.getexif()[270].encode("latin-1").decode() == texts["caption"]
    assert picture.getxmp()["xmpmeta"]["RDF"]["Description"]["Credit"] == texts["credit"]
    assert texts["rights"].encode() in picture.info["photoshop"][0x0404]


@BOTH
def test_this_site_reads_back_what_it_has_written(texts: dict[str, str]) -> None:
    language = texts["language"]

    assert read_texts(written(texts)) == {
        f"caption_{language}": texts["caption"],
        f"credit_{language}": texts["credit"],
        f"place_{language}": texts["place"],
        "rights": texts["rights"],
        "taken_on": "2022-09-08",
    }


def test_the_picture_is_not_encoded_again() -> None:
    plain = picture_bytes()

    content = written(ENGLISH, plain)

    # Behind JFIF, which has to come first.
    assert content.startswith(plain[:20])
    assert content.endswith(plain[20:])
    bare = plain[:2] + plain[20:]
    assert written(ENGLISH, bare).endswith(bare[2:])


def test_a_text_that_stands_in_keeps_its_own_language() -> None:
    caption = text_in("ja", "Only in English", "")

    packet = written({**JAPANESE, "caption": caption}).decode("latin-1")

    assert '<rdf:li xml:lang="en">Only in English</rdf:li>' in packet
    assert packet.count('<rdf:li xml:lang="ja">') == 2


def test_what_is_empty_is_left_out() -> None:
    nothing = dict.fromkeys(("title", "caption", "rights", "place", "url"), "")

    content = written({**ENGLISH, **nothing, "credit": "MOD"}, taken_on=None)

    assert read_texts(content) == {"credit_en": "MOD"}
    for absent in (b"dc:rights>", b"DateCreated", b"Location>", b"WebStatement", b"\x1c\x02\x74"):
        assert absent not in content


@needs_exiftool
@pytest.mark.parametrize("letter", ["&", "写", "a", "\U00020bb7"])
def test_endless_texts_are_cut_so_that_every_block_fits(letter: str, tmp_path: Path) -> None:
    long = letter * 100_000
    path = tmp_path / "photo.jpg"
    path.write_bytes(
        written(dict.fromkeys(ENGLISH, long) | {"language": "ja", "url": "https://example.org/"})
    )

    (found,) = exiftool(path)

    assert "ExifTool:Error" not in found
    assert set(found["XMP-dc:Description"]) == {letter}
    assert set(found["IPTC:Caption-Abstract"]) == {letter}
    assert set(found["IFD0:ImageDescription"]) == {letter}
    assert (found["File:ImageWidth"], found["File:ImageHeight"]) == (60, 40)


def test_texts_as_long_as_their_fields_are_whole() -> None:
    texts = {**JAPANESE, "caption": "文" * 599 + "。", "credit": "名" * 199 + "。"}

    content = written(texts)

    assert texts["caption"].encode() in content
    assert texts["credit"].encode() in content
    assert max(map(len, content.split(b"\xff\xe1"))) < MAX_SEGMENT


def test_characters_that_xml_cannot_hold_are_left_out() -> None:
    caption = "bro\0ken\x0b \ud800text\ufffe"

    assert read_texts(written({**ENGLISH, "caption": caption}))["caption_en"] == "broken text"


def test_only_a_jpeg_takes_texts() -> None:
    with pytest.raises(ValueError, match="Only a JPEG"):
        written(ENGLISH, picture_bytes("PNG"))
