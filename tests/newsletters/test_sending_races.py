"""Two coordinators press at once, or one of them twice: one sending, and nobody gets the issue twice.

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

from newsletters.models import IssuePage
from portal.models import NetworkSettings
from tests.factories import make_user
from tests.newsletters.factories import make_subscriber, make_topic

# PostgreSQL's other connections see only what is committed.
pytestmark = pytest.mark.django_db(transaction=connection.vendor == "postgresql")
PEOPLE, PRESSES = 40, 6
type Race = Callable[[str, str], dict[str, Any]]


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
    """Forty people get it; six press."""
    Locale.objects.get_or_create(language_code="da")
    NetworkSettings.load()
    # A page with a root of its own, for an earlier test may have emptied the tables.
    issue = IssuePage(title="Løb", slug="loeb", subject="Løb mod sig selv", topic=make_topic(), live=True)
    issue.body = [("text", "<p>Vi løber.</p>")]
    Page.add_root(instance=issue)
    for _one in range(PEOPLE):
        make_subscriber()
    world = {"issue": issue.pk, "by": make_user().pk, "people": PEOPLE, "presses": PRESSES}

    def race(scene: str, care: str) -> dict[str, Any]:
        finished = subprocess.run(
            [sys.executable, "-m", "tests.newsletters.racing", scene, care],
            input=json.dumps(world),
            env=os.environ | {"DATABASE_URL": address(tmp_path), "DJANGO_SETTINGS_MODULE": "tests.settings"},
            capture_output=True,
            check=True,
            text=True,
        )
        seen: dict[str, Any] = json.loads(finished.stdout)
        return seen

    return race


def test_six_press_at_once_and_one_sends_it(race: Race) -> None:
    assert race("keys", "careful") == {
        "sendings": 1,
        "mails": PEOPLE,
        "twice": 0,
        "refused": PRESSES - 1,
        "broken": {},
    }


def test_one_form_sent_six_times_is_one_sending_and_no_complaint(race: Race) -> None:
    assert race("key", "careful") == {"sendings": 1, "mails": PEOPLE, "twice": 0, "refused": 0, "broken": {}}


def test_without_the_lock_the_race_is_lost(race: Race) -> None:
    seen = race("keys", "careless")

    assert seen["twice"] > 0 or seen["broken"]
