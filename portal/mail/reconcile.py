"""Asking the next server's own log what became of the rows that a crash has blurred.

Postfix writes `cleanup ... message-id=<...>` also when the client dies before the final dot; it has the message only
when the same queue id is later `qmgr ... (queue active)`.
"""

import logging
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.utils import timezone

from portal.mail.building import message_id
from portal.mail.models import LEASE, Delivery

logger = logging.getLogger(__name__)
_CLEANUP = re.compile(r"/cleanup\[\d+\]: (?P<queue>\w+): message-id=(?P<id><[^>]+>)")
_ACTIVE = re.compile(r"/qmgr\[\d+\]: (?P<queue>\w+): .*\(queue active\)")
_ISO = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:?\d\d)")
_SYSLOG = re.compile(r"[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d")
# Whoever held the row may have been slow to die, and the log slow to be written.
_SETTLES_AFTER = LEASE + timedelta(seconds=60)
# What the log has not told in so many days it never will; else one row would have all of it read at every tick.
_GIVES_UP_AFTER = timedelta(days=3)
_GOES_ON = timedelta(seconds=60)  # for so long after the hand-over the log must go on, or its silence says nothing
Status = Delivery.Status


@dataclass(frozen=True)
class ServerLog:
    """What a log says: which Message-IDs the server has accepted, and of what time it speaks."""

    accepted: frozenset[str]
    begins: datetime
    ends: datetime

    def covers(self, moment: datetime) -> bool:
        """Whether a message handed over then would stand in it."""
        return self.begins <= moment and moment + _GOES_ON <= self.ends


def read_postfix(path: Path, now: datetime) -> ServerLog | None:
    """The log and the one before it (`.1`); None when there is nothing that can be read."""
    first = last = ""

    def lines() -> Iterator[str]:
        nonlocal first, last
        for last in _lines(path):
            first = first or last
            yield last

    accepted = frozenset(accepted_by_postfix(lines()))
    begins, ends = moment_of(first, now), moment_of(last, now)
    return ServerLog(accepted, begins, ends) if begins and ends else None


def _lines(path: Path) -> Iterator[str]:
    for file in (path.with_name(path.name + ".1"), path):
        with suppress(FileNotFoundError), file.open(errors="replace") as opened:
            yield from opened


def accepted_by_postfix(lines: Iterable[str]) -> set[str]:
    """The Message-IDs that Postfix has put in its queue, from the lines of its log."""
    ids: dict[str, str] = {}
    accepted: set[str] = set()
    for line in lines:
        if match := _CLEANUP.search(line):
            ids[match["queue"]] = match["id"]
        elif (match := _ACTIVE.search(line)) and match["queue"] in ids:
            accepted.add(ids[match["queue"]])
    return accepted


def moment_of(line: str, now: datetime) -> datetime | None:
    """When a line was written: `2026-11-22T10:00:00.1+01:00`, or `Nov 22 10:00:00`, local and in the last year."""
    if match := _ISO.match(line):
        return datetime.fromisoformat(match.group())
    if not (match := _SYSLOG.match(line)):
        return None
    local = timezone.localtime(now)
    for year in (local.year, local.year - 1):
        with suppress(ValueError):  # 29 February
            moment = datetime.strptime(f"{year} {match.group()}", "%Y %b %d %H:%M:%S").replace(tzinfo=local.tzinfo)
            if moment <= local + timedelta(days=1):
                return moment
    return None


def settle_unknown(log: ServerLog, now: datetime) -> tuple[int, int]:
    """Settle the unknown rows by what the server has accepted; how many were sent, and how many wait again.

    Rows of a time of which the log does not speak stay unknown: it cannot tell.
    """
    sent = again = 0
    for row in Delivery.objects.filter(status=Status.UNKNOWN, handed_at__lte=now - _SETTLES_AFTER):
        settled = Delivery.objects.filter(pk=row.pk, status=Status.UNKNOWN)
        if message_id(row) in log.accepted:
            sent += settled.update(status=Status.SENT, sent_at=row.handed_at, response="in the server's log")
        elif row.handed_at and (row.text or row.mailing_id) and row.email and log.covers(row.handed_at):
            again += settled.update(status=Status.QUEUED, next_at=None)
    return sent, again


def reconcile(path: Path, now: datetime) -> tuple[int, int]:
    """Settle what is unknown by the Postfix log at that path, when there is anything to settle."""
    between = (now - _GIVES_UP_AFTER, now - _SETTLES_AFTER)
    if not Delivery.objects.filter(status=Status.UNKNOWN, handed_at__range=between).exists():
        return 0, 0
    try:
        log = read_postfix(path, now)
    except OSError as error:
        logger.error("the log of Postfix cannot be read (%s)", type(error).__name__)
        return 0, 0
    return settle_unknown(log, now) if log else (0, 0)
