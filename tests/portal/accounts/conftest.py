"""The employers where one logs in: started once, when the first test asks."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.portal.accounts.employer.person import Employer, running


@pytest.fixture(scope="session")
def _nordby(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Employer]:
    with running(tmp_path_factory.mktemp("nordby")) as employer:
        yield employer


@pytest.fixture(scope="session")
def _soeby(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Employer]:
    with running(tmp_path_factory.mktemp("soeby")) as employer:
        yield employer


@pytest.fixture
def nordby(_nordby: Employer, settings: Any) -> Employer:
    """Nordby Kommune's provider, which may vouch for nordby.example.dk, in the portal's settings."""
    settings.SOCIALACCOUNT_PROVIDERS = _nordby.settings(domains=["nordby.example.dk"])
    return _nordby


@pytest.fixture
def soeby(_soeby: Employer) -> Employer:
    """Another municipality's provider, in nobody's settings."""
    return _soeby
