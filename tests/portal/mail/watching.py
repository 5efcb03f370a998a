"""A post office in a process of its own, the server that its mail goes to, and a database for the two."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from shutil import copyfile
from typing import Any

import psycopg
from django.conf import settings

from tests.portal.mail.postfix import Postfix
from tests.portal.mail.server import MailServer
from tests.portal.test_copying import address

PATIENCE = 300  # seconds: a machine may be slow, a test is wrong only when nothing happens


class Office:
    """A post office with a database of its own, in a process of its own (`office.py`)."""

    def __init__(self, database_url: str, port: int) -> None:
        environment = os.environ | {
            "DATABASE_URL": database_url,
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "MAIL_URL": f"smtp://127.0.0.1:{port}",
            "MAIL_PER_DOMAIN_PER_MINUTE": "100000",
            "OPENBLAS_NUM_THREADS": "1",  # it forks its workers, and so has one thread
        }
        program = [sys.executable, "-m", "tests.portal.mail.office"]
        self._process = subprocess.Popen(
            program, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True
        )

    def tell(self, verb: str, *arguments: object) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps([verb, *arguments]) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        assert answer, "the post office has died"
        return json.loads(answer)

    def close(self) -> None:
        # With the workers that a test which failed has left: they hold our pipe open, and its end would never come.
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.communicate()


class Watched:
    """An office, and the server's own log of what it sends."""

    def __init__(self, office: Office, server: MailServer | Postfix) -> None:
        self.tell = office.tell
        self.server = server
        self._read, self._count = 0, 0

    def accepted(self) -> int:
        """How many messages the server has accepted. Reads what is new in its log."""
        with self.server.log.open("rb") as log:
            log.seek(self._read)
            new = log.read()
        self._read += len(new)
        self._count += new.count(b"status=sent")
        return self._count

    def kill_again_and_again(self, verb: str, kills: int) -> list[list[str]]:
        """Kill the worker at moments of chance; what was being handed over, kill by kill."""
        chance = random.Random(20)
        blurred = []
        for _kill in range(kills):
            enough = self.accepted() + chance.randrange(20, 100)
            worker = self.tell("fork", verb)
            wait_until(lambda: self.accepted() >= enough)  # noqa: B023 - waited for here and now
            time.sleep(chance.random() * 0.02)
            end(worker, signal.SIGKILL)
            blurred.append(self.tell("bury"))
        return blurred

    def work_to_the_end(self, *verbs: str) -> None:
        workers = [self.tell("fork", verb) for verb in verbs]
        try:
            wait_until(lambda: not {"queued", "claimed", "handing"} & set(self.tell("standing")))
        finally:
            print(self.tell("standing"), self.accepted(), "accepted")  # noqa: T201 - read when it has failed
        for worker in workers:
            end(worker, signal.SIGTERM)

    def recipients(self) -> Counter[str]:
        return Counter(self.server.recipients())


def everybody(count: int) -> Counter[str]:
    """The readers that `office.fill` and `many.people` make, each once."""
    return Counter(f"n{number}@d{number % 12}.example" for number in range(count))


def end(process: int, how: signal.Signals) -> None:
    """Send the signal, and wait until the process is gone."""

    def is_gone() -> bool:
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return True
        return False

    with suppress(ProcessLookupError):  # a worker that has nothing left to do may be gone already
        os.kill(process, how)
    wait_until(is_gone)


def wait_until(holds: Callable[[], bool], seconds: float = PATIENCE) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, f"not so after {seconds} s"
        time.sleep(0.002)


@contextmanager
def database(folder: Path) -> Iterator[str]:
    """The address of a database with empty tables: a file, or one on the server of the suite."""
    if "postgresql" not in settings.DATABASES["default"]["ENGINE"]:
        url = f"sqlite:///{folder / 'db.sqlite3'}"
        _migrate(url)
        yield url
        return
    name = f"office_{os.getpid()}"
    with psycopg.connect(address("postgres"), autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        _migrate(address(name))
        yield address(name)
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _migrate(database_url: str) -> None:
    office = Office(database_url, port=0)
    office.tell("migrate")
    office.close()


@contextmanager
def copy_of(database_url: str, folder: Path) -> Iterator[str]:
    """The address of a copy of that database."""
    if database_url.startswith("sqlite"):
        copyfile(database_url.removeprefix("sqlite:///"), folder / "copy.sqlite3")
        yield f"sqlite:///{folder / 'copy.sqlite3'}"
        return
    name = database_url.rpartition("/")[2]
    with psycopg.connect(address("postgres"), autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}_copy TEMPLATE {name}")
        yield f"{database_url}_copy"
        server.execute(f"DROP DATABASE {name}_copy WITH (FORCE)")
