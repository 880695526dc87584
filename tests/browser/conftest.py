"""A real Chromium against the real product: `manage.py demo` in a folder of its own."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent.parent
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@dataclass(frozen=True)
class Demo:
    url: str
    passwords: dict[str, str]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _database_of_its_own(folder: Path) -> str:
    """The suite's PostgreSQL server, where there is one, with a database for the demo alone."""
    server = os.environ.get("TEST_DATABASE_URL", "")
    if not server.startswith("postgres"):
        return f"sqlite:///{folder / 'db.sqlite3'}"
    import psycopg

    name = f"demo_{uuid.uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    return f"{server.rsplit('/', 1)[0]}/{name}"


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    if not Path(CHROMIUM).exists():
        pytest.skip(f"no Chromium at {CHROMIUM}")
    folder = tmp_path_factory.mktemp("demo")
    environment = {
        **os.environ,
        "DATA_DIR": str(folder),
        "DATABASE_URL": _database_of_its_own(folder),
        "DJANGO_SETTINGS_MODULE": "cooperation.settings.base",
        "PYTHONUNBUFFERED": "1",
    }
    process = subprocess.Popen(
        [sys.executable, "manage.py", "demo", "--port", str(_free_port())],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield _read_until_ready(process)
    finally:
        # Not as Ctrl-C: where the suite runs in the background, that is ignored.
        process.terminate()
        process.wait(timeout=30)
        process.stdout.close()


def _read_until_ready(process: subprocess.Popen) -> Demo:
    passwords, url = {}, ""
    for line in process.stdout:
        if user := re.match(r"User (\S+), password (\S+)", line):
            passwords[user[1]] = user[2]
        if site := re.match(r"Public site: (http://[^/]+)/", line):
            url = site[1]
        if line.startswith("Ctrl-C"):
            return Demo(url, passwords)
    raise AssertionError("demo ended before it served")


@pytest.fixture(scope="module")
def browser(demo: Demo) -> Iterator[Browser]:
    # Closed with the module: a running event loop would keep Django's tests from the database.
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser, demo: Demo) -> Iterator[Page]:
    """A page that fails the test on a script error, a blocked resource or a request elsewhere."""
    context = browser.new_context(base_url=demo.url)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: message.type == "error" and complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "request",
        lambda request: (
            request.url.startswith((demo.url, "data:")) or complaints.append(request.url)
        ),
    )
    yield page
    context.close()
    assert complaints == []
