import csv
import io
import stat
import struct
import time
import zipfile
import zlib
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import Permission, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from openpyxl import Workbook

from cooperation.roles import ensure_roles
from exchanges.models import Activity, Photo, PhotoUpload
from exchanges.photo_import import adding, pages
from exchanges.photo_import import archive as limits
from exchanges.photo_import.checking import check
from exchanges.photo_import.kept import FOLDER, KeptArchive
from exchanges.photo_import.tasks import check_photo_archive
from tests.factories import make_activity, make_photo, make_staff
from tests.queries import count_queries

from .zips import HEADERS, archive, of_rows, picture, raw, table

pytestmark = pytest.mark.django_db
UPLOAD = "/admin/exchanges/photo/archive/"
REFERENCE = "DCE-2019-0147"
ROW = ("a.jpg", REFERENCE, "The ship", "A grey ship", "Photo: Navy")


@pytest.fixture
def record() -> Activity:
    return make_activity(reference=REFERENCE, dates="2019-05-23")


def upload(client: Client, file: SimpleUploadedFile) -> HttpResponse:
    """The page after an upload: the check, or the form with what is wrong."""
    response = client.post(UPLOAD, {"archive": file}, follow=True)
    assert response.status_code == 200
    return response


def check_address(response: HttpResponse) -> str:
    return response.redirect_chain[0][0]


def results(response: HttpResponse) -> list[tuple[bool, list[str], list[str]]]:
    """Of each row whether it can be added, its problems and its warnings."""
    return [
        (row.is_ready, [message for message, _hint in row.problems], row.warnings)
        for row, _upload, _activity, _url in response.context["rows"]
    ]


def only_problem(response: HttpResponse) -> str:
    [(is_ready, problems, _warnings)] = results(response)
    assert not is_ready
    [problem] = problems
    return problem


def refusal(response: HttpResponse) -> str:
    """The sentence on the form or on the page that says why the archive is not used."""
    assert not Photo.objects.exists()
    if "problem" in response.context:
        return response.context["problem"]
    return " ".join(response.context["form"].errors["archive"])


def stored_files() -> int:
    return sum(
        path.is_file()
        for name in ("default", "originals")
        for path in Path(settings.STORAGES[name]["OPTIONS"]["location"]).rglob("*")
    )


@pytest.mark.usefixtures("record")
def test_photos_are_shown_before_anything_is_added_and_then_added(
    staff_client: Client, staff: User, record: Activity
) -> None:
    make_photo(record, position=4)
    headers = (*HEADERS, "caption_ja", "taken_on", "place_ja", "rights", "order")
    file = of_rows(
        (*ROW, "岸壁の護衛艦", "2019-05-23", "スービック", "CC BY 4.0", "2"),
        ("b.jpg", REFERENCE.lower(), "Crews", "Sailors on deck", "Navy", "", "", "", "", ""),
        headers=headers,
    )

    response = upload(staff_client, file)
    assert Photo.objects.count() == 1
    assert [ready for ready, _problems, _warnings in results(response)] == [True, True]
    text = response.content.decode()
    assert "Nothing has been added yet." in text
    assert "Add 2 photos" in text
    for kept in PhotoUpload.objects.all():
        assert f'src="{kept.preview_url}"' in text
        assert staff_client.get(kept.preview_url).status_code == 200

    done = staff_client.post(check_address(response), {"add": "1"}, follow=True)

    assert "2 photos have been added" in done.content.decode()
    _old, first, second = Photo.objects.order_by("pk")
    assert (first.activity, second.activity) == (record, record)
    assert (first.caption_en, first.caption_ja) == ("The ship", "岸壁の護衛艦")
    assert (first.alt_en, first.credit_en) == ("A grey ship", "Photo: Navy")
    assert (str(first.taken_on), first.place_ja) == ("2019-05-23", "スービック")
    assert (first.rights, first.position, second.position) == ("CC BY 4.0", 2, 5)
    assert {photo.release_state for photo in (first, second)} == {"not_reviewed"}
    assert first.file_name == "a.jpg"
    assert first.sizes
    assert not PhotoUpload.objects.exists()


