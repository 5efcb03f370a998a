"""System checks: what the settings may not say together. `manage.py check` refuses before anything is served."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error

SQLITE = "django.db.backends.sqlite3"
POSTGRESQL = "django.db.backends.postgresql"
OWN_MACHINE = {"localhost", "127.0.0.1", "::1"}
# What SQLite must be told for two writers to queue (IMMEDIATE), readers not to wait (WAL) and a power cut to lose
# nothing that was acknowledged (FULL).
SQLITE_PRAGMAS = ("journal_mode=wal", "synchronous=full")


def check_demo(app_configs: Sequence[AppConfig] | None, **options: Any) -> list[CheckMessage]:
    """The demonstration prints its log-ins, so it stays on one machine, with its own database."""
    return demo_errors(settings.DATABASES["default"], settings.SITE_URL) if settings.DEMO else []


def check_database(app_configs: Sequence[AppConfig] | None, **options: Any) -> list[CheckMessage]:
    """SQLite must queue its writers and survive a power cut; PostgreSQL must read what others have committed."""
    return database_errors(settings.DATABASES["default"])


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
