"""What the settings may not say together, and when the demonstration refuses to start."""

import os
import socket
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connections
from django.db.backends.sqlite3.base import DatabaseWrapper as SQLiteWrapper

from portal.checks import (
    PostgreSQLAnswers,
    SQLiteAnswers,
    ask_postgresql,
    ask_sqlite,
    check_server,
    database_errors,
    demo_errors,
    postgresql_errors,
    sqlite_errors,
)
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


SOUND = PostgreSQLAnswers(15, "UTF8", "read committed", "on", "on")


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        (SOUND, []),
        (replace(SOUND, version=14), ["portal.E007"]),
        (replace(SOUND, encoding="SQL_ASCII"), ["portal.E008"]),
        (replace(SOUND, isolation="serializable"), ["portal.E009"]),
        (replace(SOUND, synchronous_commit="off"), ["portal.E010"]),
        (replace(SOUND, fsync="off"), ["portal.W001"]),
    ],
)
def test_a_postgresql_server_is_refused_for_what_it_answers(answers: PostgreSQLAnswers, expected: list[str]) -> None:
    assert ids(postgresql_errors(answers)) == expected


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        (SQLiteAnswers("wal", 2, 1), []),
        (SQLiteAnswers("wal", 3, 1), []),
        (SQLiteAnswers("delete", 2, 1), ["portal.E006"]),
        (SQLiteAnswers("wal", 1, 1), ["portal.E006"]),
        (SQLiteAnswers("wal", 2, 0), ["portal.E006"]),
    ],
)
def test_a_sqlite_file_is_refused_for_what_it_answers(answers: SQLiteAnswers, expected: list[str]) -> None:
    assert ids(sqlite_errors(answers)) == expected


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("pragmas", "expected"),
    [
        ("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;", []),
        ("PRAGMA journal_mode=MEMORY; PRAGMA synchronous=FULL;", ["portal.E006"]),
    ],
)
def test_a_sqlite_file_is_asked_what_is_in_force(tmp_path: Path, pragmas: str, expected: list[str]) -> None:
    choice = {"ENGINE": "django.db.backends.sqlite3", "NAME": tmp_path / "db", "OPTIONS": {"init_command": pragmas}}
    connection = SQLiteWrapper(connections["default"].settings_dict | choice, "asked")

    answers = ask_sqlite(connection)
    connection.close()

    assert ids(sqlite_errors(answers)) == expected


def test_no_database_is_asked_when_none_is_named() -> None:
    assert check_server(None) == check_server(None, databases=None) == []


@pytest.mark.postgres
@pytest.mark.django_db
@pytest.mark.skipif("postgresql" not in settings.DATABASES["default"]["ENGINE"], reason="DATABASE_URL is SQLite")
def test_a_level_that_the_server_gives_to_our_role_is_noticed() -> None:
    for alias in ("ours", "later"):
        connections[alias] = connections["default"].copy(alias)
    name = connections["ours"].ops.quote_name(connections["ours"].settings_dict["NAME"])
    setting = f"ALTER ROLE CURRENT_USER IN DATABASE {name} SET default_transaction_isolation TO"
    before = ask_postgresql(connections["ours"])
    try:
        with connections["ours"].cursor() as cursor:
            cursor.execute(f"{setting} 'repeatable read'")
            after = ask_postgresql(connections["later"])
            cursor.execute(f"{setting} DEFAULT")
    finally:
        for alias in ("ours", "later"):
            connections[alias].close()
            del connections[alias]

    assert set(ids(postgresql_errors(before))) <= {"portal.W001"}  # the server of the suite may be a fast one
    assert after == replace(before, isolation="repeatable read")


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
        [sys.executable, "manage.py", "check", "--deploy", "--database", "default", "--fail-level", "WARNING"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (checked.returncode, checked.stderr) == (0, "")
