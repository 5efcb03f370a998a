"""Everybody at once, on the database as it really is: no seat too many, nobody twice, nobody forgotten.

With the negative control: the lock taken away, the same race is lost. On SQLite a file is raced for, on PostgreSQL the
test database itself.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from wagtail.models import Locale, Page

from portal.models import NetworkSettings, User
from tests.factories import make_user
from tests.themedays.factories import make_pool, make_registration
from themedays.models import SeatPool, ThemeDayPage

# PostgreSQL's other connections see only what is committed.
pytestmark = pytest.mark.django_db(transaction=connection.vendor == "postgresql")
type Race = Callable[..., dict[str, int]]


def address(folder: Path) -> str:
    """Where the racers find what this test has made."""
    if connection.vendor == "sqlite":
        file = folder / "race.sqlite3"
        file.write_bytes(connection.connection.serialize())
        return f"sqlite:///{file}"
    to = connection.settings_dict
    return f"postgres://{to['USER']}:{to['PASSWORD']}@{to['HOST']}:{to['PORT']}/{to['NAME']}"


@pytest.fixture
def race(tmp_path: Path) -> Race:
    def race(scene: str, care: str, pool: SeatPool, users: list[User]) -> dict[str, int]:
        finished = subprocess.run(
            [sys.executable, "-m", "tests.themedays.racing", scene, care],
            input=json.dumps({"pool": pool.pk, "users": [user.pk for user in users]}),
            env=os.environ | {"DATABASE_URL": address(tmp_path), "DJANGO_SETTINGS_MODULE": "tests.settings"},
            capture_output=True,
            check=True,
            text=True,
        )
        seen: dict[str, int] = json.loads(finished.stdout)
        return seen

    return race


@pytest.fixture
def pool() -> SeatPool:
    """Ten seats of a day in a month; a root of its own, for an earlier test may have emptied the tables."""
    Locale.objects.get_or_create(language_code="da")
    NetworkSettings.load()
    starts = timezone.now() + timedelta(days=30)
    page = ThemeDayPage(
        title="Løb", slug="loeb", lead="Ti pladser.", starts_at=starts, ends_at=starts + timedelta(hours=6)
    )
    Page.add_root(instance=page)
    return make_pool(page, 10)


def people(count: int) -> list[User]:
    return [make_user() for _number in range(count)]


def test_ten_of_twenty_four_get_the_ten_seats(race: Race, pool: SeatPool) -> None:
    seen = race("sign_up", "careful", pool, people(24))

    assert seen == _fine(seated=10, waiting=14, mails=24)


def test_without_the_lock_the_race_is_lost(race: Race, pool: SeatPool) -> None:
    seen = race("sign_up", "careless", pool, people(24))

    # PostgreSQL gives seats away that there are not; SQLite turns people away, for another one has written meanwhile.
    assert seen["seated"] > 10 or seen["failed"]


def test_one_person_on_eight_connections_gets_one_seat_and_one_mail(race: Race, pool: SeatPool) -> None:
    seen = race("sign_up", "careful", pool, [make_user()] * 8)

    assert seen == _fine(seated=1, waiting=0, mails=1)


def test_everybody_leaves_at_once_and_all_who_wait_come_in(race: Race, pool: SeatPool) -> None:
    leaving = people(10)
    for user in leaving:
        make_registration(pool, user)
    for user in people(12):
        make_registration(pool, user, "waiting")

    seen = race("cancel", "careful", pool, leaving)

    assert seen == _fine(seated=10, waiting=2, mails=20)


def test_in_and_out_and_more_and_fewer_seats(race: Race, pool: SeatPool) -> None:
    seen = race("anything", "careful", pool, people(16))

    assert (seen["failed"], seen["missed"], seen["twice"]) == (0, 0, 0)
    assert seen["seated"] <= 14


def _fine(**numbers: Any) -> dict[str, int]:
    return {"capacity": 10, "missed": 0, "twice": 0, "failed": 0} | numbers
