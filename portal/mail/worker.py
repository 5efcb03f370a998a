"""The worker: sends what waits, and puts right what a dead one left. Any number may run; any may be killed."""

import logging
import os
import socket
import threading
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from time import monotonic
from uuid import uuid4

from django.conf import settings
from django.db import Error, close_old_connections, connection
from django.utils import timezone

from portal.mail import engine
from portal.mail.breaker import pause_on_storm
from portal.mail.building import Press
from portal.mail.claiming import claim
from portal.mail.transport import Fate, Transport

logger = logging.getLogger(__name__)
_GLANCE = 0.05  # seconds between looks at the bell
_LOOK = 1.0  # between looks at the database, when the bell is silent
_CHORES = 30.0
_REST = 15.0  # after the mail server was not there
type Chores = Callable[[datetime], object]


def own_name() -> str:
    """A name that no other worker has, for its leases."""
    return f"{socket.gethostname()[:18]}-{os.getpid()}-{uuid4().hex[:8]}"


class Worker:
    """Sends until it is told to stop; what it has begun it finishes. Does the `chores` every half minute."""

    def __init__(self, stopping: threading.Event, chores: Chores) -> None:
        self.name = own_name()
        self._stopping = stopping
        self._chores = chores
        self._next_chores = 0.0
        self._press = Press()
        self._transports = {False: Transport("default"), True: Transport("bulk")}
        self._resting_until = {False: 0.0, True: 0.0}
        self._heard: int | None = None

    def run(self) -> None:
        """Work until told to stop. A database that is away for a moment is waited for."""
        while not self._stopping.is_set():
            try:
                close_old_connections()
                if monotonic() >= self._next_chores:
                    self._chores(timezone.now())
                    self._next_chores = monotonic() + _CHORES
                if not self.work():
                    self._listen()
            except Error as error:
                logger.error("the database does not answer (%s)", type(error).__name__)
                connection.close()
                self._stopping.wait(_LOOK)
        self.close()

    def drain(self) -> Counter[Fate]:
        """Send what can be sent now, and stop: for cron."""
        fates: Counter[Fate] = Counter()
        while done := self.work():
            fates += done
        self.close()
        return fates

    def work(self) -> Counter[Fate]:
        """One round: what people wait for, or a little of the bulk when there is none. What became of it."""
        return self._send(bulk=False) or self._send(bulk=True)

    def close(self) -> None:
        """Close the connections to the mail server."""
        for transport in self._transports.values():
            transport.close()

    def _send(self, *, bulk: bool) -> Counter[Fate]:
        fates: Counter[Fate] = Counter()
        if monotonic() < self._resting_until[bulk] or engine.is_paused(bulk=bulk):
            return fates
        rows, begun = claim(self.name, timezone.now(), bulk=bulk), monotonic()
        for start in range(0, len(rows), engine.GROUP):
            group = rows[start : start + engine.GROUP]
            delivered = engine.deliver(self.name, group, self._transports[bulk], timezone.now(), self._press)
            fates += delivered.fates
            if delivered.is_gone:
                self._resting_until[bulk] = monotonic() + _REST
            # A little bulk at a time: what a person waits for is never far behind.
            yields = bulk and (self._is_rung() or monotonic() - begun > _LOOK)
            if delivered.is_gone or yields or self._stopping.is_set():
                engine.put_back(self.name, rows[start + engine.GROUP :])
                break
        if fates[Fate.REFUSED]:
            pause_on_storm(timezone.now(), bulk=bulk)
        return fates - Counter({Fate.UNREACHED: fates[Fate.UNREACHED]})

    def _listen(self) -> None:
        """Wait for the bell, or for a second: looking at a file costs nothing, looking at the database a little."""
        end = monotonic() + _LOOK
        while monotonic() < end and not self._stopping.wait(_GLANCE):
            if self._is_rung():
                return

    def _is_rung(self) -> bool:
        """Whether somebody has rung since it was last asked."""
        before, self._heard = self._heard, _rung_at()
        return self._heard != before


def _rung_at() -> int | None:
    try:
        return os.stat(settings.MAIL_BELL).st_mtime_ns  # noqa: PTH116 - twenty times a second, and nothing else
    except OSError:
        return None
