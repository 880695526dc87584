import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
GOOD = {
    "SECRET_KEY": "kT9-vB4_wQ7xZ2mN8pL3rF6sD1gH5jK0aC-eYuIoPqRsTuVwXyZ",
    "ALLOWED_HOSTS": "exchanges.example.org",
    "DJANGO_SETTINGS_MODULE": "cooperation.settings.production",
}


def check_deploy(tmp_path: Path, **environment: str) -> subprocess.CompletedProcess:
    clean = {name: value for name, value in os.environ.items() if name not in GOOD}
    return subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT,
        env={**clean, "DATA_DIR": str(tmp_path), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_passes_the_deployment_check(tmp_path: Path) -> None:
    result = check_deploy(tmp_path, **GOOD)

    assert result.returncode == 0, result.stderr
    assert "no issues" in result.stdout


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY"),
        ({"SECRET_KEY": "a" * 60}, "SECRET_KEY"),
        ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS"),
        ({"DEBUG": "1"}, "DEBUG"),
    ],
)
def test_production_refuses_to_start_when_weak(tmp_path: Path, wrong: dict, said: str) -> None:
    result = check_deploy(tmp_path, **{**GOOD, **wrong})

    assert result.returncode != 0
    assert said in result.stderr


def test_base_runs_with_nothing_set_and_keeps_its_key(tmp_path: Path) -> None:
    clean = {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path)}
    command = [
        sys.executable,
        "-c",
        "import django; from django.conf import settings; print(settings.SECRET_KEY)",
    ]
    environment = {**clean, "DJANGO_SETTINGS_MODULE": "cooperation.settings.base"}

    first, second = (
        subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True).stdout
        for _ in range(2)
    )

    assert len(first.strip()) > 50
    assert first == second
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0
