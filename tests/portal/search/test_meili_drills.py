"""A portal that serves, over a Meilisearch that is broken under it: every question is answered, and rightly.

Each drill breaks something that an operator could meet, asks until the portal has noticed, sees that the monitor is
told why, puts it right, and waits for the portal to find out by itself. It prints the longest that a reader waited.
"""

import json
import os
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection, transaction
from pytest_django import DjangoDbBlocker

from directory.contacts import search_rows
from tests.factories import make_function, make_municipality, make_participation, make_service
from tests.portal.search.contract.lab import must_be_there
from tests.portal.search.private_server import PrivateServer

pytestmark = [pytest.mark.meilisearch, pytest.mark.slow, pytest.mark.django_db]
BINARY = os.environ.get("MEILISEARCH_TEST_BINARY", "")
MISSING = "no Meilisearch to break: MEILISEARCH_TEST_BINARY names the program"
MUNICIPALITIES = ("Hillerød", "Køge", "Frederikssund", "Greve", "Roskilde")
SERVICES = ("Skolepsykologerne", "Modtagelsen", "Sundhedsplejen", "Familiehuset", "Ungeteamet", "Tandplejen")
QUESTIONS = ("skolepsykolog hillerød", "tandplejen", "modtagelsen køge", "00386450", "sundhedspleje greve", "roskilde")


@dataclass
class Portal:
    """A granian worker, asked as a machine asks it."""

    address: str
    database: Path
    expected: dict[str, Any] = field(default_factory=dict)
    waited: list[float] = field(default_factory=list)

    def get(self, path: str) -> dict[str, Any]:
        with urllib.request.urlopen(f"{self.address}{path}", timeout=30) as response:  # noqa: S310 - ours
            answer: dict[str, Any] = json.load(response)
            return answer

    def ask(self, question: str) -> dict[str, Any]:
        started = time.perf_counter()
        answer = self.get(f"/kontakter/soeg.json?{urlencode({'q': question, 'nu': '2026-11-24T10:30'})}")
        self.waited.append(time.perf_counter() - started)
        return answer

    def ask_all(self) -> None:
        for question in QUESTIONS:
            assert self.ask(question) == self.expected[question]

    def touch_a_row(self) -> None:
        """As if another process had written one."""
        with closing(sqlite3.connect(self.database)) as database, database:
            database.execute("UPDATE search_rows_searchstate SET version = version + 1")
            database.execute(
                "UPDATE search_rows_searchrow SET version = (SELECT version FROM search_rows_searchstate)"
                " WHERE key = (SELECT min(key) FROM search_rows_searchrow)"
            )

    def search(self) -> dict[str, Any]:
        search: dict[str, Any] = self.get("/health/")["search"]
        return search

    def until(self, status: str, words: str = "") -> dict[str, Any]:
        """Ask on until the monitor is told so; every answer on the way is right."""
        for _attempt in range(300):
            self.ask_all()
            search = self.search()
            if search["status"] == status and words in search["detail"]:
                return search
            time.sleep(0.1)
        raise AssertionError(f"search is not {status}: {self.search()}")


def a_directory() -> None:
    """Some services in some municipalities, all with the same names."""
    functions = [make_function(f"drill-{number}", name) for number, name in enumerate(SERVICES)]
    for number, short_name in enumerate(MUNICIPALITIES):
        municipality = make_municipality(short_name)
        make_participation(municipality)
        for function in functions:
            phone = "00386450" if function is functions[0] and not number else ""
            make_service(municipality, function, name=function.name, phone=phone)
    search_rows.refresh_all()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PrivateServer]:
    if not BINARY:
        (pytest.fail if must_be_there() else pytest.skip)(MISSING)
    folder = tmp_path_factory.mktemp("meilisearch")
    for parent in (folder, *folder.parents[:2]):
        parent.chmod(0o755)
    server = PrivateServer(folder / "server", BINARY)
    yield server
    server.stop()