@pytest.mark.usefixtures("record")
def test_the_same_confirmation_twice_adds_each_photo_once(staff_client: Client) -> None:
    address = check_address(upload(staff_client, of_rows(ROW)))

    for _ in range(2):
        done = staff_client.post(address, {"add": "1"}, follow=True)
        assert "1 photo has been added" in done.content.decode()

    assert Photo.objects.count() == 1


@pytest.mark.usefixtures("record")
def test_a_confirmation_after_a_crash_counts_what_was_added_before(
    staff_client: Client, staff: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [(f"{n}.jpg", REFERENCE, "A ship", "Grey", "Navy") for n in range(3)]
    address = check_address(upload(staff_client, of_rows(*rows)))
    calls = iter([True, False])
    take = adding.take_upload

    def failing(**fields: object) -> Photo:
        if next(calls):
            return take(**fields)
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(adding, "take_upload", failing)
        with pytest.raises(KeyboardInterrupt):
            staff_client.post(address, {"add": "1"})
    assert Photo.objects.count() == 1

    done = staff_client.post(address, {"add": "1"}, follow=True)

    assert "3 photos have been added" in done.content.decode()
    assert Photo.objects.count() == 3


@pytest.mark.usefixtures("record")
def test_an_archive_put_away_leaves_nothing(
    staff_client: Client, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    before = stored_files()
    address = check_address(upload(staff_client, of_rows(ROW)))
    assert PhotoUpload.objects.count() == 1

    with django_capture_on_commit_callbacks(execute=True):
        staff_client.post(address, {"discard": "1"})

    assert not PhotoUpload.objects.exists()
    assert staff_client.get(address).status_code == 404
    assert stored_files() == before


def test_what_was_taken_from_the_site_is_added_elsewhere_as_it_was(
    client: Client, staff_client: Client
) -> None:
    source = make_activity()
    texts = {"rights": "=CC BY", "place_en": "Subic", "taken_on": "2019-05-23", "credit_ja": "海自"}
    photo = make_photo(source, **texts)
    address = f"{source.get_absolute_url()}photos.zip"
    content = b"".join(client.get(address).streaming_content)
    again = upload(staff_client, SimpleUploadedFile("photos.zip", content))
    assert "taken from this site" in only_problem(again)

    Photo.objects.all().delete()
    response = upload(staff_client, SimpleUploadedFile("photos.zip", content))
    staff_client.post(check_address(response), {"add": "1"})

    added = Photo.objects.get()
    assert added.pk != photo.pk
    for name in ("caption", "alt", "credit", "place"):
        for language in ("en", "ja"):
            field = f"{name}_{language}"
            assert getattr(added, field) == getattr(photo, field), field
    assert (added.rights, str(added.taken_on)) == ("=CC BY", "2019-05-23")


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (("a.jpg", "", "", "", ""), "The row names no record."),
        (("", REFERENCE, "", "", ""), "The row names no file."),
        (("a.jpg", REFERENCE, "The same", "The same", ""), "repeats the caption"),
        (("a.jpg", REFERENCE, "x" * 601, "", ""), "at most 600 fit"),
        (("a.jpg", "DCE-2019-0148", "", "", ""), "No record has the reference “DCE-2019-0148”"),
        (("a.jpg", "x" * 5000, "", "", ""), "No record has the reference"),
    ],
)
@pytest.mark.usefixtures("record")
def test_a_row_that_cannot_be_used_says_why(
    staff_client: Client, row: tuple[str, ...], problem: str
) -> None:
    files = {"captions.csv": table([row]), "a.jpg": picture()}
    response = upload(staff_client, archive(files))

    is_ready, problems, _warnings = results(response)[0]
    assert not is_ready
    assert any(problem in message for message in problems)
    assert not PhotoUpload.objects.exists()
    assert "Add 0" not in response.content.decode()


@pytest.mark.parametrize(
    ("header", "value", "problem"),
    [
        ("taken_on", "2019-05", "is not one day"),
        ("taken_on", "31 April 2019", "taken_on: "),
        ("order", "-1", "is not a whole number from 0 to 32767"),
        ("order", "99999", "is not a whole number from 0 to 32767"),
        ("rights", "x" * 201, "rights: "),
    ],
)
@pytest.mark.usefixtures("record")
def test_a_cell_that_cannot_be_read_is_named(
    staff_client: Client, header: str, value: str, problem: str
) -> None:
    headers = ("file", "reference", header)

    assert problem in only_problem(
        upload(staff_client, of_rows(("a.jpg", REFERENCE, value), headers=headers))
    )


