"""The portal's SQLite file into PostgreSQL: everything or nothing, with proof."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from shutil import copyfile
from urllib.parse import quote

import psycopg
import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from directory.contacts.models import Organisation, Service
from portal.copying import FILLED_BY_MIGRATE, RefusedError, Table, copy, fingerprint, open_source, tables
from portal.models import User
from portal.search.models import SearchRow

TARGET = "copied_to"
NEEDS_POSTGRESQL = [
    pytest.mark.postgres,
    pytest.mark.django_db,
    pytest.mark.skipif("postgresql" not in settings.DATABASES["default"]["ENGINE"], reason="DATABASE_URL is SQLite"),
]


def address(name: str) -> str:
    """DATABASE_URL of another database on the server of the suite."""
    server = settings.DATABASES["default"]
    login = quote(server["USER"]) + (f":{quote(server['PASSWORD'])}" if server["PASSWORD"] else "")
    return f"postgres://{login}@{server['HOST'] or 'localhost'}:{server['PORT'] or 5432}/{name}"


def manage(*arguments: str, database_url: str, **more: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "manage.py", *arguments],
        cwd=settings.BASE_DIR,
        env=os.environ | {"SECRET_KEY": "x", "ALLOWED_HOSTS": "localhost", "DATABASE_URL": database_url} | more,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def end(process: subprocess.Popen[str]) -> tuple[int, str]:
    output, _nothing = process.communicate(timeout=300)
    return process.returncode, output


@pytest.fixture(scope="module")
def server() -> Iterator[psycopg.Connection]:
    """A connection that can make databases."""
    with psycopg.connect(address("postgres"), autocommit=True) as opened:
        yield opened


@pytest.fixture(scope="module")
def whole(server: psycopg.Connection, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """The demonstration's file, and the name of a database that has been migrated and not used."""
    file = tmp_path_factory.mktemp("copying") / "demo.sqlite3"
    migrated = f"copying_{os.getpid()}"
    server.execute(f"CREATE DATABASE {migrated}")
    both = [
        manage("demo", "--seed-only", database_url=f"sqlite:///{file}", DEMO="true"),
        manage("migrate", "-v0", database_url=address(migrated)),
    ]
    assert [end(process)[0] for process in both] == [0, 0]
    yield file, migrated
    server.execute(f"DROP DATABASE {migrated}")


@pytest.fixture
def file(whole: tuple[Path, str], tmp_path: Path) -> Path:
    """A file of somebody's own: the demonstration, whose log-ins have other addresses."""
    file = tmp_path / "db.sqlite3"
    copyfile(whole[0], file)
    change(file, "UPDATE portal_user SET email = replace(email, '@example.dk', '@portal.example')")
    return file


@pytest.fixture
def target(server: psycopg.Connection, whole: tuple[Path, str]) -> Iterator[BaseDatabaseWrapper]:
    name = f"{whole[1]}_target"
    server.execute(f"CREATE DATABASE {name} TEMPLATE {whole[1]}")
    connections[TARGET] = connections["default"].copy(TARGET)
    connections[TARGET].settings_dict["NAME"] = name
    yield connections[TARGET]
    connections[TARGET].close()
    del connections[TARGET]
    server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def change(file: Path, statement: str) -> None:
    with sqlite3.connect(file) as opened:
        opened.execute(statement)
    opened.close()


def copied(file: Path, target: BaseDatabaseWrapper) -> list[str]:
    """Copy in this process; the search index is the command's business."""
    lines: list[str] = []
    with open_source(file) as source:
        copy(source, target, rebuild=lambda: None, say=lines.append)
    return lines


def everything(side: BaseDatabaseWrapper) -> dict[str, str]:
    return {table.name: str(fingerprint(side, table)) for table in tables()}


def run(target: BaseDatabaseWrapper, *statements: str) -> None:
    with target.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def plant(target: BaseDatabaseWrapper, table: str, body: str) -> None:
    """Let the server do this with every new row of the table."""
    run(
        target,
        f"CREATE FUNCTION planted() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$",
        f"CREATE TRIGGER planted BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION planted()",
    )


