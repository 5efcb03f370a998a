"""The demo's directory as the golden queries assume it, and a way to ask."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from pytest_django import DjangoDbBlocker

from directory.contacts import demo

type Ask = Callable[..., dict[str, Any]]


@pytest.fixture(scope="module")
def demo_directory(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Seeded once for a module; each test's own changes are rolled back inside it, and the whole at its end."""
    with django_db_blocker.unblock(), transaction.atomic():
        demo.seed(date(2026, 11, 24))
        yield
        transaction.set_rollback(True)


@pytest.fixture
def ask(demo_directory: None, db: None, client: Client) -> Ask:
    """Ask the machine's door of the look-up, as of a Tuesday at 10.30 unless another moment is given."""

    def ask(query: str, nu: datetime | str = "2026-11-24T10:30") -> dict[str, Any]:
        moment = nu if isinstance(nu, str) else nu.isoformat()
        response = client.get("/kontakter/soeg.json", {"q": query, "nu": moment})
        assert response.status_code == 200
        answer: dict[str, Any] = response.json()
        return answer

    return ask
