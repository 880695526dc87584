"""How photos stand on pages: formats, sizes, focal point, what is loaded first."""

import re

import pytest
from django.test import Client

from exchanges.models import Activity, Photo
from tests.factories import make_activity, make_photo
from tests.queries import count_queries

pytestmark = pytest.mark.django_db
WIDE = ("webp", "avif")


def photographed(**fields: object) -> Photo:
    return make_photo(make_activity(tool="troops"), **fields)


def add_files(photo: Photo, *widths: int, formats: tuple[str, ...] = WIDE) -> None:
    for file_format in formats:
        for width in widths:
            name = f"{width}-{photo.pk}.{file_format}"
            size = {"width": width, "height": width * 2 // 3, "size": 1000}
            photo.renditions.create(name=name, format=file_format, **size)


def pages(photo: Photo) -> dict[str, str]:
    """Every kind of page that shows the photo in a list or as the leading one."""
    return {
        "home": "/",
        "list": "/activities/",
        "tool": "/tools/troops/",
        "gallery": "/photos/",
        "record": photo.activity.get_absolute_url(),
    }


def pictures(client: Client, address: str) -> list[str]:
    text = client.get(address).content.decode()
    main = text[text.index("<main") :]
    return re.findall(r"<picture>.*?</picture>|<img [^>]*>", main)


@pytest.mark.parametrize("page", ["home", "list", "tool", "gallery", "record"])
def test_avif_is_offered_before_webp_in_two_widths_at_most(client: Client, page: str) -> None:
    photo = photographed()
    add_files(photo, 1280, 1920)

    shown = pictures(client, pages(photo)[page])

    assert shown
    for picture in shown:
        [avif] = re.findall(r'<source type="image/avif" srcset="([^"]*)" sizes="[^"]+">', picture)
        assert 1 <= avif.count(".avif ") <= 2
        assert re.search(r'<img src="/media/[^"]+\.webp"', picture)
        assert picture.count(".webp ") <= 2
        assert "1920w" not in picture
        assert re.search(r'width="\d+" height="\d+" alt="[^"]+"', picture)


@pytest.mark.parametrize("page", ["home", "list", "tool", "gallery", "record"])
def test_right_after_an_upload_the_one_file_is_shown(client: Client, page: str) -> None:
    photo = photographed()
    first = photo.renditions.get(format="webp", width=640)
    photo.renditions.exclude(pk=first.pk).delete()

    for picture in pictures(client, pages(photo)[page]):
        assert picture.startswith("<img ")
        assert f'src="{first.url}" srcset="{first.url} 640w"' in picture


def test_a_narrower_avif_does_not_stand_before_a_sharper_webp(client: Client) -> None:
    photo = photographed()
    photo.renditions.filter(format="avif").exclude(width=320).delete()

    for picture in pictures(client, "/photos/"):
        assert "avif" not in picture


def test_a_photo_of_avif_files_only_is_shown_with_them(client: Client) -> None:
    photo = photographed()
    photo.renditions.filter(format="webp").delete()

    for address in pages(photo).values():
        for picture in pictures(client, address):
            assert re.search(r'^<img src="/media/[^"]+\.avif" srcset="[^"]+\.avif \d+w', picture)


def test_a_photo_without_any_file_shows_no_broken_picture(client: Client) -> None:
    photo = photographed()
    photo.renditions.all().delete()

    for address in (*pages(photo).values(), photo.get_absolute_url()):
        assert pictures(client, address) == []
        assert client.get(address).status_code == 200


@pytest.mark.parametrize(
    ("x", "y", "css"),
    [
        (0.5, 0.5, ""),
        (0.0, 0.5, "fx0"),
        (0.3, 0.05, "fx1 fy0"),
        (1.0, 0.8, "fx4 fy3"),
        (0.55, 0.75, "fy3"),
    ],
)
@pytest.mark.parametrize("page", ["home", "list", "tool", "gallery", "record"])
def test_crops_keep_the_focal_point_in_view(
    client: Client, page: str, x: float, y: float, css: str
) -> None:
    photo = photographed(focal_x=x, focal_y=y)

    for picture in pictures(client, pages(photo)[page]):
        assert re.findall(r' class="([^"]*)"', picture) == ([css] if css else [])
        assert "style=" not in picture


def test_a_picture_shown_whole_is_not_moved(client: Client) -> None:
    photo = photographed(focal_x=0, focal_y=0)

    assert "class=" not in pictures(client, photo.get_absolute_url())[0]


def test_the_leading_picture_comes_first_and_those_below_the_fold_last(client: Client) -> None:
    activity = make_activity(tool="troops")
    for position in range(6):
        make_photo(activity, position=position)

    lead, *others = pictures(client, activity.get_absolute_url())
    assert 'fetchpriority="high"' in lead
    assert "loading=" not in lead
    assert len(others) == 5
    for picture in others:
        assert 'loading="lazy"' in picture
        assert "fetchpriority" not in picture
    gallery = pictures(client, "/photos/")
    assert ["loading=" in picture for picture in gallery] == [False] * 3 + [True] * 3
    assert 'fetchpriority="high"' in pictures(client, "/")[0]


def test_cards_and_downloads_are_not_shown_on_pages(client: Client) -> None:
    photo = photographed()

    for address in pages(photo).values():
        assert not any(".jpg" in picture for picture in pictures(client, address))


def test_the_page_of_a_photo_names_all_its_sizes(client: Client) -> None:
    photo = photographed()
    add_files(photo, 1280, 1920)

    shown = pictures(client, photo.get_absolute_url())[0]

    for width in (320, 640, 960, 1280, 1920):
        assert shown.count(f" {width}w") == 2


@pytest.mark.parametrize("tool", ["troops", "agreements"])
def test_a_shared_record_shows_its_card(client: Client, tool: str) -> None:
    activity = make_activity(tool=tool)
    photo = make_photo(activity, alt_en='A "grey" ship')

    shared = _shared(client, activity)

    card = photo.files_in("jpeg", "card")[0]
    assert shared["og:image"] == f"http://testserver{card.url}"
    assert shared["og:image:type"] == "image/jpeg"
    assert (shared["og:image:width"], shared["og:image:height"]) == (
        str(card.width),
        str(card.height),
    )
    assert shared["og:image:alt"] == "A &quot;grey&quot; ship"


@pytest.mark.parametrize("tool", ["troops", "agreements"])
def test_until_the_card_is_made_the_widest_file_is_shared(client: Client, tool: str) -> None:
    photo = make_photo(make_activity(tool=tool))
    photo.renditions.filter(format="jpeg").delete()

    shared = _shared(client, photo.activity)

    assert shared["og:image:type"] == "image/webp"
    assert shared["og:image"] == f"http://testserver{photo.sizes[-1].url}"


def _shared(client: Client, activity: Activity) -> dict[str, str]:
    text = client.get(activity.get_absolute_url()).content.decode()
    found = re.findall(r'<meta property="(og:image[^"]*)" content="([^"]*)">', text)
    assert len(found) == len(dict(found)) == 5
    return dict(found)


@pytest.mark.parametrize("address", ["/", "/activities/", "/tools/troops/", "/photos/"])
def test_more_files_of_a_photo_take_no_more_queries(client: Client, address: str) -> None:
    photo = photographed()
    few = count_queries(client, address)
    add_files(photo, 1280, 1600, 1920)

    assert count_queries(client, address) == few