class TestWithPostgreSQL:
    pytestmark = NEEDS_POSTGRESQL

    def test_the_command_copies_everything_and_makes_the_index_of_the_search(
        self, file: Path, target: BaseDatabaseWrapper
    ) -> None:
        status, output = end(manage("copy_database", str(file), database_url=address(target.settings_dict["NAME"])))

        assert status == 0, output
        assert "contacts_service " in output
        with open_source(file) as source:
            assert everything(target) == everything(source)
        with target.cursor() as cursor:
            cursor.execute(
                "SELECT (SELECT count(*) FROM wagtailsearch_indexentry), (SELECT count(*) FROM wagtailcore_page)"
                " + (SELECT count(*) FROM wagtaildocs_document)"
            )
            entries, searched = cursor.fetchone()
            assert entries == searched

    def test_a_second_copy_is_refused_and_changes_nothing(self, file: Path, target: BaseDatabaseWrapper) -> None:
        copied(file, target)
        before = everything(target)

        with pytest.raises(RefusedError, match="er i brug"):
            copied(file, target)

        assert everything(target) == before

    def test_the_next_row_never_gets_the_number_of_a_deleted_one(self, file: Path, target: BaseDatabaseWrapper) -> None:
        change(file, "INSERT INTO taggit_tag (name, slug) VALUES ('a', 'a'), ('b', 'b'), ('c', 'c')")
        change(file, "DELETE FROM taggit_tag WHERE slug = 'c'")

        copied(file, target)

        with target.cursor() as cursor:
            cursor.execute("INSERT INTO taggit_tag (name, slug) VALUES ('d', 'd') RETURNING id")
            assert cursor.fetchone() == (4,)

    def test_a_changed_value_is_found_and_named_and_nothing_stays(
        self, file: Path, target: BaseDatabaseWrapper
    ) -> None:
        before = everything(target)
        plant(target, "contacts_person", "IF NEW.id % 7 = 0 THEN NEW.title := NEW.title || '.'; END IF; RETURN NEW;")

        with pytest.raises(RefusedError, match="contacts_person"):
            copied(file, target)

        assert everything(target) == before

    def test_a_lost_row_is_found_and_named(self, file: Path, target: BaseDatabaseWrapper) -> None:
        plant(target, "contacts_service_areas", "IF NEW.id = 3 THEN RETURN NULL; END IF; RETURN NEW;")

        with pytest.raises(RefusedError, match="contacts_service_areas"):
            copied(file, target)

    def test_a_value_that_postgresql_refuses_is_located_and_not_quoted(
        self, file: Path, target: BaseDatabaseWrapper
    ) -> None:
        change(file, "UPDATE contacts_person SET name = 'Hemmelig' || hex(zeroblob(300)) WHERE id = 5")

        with pytest.raises(RefusedError, match="contacts_person, line 5, column name") as refusal:
            copied(file, target)

        assert "Hemmelig" not in str(refusal.value)

    def test_a_row_that_points_at_nothing_is_refused(self, file: Path, target: BaseDatabaseWrapper) -> None:
        change(file, "UPDATE contacts_person SET organisation_id = 999999 WHERE id = 5")

        with pytest.raises(RefusedError, match="contacts_person"):
            copied(file, target)

    def test_another_release_is_refused(self, file: Path, target: BaseDatabaseWrapper) -> None:
        change(file, "INSERT INTO django_migrations (app, name, applied) VALUES ('portal', '0999_later', '2027-01-01')")

        with pytest.raises(RefusedError, match="0999_later"):
            copied(file, target)

    def test_an_older_release_is_refused(self, file: Path, target: BaseDatabaseWrapper) -> None:
        change(file, "DELETE FROM django_migrations WHERE app = 'upkeep'")

        with pytest.raises(RefusedError):
            copied(file, target)

    def test_the_demonstration_never_reaches_postgresql(
        self, whole: tuple[Path, str], target: BaseDatabaseWrapper
    ) -> None:
        before = everything(target)

        status, output = end(manage("copy_database", str(whole[0]), database_url=address(target.settings_dict["NAME"])))

        assert status == 1
        assert "demo" in output.lower()
        assert everything(target) == before

    def test_a_copy_that_is_killed_half_way_leaves_nothing_and_can_be_repeated(
        self, file: Path, target: BaseDatabaseWrapper, server: psycopg.Connection
    ) -> None:
        before = everything(target)
        plant(target, "contacts_service", "PERFORM pg_advisory_xact_lock(4711); RETURN NEW;")
        run(target, "SELECT pg_advisory_lock(4711)")
        process = manage("copy_database", str(file), database_url=address(target.settings_dict["NAME"]))
        wait_for_the_lock(process, server)

        process.send_signal(signal.SIGKILL)
        end(process)
        run(target, "SELECT pg_advisory_unlock(4711)")

        # Reading waits for the locks of the killed one, until the server has noticed.
        assert everything(target) == before
        run(target, "DROP FUNCTION planted CASCADE")
        assert copied(file, target)


