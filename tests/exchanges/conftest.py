from pathlib import Path

import pytest

from .stored_photos import files


@pytest.fixture
def before() -> set[Path]:
    """The files of other tests."""
    return files()
