"""System checks: what the settings may not say together, and what a database must answer for itself.

`manage.py check` looks at the settings; `manage.py check --database default`, `migrate` and `copy_database` ask the
database too, because a server, a role or a file may have been told otherwise than our settings say.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning  # noqa: A004 - Django's name
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

SQLITE = "django.db.backends.sqlite3"
POSTGRESQL = "django.db.backends.postgresql"
OWN_MACHINE = {"localhost", "127.0.0.1", "::1"}
# What SQLite must be told for two writers to queue (IMMEDIATE), readers not to wait (WAL) and a power cut to lose
# nothing that was acknowledged (FULL).
SQLITE_PRAGMAS = ("journal_mode=wal", "synchronous=full")
OLDEST_POSTGRESQL = 15
# PRAGMA synchronous: FULL is 2, and EXTRA, which is stricter, is 3.
FULL = 2


@dataclass(frozen=True)
class SQLiteAnswers:
    """What a SQLite file says of itself: its journal, how hard it writes, whether it looks at foreign keys."""

    journal_mode: str
    synchronous: int
    foreign_keys: int


@dataclass(frozen=True)
class PostgreSQLAnswers:
    """What a PostgreSQL server says to our role in our database. `version` is the major one."""

    version: int
    encoding: str
    isolation: str
    synchronous_commit: str
    fsync: str


def check_demo(app_configs: Sequence[AppConfig] | None, **options: Any) -> list[CheckMessage]:
    """The demonstration prints its log-ins, so it stays on one machine, with its own database."""
    return demo_errors(settings.DATABASES["default"], settings.SITE_URL) if settings.DEMO else []


def check_database(app_configs: Sequence[AppConfig] | None, **options: Any) -> list[CheckMessage]:
    """SQLite must queue its writers and survive a power cut; PostgreSQL must read what others have committed."""
    return database_errors(settings.DATABASES["default"])


def check_server(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **options: Any
) -> list[CheckMessage]:
    """What the database really does, asked over a connection as the portal opens it."""
    found: list[CheckMessage] = []
    for alias in databases or ():
        connection = connections[alias]
        if connection.vendor == "sqlite":
            found += sqlite_errors(ask_sqlite(connection))
        elif connection.vendor == "postgresql":
            found += postgresql_errors(ask_postgresql(connection))
    return found


def ask_sqlite(connection: BaseDatabaseWrapper) -> SQLiteAnswers:
    """The PRAGMAs as they are in force, whatever the settings asked for."""
    return SQLiteAnswers(
        *(_answer(connection, f"PRAGMA {name}") for name in ("journal_mode", "synchronous", "foreign_keys"))
    )


def ask_postgresql(connection: BaseDatabaseWrapper) -> PostgreSQLAnswers:
    """The settings that hold for this role in this database. Not inside a transaction that has its own isolation."""
    names = ("server_encoding", "default_transaction_isolation", "synchronous_commit", "fsync")
    version = int(_answer(connection, "SHOW server_version_num")) // 10_000
    return PostgreSQLAnswers(version, *(_answer(connection, f"SHOW {name}") for name in names))


def _answer(connection: BaseDatabaseWrapper, question: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchone()[0]


def sqlite_errors(answers: SQLiteAnswers) -> list[CheckMessage]:
    """What a file does that would lose acknowledged writes, or let rows point at nothing."""
    if answers.journal_mode == "wal" and answers.synchronous >= FULL and answers.foreign_keys:
        return []
    return [
        Error(
            f"SQLite runs with journal_mode={answers.journal_mode}, synchronous={answers.synchronous}, "
            f"foreign_keys={answers.foreign_keys}.",
            hint="It needs wal, 2 and 1. WAL needs the machine's own disk: keep the file off network drives.",
            id="portal.E006",
        )
    ]


def postgresql_errors(answers: PostgreSQLAnswers) -> list[CheckMessage]:
    """What a server does that the portal cannot stand on."""
    found: list[CheckMessage] = []
    if answers.version < OLDEST_POSTGRESQL:
        found.append(
            Error(
                f"PostgreSQL is version {answers.version}.",
                hint=f"The portal needs {OLDEST_POSTGRESQL} or newer.",
                id="portal.E007",
            )
        )
    if answers.encoding != "UTF8":
        found.append(
            Error(
                f"The PostgreSQL database has the encoding {answers.encoding}.",
                hint="Make it anew: createdb --encoding=UTF8 --template=template0.",
                id="portal.E008",
            )
        )
    if answers.isolation != "read committed":
        found.append(
            Error(
                f"PostgreSQL gives the portal's role the isolation level {answers.isolation}.",
                hint="It needs read committed: ALTER ROLE and ALTER DATABASE ... RESET default_transaction_isolation.",
                id="portal.E009",
            )
        )
    if answers.synchronous_commit == "off":
        found.append(
            Error(
                "PostgreSQL acknowledges writes before they are safe (synchronous_commit is off).",
                hint="ALTER ROLE and ALTER DATABASE ... RESET synchronous_commit.",
                id="portal.E010",
            )
        )
    if answers.fsync == "off":
        found.append(
            Warning(
                "PostgreSQL runs with fsync off: a power cut can destroy the whole database.",
                hint="Set fsync = on in postgresql.conf. Off is for tests only.",
                id="portal.W001",
            )
        )
    return found


def demo_errors(database: dict[str, Any], site_url: str) -> list[CheckMessage]:
    """What a demonstration may not stand on."""
    errors: list[CheckMessage] = []
    if database["ENGINE"] != SQLITE:
        errors.append(
            Error(
                "DEMO is on, and DATABASE_URL is not SQLite.",
                hint="Unset DEMO. The demonstration fills the database with invented people and well-known passwords.",
                id="portal.E001",
            )
        )
    if urlsplit(site_url).hostname not in OWN_MACHINE:
        errors.append(
            Error(
                "DEMO is on, and SITE_URL is an address that others can reach.",
                hint="Unset DEMO, or let SITE_URL be http://localhost:8000.",
                id="portal.E002",
            )
        )
    return errors


def database_errors(database: dict[str, Any]) -> list[CheckMessage]:
    """What no installation may run on."""
    chosen: dict[str, Any] = database.get("OPTIONS", {})
    if database["ENGINE"] == SQLITE:
        pragmas = str(chosen.get("init_command", "")).replace(" ", "").lower()
        if chosen.get("transaction_mode") == "IMMEDIATE" and all(pragma in pragmas for pragma in SQLITE_PRAGMAS):
            return []
        return [
            Error(
                "SQLite does not run with IMMEDIATE transactions, WAL and synchronous=FULL.",
                hint="Leave the OPTIONS of portal/settings.py as they are.",
                id="portal.E003",
            )
        ]
    if database["ENGINE"] == POSTGRESQL:
        # psycopg numbers READ COMMITTED 2; None is the server's default, which is the same.
        if chosen.get("isolation_level") in {None, 2} and "default_transaction_isolation" not in str(chosen):
            return []
        return [
            Error(
                "PostgreSQL does not run with READ COMMITTED.",
                hint="Take isolation_level and default_transaction_isolation out of DATABASE_URL.",
                id="portal.E004",
            )
        ]
    return [Error("DATABASE_URL is neither SQLite nor PostgreSQL.", id="portal.E005")]
