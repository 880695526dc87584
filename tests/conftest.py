import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import Client
from django.utils import translation

from .factories import make_staff


@pytest.fixture(autouse=True)
def _clean_slate() -> Iterator[None]:
    """Each test starts in English with an empty cache, whatever ran before it."""
    cache.clear()
    translation.activate("en")
    yield
    translation.activate("en")


@pytest.fixture(autouse=True, scope="session")
def _no_files_left() -> Iterator[None]:
    yield
    folder = Path(settings.STORAGES["originals"]["OPTIONS"]["location"]).parent
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def staff(db: None) -> User:
    return make_staff()


@pytest.fixture
def staff_client(staff: User) -> Client:
    client = Client()
    client.force_login(staff)
    return client
