import html
import json
import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from exchanges.models import Photo, SiteText
from exchanges.photos import withdraw_photos
from tests.factories import make_activity, make_photo, picture
from tests.queries import count_queries

pytestmark = pytest.mark.django_db
QUERIES = 8


def page(client: Client, photo: Photo, language: str = "") -> str:
    response = client.get(f"{language}/photos/{photo.pk}/")
    assert response.status_code == 200
    return response.content.decode()


def statuses(client: Client, photo: Photo) -> set[int]:
    return {client.get(f"{prefix}/photos/{photo.pk}/").status_code for prefix in ("", "/ja")}


def structured(text: str) -> dict[str, object]:
    return json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', text)[1])


def meta(text: str, name: str) -> str:
    return html.unescape(re.search(rf'<meta property="{name}" content="([^"]*)">', text)[1])


def album(letters: str, **fields: object) -> list[Photo]:
    activity = make_activity(**fields)
    return [
        make_photo(activity, caption_en=f"Picture {letter}", position=position)
        for position, letter in enumerate(letters)
    ]


@pytest.mark.parametrize("state", ["not_reviewed", "withdrawn"])
def test_a_photo_that_is_not_released_is_not_there(client: Client, state: str) -> None:
    assert statuses(client, make_photo(make_activity(), release_state=state)) == {404}


@pytest.mark.parametrize("status", ["draft", "in_review", "withdrawn"])
def test_a_photo_of_a_record_that_is_not_published_is_not_there(
    client: Client, status: str
) -> None:
    assert statuses(client, make_photo(make_activity(status=status))) == {404}


def test_a_photo_is_there_while_its_record_is_published(client: Client) -> None:
    hour = timedelta(hours=1)
    early = make_activity(publish_at=timezone.now() + hour)
    over = make_activity(unpublish_at=timezone.now() - hour)

    assert statuses(client, make_photo(early)) == {404}
    assert statuses(client, make_photo(over)) == {404}
    assert statuses(client, make_photo(make_activity())) == {200}


def test_a_photo_withdrawn_is_gone_at_the_next_request(client: Client) -> None:
    first, second = album("AB")
    assert statuses(client, first) == {200}

    withdraw_photos(photos=[first], by=None)

    assert statuses(client, first) == {404}
    assert "Picture A" not in page(client, second)


@pytest.mark.parametrize(
    "key", ["0", "-1", "1" + "0" * 20, "9" * 18, "9" * 400, "１", "x", "%00", "1.0", "1'--", "001"]
)
def test_an_odd_key_is_not_found(client: Client, key: str) -> None:
    for prefix in ("", "/ja"):
        assert client.get(f"{prefix}/photos/{key}/").status_code == 404


def test_the_page_says_all_that_is_known(client: Client) -> None:
    activity = make_activity(
        tool="troops",
        kind="port-call",
        title_en="Call at Subic",
        dates="2019-05-23",
        partners=("ph",),
    )
    photo = make_photo(
        activity,
        caption_en="The ship at the quay",
        credit_en="Photo: Owner",
        alt_en="A grey ship",
        rights="CC BY 4.0",
        place_en="Subic Bay",
        taken_on=date(2019, 5, 22),
    )

    text = page(client, photo)

    for shown in (
        "<h1>The ship at the quay</h1>",
        '<time datetime="2019-05-22">22 May 2019</time>',
        "Subic Bay",
        "CC BY 4.0",
        "Photo: Owner",
        "1 of 1",
        "Call at Subic",
        "Port call",
        '<time datetime="2019-05-23">23 May 2019</time>',
        f'href="{activity.get_absolute_url()}"',
        'href="/partners/philippines/"',
        f"http://testserver/photos/{photo.pk}/",
    ):
        assert shown in text
    assert f"/ja/photos/{photo.pk}/" in page(client, photo, "/ja")


def test_what_is_not_known_is_said_to_be_not_published(client: Client) -> None:
    assert page(client, make_photo(make_activity())).count("Not published") == 3


def test_the_text_alternative_is_in_no_text_of_the_page(client: Client) -> None:
    text = page(client, make_photo(make_activity(), alt_en="A grey ship"))

    assert 'alt="A grey ship"' in text
    assert "A grey ship" not in re.sub(r"<[^>]*>", "", text)


