"""Two workers, one SQLite file: what one commits, the other finds at its next search."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

type Tell = Callable[..., object]


@contextmanager
def worker(database: Path) -> Iterator[Tell]:
    """A process of its own that has read nothing yet, and a way to tell it what to do."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.portal.search.two_processes"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"DATABASE_URL": f"sqlite:///{database}", "DJANGO_SETTINGS_MODULE": "tests.settings"},
        cwd=Path(__file__).parents[3],
    )
    assert process.stdin
    assert process.stdout

    def tell(*command: str) -> object:
        assert process.stdin
        assert process.stdout
        process.stdin.write(json.dumps(command) + "\n")
        process.stdin.flush()
        return json.loads(process.stdout.readline())

    with process:
        yield tell
        process.stdin.close()
        assert process.wait(30) == 0


def test_a_worker_finds_what_another_has_just_committed(tmp_path: Path) -> None:
    with worker(tmp_path / "db.sqlite3") as writer, worker(tmp_path / "db.sqlite3") as reader:
        writer("tables")
        writer("write", "first", "angst")
        assert reader("search", "angst") == ["first"]

        for number in range(5):
            writer("write", f"next-{number}", "angst")
            assert reader("search", "angst") == ["first", *(f"next-{n}" for n in range(number + 1))]

        writer("write", "first", "hash")
        assert reader("search", "hash") == ["first"]


def test_threads_of_a_worker_may_search_while_rows_change(tmp_path: Path) -> None:
    with worker(tmp_path / "db.sqlite3") as one:
        one("tables")

        asked = one("search_while_writing")

        assert isinstance(asked, int)
        assert asked >= 4


def test_a_row_cannot_be_written_outside_a_transaction(tmp_path: Path) -> None:
    with worker(tmp_path / "db.sqlite3") as one:
        one("tables")

        assert one("write_without_transaction", "a") == "refused"
        assert one("search", "a") == []