@pytest.mark.usefixtures("record")
def test_every_problem_of_a_row_is_said_at_once(staff_client: Client) -> None:
    headers = ("file", "reference", "taken_on", "order")
    files = {
        "captions.csv": table([("a.jpg", "unknown", "yesterday", "first")], headers),
        "a.jpg": b"no picture",
    }

    [(_is_ready, problems, _warnings)] = results(upload(staff_client, archive(files)))

    assert len(problems) == 4


@pytest.mark.usefixtures("record")
def test_the_nearest_reference_is_suggested(staff_client: Client) -> None:
    response = upload(staff_client, of_rows(("a.jpg", "DCE-2019-0148", "", "", "")))

    assert f"the nearest one is {REFERENCE}" in response.content.decode()


@pytest.mark.usefixtures("record")
def test_files_and_rows_that_miss_each_other_are_named(staff_client: Client) -> None:
    files = {
        "captions.csv": table([("a.jpg", REFERENCE, "", "", "")]),
        "b.jpg": picture(1),
        "notes.txt": b"Remember",
    }

    response = upload(staff_client, archive(files))

    assert [problems for _ready, problems, _warnings in results(response)] == [
        ["The archive holds no file of this name."],
        ["No row of the table names this file."],
        ["No row of the table names this file."],
    ]


@pytest.mark.usefixtures("record")
def test_a_picture_comes_once_to_a_record_but_to_several_records(staff_client: Client) -> None:
    make_activity(reference="OTHER-1")
    files = {
        "captions.csv": table(
            [
                ("a.jpg", REFERENCE, "", "", ""),
                ("A.JPG", REFERENCE, "", "", ""),
                ("copy.jpg", REFERENCE, "", "", ""),
                ("a.jpg", "OTHER-1", "", "", ""),
            ]
        ),
        "a.jpg": picture(1),
        "copy.jpg": picture(1),
    }

    found = results(upload(staff_client, archive(files)))

    assert [ready for ready, _problems, _warnings in found] == [True, False, False, True]
    assert found[1][1] == ["Row 2 names the same file for the same record."]
    assert found[2][1] == ["It is the same picture as that of row 2."]


def test_a_file_that_the_record_has_is_not_added_again(
    staff_client: Client, record: Activity
) -> None:
    first = upload(staff_client, of_rows(ROW))
    staff_client.post(check_address(first), {"add": "1"})

    assert "The record has this very file already" in only_problem(
        upload(staff_client, of_rows(ROW))
    )


def test_a_date_that_does_not_fit_and_missing_texts_are_said_but_no_error(
    staff_client: Client, record: Activity
) -> None:
    headers = ("file", "reference", "taken_on")
    response = upload(staff_client, of_rows(("a.jpg", REFERENCE, "2019-05-22"), headers=headers))

    [(is_ready, _problems, warnings)] = results(response)

    assert is_ready
    assert any("one day before" in warning for warning in warnings)
    assert any("missing" in warning for warning in warnings)


@pytest.mark.usefixtures("record")
def test_a_refused_picture_does_not_keep_the_others_out(staff_client: Client) -> None:
    rows = [(name, REFERENCE, "", "", "") for name in ("a.jpg", "b.jpg", "c.jpg", "d.jpg")]
    files = {
        "captions.csv": table(rows),
        "a.jpg": picture(1),
        "b.jpg": b"<html>",
        "c.jpg": b"",
        "d.jpg": picture(2)[:300],
    }

    response = upload(staff_client, archive(files))

    found = results(response)
    assert [ready for ready, _problems, _warnings in found] == [True, False, False, False]
    assert all(problems for ready, problems, _warnings in found if not ready)
    staff_client.post(check_address(response), {"add": "1"})
    assert Photo.objects.count() == 1


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