def test_the_picture_is_large_has_its_size_and_loads_at_once(client: Client) -> None:
    photo = make_photo(make_activity())
    for file_format in ("webp", "avif"):
        name = f"wide.{file_format}"
        size = {"width": 1920, "height": 1280, "size": 412_000}
        photo.renditions.create(name=name, format=file_format, **size)

    text = page(client, photo)
    shown = re.search(r'<span class="ph whole"><picture>.*?</picture>', text)[0]

    assert "wide.webp 1920w" in shown
    assert re.search(r'<source type="image/avif" srcset="[^"]*wide.avif 1920w"', shown)
    assert 'fetchpriority="high"' in shown
    assert re.search(r'width="\d+" height="\d+"', shown)
    assert "loading=" not in shown


def test_every_size_is_a_link_with_its_pixels_and_bytes(client: Client) -> None:
    photo = make_photo(make_activity())
    photo.renditions.create(name="wide.webp", width=1920, height=1280, size=412_000)

    text = page(client, photo)

    assert '<a href="/media/wide.webp">1,920 × 1,280</a>' in text
    assert "402.3\N{NO-BREAK SPACE}KB" in text
    for size in photo.sizes:
        assert f'<a href="{size.url}">' in text


def test_the_photos_of_a_record_lead_to_one_another(client: Client) -> None:
    first, second, third = album("ABC")
    hidden = make_photo(first.activity, caption_en="Hidden", release_state="not_reviewed")

    text = page(client, second)

    assert "2 of 3" in text
    assert f'<a href="/photos/{first.pk}/" rel="prev">Picture A</a>' in text
    assert f'<a href="/photos/{third.pk}/" rel="next">Picture C</a>' in text
    others = text[text.index('class="gal"') :]
    assert "Picture A" in others
    assert "Picture C" in others
    assert f'id="photo-{second.pk}"' not in others
    assert "Hidden" not in text
    assert f"/photos/{hidden.pk}/" not in text
    assert "This is the first one" in page(client, first)
    assert "This is the last one" in page(client, third)


def test_a_single_photo_has_no_album(client: Client) -> None:
    text = page(client, make_photo(make_activity()))

    assert 'class="gal"' not in text
    assert 'class="seq"' not in text


@pytest.mark.parametrize(("language", "other"), [("", "ja"), ("/ja", "en")])
def test_texts_in_the_other_language_are_marked_and_it_is_said(
    client: Client, language: str, other: str
) -> None:
    mine = "ja" if language else "en"
    empty = {f"{name}_{mine}": "" for name in ("caption", "alt", "credit")}
    photo = make_photo(make_activity(**{f"title_{mine}": ""}), **empty)

    text = page(client, photo, language)

    assert f'<h1 lang="{other}">' in text
    assert f'<b lang="{other}">' in text
    assert re.search(rf'<img [^>]*alt="[^"]+" lang="{other}"', text)
    assert re.search(rf'class="credit"><span lang="{other}">', text)
    assert 'role="note"' in text
    assert structured(text)["inLanguage"] == other
    complete = page(client, make_photo(make_activity()), language)
    assert 'role="note"' not in complete
    assert f'<h1 lang="{other}">' not in complete


def test_texts_are_escaped_everywhere(client: Client) -> None:
    sharp = "</script><script>alert('\"')</script>"
    texts = {
        f"{name}_{language}": f"{name}{sharp}"
        for name in ("caption", "alt", "credit", "place")
        for language in ("en", "ja")
    }
    activity = make_activity(title_en=sharp, title_ja=sharp)
    photo = make_photo(activity, rights=sharp, **texts)
    make_photo(activity, position=1, **texts)

    for language in ("", "/ja"):
        text = page(client, photo, language)
        assert text.count("<script") == 1
        assert structured(text)["caption"] == f"caption{sharp}"


