"""Twenty photos on one form: by keyboard with the script, and by files and buttons without it."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image, ImageDraw
from playwright.sync_api import Browser, BrowserContext, Page, expect

from .conftest import Demo

pytestmark = pytest.mark.browser
COUNT = 20
SCREENS = (("", "light", 1280), ("/ja", "dark", 390), ("", "dark", 320))
ADD = "/admin/troops/troopsactivity/add/"
DATES = "3–5 March 2021"


def picture(number: int) -> dict[str, object]:
    """Every number has bars of its own, so that no picture is like another."""
    image = Image.new("RGB", (1200, 800), (40 + number * 9, 90, 200 - number * 8))
    draw = ImageDraw.Draw(image)
    for bar in range(12):
        if (number * 37 + bar * bar * 11) % 5 < 2 + number % 2:
            draw.rectangle((bar * 100, 0, bar * 100 + 70, 200 + (number * bar * 53) % 600), "white")
    content = io.BytesIO()
    image.save(content, "JPEG")
    name = f"IMG_{number:04}.jpg"
    return {"name": name, "mimeType": "image/jpeg", "buffer": content.getvalue()}


def sign_in(page: Page, demo: Demo, user: str = "publisher") -> None:
    page.goto("/admin/")
    page.fill("#id_username", user)
    page.fill("#id_password", demo.passwords[user])
    page.press("#id_password", "Enter")
    page.wait_for_selector("#user-tools")


@pytest.fixture
def context(browser: Browser, demo: Demo) -> Iterator[Callable[..., BrowserContext]]:
    made: list[BrowserContext] = []

    def make(**options: object) -> BrowserContext:
        made.append(browser.new_context(base_url=demo.url, **options))
        return made[-1]

    yield make
    for each in made:
        each.close()


def start_record(page: Page, title: str) -> None:
    page.goto(ADD)
    page.select_option("select[name=kind]", label="Port call")
    page.fill("input[name=dates_text]", DATES)
    page.fill("[name=title_en]", title)
    page.select_option("select[name=status]", "published")


def captions(page: Page, of: int = COUNT) -> list[str]:
    fields = page.locator(".dce-photo textarea[name$=caption_en]")
    assert fields.count() == of
    return fields.evaluate_all("fields => fields.map(field => field.value)")


def type_down(page: Page, name: str, text: str) -> None:
    """One text of all photos: typed, and Enter to the next."""
    page.locator(f".dce-photo [name$={name}]").first.focus()
    for number in range(1, COUNT + 1):
        page.keyboard.insert_text(f"{text} {number}")
        page.keyboard.press("Enter")


def shown_to_the_public(page: Page, title: str) -> list[str]:
    page.goto(f"/activities/?q={title.replace(' ', '+')}")
    page.click("main .row-h a")
    return page.locator("main figure img").evaluate_all("all => all.map(image => image.alt)")


def test_twenty_photos_are_added_captioned_ordered_and_released_by_keyboard(
    page: Page, demo: Demo, context: Callable[..., BrowserContext]
) -> None:
    title = "Twenty photos by keyboard"
    sign_in(page, demo)
    start_record(page, title)

    page.set_input_files(
        "input[name=photos-files]", files=[picture(number) for number in range(COUNT)]
    )
    expect(page.locator(".dce-photo img")).to_have_count(COUNT, timeout=60_000)
    names = page.locator(".dce-photo img + .sub").all_inner_texts()
    assert [name.split(",")[0] for name in names] == [f"IMG_{n:04}.jpg" for n in range(COUNT)]
    type_down(page, "caption_en", "Port call, photo")
    type_down(page, "alt_en", "Bars of a drawn picture")
    page.click("summary:has-text('Fill several at once')")
    page.fill("[name=photos-fill_credit_en]", "Photo: Ministry of Defense")
    page.click("button[name=_fill]")
    assert page.locator("[data-release]").inner_text() == f"Release the complete photos ({COUNT})"

    page.locator(".dce-photo [name$=caption_en]").nth(2).focus()
    page.keyboard.press("Alt+ArrowUp")
    page.keyboard.press("Alt+ArrowUp")
    expect(page.locator("[data-status]")).to_contain_text("is now photo 1 of 20")
    assert page.evaluate("document.activeElement.value") == "Port call, photo 3"
    orders = page.locator("[data-order]")
    assert orders.evaluate_all("all => all.map(field => Number(field.value))") == [
        *range(1, COUNT + 1)
    ]
    page.locator(".dce-photo").nth(4).locator("input[name=photos-lead]").check()
    page.click("button[name=_release_complete]")
    page.wait_for_selector(".messagelist:has-text('20 photos released.')")

    wanted = [f"Port call, photo {number}" for number in (3, 1, 2, *range(4, COUNT + 1))]
    assert captions(page) == wanted
    assert page.locator(".dce-photo .dce-chip.ok").count() == COUNT
    assert page.locator(".dce-photo").nth(4).locator("input[name=photos-lead]").is_checked()
    alts = shown_to_the_public(context().new_page(), title)
    assert set(alts) >= {f"Bars of a drawn picture {number}" for number in range(1, COUNT + 1)}
    assert alts[0] == "Bars of a drawn picture 5"


def test_twenty_photos_are_added_without_a_script(
    demo: Demo, context: Callable[..., BrowserContext]
) -> None:
    title = "Twenty photos without a script"
    page = context(java_script_enabled=False).new_page()
    sign_in(page, demo)
    start_record(page, title)
    # Something else is wrong: the uploads stay.
    page.fill("input[name=dates_text]", "soon")
    broken = {"name": "IMG_4471.CR3", "mimeType": "image/jpeg", "buffer": b"not a picture"}
    page.set_input_files(
        "input[name=photos-files]", files=[broken, *(picture(100 + n) for n in range(COUNT))]
    )
    page.click("button[name=photos-upload]")
    assert page.locator(".dce-photo img").count() == COUNT
    assert "IMG_4471.CR3 was not added." in page.locator(".messagelist").inner_text()

    page.fill("input[name=dates_text]", DATES)
    for number in range(COUNT):
        page.fill(f"[name=photos-{number}-caption_en]", f"Port call, photo {number + 1}")
        page.fill(f"[name=photos-{number}-alt_en]", f"Drawn bars {number + 1}")
    page.fill("[name=photos-2-order]", "1")
    page.click("summary:has-text('Fill several at once')")
    page.fill("[name=photos-fill_credit_en]", "Photo: Ministry of Defense")
    page.click("button[name=_fill]")
    assert page.locator(".errornote").count() == 0
    wanted = [f"Port call, photo {number}" for number in (3, 1, 2, *range(4, COUNT + 1))]
    assert captions(page) == wanted

    page.click("button[name=_release_complete]")
    assert "20 photos released." in page.locator(".messagelist").inner_text()
    alts = shown_to_the_public(context().new_page(), title)
    assert set(alts) >= {f"Drawn bars {number}" for number in range(1, COUNT + 1)}


def test_a_refused_and_a_stopped_file_say_why_and_the_others_go_on(page: Page, demo: Demo) -> None:
    sign_in(page, demo, "editor")
    page.goto(ADD)
    broken = {"name": "IMG_4471.CR3", "mimeType": "image/jpeg", "buffer": b"not a picture"}

    page.set_input_files("input[name=photos-files]", files=[broken, picture(200), picture(201)])

    expect(page.locator(".dce-photo img")).to_have_count(2)
    said = page.locator("[data-problems]").inner_text()
    assert said.startswith("IMG_4471.CR3 was not added.")
    assert page.locator("[data-uploads] li").count() == 0
    assert page.locator("[name=photos-0-release]").count() == 0
    assert "You may not release photos." in page.locator(".dce-photos").inner_text()


def test_the_form_with_photos_is_accessible_and_fits_small_screens(
    demo: Demo, context: Callable[..., BrowserContext]
) -> None:
    # The checker itself sets styles on copies of elements, which the policy would refuse.
    page = context(bypass_csp=True).new_page()
    sign_in(page, demo, "administrator")
    page.goto("/admin/exchanges/photo/")
    page.locator("#result_list tbody th a").first.click()
    photo = page.url
    violations, wide = [], []
    for address in (photo, ADD, "/admin/exchanges/photo/", "/admin/exchanges/photo/trash/"):
        for language, scheme, width in SCREENS:
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size({"width": width, "height": 900})
            page.goto(address.replace("/admin/", f"{language}/admin/", 1))
            if address == ADD:
                page.set_input_files("input[name=photos-files]", files=[picture(300), picture(301)])
                expect(page.locator(".dce-photo img")).to_have_count(2)
            found = Axe().run(page).response["violations"]
            violations += [f"{address} {v['id']}: {v['nodes'][0]['html'][:200]}" for v in found]
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                wide.append((address, width))

    assert violations == []
    assert wide == []
