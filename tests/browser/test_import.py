"""The three real files through the pages of an import, as an officer would take them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from .conftest import Demo

pytestmark = pytest.mark.browser
FILES = Path(__file__).resolve().parent.parent.parent.parent / "shared" / "data"
# Rows that are new, in error and possible duplicates of the demonstration records.
REAL = (
    ("multinational_exercises_1980_2010.csv", "troops", 3697, 10, 0),
    ("mod_japan_events_cp932.csv", "", 21, 30, 6),
    ("official_visits.csv", "people", 365, 12, 0),
)
SCREENS = (
    {"viewport": {"width": 1280, "height": 900}},
    {
        "viewport": {"width": 390, "height": 844},
        "color_scheme": "dark",
        "java_script_enabled": False,
    },
)


@pytest.fixture
def officer(browser: Browser, demo: Demo) -> Iterator[Callable[..., Page]]:
    made = []

    def sign_in(**options: object) -> Page:
        made.append(browser.new_context(base_url=demo.url, **options))
        page = made[-1].new_page()
        page.goto("/admin/")
        page.fill("#id_username", "editor")
        page.fill("#id_password", demo.passwords["editor"])
        page.press("#id_password", "Enter")
        page.wait_for_selector("#user-tools")
        return page

    yield sign_in
    for context in made:
        context.close()


def look(page: Page, has_script: bool) -> None:
    """The step is accessible, fits the screen and is light."""
    assert len(page.content()) < 300_000
    if has_script:
        found = Axe().run(page).response["violations"]
        assert [(each["id"], each["nodes"][0]["html"]) for each in found] == []
        wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert page.evaluate(wide) <= 0


def count(page: Page, label: str) -> int:
    link = page.locator(".dce-counts a", has=page.get_by_text(label, exact=True))
    return int(link.locator("b").inner_text().replace(",", ""))


def to_the_check(page: Page, path: Path, tool: str, has_script: bool) -> None:
    page.goto(f"/admin/exchanges/importbatch/upload/?tool={tool}")
    look(page, has_script)
    page.set_input_files("input[type=file]", path)
    page.locator("#content-main button[type=submit]").first.click()
    expect(page).to_have_url(re.compile("/columns/$"))
    look(page, has_script)
    page.get_by_role("button", name="Next: names").first.click()
    expect(page).to_have_url(re.compile("/names/$"))
    look(page, has_script)
    page.get_by_role("button", name="check the rows").click()
    expect(page).to_have_url(re.compile("/check/$"), timeout=30_000)
    look(page, has_script)


def to_the_end(page: Page, rows: int) -> None:
    page.get_by_role("button", name=f"Import {rows:,} rows").click()
    # The page of the progress renews itself, with a script or without.
    expect(page).to_have_url(re.compile("/done/$"), timeout=90_000)
    expect(page.get_by_text(f"Imported {rows:,} rows.")).to_be_visible()


@pytest.mark.parametrize("screen", SCREENS, ids=("wide", "phone-without-script"))
@pytest.mark.parametrize(("name", "tool", "new", "errors", "twins"), REAL)
def test_a_real_file_is_understood_imported_and_taken_back(
    officer: Callable[..., Page],
    screen: dict[str, object],
    name: str,
    tool: str,
    new: int,
    errors: int,
    twins: int,
) -> None:
    if not (FILES / name).exists():
        pytest.skip(f"no {name} beside the checkout")
    page, has_script = officer(**screen), "java_script_enabled" not in screen

    to_the_check(page, FILES / name, tool, has_script)
    assert (count(page, "New"), count(page, "Errors")) == (new, errors)
    assert count(page, "Possible duplicates") == twins
    to_the_end(page, new)
    look(page, has_script)
    page.get_by_role("link", name="Undo this import").click()
    look(page, has_script)
    page.get_by_role("button", name=re.compile("^Undo: remove")).click()

    expect(page.get_by_text(f"{new:,} records removed")).to_be_visible(timeout=60_000)


def test_a_held_row_is_corrected_and_imported(officer: Callable[..., Page]) -> None:
    path = FILES / "mod_japan_events_cp932.csv"
    if not path.exists():
        pytest.skip(f"no {path.name} beside the checkout")
    page = officer(**SCREENS[0])
    to_the_check(page, path, "", has_script=True)
    page.get_by_label("in the holding area").check()
    to_the_end(page, 21)
    page.get_by_role("link", name="in the holding area").click()
    look(page, has_script=True)
    for box in page.locator("input[name=row]").all()[2:]:
        box.uncheck()
    page.locator("input[name=row]").first.uncheck()
    page.locator("input[value='2月10日']").fill("2022年2月10日")

    page.get_by_role("button", name="Import the chosen rows").click()

    expect(page.get_by_text("1 imported, 0 unchanged")).to_be_visible()
    page.get_by_role("link", name="The import", exact=True).click()
    page.get_by_role("link", name="Undo this import").click()
    page.get_by_role("button", name=re.compile("^Undo: remove")).click()
    expect(page.get_by_text("22 records removed")).to_be_visible()