def test_machines_read_the_photo_as_an_image_object(client: Client) -> None:
    activity = make_activity(title_en="Call at Subic")
    photo = make_photo(
        activity,
        caption_en="The ship",
        credit_en="Philippine Navy",
        rights="CC BY 4.0",
        place_en="Subic",
        taken_on=date(2019, 5, 22),
    )

    described = structured(page(client, photo))

    download = photo.files_in("jpeg", "download")[0]
    assert described == {
        "@context": "https://schema.org",
        "@type": "ImageObject",
        "caption": "The ship",
        "creditText": "Philippine Navy",
        "inLanguage": "en",
        "url": f"http://testserver/photos/{photo.pk}/",
        "isPartOf": {
            "@type": "WebPage",
            "name": "Call at Subic",
            "url": f"http://testserver{activity.get_absolute_url()}",
        },
        "contentUrl": f"http://testserver/photos/{photo.pk}/photo.jpg",
        "thumbnailUrl": f"http://testserver{photo.sizes[0].url}",
        "encodingFormat": "image/jpeg",
        "width": download.width,
        "height": download.height,
        "copyrightNotice": "CC BY 4.0",
        "dateCreated": "2019-05-22",
        "contentLocation": {"@type": "Place", "name": "Subic"},
    }


def test_a_link_to_the_photo_is_shared_with_the_picture(client: Client) -> None:
    photo = make_photo(make_activity(), caption_en='The "ship"', alt_en="A grey ship")

    text = page(client, photo)

    assert meta(text, "og:title") == 'The "ship"'
    card = photo.files_in("jpeg", "card")[0]
    assert meta(text, "og:image") == f"http://testserver{card.url}"
    assert meta(text, "og:image:type") == "image/jpeg"
    assert meta(text, "og:image:alt") == "A grey ship"
    assert meta(text, "og:image:width") == str(card.width)
    assert f'<link rel="canonical" href="http://testserver/photos/{photo.pk}/">' in text
    assert f'hreflang="ja" href="http://testserver/ja/photos/{photo.pk}/"' in text


def test_reuse_leads_to_its_page_where_the_staff_have_written_one(client: Client) -> None:
    first, second = album("AB")
    assert "/about/reuse/" not in page(client, first)

    SiteText.objects.create(key="about-reuse", title_en="Conditions", body_en="Print the credit.")

    assert '<a href="/about/reuse/">Conditions</a>' in page(client, second)
    assert client.get("/about/reuse/").status_code == 200


@pytest.mark.parametrize("tool", ["people", "agreements"])
def test_pictures_of_a_record_lead_to_the_pages_of_the_photos(client: Client, tool: str) -> None:
    activity = make_activity(tool=tool, partners=("in",))
    photos = [make_photo(activity, position=position) for position in range(2)]

    for address in (activity.get_absolute_url(), "/partners/india/"):
        text = client.get(address).content.decode()
        for photo in photos:
            assert f'<a class="ph" href="/photos/{photo.pk}/">' in text
    assert photos[0].get_absolute_url() == f"/photos/{photos[0].pk}/"


def test_a_changed_text_is_shown_at_the_next_request(client: Client) -> None:
    photo = make_photo(make_activity())
    page(client, photo)

    photo.caption_en, photo.rights, photo.taken_on = "Another", "Ask first", date(2019, 5, 22)
    photo.save()

    text = page(client, photo)
    for shown in ("Another", "Ask first", "22 May 2019"):
        assert shown in text


def test_the_sitemap_names_public_photos_in_both_languages(client: Client) -> None:
    photo = make_photo(make_activity())
    hidden = make_photo(make_activity(), release_state="not_reviewed")
    draft = make_photo(make_activity(status="draft"))

    text = client.get("/sitemap-photos.xml").content.decode()

    assert f"<loc>http://testserver/photos/{photo.pk}/</loc>" in text
    assert f"<loc>http://testserver/ja/photos/{photo.pk}/</loc>" in text
    for other in (hidden, draft):
        assert f"/photos/{other.pk}/" not in text
    assert "/photos/</loc>" in client.get("/sitemap-pages.xml").content.decode()


def test_queries_do_not_grow_with_the_photos(client: Client) -> None:
    photo, _second = album("AB", partners=("in", "fr"))
    few = count_queries(client, f"/photos/{photo.pk}/")
    for position in range(2, 50):
        Photo.objects.bulk_create(
            [
                Photo(
                    activity=photo.activity,
                    original=picture(),
                    position=position,
                    width=960,
                    height=640,
                    release_state="released",
                    caption_en="A",
                    alt_en="B",
                    credit_en="C",
                )
            ]
        )

    assert count_queries(client, f"/photos/{photo.pk}/") == few
    assert few <= QUERIES
    assert "1 of 50" in page(client, photo)
