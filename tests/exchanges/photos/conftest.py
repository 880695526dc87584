import pytest

from exchanges.models import Activity
from tests.factories import make_activity

from .zip_pages import REFERENCE


@pytest.fixture
def record() -> Activity:
    """The record that archives name in the tests."""
    return make_activity(reference=REFERENCE, dates="2019-05-23")
