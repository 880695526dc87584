"""Every public page as a reader meets it: both languages, both schemes, wide, narrow, no script."""

from __future__ import annotations

import gzip
import re
from urllib.request import urlopen

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from .conftest import Demo

pytestmark = pytest.mark.browser

PAGES = [
    "/",
    "/about/",
    "/about/method/",
    "/activities/",
    "/activities/?tool=troops&partner=in&kind=bilateral-exercise",
    "/activities/?q=nothing-is-called-this&tool=people&year=0&page=99&kind=none",
    "/tools/people/",
    "/tools/troops/",
    "/tools/capacity-building/",
    "/tools/equipment/",
    "/partners/",
    "/partners/india/",
    "/partners/asean/",
    "/partners/tonga/",
    "/agreements/",
    "/agreements/?on=2018-06-01",
    "/programmes/",
    "/programmes/indo-pacific-deployment-2019/",
    "/programmes/tokyo-defense-forum/",
    "/activities/?q=Viet+Nam",
    "/photos/",
    "/photos/?partner=in&partner=zz",
    "/photos/1/",
]
AXE = Axe()


def first_link(page: Page, address: str, prefix: str) -> str:
    page.goto(address)
    return page.locator(f"main a[href^='{prefix}']").first.get_attribute("href")


def violations(page: Page) -> list[str]:
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
    found = AXE.run(page).response["violations"]
    return [f"{v['id']}: {v['nodes'][0]['html'][:200]}" for v in found]


@pytest.mark.parametrize("language", ["", "/ja"])
@pytest.mark.parametrize("address", PAGES)
def test_page_is_accessible(page: Page, address: str, language: str) -> None:
    for scheme, width in (("light", 1280), ("dark", 390)):
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 900})
        assert page.goto(f"{language}{address}").status == 200

        assert violations(page) == [], f"{scheme} {width}"


@pytest.mark.parametrize("language", ["", "/ja"])
@pytest.mark.parametrize("tool", ["people", "troops", "capacity", "equipment", "agreements"])
def test_page_of_a_record_is_accessible(page: Page, tool: str, language: str) -> None:
    list_address = "/agreements/" if tool == "agreements" else f"/activities/?tool={tool}"
    prefix = "/agreements/" if tool == "agreements" else "/activities/"
    page.goto(f"{language}{list_address}")
    hrefs = page.locator(f"main a[href^='{language}{prefix}']").evaluate_all(
        "links => links.map(link => link.getAttribute('href'))"
    )
    depth = 4 if tool == "agreements" else 5
    records = [h for h in hrefs if "?" not in h and len(h.replace("/ja", "").split("/")) == depth]
    for scheme, width in (("light", 1280), ("dark", 390)):
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(records[0])

        assert violations(page) == [], f"{records[0]} {scheme} {width}"


@pytest.mark.parametrize("language", ["", "/ja"])
@pytest.mark.parametrize("address", PAGES)
def test_nothing_is_wider_than_a_small_phone(page: Page, address: str, language: str) -> None:
    page.set_viewport_size({"width": 320, "height": 700})
    page.goto(f"{language}{address}")
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")

    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize(
    "query", [f"q={'W' * 190}", f"q=zz&partner={'X' * 100}", f"q={'W' * 9000}"]
)
@pytest.mark.parametrize("address", ["/activities/", "/ja/activities/", "/agreements/"])
def test_a_word_longer_than_the_phone_is_wide_breaks(page: Page, address: str, query: str) -> None:
    page.set_viewport_size({"width": 320, "height": 700})

    assert page.goto(f"{address}?{query}").status == 200
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


# No demonstration record is so extreme, so its words are put into the page as it is served.
@pytest.mark.parametrize(
    "address",
    [
        "/activities/",
        "/activities/2019/japan-india-defense-ministerial-meeting/",
        "/programmes/indo-pacific-deployment-2019/",
        "/agreements/signing-of-the-japan-canada-acquisition-and-cross-servicing-agreement/",
    ],
)
def test_a_title_without_spaces_breaks(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 320, "height": 700})
    page.goto(address)
    page.evaluate(
        "document.querySelectorAll('h1, h3 a, .crumbs li, main p, main dd, .facts td, figcaption')"
        ".forEach(e => { e.textContent = 'W'.repeat(400) })"
    )

    assert page.evaluate("document.documentElement.scrollWidth") <= 320


# Of the page and its styles before pictures, on the demonstration records.
MOST_BYTES, MOST_COMPRESSED = 60_000, 17_000


@pytest.mark.parametrize("language", ["", "/ja"])
@pytest.mark.parametrize("address", PAGES)
def test_page_is_light(demo: Demo, address: str, language: str) -> None:
    page = urlopen(f"{demo.url}{language}{address}").read()
    styles = re.findall(rb'rel="stylesheet" href="([^"]+)"', page)
    parts = [page, *(urlopen(f"{demo.url}{style.decode()}").read() for style in styles)]

    assert styles
    assert sum(map(len, parts)) < MOST_BYTES
    assert sum(len(gzip.compress(part)) for part in parts) < MOST_COMPRESSED


def test_pages_work_without_script(browser: Browser, demo: Demo) -> None:
    context = browser.new_context(base_url=demo.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/activities/")
    total = int(page.locator("[data-total]").first.get_attribute("data-total"))

    page.goto("/activities/?tool=troops")

    filtered = int(page.locator("[data-total]").first.get_attribute("data-total"))
    assert 0 < filtered < total
    context.close()


def test_every_tab_stop_shows_where_it_is(page: Page) -> None:
    page.goto("/activities/")
    for _ in range(40):
        page.keyboard.press("Tab")
        outline = page.evaluate(
            "(() => { const s = getComputedStyle(document.activeElement);"
            " return [document.activeElement.tagName, s.outlineStyle,"
            " parseFloat(s.outlineWidth)] })()"
        )
        if outline[0] == "BODY":
            break
        assert outline[1] != "none", outline
        assert outline[2] >= 2, outline


def test_an_unknown_address_is_a_page_of_the_site(browser: Browser, demo: Demo) -> None:
    context = browser.new_context(base_url=demo.url)
    page = context.new_page()
    for address in ("/nothing/here/", "/ja/nothing/here/"):
        assert page.goto(address).status == 404
        assert page.locator("header a[href]").count() > 3
        assert violations(page) == []
    context.close()
