"""What the tests of the coordinator's screens share."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from portal.danish import fold
from portal.models import User
from portal.roles import ensure_coordinator_group
from tests import factories
from tests.conftest import LogIn
from tests.themedays.factories import make_registration, make_theme_day
from themedays.models import Registration, SeatPool, ThemeDayPage

__all__ = ["coordinator", "days_from_now", "path", "person", "seated", "soon"]


@pytest.fixture
def coordinator(client: Client, log_in: LogIn) -> Client:
    """Somebody with the coordinator's role, logged in."""
    user = factories.make_user("koordinator@example.dk", first_name="Kirsten")
    user.groups.add(ensure_coordinator_group())
    log_in(client, user)
    return client


def days_from_now(days: float) -> datetime:
    """A moment, to the minute: the screens ask the clock themselves."""
    return timezone.now().replace(second=0, microsecond=0) + timedelta(days=days)


def soon(title: str = "Unge og selvmordsforsøg", capacity: int | None = 10, **fields: object) -> ThemeDayPage:
    """A day three weeks ahead."""
    return make_theme_day(title, days_from_now(21), capacity, **fields)  # type: ignore[arg-type]


def person(first_name: str, email: str = "") -> User:
    address = email or f"{fold(first_name)}@example.dk"
    return factories.make_user(address, first_name=first_name, last_name="Holm")


def seated(pool: SeatPool, first_name: str, state: str = "confirmed", **fields: object) -> Registration:
    return make_registration(pool, person(first_name), state, **fields)  # type: ignore[arg-type]


def path(day: ThemeDayPage, screen: str) -> str:
    return f"/admin/temadage/{day.pk}/{screen}/"
