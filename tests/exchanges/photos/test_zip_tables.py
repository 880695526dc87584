"""The table of captions of an archive, and archives that cannot be used."""

import io
import stat
import struct
import time
import zipfile
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from openpyxl import Workbook

from exchanges.models import Activity, Photo, PhotoUpload
from exchanges.photo_import import archive as limits
from exchanges.photo_import import pages

from .zip_pages import REFERENCE, ROW, UPLOAD, check_address, only_problem, results, upload
from .zips import archive, of_rows, picture, raw, table

pytestmark = pytest.mark.django_db


def refusal(response: HttpResponse) -> str:
    """The sentence on the form or on the page that says why the archive is not used."""
    assert not Photo.objects.exists()
    if "problem" in response.context:
        return response.context["problem"]
    return " ".join(response.context["form"].errors["archive"])


@pytest.mark.parametrize(
    ("name", "content"),
    [
        (
            "captions.csv",
            "ファイル,整理番号,説明,撮影日\r\na.jpg,{r},岸壁,令和元年5月23日\r\n".encode("cp932"),
        ),
        ("captions.csv", "﻿File Name;REF;Caption\r\na.jpg;{r};岸壁\r\n".encode()),
        ("captions.tsv", "file\treference\tcaption\na.jpg\t{r}\t岸壁\n".encode("utf-16")),
        ("list.csv", "Our photos\n\nfile,reference,caption_ja\na.jpg,{r},岸壁\n".encode()),
        ("captions.txt", "file,reference,説明\na.jpg,{r},岸壁\n".encode("euc-jp")),
    ],
)
def test_tables_are_read_as_people_write_them(
    staff_client: Client, record: Activity, name: str, content: bytes
) -> None:
    record.reference = "ABCDEF"
    record.save()
    wanted = content
    for encoding in ("ascii", "utf-16-le"):
        wanted = wanted.replace("{r}".encode(encoding), "ABCDEF".encode(encoding))
    response = upload(staff_client, archive({name: wanted, "a.jpg": picture()}))

    staff_client.post(check_address(response), {"add": "1"})

    assert Photo.objects.get().caption_ja == "岸壁"


def test_a_spreadsheet_is_a_table_too(staff_client: Client, record: Activity) -> None:
    workbook = Workbook()
    workbook.active.append(["file", "reference", "caption_en"])
    workbook.active.append(["a.jpg", REFERENCE, "The ship"])
    content = io.BytesIO()
    workbook.save(content)

    response = upload(
        staff_client, archive({"captions.xlsx": content.getvalue(), "a.jpg": picture()})
    )

    assert [ready for ready, _problems, _warnings in results(response)] == [True]


@pytest.mark.usefixtures("record")
def test_an_unknown_column_is_named_with_the_nearest(staff_client: Client) -> None:
    headers = ("file", "reference", "captoin_en")
    response = upload(staff_client, of_rows(("a.jpg", REFERENCE, "Ship"), headers=headers))

    assert "“captoin_en” (nearest: caption_en)" in response.content.decode()


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ({"a.jpg": b""}, "holds no table of captions"),
        ({"one.csv": b"file,reference", "two.csv": b""}, "several tables: one.csv, two.csv"),
        ({"captions.csv": b"fiel,reference\na,b\n"}, "no column for: file"),
        ({"captions.csv": b"file,reference,ref\na,b,c\n"}, "mean the same column, reference"),
        ({"captions.csv": b""}, "empty"),
        ({"captions.csv": b"\x89PNG\r\n"}, "PNG"),
        ({"captions.xlsx": b"PK\x03\x04broken"}, "damaged"),
        ({"captions.csv": b'file,reference\n"a,b\n'}, "quotation mark"),
    ],
)
def test_a_table_that_cannot_be_used_is_refused(
    staff_client: Client, files: dict[str, bytes], sentence: str
) -> None:
    assert sentence in refusal(upload(staff_client, archive(files)))
    assert not PhotoUpload.objects.exists()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "empty"),
        (b"nothing", "no ZIP archive"),
        (b"PK\x03\x04" + b"\0" * 100, "no ZIP archive"),
        (b"Rar!\x1a\x07\0" + b"\0" * 50, "RAR archive"),
        (b"7z\xbc\xaf\x27\x1c" + b"\0" * 50, "7z archive"),
        (b"\x1f\x8b\x08" + b"\0" * 50, "GZIP archive"),
        (b"\xff\xd8\xff\xe0" + b"\0" * 50, "no ZIP archive"),
    ],
)
def test_what_is_no_archive_is_refused(staff_client: Client, content: bytes, sentence: str) -> None:
    assert sentence in refusal(upload(staff_client, SimpleUploadedFile("a.zip", content)))


