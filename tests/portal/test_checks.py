"""What the settings may not say together, and when the demonstration refuses to start."""

import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from portal.checks import database_errors, demo_errors
from portal.management.commands.demo import refuse_taken, welcome

ROOT = Path(settings.BASE_DIR)
POSTGRES: dict[str, Any] = {"ENGINE": "django.db.backends.postgresql"}
SQLITE: dict[str, Any] = {"ENGINE": "django.db.backends.sqlite3"}


def ids(messages: list[Any]) -> list[str]:
    return [message.id for message in messages]


def test_the_demonstration_stays_away_from_postgresql() -> None:
    assert ids(demo_errors(POSTGRES, "http://localhost:8000")) == ["portal.E001"]


def test_the_demonstration_has_no_public_address() -> None:
    assert ids(demo_errors(SQLITE, "https://portal.example")) == ["portal.E002"]


def test_the_demonstration_runs_on_one_s_own_machine() -> None:
    assert demo_errors(SQLITE, "http://localhost:8123") == []


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"transaction_mode": "DEFERRED", "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"},
        {"transaction_mode": "IMMEDIATE", "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"},
        {"transaction_mode": "IMMEDIATE", "init_command": "PRAGMA synchronous=FULL;"},
    ],
)
def test_sqlite_is_refused_when_it_could_lose_what_was_acknowledged(options: dict[str, str]) -> None:
    assert ids(database_errors(SQLITE | {"OPTIONS": options})) == ["portal.E003"]


@pytest.mark.parametrize(
    "options", [{"isolation_level": 4}, {"options": "-c default_transaction_isolation=serializable"}]
)
def test_postgresql_is_refused_at_another_isolation_level(options: dict[str, Any]) -> None:
    assert ids(database_errors(POSTGRES | {"OPTIONS": options})) == ["portal.E004"]


def test_the_database_of_the_settings_is_not_refused() -> None:
    assert database_errors(settings.DATABASES["default"]) + database_errors(POSTGRES) == []


def test_other_databases_are_refused() -> None:
    assert ids(database_errors({"ENGINE": "django.db.backends.mysql"})) == ["portal.E005"]


def test_the_demonstration_is_started_by_its_own_command_only() -> None:
    with pytest.raises(CommandError, match="make demo"):
        call_command("demo", "--seed-only")


def test_a_port_that_is_taken_is_named_with_a_way_on() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        with pytest.raises(CommandError, match=str(port)) as refusal:
            refuse_taken(port)

    assert "make demo PORT=" in str(refusal.value)


@pytest.mark.parametrize("port", [0, 65536])
def test_a_port_outside_the_range_is_refused(port: int) -> None:
    with pytest.raises(CommandError):
        refuse_taken(port)


def test_the_terminal_shows_the_address_and_the_log_ins() -> None:
    text = welcome(8123)

    assert "http://localhost:8123/" in text
    assert "koordinator@example.dk" in text


def test_a_production_environment_passes_the_deployment_checks(tmp_path: Path) -> None:
    environment = {
        "PATH": os.environ["PATH"],
        "SECRET_KEY": "en-lang-og-tilfaeldig-noegle-til-denne-ene-proeve-0123456789-abcdefghij",
        "ALLOWED_HOSTS": "portal.example",
        "SITE_URL": "https://portal.example",
        "DATABASE_URL": f"sqlite:///{tmp_path / 'db.sqlite3'}",
    }

    checked = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (checked.returncode, checked.stderr) == (0, "")
