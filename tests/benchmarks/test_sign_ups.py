"""1,800 people want 150 seats, 40 at a time, over HTTP: no seat too many, nobody lost, nobody twice.

    python -m pytest tests/benchmarks/test_sign_ups.py -m slow -s

Granian and the mail worker as in production, the mail to a server of the tests' own. Each reads the page and presses
the button; every eighth thinks better of it and cancels. Prints sign-ups a second, p95, requests, CPU and memory; no
time is asserted.
"""

import os
import random
import threading
import time
from collections import Counter
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

import pytest

from tests.benchmarks.machine import postgresql
from tests.benchmarks.measuring import p50, p95
from tests.portal.mail.server import MailServer
from tests.themedays.house import Browser, House, cpu_of, house, memory_of_family

pytestmark = pytest.mark.slow
PEOPLE = int(os.environ.get("BENCH_PEOPLE", "1800"))
SEATS = 150
CLIENTS = 40
ANSWERS = ("Vi ses ", "Du er nr. ")  # what the panel says to somebody who has signed up


class Crowd:
    """Forty at a time; what each was answered, and how long it took."""

    def __init__(self, built: House, world: dict[str, Any]) -> None:
        self._house, self._cookie = built, world["cookie"]
        self._page = f"/temadage/{world['slug']}/"
        self._left: SimpleQueue[tuple[int, str]] = SimpleQueue()
        for one in enumerate(world["sessions"]):
            self._left.put(one)
        self.taken: list[float] = []
        self.answers: dict[int, str] = {}
        self.cancelled: set[int] = set()
        self.requests: Counter[str] = Counter()
        self.faults: list[str] = []

    def run(self) -> None:
        threads = [threading.Thread(target=self._work) for _client in range(CLIENTS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _work(self) -> None:
        while True:
            try:
                number, session = self._left.get_nowait()
            except Empty:
                return
            browser = self._house.browser(self._cookie, session)
            try:
                self._sign_up(number, browser)
            except (OSError, AssertionError) as error:
                self.faults.append(f"{number}: {error!r}")
            finally:
                browser.close()

    def _sign_up(self, number: int, browser: Browser) -> None:
        started = time.perf_counter()
        browser.read(self._page)
        self.answers[number] = browser.press(f"{self._page}tilmeld/")
        self.taken.append((time.perf_counter() - started) * 1000)
        self.requests["sign-up"] += browser.requests
        if random.Random(number).random() < 1 / 8:
            browser.press(f"{self._page}afmeld/")
            self.cancelled.add(number)


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_everybody_wants_a_seat(database: str, tmp_path: Path) -> None:
    if database == "sqlite":
        _measure(f"sqlite:///{tmp_path / 'db.sqlite3'}", tmp_path, database)
        return
    with postgresql() as address:
        if not address:
            pytest.skip("needs the programs of PostgreSQL")
        _measure(address, tmp_path, database)


def _measure(address: str, folder: Path, database: str) -> None:
    server = MailServer(folder / "mail.log", "take")
    environment = {
        "DATABASE_URL": address,
        "DJANGO_SETTINGS_MODULE": os.environ.get("BENCH_SETTINGS", "tests.benchmarks.house_settings"),
        "MAIL_URL": f"smtp://127.0.0.1:{server.port}",
        "MAIL_PER_DOMAIN_PER_MINUTE": "100000",
        "HOUSE_VAR": str(folder),
    }
    try:
        with house(environment) as built:
            world = built.tell("make", str(PEOPLE), str(SEATS))
            built.start_web("--workers", "1", "--blocking-threads", "4")
            built.start_worker()
            time.sleep(5)  # the worker is up; what it costs to start is no sign-up's
            crowd = Crowd(built, world)
            before = [cpu_of(process.pid) for process in built.processes]
            started = time.perf_counter()
            crowd.run()
            seconds = time.perf_counter() - started
            web = cpu_of(built.processes[0].pid) - before[0]
            _wait_for_the_mail(server)
            worker = cpu_of(built.processes[1].pid) - before[1]
            memory = [memory_of_family(process.pid) for process in built.processes]
            seen = built.tell("look")
    finally:
        server.stop()
    count = len(crowd.answers)
    done = count + len(crowd.cancelled)
    print(f"\n  {database}: {count} sign-ups, {len(crowd.cancelled)} cancellations, {CLIENTS} clients, one web worker")
    print(f"  {done / seconds:.0f} a second   p50 {p50(crowd.taken):.0f} ms   p95 {p95(crowd.taken):.0f} ms")
    print(f"  {crowd.requests['sign-up'] / count:.2f} requests for each sign-up")
    print(f"  CPU for each of both: web {web / done * 1000:.1f} ms, worker {worker / done * 1000:.1f} ms")
    for name, (alone, share) in zip(("web", "worker"), memory, strict=True):
        print(f"  memory of the {name}: {alone:.0f} MB, {share:.0f} MB when what is shared is counted once")
    print(f"  {len(server.accepted())} mails, {seen['promoted']} promoted from the waiting list")
    assert crowd.faults == []
    assert {words for words in crowd.answers.values() if not words.startswith(ANSWERS)} == set()
    _check(seen, crowd)


def _wait_for_the_mail(server: MailServer) -> None:
    """Until the mail server has heard nothing new for three seconds."""
    before = -1
    while before != (now := len(server.accepted())):
        before = now
        time.sleep(3)


def _check(seen: dict[str, Any], crowd: Crowd) -> None:
    assert set(seen["states"]) == {"sent"}
    assert seen["seated"] == SEATS
    assert (seen["missed"], seen["above"], seen["without_one_first_mail"]) == (0, [], 0)
    numbers = {int(email.partition("@")[0][1:]) for email in seen["active"]}
    assert numbers == set(crowd.answers) - crowd.cancelled
    assert len(crowd.answers) == PEOPLE
