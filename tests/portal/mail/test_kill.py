"""`kill -9` of the worker twenty times over 3,000 mails: nobody gets one twice, and in the end nobody is missing.

    python -m pytest tests/portal/mail/test_kill.py -m slow -s

Truth is the mail server's own log. Prints how many kills struck between hand-over and mark, and fails at none. The
negative control marks after sending, and doubles. With DATABASE_URL it runs on that PostgreSQL server.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from portal.mail.engine import GROUP
from tests.portal.mail.conftest import Start
from tests.portal.mail.watching import Office, Watched, copy_of, database

pytestmark = pytest.mark.slow
MAILS = 3_000
KILLS = 20


def everybody(count: int) -> Counter[str]:
    """The readers that `office.fill` writes to, each once."""
    return Counter(f"n{number}@d{number % 12}.example" for number in range(count))


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with database(tmp_path_factory.mktemp("office")) as url:
        yield url


@pytest.fixture
def database_url(migrated: str, tmp_path: Path) -> Iterator[str]:
    with copy_of(migrated, tmp_path) as url:
        yield url


@pytest.fixture
def watched(database_url: str, start_mail_server: Start) -> Iterator[Watched]:
    """A post office with mail for everybody, and the server that its mail goes to."""
    server = start_mail_server("slow")
    office = Office(database_url, server.port)
    yield Watched(office, server)
    office.close()


def test_nobody_twice_and_nobody_missing_once_the_servers_log_is_read(watched: Watched) -> None:
    watched.tell("fill", MAILS)

    blurred = watched.kill_again_and_again("work", KILLS)

    taken = {message_id for message_id, _recipient in watched.server.accepted()}
    struck = sum(bool(taken & set(group)) for group in blurred)
    rows = sum(map(len, blurred))
    print(f"\n  {KILLS} kills, {struck} struck between hand-over and mark; {rows} rows in doubt")  # noqa: T201
    assert struck
    assert max(map(len, blurred)) <= GROUP
    watched.work_to_the_end("work")
    # Without a log: nobody twice, and whoever is missing stands there as unknown.
    assert watched.tell("standing") == {"sent": MAILS - rows, "unknown": rows}
    assert max(watched.recipients().values()) == 1
    assert set(everybody(MAILS)) - set(watched.recipients()) <= set(watched.tell("addresses", "unknown"))
    # With one: everybody, once.
    with watched.server.log.open("a") as log:
        log.write(f"{(datetime.now(UTC) + timedelta(minutes=5)).isoformat()} sink postfix/anvil[7]: statistics\n")
    sent, again = watched.tell("settle", str(watched.server.log))
    watched.work_to_the_end("work")
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