def member(*permissions: str) -> Client:
    user = make_staff("member", is_superuser=False)
    for permission in permissions:
        app, codename = permission.split(".")
        user.user_permissions.add(
            Permission.objects.get(content_type__app_label=app, codename=codename)
        )
    client = Client()
    client.force_login(user)
    return client


def test_nobody_else_sees_the_pages(client: Client, record: Activity) -> None:
    address = check_address(upload(_as(make_staff("owner")), of_rows(ROW)))

    assert client.get(UPLOAD).status_code == 302
    assert client.get(address).status_code == 302
    for other in (member("exchanges.view_photo"), _as(make_staff("other"))):
        assert other.get(address).status_code in {403, 404}
        assert other.post(address, {"add": "1"}).status_code in {403, 404}
        assert other.get(f"{address}problems.csv").status_code in {403, 404}
    assert not Photo.objects.exists()


def _as(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_photos_need_the_permission_to_add_them(record: Activity) -> None:
    assert member("people.change_peopleactivity").get(UPLOAD).status_code == 403


def test_records_of_a_tool_that_one_may_not_change_are_left_out(record: Activity) -> None:
    make_activity(tool="troops", reference="TROOPS-1")
    client = member("exchanges.add_photo", "people.change_peopleactivity")
    rows = [(f"{n}.jpg", ref, "", "", "") for n, ref in enumerate((REFERENCE, "TROOPS-1"))]

    response = upload(client, of_rows(*rows))

    assert [ready for ready, *_rest in results(response)] == [True, False]
    assert "You may not change records of this tool" in results(response)[1][1][0]


def test_a_permission_lost_meanwhile_counts(record: Activity) -> None:
    client = member("exchanges.add_photo", "people.change_peopleactivity")
    User.objects.get(username="member").user_permissions.add(
        Permission.objects.get(codename="change_troopsactivity")
    )
    address = check_address(upload(client, of_rows(ROW)))
    User.objects.get(username="member").user_permissions.remove(
        Permission.objects.get(codename="change_peopleactivity")
    )

    done = client.post(address, {"add": "1"}, follow=True).content.decode()

    assert not Photo.objects.exists()
    assert "You may not change records of this tool" in done


def test_an_editor_may_add_but_the_photos_wait_for_a_release(record: Activity) -> None:
    editor = make_staff("editor", is_superuser=False)
    editor.groups.add(ensure_roles()["editor"])
    client = _as(editor)

    address = check_address(upload(client, of_rows(ROW)))
    client.post(address, {"add": "1"})

    photo = Photo.objects.get()
    assert photo.release_state == Photo.Release.NOT_REVIEWED
    assert Client().get(photo.sizes[0].url).status_code == 404


def test_a_record_deleted_meanwhile_is_said(staff_client: Client, record: Activity) -> None:
    address = check_address(upload(staff_client, of_rows(ROW)))
    PhotoUpload.objects.update(activity=None)
    record.delete()

    done = staff_client.post(address, {"add": "1"}, follow=True).content.decode()

    assert "0 photos have been added" in done
    assert "The record has been deleted meanwhile." in done


def test_rows_left_out_are_taken_corrected_and_added(
    staff_client: Client, record: Activity
) -> None:
    rows = [("a.jpg", "WRONG", "=1+1", "", ""), ("b.jpg", REFERENCE, "", "", "")]
    response = upload(staff_client, of_rows(*rows))
    address = check_address(response)
    text = staff_client.get(f"{address}problems.csv").content.decode("utf-8-sig")

    [row] = csv.DictReader(io.StringIO(text, newline=""))
    assert (row["file"], row["reference"], row["caption_en"]) == ("a.jpg", "WRONG", "'=1+1")
    assert "No record has the reference" in row["problem"]
    assert row["hint"]
    staff_client.post(address, {"add": "1"})
    assert staff_client.get(f"{address}problems.csv").content.decode("utf-8-sig") == text

    files = {"captions.csv": text.replace("WRONG", REFERENCE).encode(), "a.jpg": picture()}
    again = upload(staff_client, archive(files))
    staff_client.post(check_address(again), {"add": "1"})

    assert set(Photo.objects.values_list("caption_en", flat=True)) == {"", "=1+1"}


def test_many_pictures_are_checked_in_the_background(
    staff_client: Client, staff: User, record: Activity, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "AT_ONCE", 1)
    queued: list[str] = []
    monkeypatch.setattr(
        type(check_photo_archive), "enqueue", lambda self, group: queued.append(group)
    )
    rows = [(f"{n}.jpg", REFERENCE, "", "", "") for n in range(3)]

    response = upload(staff_client, of_rows(*rows))

    assert response["Refresh"] == "3"
    assert "0 of 3 pictures" in response.content.decode()
    [group] = queued
    check_photo_archive.func(group)
    checked = staff_client.get(check_address(response))
    assert "Refresh" not in checked
    assert "Add 3 photos" in checked.content.decode()


def test_a_check_that_has_stopped_can_be_begun_again(
    staff_client: Client, staff: User, record: Activity
) -> None:
    kept = KeptArchive.keep(of_rows(ROW), by=staff.pk, pictures=1, language="en")
    address = f"{UPLOAD}{kept.group}/"
    assert staff_client.get(address)["Refresh"] == "3"

    later = timezone.now() + timedelta(minutes=11)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(timezone, "now", lambda: later)
        stopped = staff_client.get(address)
        assert "Refresh" not in stopped
        assert "Check the archive again" in stopped.content.decode()
        staff_client.post(address, {"again": "1"})

    assert "Add 1 photo" in staff_client.get(address).content.decode()


def test_an_archive_that_nobody_went_on_with_goes_after_a_day(
    staff_client: Client, staff: User, record: Activity
) -> None:
    old = KeptArchive.keep(of_rows(ROW), by=staff.pk, pictures=1, language="en")
    later = timezone.now() + timedelta(hours=25)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(timezone, "now", lambda: later)
        KeptArchive.keep(of_rows(ROW), by=staff.pk, pictures=1, language="en")

    assert old.start is None
    assert not old.storage.exists(f"{FOLDER}/{old.group}/archive.zip")


def test_a_check_made_twice_keeps_each_picture_once(staff: User, record: Activity) -> None:
    kept = KeptArchive.keep(of_rows(ROW), by=staff.pk, pictures=1, language="en")
    with kept.open() as stored:
        content = stored.read()
    check(kept, staff)
    assert not kept.storage.exists(f"{FOLDER}/{kept.group}/archive.zip")
    second = KeptArchive.keep(
        SimpleUploadedFile("photos.zip", content), by=staff.pk, pictures=1, language="en"
    )
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(KeptArchive, "write_checked", lambda self, checked: None)
        check(second, staff)
        check(second, staff)

    assert second.uploads.count() == 1


@pytest.mark.parametrize("group", ["x", "a" * 32, "a" * 400, "..", "-", "%00"])
def test_an_odd_group_is_not_found(staff_client: Client, group: str) -> None:
    # Of what is no group the admin makes a photo's key, and finds none.
    response = staff_client.get(f"{UPLOAD}{group}/", follow=True)

    assert response.status_code in {200, 404}
    assert "Check the photos" not in response.content.decode()


@pytest.mark.parametrize("query", ["", "?show=ready", "?show=left_out", "?show=x&page=99999"])
def test_the_check_is_shown_in_pages_of_few_queries(
    staff_client: Client, record: Activity, query: str
) -> None:
    few_rows = [("a.jpg", REFERENCE, "", "", "")]
    many_rows = [(f"{n}.jpg", REFERENCE, f"Caption {n}", "", "") for n in range(60)]
    few = check_address(upload(staff_client, of_rows(*few_rows)))
    PhotoUpload.objects.all().delete()
    content = {"captions.csv": table(many_rows), **{f"{n}.jpg": picture(n) for n in range(9)}}
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(pages, "AT_ONCE", 100)
        many = check_address(upload(staff_client, archive(content)))

    assert len(staff_client.get(many).context["rows"]) == pages.PAGE_SIZE
    assert len(staff_client.get(many + query).content) < 100_000
    assert count_queries(staff_client, many + query) <= count_queries(staff_client, few) + 1


def test_the_list_of_photos_leads_to_the_page(staff_client: Client) -> None:
    assert f'href="{UPLOAD}"' in staff_client.get("/admin/exchanges/photo/").content.decode()
