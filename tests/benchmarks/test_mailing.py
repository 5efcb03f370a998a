"""A newsletter to 10,000, beside the plainest loop over Django's own mails, in one run against one server.

    python -m pytest tests/benchmarks/test_mailing.py -m slow -s

Both send personal multipart mails of 37 KB over one connection; the loop remembers nothing, the worker writes down what
became of each so that it can be killed. The server is Postfix' `smtp-sink` where there is one. MAILS=100000 is the
longer run. With DATABASE_URL it runs on that PostgreSQL server. No time is asserted; that memory does not grow is.
"""

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.portal.mail.ports import free_port
from tests.portal.mail.server import MailServer
from tests.portal.mail.watching import Office, copy_of, database, wait_until

pytestmark = pytest.mark.slow
MAILS = int(os.environ.get("MAILS", "10000"))
FEW = 1_000
GROWTH = 8  # MB that so many more mails may hold


def line(what: str, count: int, figures: list[float]) -> str:
    seconds, cpu, memory = figures
    return f"  {what:<34}{count / seconds:7.0f} mails/s {cpu * 1000 / count:6.2f} CPU ms/mail {memory:5.0f} MB"


@contextmanager
def sink(folder: Path) -> Iterator[int]:
    """A server that takes everything; its port."""
    program = shutil.which("smtp-sink", path=f"{os.environ['PATH']}:/usr/sbin")
    if not program:
        server = MailServer(folder / "mail.log", "take")
        try:
            yield server.port
        finally:
            server.stop()
        return
    port = free_port()
    as_whom = ["-u", "nobody"] if os.geteuid() == 0 else []
    process = subprocess.Popen([program, *as_whom, f"127.0.0.1:{port}", "100"])

    def answers() -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", port)) == 0

    try:
        wait_until(answers, 20)
        yield port
    finally:
        process.kill()
        process.wait()


def in_an_office(url: str, port: int, verb: str, *arguments: object) -> list[float]:
    """One verb in a process that has done nothing else."""
    office = Office(url, port)
    try:
        figures: list[float] = office.tell(verb, *arguments)
    finally:
        office.close()
    return figures


def test_a_newsletter_beside_a_plain_loop(tmp_path: Path) -> None:
    few = tmp_path / "few"
    few.mkdir()
    with database(tmp_path) as migrated, sink(tmp_path) as port:
        with copy_of(migrated, few) as url:
            in_an_office(url, port, "people", FEW)
            in_an_office(url, port, "schedule")
            small = in_an_office(url, port, "drain_many")
            building = in_an_office(url, port, "print_alone", MAILS)
        with copy_of(migrated, tmp_path) as url:
            in_an_office(url, port, "people", MAILS)
            scheduled = in_an_office(url, port, "schedule")
            plain = in_an_office(url, port, "plain_loop_of_many", min(MAILS, 10_000))
            worker = in_an_office(url, port, "drain_many")
            standing = in_an_office(url, port, "standing")
    print()
    print(line("plain loop, no log", min(MAILS, 10_000), plain))
    print(line("a newsletter, with its log", MAILS, worker))
    print(line(f"the same to {FEW:,}", FEW, small))
    print(line("scheduling it", MAILS, scheduled))
    print(line("building its mails alone", MAILS, building))
    ratio = plain[1] / min(MAILS, 10_000) / (worker[1] / MAILS)
    print(f"  {ratio:.1f} times the plain loop by CPU time of its own")
    assert standing == {"sent": MAILS}
    assert worker[2] - small[2] < GROWTH
    assert scheduled[2] - worker[2] < GROWTH
