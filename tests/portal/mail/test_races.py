"""A newsletter while others do the same, stop it or say no: the right people, once.

    python -m pytest tests/portal/mail/test_races.py -m slow

Workers and schedulers are processes. With DATABASE_URL it runs on that PostgreSQL server.
"""

import signal
import time
from collections import Counter

import pytest

from tests.portal.mail.watching import Watched, end, everybody, wait_until

pytestmark = pytest.mark.slow
MAILS = 600


def is_still(watched: Watched) -> bool:
    """Whether no worker holds anything."""
    return not {"claimed", "handing"} & set(watched.tell("standing"))


def test_two_schedulers_and_three_workers_reach_everybody_once(watched: Watched) -> None:
    watched.tell("people", MAILS)

    for _each in range(2):
        watched.tell("fork", "plan")
    wait_until(lambda: sum(watched.tell("standing").values()) == MAILS)
    watched.work_to_the_end("work", "work", "work")  # each begins what is due as it starts

    assert watched.recipients() == everybody(MAILS)
    assert watched.tell("standing") == {"sent": MAILS}


def test_paused_in_the_middle_it_rests_and_who_says_no_meanwhile_gets_nothing(watched: Watched) -> None:
    watched.tell("people", MAILS)
    watched.tell("schedule")
    workers = [watched.tell("fork", "work") for _each in range(2)]
    wait_until(lambda: watched.accepted() >= 100)

    watched.tell("pause")
    wait_until(lambda: is_still(watched))
    taken, they = watched.accepted(), watched.tell("addresses", "queued")[:10]
    watched.tell("unsubscribe", they)
    time.sleep(2)  # each worker has looked for something to do
    assert watched.accepted() == taken
    watched.tell("resume")
    wait_until(lambda: not {"queued", "claimed", "handing"} & set(watched.tell("standing")))
    for worker in workers:
        end(worker, signal.SIGTERM)

    assert watched.tell("standing") == {"sent": MAILS - 10, "skipped": 10}
    assert watched.recipients() == everybody(MAILS) - Counter(they)
