"""What the whole suite shares."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from directory.understanding import vocabulary
from portal.search.embedded import engine

NU = datetime(2026, 11, 24, 10, 30, tzinfo=ZoneInfo("Europe/Copenhagen"))


@pytest.fixture
def nu() -> datetime:
    """A Tuesday at 10.30 in Copenhagen, in the middle of most phone hours."""
    return NU


@pytest.fixture(autouse=True)
def _forgetful_readers() -> None:
    """Each test has its own database: nothing that was read from another one may answer."""
    engine.forget()
    vocabulary.forget()