@pytest.fixture(scope="module")
def portal(
    server: PrivateServer,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Portal]:
    """The portal over a small directory, with Meilisearch set up and well."""
    if connection.vendor != "sqlite":
        pytest.skip("the drills run once, on SQLite")
    database = tmp_path_factory.mktemp("portal") / "db.sqlite3"
    with django_db_blocker.unblock(), transaction.atomic():
        a_directory()
        database.write_bytes(connection.connection.serialize())
        transaction.set_rollback(True)
    with serving(database, server) as portal:
        for question in QUESTIONS:
            portal.expected[question] = portal.ask(question)  # the engine in memory, at first
        portal.until("ok")
        yield portal


@contextmanager
def serving(database: Path, server: PrivateServer) -> Iterator[Portal]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = os.environ | {
        "DATABASE_URL": f"sqlite:///{database}",
        "DJANGO_SETTINGS_MODULE": "tests.portal.search.drill_settings",
        "MEILISEARCH_URL": server.url,
        "MEILISEARCH_KEY": server.key,
        "MEILISEARCH_INDEX": server.name,
    }
    command = ["-m", "granian", "--interface", "wsgi", "--workers", "1", "--port", str(port), "portal.wsgi:application"]
    log = database.with_suffix(".log")
    with log.open("w") as out:
        process = subprocess.Popen([sys.executable, *command], env=environment, stdout=out, stderr=out)
    portal = Portal(f"http://127.0.0.1:{port}", database)
    try:
        for _attempt in range(200):
            assert process.poll() is None, log.read_text()
            try:
                portal.get("/health/")
                break
            except OSError:
                time.sleep(0.1)
        yield portal
    finally:
        process.terminate()
        process.wait(20)
    # Whatever was tried, the key is in no line of the log, nor what was asked.
    assert server.key not in log.read_text()
    assert "skolepsykolog" not in log.read_text()


type Act = Callable[[PrivateServer], object]


def cut_off(server: PrivateServer) -> None:
    server.stop()


DRILLS: dict[str, tuple[Act, str, Act]] = {
    "stopped, and started again with its data": (cut_off, "cannot be reached", PrivateServer.start),
    "hung": (PrivateServer.freeze, "in time", PrivateServer.thaw),
    "stopped, and started again empty": (cut_off, "cannot be reached", PrivateServer.restart_empty),
    "the key is withdrawn": (PrivateServer.delete_key, "refuses MEILISEARCH_KEY", PrivateServer.make_key),
}


@pytest.mark.parametrize("drill", DRILLS.values(), ids=DRILLS)
def test_every_question_is_answered_while_meilisearch_is(
    portal: Portal, server: PrivateServer, drill: tuple[Act, str, Act], capsys: pytest.CaptureFixture[str]
) -> None:
    broken, words, mended = drill
    portal.waited.clear()

    broken(server)
    portal.ask_all()
    told = portal.until("degraded", words)
    portal.ask_all()
    mended(server)
    portal.until("ok")

    assert "The engine in memory answers." in told["detail"]
    assert server.key not in json.dumps(told)
    with capsys.disabled():
        sys.stdout.write(f"\n  {words}: {len(portal.waited)} questions, the longest took {max(portal.waited):.2f} s ")


@pytest.mark.parametrize(
    "broken", [PrivateServer.delete_index, PrivateServer.reset_settings, PrivateServer.restart_empty]
)
def test_an_index_that_is_lost_comes_back_by_itself(portal: Portal, server: PrivateServer, broken: Act) -> None:
    broken(server)

    portal.ask_all()
    portal.until("ok")
    portal.ask_all()

    assert server.master.index(server.name).get_stats().number_of_documents == 32


def test_a_disk_that_takes_nothing_more_is_told_and_got_over(
    portal: Portal, server: PrivateServer, capsys: pytest.CaptureFixture[str]
) -> None:
    server.refuse_to_write()
    portal.touch_a_row()

    told = portal.until("degraded", "500")
    server.write_again()
    portal.until("ok")

    assert told["lag"] > 0
    with capsys.disabled():
        sys.stdout.write(f"\n  refuses to write: {told['detail']} ")
