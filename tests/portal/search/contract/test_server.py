"""Whether the tests on a real Meilisearch have run: one line says that they have not, or one failure."""

import pytest

from tests.portal.search.contract.lab import Lab

pytestmark = pytest.mark.meilisearch


def test_a_real_server_takes_part(server: Lab) -> None:
    assert server.name.startswith("test")