def wait_for_the_lock(process: subprocess.Popen[str], server: psycopg.Connection) -> None:
    waiting = "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
    for _attempt in range(600):
        assert process.poll() is None, process.communicate()
        if server.execute(waiting).fetchone():
            return
        time.sleep(0.1)
    raise AssertionError("the copy has not come to the table for a minute")


@pytest.mark.django_db
def test_rows_in_tables_that_migrate_leaves_empty_are_somebody_s() -> None:
    filled = {
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if not model._meta.proxy and model._base_manager.exists()
    }

    assert filled <= FILLED_BY_MIGRATE


@pytest.mark.django_db
def test_what_people_write_makes_a_database_one_in_use() -> None:
    assert {User._meta.db_table, Service._meta.db_table, SearchRow._meta.db_table}.isdisjoint(FILLED_BY_MIGRATE)


@pytest.mark.django_db
def test_a_fingerprint_tells_one_changed_value_and_not_the_order_of_json() -> None:
    rows = Table(SearchRow._meta.db_table, tuple(SearchRow._meta.local_concrete_fields))
    row = SearchRow.objects.create(key="a", kind="x", version=1, terms={"a": 1.0, "b": [1, None]})
    first = fingerprint(connection, rows)

    SearchRow.objects.filter(pk=row.pk).update(terms={"b": [1, None], "a": 1.0})
    same = fingerprint(connection, rows)
    SearchRow.objects.filter(pk=row.pk).update(terms={"a": 1.0, "b": ["1", None]})
    other = fingerprint(connection, rows)

    assert (same == first, other == first) == (True, False)


@pytest.mark.django_db
def test_a_fingerprint_does_not_know_the_order_of_rows() -> None:
    table = next(table for table in tables() if table.name == Organisation._meta.db_table)
    backwards = Table(table.name, table.fields)
    before = fingerprint(connection, table)

    # PostgreSQL writes a changed row at the end of the table.
    Organisation.objects.filter(kind=Organisation.Kind.REGION).update(name="x")
    changed = fingerprint(connection, backwards)

    assert changed.rows == before.rows
    assert changed.digest != before.digest


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match=r"db\.sqlite3"):
        open_source(tmp_path / "db.sqlite3").__enter__()


@pytest.mark.django_db
def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "db.sqlite3").write_text("Kære alle, her er filen. " * 100)

    with pytest.raises(RefusedError, match=r"db\.sqlite3"):
        open_source(tmp_path / "db.sqlite3").__enter__()


@pytest.mark.skipif("sqlite" not in settings.DATABASES["default"]["ENGINE"], reason="DATABASE_URL is PostgreSQL")
def test_sqlite_is_never_the_target(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="DATABASE_URL"):
        call_command("copy_database", str(tmp_path / "db.sqlite3"))