def test_without_a_file_the_form_says_so(staff_client: Client) -> None:
    response = staff_client.post(UPLOAD, {})

    assert response.status_code == 200
    assert "This field is required" in response.content.decode()


def test_an_archive_of_too_many_files_or_too_much_is_refused(
    staff_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = {f"{n}.jpg": b"" for n in range(limits.MAX_FILES + 1)}
    assert "more than 500 files" in refusal(
        upload(staff_client, archive({"captions.csv": b"file,reference\n", **many}))
    )
    monkeypatch.setattr(limits, "MAX_UNPACKED", 100_000)
    much = archive({"captions.csv": b"file,reference\n", "a.jpg": b"\0" * 200_000})
    assert "Unpacked" in refusal(upload(staff_client, much))
    monkeypatch.setattr(pages, "MAX_ARCHIVE", 100)
    assert "Divide the pictures" in refusal(upload(staff_client, of_rows(ROW)))


def test_a_list_of_a_million_files_is_not_even_read(staff_client: Client) -> None:
    entry = zipfile.ZipInfo("x" * 400)
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as made:
        for n in range(4000):
            entry.filename = f"{n:0400}"
            made.writestr(zipfile.ZipInfo(entry.filename), b"")

    start = time.process_time()
    sentence = refusal(upload(staff_client, SimpleUploadedFile("a.zip", content.getvalue())))

    assert "more than 500 files" in sentence
    assert time.process_time() - start < 2


def entry(name: str, **attributes: int) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    for attribute, value in attributes.items():
        setattr(info, attribute, value)
    return info


LINK = (stat.S_IFLNK | 0o777) << 16


@pytest.mark.parametrize(
    ("info", "data", "sentence"),
    [
        (entry("/etc/a.jpg"), picture(), "leads out of the archive"),
        (entry("../a.jpg"), picture(), "leads out of the archive"),
        (entry("x/../../a.jpg"), picture(), "leads out of the archive"),
        (entry("C:/a.jpg"), picture(), "leads out of the archive"),
        (entry("a.jpg", external_attr=LINK), b"/etc/passwd", "a link to another file"),
        (entry("a.jpg", compress_type=zipfile.ZIP_LZMA), picture(), "does not read"),
        (entry("a.jpg"), b"PK\x03\x04" + b"\0" * 99, "an archive inside the archive"),
        (entry("a.zip"), b"PK\x05\x06" + b"\0" * 18, "an archive inside the archive"),
        (entry("a.jpg"), b"\0" * (limits.MAX_BYTES + 1), "more than 25 MB"),
    ],
)
@pytest.mark.usefixtures("record")
def test_a_hostile_entry_is_named_and_never_unpacked(
    staff_client: Client, info: zipfile.ZipInfo, data: bytes, sentence: str
) -> None:
    content = raw([(info, data)], [(info.filename, REFERENCE, "", "", "")])

    response = upload(staff_client, SimpleUploadedFile("photos.zip", content))

    assert sentence in only_problem(response)
    assert not PhotoUpload.objects.exists()


@pytest.mark.usefixtures("record")
def test_locked_entries_say_so(staff_client: Client) -> None:
    content = bytearray(raw([(entry("a.jpg"), picture())], [("a.jpg", REFERENCE, "", "", "")]))
    # The flags of the picture, in front of it and in the list at the end.
    content[content.rindex(b"PK\x03\x04") + 6] |= 1
    content[content.rindex(b"PK\x01\x02") + 8] |= 1

    response = upload(staff_client, SimpleUploadedFile("photos.zip", bytes(content)))

    assert "locked with a password" in only_problem(response)


@pytest.mark.usefixtures("record")
def test_sizes_that_lie_do_not_unpack_more(staff_client: Client) -> None:
    """The list says a kilobyte; the compressed data hold a hundred megabytes."""
    packed = zlib.compressobj(9, zlib.DEFLATED, -15)
    bomb = packed.compress(b"\0" * 100_000_000) + packed.flush()
    content = bytearray(
        raw(
            [(entry("a.jpg", compress_type=zipfile.ZIP_STORED), bomb)],
            [("a.jpg", REFERENCE, "", "", "")],
        )
    )
    for mark, at in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        place = content.rindex(mark)
        content[place + at : place + at + 2] = struct.pack("<H", zipfile.ZIP_DEFLATED)
        sizes = place + at + 14
        content[sizes : sizes + 4] = struct.pack("<I", 1000)

    response = upload(staff_client, SimpleUploadedFile("photos.zip", bytes(content)))

    assert "damaged inside the archive" in only_problem(response)


def test_clutter_of_computers_is_passed_over(staff_client: Client, record: Activity) -> None:
    files = {
        "Photos/captions.csv": table([("a.jpg", REFERENCE, "", "", "")]),
        "Photos/a.jpg": picture(),
        "Photos/.DS_Store": b"x",
        "Photos/Thumbs.db": b"x",
        "__MACOSX/Photos/._a.jpg": b"x",
        "Photos/._captions.csv": b"x",
    }

    assert [ready for ready, *_rest in results(upload(staff_client, archive(files)))] == [True]


@pytest.mark.parametrize("encoding", ["cp932", "utf-8"])
def test_japanese_names_are_read_as_windows_and_macs_write_them(
    staff_client: Client, record: Activity, encoding: str
) -> None:
    name = "護衛艦が表す.jpg"
    content = bytearray(
        raw([(entry("X" * len(name.encode(encoding))), picture())], [(name, REFERENCE, "", "", "")])
    )
    content = content.replace(b"X" * len(name.encode(encoding)), name.encode(encoding))

    response = upload(staff_client, SimpleUploadedFile("photos.zip", bytes(content)))

    assert [ready for ready, *_rest in results(response)] == [True]


def test_composed_and_decomposed_names_are_the_same(staff_client: Client, record: Activity) -> None:
    files = {
        "captions.csv": table([("ガ/Bérat.JPG", REFERENCE, "", "", "")]),
        "\u30ab\u3099/Be\u0301rat.jpg": picture(),
    }

    assert [ready for ready, *_rest in results(upload(staff_client, archive(files)))] == [True]


def test_a_name_that_begins_with_nothing_is_passed_over_or_named(
    staff_client: Client, record: Activity
) -> None:
    content = of_rows(ROW).read().replace(b"a.jpg", b"\0.jpg")

    response = upload(staff_client, SimpleUploadedFile("photos.zip", content))

    assert response.status_code == 200


def test_two_files_of_one_name_are_not_guessed_between(
    staff_client: Client, record: Activity
) -> None:
    files = {
        "captions.csv": table([("a.jpg", REFERENCE, "", "", ""), ("y/a.jpg", REFERENCE, *"   ")]),
        "x/a.jpg": picture(1),
        "y/a.jpg": picture(2),
    }

    first, second, third = results(upload(staff_client, archive(files)))

    assert first[1] == ["The archive holds more than one file of this name."]
    assert second[0]
    assert third[1] == ["No row of the table names this file."]


@given(
    places=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), min_size=1, max_size=12),
    cut=st.none() | st.floats(0, 1),
)
@hypothesis_settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_a_damaged_archive_never_fails_and_adds_nothing_by_itself(
    staff_client: Client, places: list[tuple[float, int]], cut: float | None
) -> None:
    content = bytearray(of_rows(ROW, ("b.jpg", REFERENCE, "", "", "")).read())
    for place, value in places:
        content[int(place * (len(content) - 1))] = value
    if cut is not None:
        del content[int(cut * len(content)) :]

    response = upload(staff_client, SimpleUploadedFile("photos.zip", bytes(content)))

    assert response.status_code == 200
    assert not Photo.objects.exists()
