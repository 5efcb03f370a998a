"""The worker beside the plainest loop, in one run against one server: mails a second, CPU for each mail, memory.

    python -m pytest tests/benchmarks/test_mail.py -m slow -s

The loop sends over one open connection and remembers nothing. The worker has the disk's word for each mail twice, so
that it can be killed. With DATABASE_URL it runs on that PostgreSQL server.
"""

from pathlib import Path

import pytest

from tests.portal.mail.server import MailServer
from tests.portal.mail.watching import Office, database

pytestmark = pytest.mark.slow
MAILS = 1_000


def line(what: str, seconds: float, cpu: float, memory: float) -> str:
    return f"  {what:<22}{MAILS / seconds:6.0f} mails/s {cpu * 1000 / MAILS:6.2f} CPU ms/mail {memory:5.0f} MB"


def test_the_worker_beside_a_plain_loop(tmp_path: Path) -> None:
    server = MailServer(tmp_path / "mail.log", "take")
    with database(tmp_path) as url:
        office = Office(url, server.port)
        office.tell("fill", MAILS)

        plain, worker = office.tell("plain_loop", MAILS), office.tell("drain")

        print()
        print(line("plain loop, no log", *plain))
        print(line("worker", *worker))
        assert office.tell("standing") == {"sent": MAILS}
        assert len(server.accepted()) == 2 * MAILS
        office.close()
    server.stop()
