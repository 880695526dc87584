"""Who may add photos from an archive, in the background and again."""

import csv
import io
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from cooperation.roles import ensure_roles
from exchanges.models import Activity, Photo, PhotoUpload
from exchanges.photo_import import pages
from exchanges.photo_import.checking import check
from exchanges.photo_import.kept import FOLDER, KeptArchive
from exchanges.photo_import.tasks import check_photo_archive
from tests.factories import make_activity, make_staff
from tests.queries import count_queries

from .zip_pages import REFERENCE, ROW, UPLOAD, check_address, results, upload
from .zips import archive, of_rows, picture, table

pytestmark = pytest.mark.django_db


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
