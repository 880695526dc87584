"""The docs say what is true: every setting, command, parameter and address is in them."""

import re
from pathlib import Path

import pytest
from django.core.management import load_command_class
from django.core.management.base import BaseCommand
from django.urls import get_resolver

from exchanges.query import LABELS

ROOT = Path(__file__).resolve().parent.parent
DOCS = {path.name: path.read_text() for path in (ROOT / "docs").glob("*.md")}

DJANGO_OPTIONS = {
    option
    for action in BaseCommand().create_parser("", "")._actions
    for option in action.option_strings
}


def environment_variables() -> set[str]:
    sources = [*(ROOT / "cooperation" / "settings").glob("*.py"), *(ROOT / "tests").rglob("*.py")]
    read = re.compile(
        r"""(?:env(?:\.\w+)?\(\s*|os\.environ(?:\.get\(|\[)\s*)["']([A-Z0-9_]+)["']"""
    )
    return {name for path in sources for name in read.findall(path.read_text())} - {
        "PATH",
        "DJANGO_SETTINGS_MODULE",
    }


def commands() -> set[str]:
    folder = ROOT / "cooperation" / "management" / "commands"
    return {path.stem for path in folder.glob("[a-z]*.py")}


def test_settings_are_found() -> None:
    assert {"DATA_DIR", "DATABASE_URL", "HOME_PARTNER", "CHROMIUM"} <= environment_variables()


@pytest.mark.parametrize("name", sorted(environment_variables()))
def test_every_setting_is_documented(name: str) -> None:
    assert f"`{name}`" in DOCS["operators.md"]


@pytest.mark.parametrize("name", sorted(commands()))
def test_every_command_is_documented(name: str) -> None:
    assert f"manage.py {name}" in DOCS["operators.md"]


def test_no_setting_is_documented_that_nothing_reads() -> None:
    table = DOCS["operators.md"].split("## Commands")[0]
    named = {name for line in table.splitlines() for name in re.findall(r"^\| (`.*?`) \|", line)}
    named = {name for cell in named for name in re.findall(r"`([A-Z0-9_]+)`", cell)}

    assert named <= environment_variables()


def test_every_public_address_is_documented() -> None:
    text = DOCS["addresses.md"]
    patterns = {str(p.pattern) for r in get_resolver().url_patterns for p in _leaves(r)}

    roots = {pattern.split("/")[0] for pattern in patterns if pattern.strip("/")}

    assert roots
    assert not [root for root in roots if f"`/{root}/" not in text and f"`/{root}`" not in text]


def _leaves(resolver: object) -> list:
    nested = getattr(resolver, "url_patterns", None)
    # The prefix of a language has an address part of its own that is not a page.
    if nested is not None and not str(resolver.pattern).strip("/").replace("ja", ""):
        return [leaf for child in nested for leaf in _leaves(child)]
    return [resolver]


def test_every_parameter_of_a_list_is_documented() -> None:
    table = DOCS["addresses.md"].split("## Filters of lists")[1]
    parameters = {*LABELS, "status", "on"}

    assert [name for name in parameters if f"`{name}`" not in table] == []


def test_every_option_of_a_command_is_documented() -> None:
    text = "".join(DOCS.values())
    ours = {
        option
        for name in commands()
        for action in load_command_class("cooperation", name).create_parser("", name)._actions
        for option in action.option_strings
        if option not in DJANGO_OPTIONS
    }

    assert "--unknown-partners" in ours
    assert [option for option in sorted(ours) if f"`{option}" not in text] == []


def test_readme_names_the_two_commands_exactly() -> None:
    readme = (ROOT / "README.md").read_text()

    assert (
        "python3 -m venv .venv && .venv/bin/pip install -c constraints.txt -e . "
        "&& .venv/bin/python manage.py demo\n" in readme
    )
    assert (
        "python3 -m venv .venv && .venv/bin/pip install -c constraints.txt -e '.[dev]' "
        "&& .venv/bin/python -m pytest\n" in readme
    )


def test_links_between_documents_lead_somewhere() -> None:
    for path in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]:
        for target in re.findall(r"\]\(([^)#]+)\)", path.read_text()):
            if "://" not in target:
                assert (path.parent / target).exists(), f"{path.name}: {target}"
