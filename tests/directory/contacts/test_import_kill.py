"""`kill -9` in the middle of an import leaves all of it, or nothing."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from django.utils.translation import gettext as _

from tests.benchmarks.test_import import full_rows

ROOT = Path(__file__).resolve().parents[3]
ROWS = 3000
ROUNDS = 10


class Portal:
    """A portal of its own, with its database in a file."""

    def __init__(self, folder: Path) -> None:
        self.database = folder / "db.sqlite3"
        self.log = folder / "log.txt"
        self._environment = os.environ | {
            "DATABASE_URL": f"sqlite:///{self.database}",
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "PYTHONUNBUFFERED": "1",
        }

    def manage(self, *arguments: str) -> "subprocess.Popen[bytes]":
        with self.log.open("wb") as log:
            return subprocess.Popen(
                [sys.executable, "manage.py", *arguments], cwd=ROOT, env=self._environment, stdout=log
            )

    def wait_until_it_says(self, word: str) -> None:
        end = time.monotonic() + 60
        while word not in self.log.read_text() and time.monotonic() < end:
            time.sleep(0.05)

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        with closing(sqlite3.connect(self.database)) as connection:
            return connection.execute(sql).fetchall()


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Portal:
    portal = Portal(tmp_path_factory.mktemp("portal"))
    assert portal.manage("migrate", "--verbosity", "0").wait() == 0
    return portal


def editions(portal: Portal) -> list[tuple[object, ...]]:
    """Which edition of the file the services, their numbers and their history are of, and how many of each."""
    return [
        *portal.rows("SELECT not_for, count(*) FROM contacts_service GROUP BY 1"),
        *portal.rows("SELECT count(*) FROM contacts_channel"),
        *portal.rows("SELECT count(*) FROM contacts_serviceperson"),
        *portal.rows("SELECT count(*) FROM search_rows_searchrow"),
    ]


@pytest.mark.slow
@pytest.mark.django_db
def test_a_kill_at_any_moment_leaves_all_or_nothing(portal: Portal, tmp_path: Path) -> None:
    moments = random.Random(7)
    before = editions(portal)
    outcomes: set[str] = set()
    for edition in range(ROUNDS):
        file = tmp_path / f"{edition}.csv"
        file.write_bytes(full_rows(ROWS, edition))
        importer = portal.manage("import_directory", str(file))
        # Every second time anywhere from the start, otherwise while it writes.
        if edition % 2 == 0:
            portal.wait_until_it_says(_("Writing"))
        time.sleep(moments.uniform(0, 8))
        os.kill(importer.pid, signal.SIGKILL)
        importer.wait()

        after = editions(portal)
        whole = [(f"Voksne, udgave {edition}", ROWS), (3 * ROWS,), (2 * ROWS,), (ROWS,)]
        assert after in (before, whole)
        outcomes.add("nothing" if after == before else "all")
        before = after

    assert "nothing" in outcomes
    assert portal.manage("import_directory", str(file)).wait() == 0
    assert editions(portal) == whole
    assert portal.rows("PRAGMA integrity_check") == [("ok",)]
