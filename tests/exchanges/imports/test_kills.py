"""An import that is killed leaves whole chunks, and what is run again completes it exactly."""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db.backends.sqlite3._functions import register

from ...benchmarks.past_files import write_past_file

ROWS = 130
MOMENTS = [("within", "1"), ("after", "1"), ("within", "3"), ("after", "3")]
Do = Callable[..., Any]


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("killed")
    _python(folder, "manage.py", "migrate", "-v0")
    write_past_file(folder / "past.csv", rows=ROWS, unnamed=0.5)
    return folder


def _python(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "DATA_DIR": str(folder),
        "DATABASE_URL": f"sqlite:///{folder / 'db.sqlite3'}",
        "DJANGO_SETTINGS_MODULE": "cooperation.settings.base",
    }
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def do(empty: Path, tmp_path: Path) -> Do:
    """Runs a step of an import in a process of its own, in a database of its own."""
    shutil.copy(empty / "db.sqlite3", tmp_path / "db.sqlite3")
    shutil.copy(empty / "past.csv", tmp_path / "past.csv")

    def run(step: str, *moment: str) -> dict[str, Any]:
        module = "tests.exchanges.imports.killed"
        done = _python(tmp_path, "-m", module, step, str(tmp_path / "past.csv"), *moment)
        if moment:
            assert done.returncode == -signal.SIGKILL, done.stderr
            return {}
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout.splitlines()[-1])

    run.database = tmp_path / "db.sqlite3"
    return run


def _state(database: Path) -> dict[str, int]:
    connection = sqlite3.connect(database)
    # The constraints call functions of Django.
    register(connection)
    one = lambda statement: connection.execute(statement).fetchone()[0]  # noqa: E731
    try:
        assert one("PRAGMA integrity_check") == "ok"
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        return {
            "records": one("SELECT COUNT(*) FROM exchanges_activity"),
            "titles": one("SELECT COUNT(DISTINCT title_en) FROM exchanges_activity"),
            "parts": one("SELECT COUNT(*) FROM exchanges_participation"),
            "created": one("SELECT COUNT(*) FROM exchanges_importrow WHERE outcome = 'created'"),
        }
    finally:
        connection.close()


@pytest.mark.parametrize(("moment", "number"), MOMENTS)
def test_the_command_run_again_after_a_kill_makes_no_duplicates(
    do: Do, moment: str, number: str
) -> None:
    do("command", moment, number)
    killed = _state(do.database)

    report = do("command")

    state = _state(do.database)
    assert killed["records"] == killed["created"] < state["records"]
    assert report["created"] + killed["records"] == state["records"] == state["titles"]
    assert report["rows"] == ROWS
    assert do("command")["unchanged"] == state["records"]


@pytest.mark.parametrize(("moment", "number"), MOMENTS)
def test_a_run_that_was_killed_is_completed_exactly(do: Do, moment: str, number: str) -> None:
    checked = do("check")
    do("run", moment, number)
    do("run", moment, "1")

    done = do("run")

    state = _state(do.database)
    assert done == {**done, "state": "done", "rows": ROWS, "done_rows": ROWS}
    assert (done["updated"], done["unchanged"]) == (0, 0)
    assert done["created"] + done["rejected"] == ROWS
    assert state["records"] == state["created"] == state["titles"] == done["created"]
    assert checked["rows"] == ROWS
