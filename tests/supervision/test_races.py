"""Thirty at once for the last seat, on the database as it really is: one gets it, 29 wait in order.

With the negative control: the lock taken away, the same race is lost. On SQLite a file is raced for, on PostgreSQL the
test database itself.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from wagtail.models import Locale, Page

from portal.models import NetworkSettings, User
from supervision.models import Group, SupervisionGroupPage, SupervisionRules
from tests.factories import make_user
from tests.supervision.factories import make_group, make_person, make_seat

# PostgreSQL's other connections see only what is committed.
pytestmark = pytest.mark.django_db(transaction=connection.vendor == "postgresql")
type Race = Callable[..., dict[str, Any]]


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
    def race(scene: str, care: str, group: Group, users: list[User]) -> dict[str, Any]:
        world = {"group": group.pk, "users": [user.pk for user in users], "supervisor": make_user().pk}
        finished = subprocess.run(
            [sys.executable, "-m", "tests.supervision.racing", scene, care],
            input=json.dumps(world),
            env=os.environ | {"DATABASE_URL": address(tmp_path), "DJANGO_SETTINGS_MODULE": "tests.settings"},
            capture_output=True,
            check=True,
            text=True,
        )
        seen: dict[str, Any] = json.loads(finished.stdout)
        return seen

    return race


@pytest.fixture
def group_page() -> SupervisionGroupPage:
    """A page with a root of its own, for an earlier test may have emptied the tables."""
    Locale.objects.get_or_create(language_code="da")
    NetworkSettings.load()
    SupervisionRules.load()
    page = SupervisionGroupPage(title="Løb", slug="loeb", lead="Én ledig plads.", live=True)
    Page.add_root(instance=page)
    return page


def nearly_full(group_page: SupervisionGroupPage, **fields: Any) -> Group:
    """A group with one free seat of twelve."""
    group = make_group(page=group_page, size_min=6, **fields)
    for _one in range(11):
        make_seat(group)
    return group


def test_thirty_ask_at_once_for_the_last_seat_one_gets_it_and_29_wait_in_order(
    group_page: SupervisionGroupPage, race: Race
) -> None:
    group = nearly_full(group_page, mode="direct")
    users = [make_person() for _one in range(30)]

    seen = race("request", "careful", group, users)

    assert seen == {
        "members": 12,
        "positions": list(range(1, 30)),
        "twice": 0,
        "admitted": 1,
        "told_to_wait": 29,
        "failed": 0,
    }


def test_thirty_get_a_yes_at_once_for_the_last_seat_one_gets_it_and_29_wait_in_order(
    group_page: SupervisionGroupPage, race: Race
) -> None:
    group = nearly_full(group_page)
    users = [make_person() for _one in range(30)]
    for user in users:
        make_seat(group, user, state="requested")

    seen = race("accept", "careful", group, users)

    assert (seen["members"], seen["positions"], seen["failed"]) == (12, list(range(1, 30)), 0)


def test_the_same_person_ten_times_at_once_asks_once(group_page: SupervisionGroupPage, race: Race) -> None:
    group, user = nearly_full(group_page, mode="direct"), make_person()

    seen = race("request", "careful", group, [user] * 10)

    assert (seen["members"], seen["twice"], seen["failed"]) == (12, 0, 0)


def test_ten_leave_at_once_and_ten_move_up(group_page: SupervisionGroupPage, race: Race) -> None:
    group = make_group(page=group_page, size_min=6, size_max=12)
    members = [make_seat(group) for _one in range(12)]
    for _one in range(15):
        make_seat(group, state="waiting")

    seen = race("leave", "careful", group, [seat.user for seat in members[:10]])

    assert (seen["members"], len(seen["positions"]), seen["admitted"], seen["failed"]) == (12, 5, 10, 0)


def test_without_the_lock_the_race_is_lost(group_page: SupervisionGroupPage, race: Race) -> None:
    group = nearly_full(group_page, mode="direct")
    users = [make_person() for _one in range(30)]

    seen = race("request", "careless", group, users)

    # PostgreSQL gives out more seats than there are; SQLite's writers, who read before they lock, fail instead.
    assert seen["members"] > 12 or seen["failed"] > 0
