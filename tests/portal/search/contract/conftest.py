"""Each set-up has its turn at every test of the contract."""

from collections.abc import Iterator
from datetime import date, datetime
from itertools import count
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from pytest_django import DjangoDbBlocker

from directory.contacts import demo
from portal.search import engines
from portal.search.meili.client import Place
from tests.directory.understanding.conftest import Ask
from tests.portal.search.contract.lab import MISSING, Lab, is_there, lab, must_be_there
from tests.portal.search.contract.setups import MeilisearchSetUp, SetUp

MEILISEARCH = pytest.param("meilisearch", marks=pytest.mark.meilisearch)
numbers = count()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Without a server only `test_server` is left of what needs one, so that its absence is told once."""
    if is_there():
        return
    idle = [
        item
        for item in items
        # The slow ones start a server of their own.
        if item.get_closest_marker("meilisearch") and not item.get_closest_marker("slow")
        if item.path.name != "test_server.py"
    ]
    left_out = set(idle)
    items[:] = [item for item in items if item not in left_out]
    config.hook.pytest_deselected(items=idle)


@pytest.fixture(scope="session")
def server() -> Iterator[Lab]:
    """A real Meilisearch; without one, a skip, or a failure where it must be there."""
    if not is_there():
        (pytest.fail if must_be_there() else pytest.skip)(MISSING)
    with lab() as found:
        yield found


def made(kind: str, request: pytest.FixtureRequest) -> SetUp:
    """A set-up that knows nothing yet; Meilisearch with an index that nobody has used."""
    if kind == "embedded":
        return SetUp()
    server: Lab = request.getfixturevalue("server")
    return MeilisearchSetUp(Place(server.url, server.key, f"{server.name}n{next(numbers)}"))


@pytest.fixture(params=["embedded", MEILISEARCH])
def setup(request: pytest.FixtureRequest, db: None) -> Iterator[SetUp]:
    """An engine that knows nothing yet."""
    setup = made(request.param, request)
    yield setup
    setup.end()


@pytest.fixture(params=[MEILISEARCH])
def other(request: pytest.FixtureRequest, db: None) -> Iterator[SetUp]:
    """An engine other than the embedded one, which knows nothing yet."""
    setup = made(request.param, request)
    yield setup
    setup.end()


@pytest.fixture
def embedded(db: None) -> SetUp:
    """The engine that the others are compared with."""
    return SetUp()


@pytest.fixture(scope="module", params=[MEILISEARCH])
def fed_with_the_demo(
    request: pytest.FixtureRequest,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[SetUp]:
    """Every other engine than the embedded one, over the demo's directory."""
    setup = made(request.param, request)
    with django_db_blocker.unblock(), transaction.atomic():
        demo.seed(date(2026, 11, 24))
        setup.feed()
        yield setup
        transaction.set_rollback(True)
    setup.end()


@pytest.fixture
def ask(fed_with_the_demo: SetUp, db: None, client: Client, monkeypatch: pytest.MonkeyPatch) -> Ask:
    """Ask the machine's door of the look-up, with this engine behind it."""
    monkeypatch.setattr(engines, "current", lambda: fed_with_the_demo.engine)

    def ask(query: str, nu: datetime | str = "2026-11-24T10:30") -> dict[str, Any]:
        moment = nu if isinstance(nu, str) else nu.isoformat()
        response = client.get("/kontakter/soeg.json", {"q": query, "nu": moment})
        assert response.status_code == 200
        answer: dict[str, Any] = response.json()
        return answer

    return ask
