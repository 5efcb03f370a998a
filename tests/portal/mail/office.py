"""A post office in a process of its own: `python -m tests.portal.mail.office`, one JSON list in, one JSON answer out.

The verb and its arguments make the list. Workers are forked from it, so that each starts at once; they can be killed by
their number like any other.
"""

import json
import os
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import django

django.setup()

from django.core.mail import EmailMultiAlternatives, mailers  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connections  # noqa: E402
from django.utils import timezone  # noqa: E402

from portal import mail  # noqa: E402
from portal.mail import engine  # noqa: E402
from portal.mail.building import Outgoing, Press, message_id, sender  # noqa: E402
from portal.mail.models import LEASE, Delivery  # noqa: E402
from portal.mail.reconcile import reconcile  # noqa: E402
from portal.mail.transport import Transport  # noqa: E402
from portal.mail.worker import Worker  # noqa: E402
from tests.benchmarks.machine import memory_of  # noqa: E402
from tests.portal.mail import many  # noqa: E402

TEXT = "Du har plads på temadagen.\n" * 40
HTML = "<p>Du har plads på temadagen.</p>\n" * 40


def migrate() -> None:
    """Make the tables."""
    call_command("migrate", verbosity=0)


def fill(count: int) -> int:
    """Post mails to so many people in twelve domains, half of them bulk."""
    for is_bulk in (False, True):
        message = mail.Message("Temadag", TEXT, HTML, is_bulk=is_bulk)
        letters = [
            mail.Letter(message, f"n{number}@d{number % 12}.example", f"kill-{number}")
            for number in range(count)
            if number % 2 == is_bulk
        ]
        mail.send_all(letters, purpose="kill")
    return Delivery.objects.count()


def standing() -> dict[str, int]:
    """How many rows are in each state."""
    return Counter(Delivery.objects.values_list("status", flat=True))


def addresses(status: str) -> list[str]:
    """Who the rows in a state are for."""
    return list(Delivery.objects.filter(status=status).values_list("email", flat=True))


def bury() -> list[str]:
    """Let the leases of the dead be over, without waiting for them. The Message-IDs of what they were handing over."""
    blurred = [message_id(row) for row in Delivery.objects.filter(status="handing")]
    Delivery.objects.exclude(lease_until=None).update(lease_until=timezone.now() - LEASE)
    engine.release_expired(timezone.now())
    return blurred


def settle(log: str) -> tuple[int, int]:
    """Settle what is unknown by the server's log, as one does five minutes later."""
    return reconcile(Path(log), timezone.now() + timedelta(minutes=5))


def careless() -> None:
    """What everybody else does: send, then write down that it was sent."""
    transport = Transport("default")
    while rows := list(Delivery.objects.due(timezone.now())[:50]):
        for outgoing in Press().print(rows, timezone.now(), ready=True).values():
            assert isinstance(outgoing, Outgoing)
            transport.hand_over(outgoing)
        Delivery.objects.filter(pk__in=[row.pk for row in rows]).update(status="sent")


def plain_loop(count: int) -> list[float]:
    """The plainest way: build, send over one open connection, remember nothing. Seconds, CPU seconds and MB."""
    began, cpu = time.perf_counter(), time.process_time()
    connection = mailers["default"]
    connection.open()
    for number in range(count):
        message = EmailMultiAlternatives("Temadag", TEXT, sender(), [f"n{number}@d{number % 12}.example"])
        message.attach_alternative(HTML, "text/html")
        connection.send_messages([message])
    connection.close()
    return [time.perf_counter() - began, time.process_time() - cpu, memory_of()]


def drain() -> list[float]:
    """Send all that waits, as the worker does. Seconds, CPU seconds and MB."""
    began, cpu = time.perf_counter(), time.process_time()
    Worker(threading.Event(), lambda _now: None).drain()
    return [time.perf_counter() - began, time.process_time() - cpu, memory_of()]


def fork(verb: str) -> int:
    """A worker in a process of its own; its number."""
    child = os.fork()
    if child == 0:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.close(0)
        call_command("worker") if verb == "work" else VERBS[verb]()
        os._exit(0)
    return child


VERBS: dict[str, Callable[..., object]] = {
    verb.__name__: verb
    for verb in (
        *(migrate, fill, plain_loop, drain, standing, addresses, bury, settle, careless, fork),
        *(many.people, many.schedule, many.plan, many.pause, many.resume, many.unsubscribe),
        *(many.plain_loop_of_many, many.drain_many, many.print_alone),
    )
}


if __name__ == "__main__":
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # who has died is gone, and nobody need wait
    for line in sys.stdin:
        verb, *arguments = json.loads(line)
        answer = VERBS[verb](*arguments)
        connections.close_all()  # no worker inherits a connection
        print(json.dumps(answer), flush=True)  # noqa: T201
