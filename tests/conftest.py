"""What the whole suite shares."""

import gc
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from directory.understanding import vocabulary
from portal.accounts.second_factor import record as record_second_factor
from portal.models import User
from portal.search.embedded import engine

# Making the test database drops classes by the thousand, and looking for them takes a quarter of the time.
gc.set_threshold(300_000)
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


@pytest.fixture
def django_assert_num_queries(db: None, django_assert_num_queries: DjangoAssertNumQueries) -> DjangoAssertNumQueries:
    """The plugin's, when every kind of content is known: which test of a process asks for it first is chance."""
    ContentType.objects.get_for_models(*apps.get_models(), for_concrete_models=False)
    return django_assert_num_queries


class LogIn(Protocol):
    """Logs somebody in, as the log-in does: with a second factor in the session unless the test says no."""

    def __call__(self, client: Client, user: User, *, second_factor: bool = True) -> None: ...


@pytest.fixture
def log_in() -> LogIn:
    """See `LogIn`."""

    def log_in(client: Client, user: User, *, second_factor: bool = True) -> None:
        client.force_login(user)
        if second_factor:
            request = HttpRequest()
            request.session = client.session
            record_second_factor(request, user, "totp")
            request.session.save()

    return log_in


@pytest.fixture
def admin_client(admin_user: User, log_in: LogIn) -> Client:
    """The administrator's browser: the plugin's own has shown no second factor."""
    client = Client()
    log_in(client, admin_user)
    return client
