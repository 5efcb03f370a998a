"""`kill -9` of the worker twenty times over 3,000 mails: nobody gets one twice, and in the end nobody is missing.

    python -m pytest tests/portal/mail/test_kill.py -m slow -s

Truth is the mail server's own log: that of a sink which is slow to answer, and that of a real Postfix with its queue.
Prints how many kills struck between hand-over and mark, and fails at none. The negative control marks after sending,
and doubles. KILL_ROUNDS makes it shorter. With DATABASE_URL it runs on that PostgreSQL server.
"""

import os
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from portal.mail.engine import GROUP
from tests.portal.mail.watching import Watched, everybody, wait_until

pytestmark = pytest.mark.slow
KILLS = int(os.environ.get("KILL_ROUNDS", "20"))
MAILS = 150 * KILLS


def test_nobody_twice_and_nobody_missing_once_the_servers_log_is_read(watched: Watched) -> None:
    watched.tell("fill", MAILS)

    kill_and_settle(watched)


def test_a_newsletter_reaches_everybody_once(watched: Watched) -> None:
    watched.tell("people", MAILS)
    watched.tell("schedule")

    kill_and_settle(watched)


def test_a_newsletter_reaches_everybody_once_by_way_of_a_real_postfix(watched_postfix: Watched) -> None:
    watched_postfix.tell("people", MAILS)
    watched_postfix.tell("schedule")

    kill_and_settle(watched_postfix)


def kill_and_settle(watched: Watched) -> None:
    """Kill again and again, work to the end, and compare with the server's log before and after it is read."""
    blurred = watched.kill_again_and_again("work", KILLS)

    watched.work_to_the_end("work")
    rows = sum(map(len, blurred))
    wait_until(lambda: watched.accepted() >= MAILS - rows)
    taken = {message_id for message_id, _recipient in watched.server.accepted()}
    struck = sum(bool(taken & set(group)) for group in blurred)
    print(f"\n  {KILLS} kills, {struck} struck between hand-over and mark; {rows} rows in doubt")  # noqa: T201
    assert struck
    assert max(map(len, blurred)) <= GROUP
    # Without a log: nobody twice, and whoever is missing stands there as unknown.
    assert watched.tell("standing") == {"sent": MAILS - rows, "unknown": rows}
    assert max(watched.recipients().values()) == 1
    assert set(everybody(MAILS)) - set(watched.recipients()) <= set(watched.tell("addresses", "unknown"))
    # With one: everybody, once.
    with watched.server.log.open("a") as log:
        later = datetime.now(ZoneInfo("Europe/Copenhagen")) + timedelta(minutes=5)
        log.write(f"{later.isoformat()} sink postfix/anvil[7]: statistics\n")
    sent, again = watched.tell("settle", str(watched.server.log))
    watched.work_to_the_end("work")
    wait_until(lambda: watched.accepted() >= MAILS)
    print(f"  the server's log settles {sent} as sent, {again} go again")  # noqa: T201
    assert watched.tell("standing") == {"sent": MAILS}
    assert watched.recipients() == everybody(MAILS)


def test_marking_after_sending_doubles(watched: Watched) -> None:
    watched.tell("fill", MAILS)

    watched.kill_again_and_again("careless", KILLS)
    watched.work_to_the_end("careless")

    doubled = sum(count > 1 for count in watched.recipients().values())
    print(f"\n  negative control: {doubled} people got it twice")  # noqa: T201
    assert doubled


def test_two_workers_share_the_work(watched: Watched) -> None:
    watched.tell("fill", 800)

    watched.work_to_the_end("work", "work")

    assert watched.recipients() == everybody(800)
