"""Whatever an address of the public site says, it is answered: never an error, nothing echoed."""

from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from exchanges.models import SiteText
from exchanges.query import LABELS
from tests.factories import make_activity, make_photo, make_programme

pytestmark = pytest.mark.django_db
NAMES = [*LABELS, "status", "on", "nothing-of-the-kind"]
# Read each in a way of its own; beside others that are wrong one might not be reached.
ONE_BY_ONE = ("q", "partner", "year", "from", "page", "on")
NAUGHTY = [
    *("%00", "a%00b", "x" * 8000, "1" + "0" * 20, "-1", "0", "0000", "9999", "1e9", "NaN"),
    *("%FF%FE", "%ED%A0%80", "%F0%9F%87%AF%F0%9F%87%B5", "%E2%80%AE%E2%80%8B", "a%CC%81" * 50),
    quote("<script>alert(1)</script>"),
    quote('" onmouseover="alert(1)'),
    quote("' OR 1=1 --"),
    quote("../../etc/passwd"),
    quote("{{ 7*7 }}{% debug %}"),
    quote("2019-02-30"),
    quote("2019-05-23T00:00:00Z"),
    quote("防" * 120),
    quote('() [ * ? \\ ^ $ | + " “ ”'),
]


def patterns(resolver: URLResolver, prefix: str = "") -> list[str]:
    """The routes of all addresses but those of the staff and of files."""
    found = []
    for pattern in resolver.url_patterns:
        route = f"{prefix}{pattern.pattern}"
        if route.startswith(("admin/", "media/")):
            continue
        found += [route] if isinstance(pattern, URLPattern) else patterns(pattern, route)
    return found


@pytest.fixture
def addresses() -> list[str]:
    """An address of every kind of page, so that a new page is tried without being named here."""
    programme = make_programme(slug="series")
    activity = make_activity(programme=programme, partners=("in",), slug="one")
    agreement = make_activity(tool="agreements", slug="two", detail={})
    photo = make_photo(activity)
    SiteText.objects.create(key="about-method", title_en="Method", body_en="How it is made.")
    values = {
        "int:year": str(activity.start_year),
        "digits:pk": str(photo.pk),
        "section": "activities",
        "slug:page": "method",
    }
    slugs = {"activities/": "one", "agreements/": agreement.slug, "partners/": "india"}
    slugs["programmes/"] = "series"
    found = []
    for route in patterns(get_resolver()):
        address = route
        for name, value in values.items():
            address = address.replace(f"<{name}>", value)
        for start, slug in slugs.items():
            if address.startswith(start):
                address = address.replace("<slug:slug>", slug)
        assert "<" not in address, f"give a value for {route}"
        found.append(f"/{address}")
    return found


def test_every_page_stands_every_parameter(client: Client, addresses: list[str]) -> None:
    for address in addresses:
        assert client.get(address).status_code == 200, address
    for address in addresses:
        for value in NAUGHTY:
            _answered(client, f"{address}?" + "&".join(f"{name}={value}" for name in NAMES))
    for address in ("/activities/", "/agreements/"):
        for value in NAUGHTY:
            for name in ONE_BY_ONE:
                _answered(client, f"{address}?{name}={value}")


def _answered(client: Client, address: str) -> None:
    response = client.get(address)
    assert response.status_code in (200, 400), (response.status_code, address[:200])
    body = b"".join(response.streaming_content) if response.streaming else response.content
    if response["Content-Type"] in ("application/zip", "image/jpeg"):
        return
    for raw in (b"<script>alert(1)", b'" onmouseover="alert', b"\x00", b"49{%"):
        assert raw not in body, (raw, address[:200])


@pytest.mark.parametrize("name", NAMES)
def test_a_parameter_a_thousand_times(client: Client, name: str) -> None:
    make_activity(partners=("in",))
    query = "&".join(f"{name}={number}" for number in range(1000))

    for address in ("/activities/", "/photos/", "/agreements/", "/ja/activities/"):
        assert client.get(f"{address}?{query}").status_code == 200


@pytest.mark.parametrize("path", ["/photos/0/", "/photos/00000000000000000001/", "/photos/-1/"])
def test_photos_that_cannot_be(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("address", ["/", "/activities/", "/ja/partners/india/", "/photos/"])
def test_a_page_takes_nothing(client: Client, address: str) -> None:
    for send in (client.post, client.put, client.delete, client.patch):
        response = send(address)
        assert response.status_code == 405
        assert response["Allow"] == "GET, HEAD"


@pytest.mark.parametrize("part", [*NAUGHTY, "..", "%2e%2e%2f", "a.bib", "one.json/", "%0d%0aX-Y:1"])
def test_an_address_that_cannot_be_is_missing(client: Client, part: str) -> None:
    for start in ("activities/2019", "activities/" + "9" * 30, "agreements", "partners", "photos"):
        for language in ("/", "/ja/"):
            response = client.get(f"{language}{start}/{part}/")

            assert response.status_code in (400, 404), (response.status_code, start)
            assert b"<script>alert(1)" not in response.content
            assert "X-Y" not in response
