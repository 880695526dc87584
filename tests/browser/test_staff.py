"""The staff's way through the product: enter, release, publish; then the public finds it."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Browser, Page

from .conftest import Demo

pytestmark = pytest.mark.browser


@pytest.fixture
def log_in(page: Page, demo: Demo) -> Callable[[str], Page]:
    def as_user(name: str, address: str = "/admin/") -> Page:
        page.context.clear_cookies()
        page.goto(address)
        page.fill("#id_username", name)
        page.fill("#id_password", demo.passwords[name])
        page.press("#id_password", "Enter")
        page.wait_for_selector("#user-tools")
        return page

    return as_user


def photo() -> dict[str, object]:
    content = io.BytesIO()
    Image.new("RGB", (1600, 900), (120, 140, 160)).save(content, "JPEG", exif=b"Exif\0\0GPS")
    return {"name": "IMG_0001.jpg", "mimeType": "image/jpeg", "buffer": content.getvalue()}


def test_from_the_form_to_the_public_page(log_in: Callable, browser: Browser, demo: Demo) -> None:
    page = log_in("editor")
    page.goto("/admin/troops/troopsactivity/add/")
    page.select_option("select[name=kind]", label="Port call")
    page.fill("input[name=dates_text]", "3–5 March 2020")
    page.fill("[name=title_en]", "Port call at Da Nang entered by a test")
    page.fill("[name=title_ja]", "試験によるダナン寄港")
    page.click("#participations-0 .select2-selection")
    page.keyboard.type("ベトナム")
    page.wait_for_selector(".select2-results__option--highlighted:has-text('Viet Nam')")
    page.keyboard.press("Enter")
    page.set_input_files("input[name=photos-files]", files=[photo()])
    page.fill("[name=photos-0-caption_en]", "The ship at the quay")
    page.fill("[name=photos-0-alt_en]", "A grey ship beside a quay under clouds.")
    page.fill("[name=photos-0-credit_en]", "Photo: Ministry of Defense")
    page.click("input[name=_continue]")
    record = page.url
    assert page.locator(".errornote").count() == 0

    log_in("publisher", record)
    page.check("[name=photos-0-release]")
    page.click("input[name=_continue]")
    page.goto("/admin/troops/troopsactivity/?q=entered+by+a+test")
    page.check("#result_list tbody .action-select")
    page.select_option("select[name=action]", label="Publish")
    page.click("button[name=index]")
    page.click("main [type=submit]")
    page.wait_for_selector(".messagelist")

    public = browser.new_context(base_url=demo.url).new_page()
    public.goto("/ja/activities/?q=ダナン寄港&partner=vn&tool=troops")
    assert public.locator("[data-total]").first.get_attribute("data-total") == "1"
    public.click("main .row-h a")
    shown = public.locator("main img").first
    assert shown.get_attribute("alt") == "A grey ship beside a quay under clouds."
    assert shown.evaluate("image => image.complete && image.naturalWidth > 0")
    public.context.close()


PAGES = [
    "/admin/",
    "/admin/exchanges/activity/",
    "/admin/people/peopleactivity/",
    "/admin/people/peopleactivity/import/",
    "/admin/people/peopleactivity/export/",
    "/admin/exchanges/partner/",
]


def test_staff_pages_break_no_policy(log_in: Callable) -> None:
    page = log_in("administrator")
    for address in (*PAGES, "/admin/troops/troopsactivity/add/", "/admin/password_change/"):
        for language in ("", "/ja"):
            # The fixture fails the test if the browser refuses or misses anything.
            assert page.goto(f"{language}{address}").status == 200


def test_staff_pages_are_accessible(browser: Browser, demo: Demo) -> None:
    # The checker itself sets styles on copies of elements, which the policy would refuse.
    page = browser.new_context(base_url=demo.url, bypass_csp=True).new_page()
    page.goto("/admin/")
    page.fill("#id_username", "administrator")
    page.fill("#id_password", demo.passwords["administrator"])
    page.press("#id_password", "Enter")
    page.wait_for_selector("#user-tools")
    violations = []
    for address in PAGES:
        for language, scheme, width in (("", "light", 1280), ("/ja", "dark", 390)):
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size({"width": width, "height": 900})
            page.goto(f"{language}{address}")
            found = Axe().run(page).response["violations"]
            violations += [f"{address} {v['id']}: {v['nodes'][0]['html'][:200]}" for v in found]
    page.context.close()

    assert violations == []
