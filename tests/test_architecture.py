"""Imports go one way: cooperation → tools, agreements → exchanges; tools stay apart."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ("exchanges.people", "exchanges.troops", "exchanges.capacity", "exchanges.equipment")
PACKAGES = ("cooperation", "exchanges", "agreements")
MAX_LINES = 400


def source_files() -> list[Path]:
    return [
        path
        for package in PACKAGES
        for path in sorted((ROOT / package).rglob("*.py"))
        if "migrations" not in path.parts
    ]


def module_name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


def layer(module: str) -> str:
    for name in (*TOOLS, "agreements", "cooperation"):
        if module == name or module.startswith(f"{name}."):
            return name
    return "exchanges"


def imported_modules(path: Path) -> set[str]:
    """Absolute names of the product's modules that a file imports, relative imports resolved."""
    package = module_name(path).split(".")
    if path.name != "__init__.py":
        package = package[:-1]
    else:
        package = package[:-1] if package[-1] == "__init__" else package
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            name = ".".join([*base, *([node.module] if node.module else [])])
            found.update({name, *(f"{name}.{alias.name}" for alias in node.names)})
    return {name for name in found if name.split(".")[0] in PACKAGES}


def allowed(importer: str, imported: str) -> bool:
    if importer == imported or imported == "exchanges":
        return True
    return importer == "cooperation"


@pytest.mark.parametrize("path", source_files(), ids=module_name)
def test_imports_go_down_only(path: Path) -> None:
    here = layer(module_name(path))

    upwards = {name for name in imported_modules(path) if not allowed(here, layer(name))}

    assert not upwards


@pytest.mark.parametrize("path", source_files(), ids=module_name)
def test_file_stays_readable(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= MAX_LINES


def test_the_rule_sees_relative_and_absolute_imports(tmp_path: Path) -> None:
    assert not allowed("exchanges", layer("cooperation.site"))
    assert not allowed("exchanges.people", layer("exchanges.troops.models"))
    assert not allowed("agreements", layer("exchanges.equipment.models"))
    assert "exchanges.models" in imported_modules(ROOT / "exchanges" / "people" / "models.py")


def test_cooperation_owns_no_models() -> None:
    assert not (ROOT / "cooperation" / "models.py").exists()
    assert not (ROOT / "cooperation" / "models").exists()


def test_migrations_are_named_for_what_they_do() -> None:
    names = [path.stem for path in ROOT.glob("*/**/migrations/0*.py") if ".venv" not in path.parts]

    assert names
    assert not [name for name in names if "_auto_" in name]


def test_top_level_is_as_agreed() -> None:
    agreed = {"manage.py", "cooperation", "exchanges", "agreements", "media", "templates", "tests"}

    assert agreed <= {path.name for path in ROOT.iterdir()}
