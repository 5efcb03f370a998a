"""`kill -9` of a web worker during sign-ups, fifty times: what was answered is written, and everybody gets one mail.

    python -m pytest tests/themedays/test_kill.py -m slow -s

Two workers answer, so that one is there while the other starts anew; a worker is killed in the middle of each burst.
Whoever gets no answer looks at the page and presses again. Prints how many kills struck between what was written and
the answer, and fails when none did.
"""

import http.client
import os
import random
import signal
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from tests.themedays.house import Browser, House, family, house

pytestmark = pytest.mark.slow
ROUNDS = int(os.environ.get("KILL_ROUNDS", "50"))
BURST = 8
SEATS = 100
WORKERS = 2
CRASH_LOOP = 6.0  # seconds
NO_ANSWER = (OSError, http.client.HTTPException)


class Burst:
    """Some people who sign up at once, and do not give up."""

    def __init__(self, built: House, world: dict[str, Any], numbers: list[int]) -> None:
        self._house, self._world, self._numbers = built, world, numbers
        self._page = f"/temadage/{world['slug']}/"
        self.struck: set[int] = set()  # whose sign-up was written, and not answered
        self.unanswered = 0
        self.acknowledged: set[int] = set()
        self._pressing = threading.Semaphore(0)

    def wait_for_buttons(self, count: int) -> None:
        """Until so many have read the page and press the button."""
        for _button in range(count):
            self._pressing.acquire()

    def run(self, kill: threading.Thread) -> None:
        threads = [threading.Thread(target=self._sign_up, args=[number]) for number in self._numbers]
        for thread in [*threads, kill]:
            thread.start()
        for thread in [*threads, kill]:
            thread.join()

    def _sign_up(self, number: int) -> None:
        for _attempt in range(1000):
            browser = self._browser(number)
            try:
                if "/afmeld/" in browser.text_of(self._page):  # an earlier press was written, and not answered
                    self.struck.add(number)
                else:
                    self._pressing.release()
                    browser.press(f"{self._page}tilmeld/")
            except NO_ANSWER:
                self.unanswered += 1
                time.sleep(0.1)
            else:
                self.acknowledged.add(number)
                return
            finally:
                browser.close()

    def _browser(self, number: int) -> Browser:
        return self._house.browser(self._world["cookie"], self._world["sessions"][number])


def test_fifty_kills_lose_nobody_and_double_nobody(tmp_path: Path) -> None:
    environment = {
        "DATABASE_URL": f"sqlite:///{tmp_path / 'db.sqlite3'}",
        "DJANGO_SETTINGS_MODULE": "tests.themedays.slow_settings",
        "HOUSE_VAR": str(tmp_path),
    }
    chance = random.Random(50)
    struck = unanswered = hit = 0
    acknowledged: set[int] = set()
    with house(environment) as built:
        world = built.tell("make", str(ROUNDS * BURST), str(SEATS))
        respawn = ("--respawn-failed-workers", "--respawn-interval", "0.1")
        built.start_web("--workers", str(WORKERS), "--blocking-threads", "4", *respawn)
        for number in range(ROUNDS):
            burst = Burst(built, world, list(range(number * BURST, (number + 1) * BURST)))
            victim, buttons = _settled(chance.choice(_all_workers(built))), chance.randint(1, BURST)
            burst.run(threading.Thread(target=_kill, args=[victim, burst, buttons, chance.uniform(0, 0.4)]))
            struck += len(burst.struck)
            hit += bool(burst.struck)
            unanswered += burst.unanswered
            acknowledged |= burst.acknowledged
        seen = built.tell("look")
    sys.stdout.write(f"\n  {ROUNDS} kills: {unanswered} requests without an answer, {struck} written all the same\n")
    sys.stdout.write(f"  {hit} kills struck between what was written and the answer\n")
    assert hit
    assert len(acknowledged) == ROUNDS * BURST
    assert {int(email.partition("@")[0][1:]) for email in seen["active"]} == acknowledged
    assert seen["seated"] <= SEATS
    assert (seen["missed"], seen["without_one_first_mail"]) == (0, 0)
    assert sum(seen["states"].values()) == ROUNDS * BURST


def _all_workers(built: House) -> list[int]:
    """The web workers, when the last one that was killed has been replaced and answers."""
    main = built.processes[0].pid
    for _attempt in range(2400):
        workers = family(main)[1:]
        if len(workers) == WORKERS and all(_is_ready(worker) for worker in workers):
            return workers
        time.sleep(0.1)
    raise AssertionError("the killed worker was not replaced")


def _settled(worker: int) -> int:
    """The worker, once it has lived so long that its death is no crash loop to granian, which then gives up."""
    while time.time() - Path(f"/proc/{worker}").stat().st_ctime < CRASH_LOOP:
        time.sleep(0.1)
    return worker


def _is_ready(worker: int) -> bool:
    """Whether it serves: it has started the threads that answer."""
    return len(list(Path(f"/proc/{worker}/task").iterdir())) > 4


def _kill(worker: int, burst: Burst, buttons: int, after: float) -> None:
    burst.wait_for_buttons(buttons)
    time.sleep(after)
    os.kill(worker, signal.SIGKILL)
