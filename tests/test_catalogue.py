"""The Japanese catalogue is complete, and its compiled form, which needs no gettext, is current."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
FOLDER = Path("cooperation/locale/ja/LC_MESSAGES")
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")


def catalogue(root: Path = ROOT) -> Catalog:
    with (root / FOLDER / "django.po").open("rb") as source:
        return read_po(source, locale="ja")


def texts(message: Message) -> tuple[str, ...]:
    return tuple(message.string) if isinstance(message.string, list | tuple) else (message.string,)


def ids(message: Message) -> tuple[str, ...]:
    return tuple(message.id) if isinstance(message.id, list | tuple) else (message.id,)


def test_every_message_is_translated() -> None:
    assert [m.id for m in catalogue() if m.id and (m.fuzzy or not all(texts(m)))] == []


def test_placeholders_are_kept() -> None:
    for message in catalogue():
        if message.id:
            known = set(PLACEHOLDER.findall(ids(message)[-1]))
            assert set(PLACEHOLDER.findall(texts(message)[0])) <= known, message.id
            # A plural may leave its number out of the English singular only.
            assert known <= set(PLACEHOLDER.findall(texts(message)[0])), message.id


def test_compiled_catalogue_is_current() -> None:
    with (ROOT / FOLDER / "django.mo").open("rb") as source:
        compiled = read_mo(source)
    # The reader of compiled files leaves contexts as bytes.
    in_mo = {(m.context and m.context.decode(), ids(m)): texts(m) for m in compiled if m.id}
    in_po = {(m.context, ids(m)): texts(m) for m in catalogue() if m.id}

    assert in_mo == in_po


@pytest.mark.skipif(not shutil.which("xgettext"), reason="gettext is not installed")
def test_catalogue_has_every_message_of_the_code(tmp_path: Path) -> None:
    for name in ("cooperation", "exchanges", "agreements", "templates"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("*.jpg"))
    before = {(m.context, ids(m)) for m in catalogue(tmp_path)}

    subprocess.run(
        [sys.executable, "-m", "django", "makemessages", "-l", "ja", "--no-obsolete"],
        cwd=tmp_path,
        env={"PATH": "/usr/bin:/bin", "DJANGO_SETTINGS_MODULE": "cooperation.settings.test"},
        check=True,
        capture_output=True,
    )

    assert {(m.context, ids(m)) for m in catalogue(tmp_path)} == before
