"""The heart of the post office: hand over, settle, take over. Everything it knows stands in the rows, so it may die."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from time import monotonic
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.models import F, Q

from portal.mail.building import Outgoing, Press
from portal.mail.models import LEASE, Delivery, Mailing, Pause
from portal.mail.returns.noting import note_refusal
from portal.mail.transport import Fate, Outcome, Transport

GROUP = 10  # how many rows one commit marks before they leave, and so how many a crash can blur
# A group is not continued after so many seconds: whatever takes its rows over waits for much longer.
_LONGEST_GROUP = 30
# Between attempts after a 4xx; after the last one the message has failed. RFC 5321 4.5.4.1 asks for days of a server;
# the next hop has those, we are only its client.
BACK_OFF = [timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 360, 720)]
_FREE: dict[str, Any] = {"lease_owner": "", "lease_until": None}
Status = Delivery.Status


def is_paused(*, bulk: bool) -> bool:
    """Whether sending rests, until a person starts it again."""
    return Pause.objects.now(bulk=bulk).exists()


@dataclass
class Delivered:
    """What became of a group, and whether the server is there for the next one."""

    fates: Counter[Fate] = field(default_factory=Counter)
    is_gone: bool = False


def deliver(
    owner: str, rows: Sequence[Delivery], transport: Transport, now: datetime, press: Press | None = None
) -> Delivered:
    """Hand a group over: mark it, send it, settle it. A kill in between leaves `handing` rows, and only those blur.

    Rows that are not tried, because the server went away or time ran out, wait again in their old order.
    """
    printed = (press or Press()).print(rows, now, ready=transport.speaks_smtp)
    begun = monotonic()
    held = _mark(owner, rows, now)
    outcomes: dict[int, Outcome] = {}
    is_gone = False
    for row in held:
        match printed[row.pk]:
            case Outgoing() as outgoing:
                if not is_gone and monotonic() - begun <= _LONGEST_GROUP:
                    outcomes[row.pk] = transport.hand_over(outgoing)
                    is_gone = outcomes[row.pk].is_gone
            case error:  # refused by ourselves, so that it stops nobody else's
                outcomes[row.pk] = Outcome(Fate.REFUSED, type(error).__name__)
    with transaction.atomic():
        _settle(owner, [(row, outcomes.get(row.pk)) for row in held], now)
    for row in held:
        if row.pk in outcomes and outcomes[row.pk].fate == Fate.REFUSED:
            note_refusal(row, outcomes[row.pk].response, now)
    return Delivered(Counter(outcome.fate for outcome in outcomes.values()), is_gone)


def _mark(owner: str, rows: Sequence[Delivery], now: datetime) -> list[Delivery]:
    """Write down that these are about to leave. Those that are still ours and may: no mailing of theirs has stopped."""
    those = Delivery.objects.filter(pk__in=[row.pk for row in rows])
    may_leave = those.held_by(owner, Status.CLAIMED)
    if any(row.mailing_id for row in rows):
        may_leave = may_leave.filter(Q(mailing=None) | Q(mailing__in=Mailing.objects.being_sent().order_by()))
    changes = {"status": Status.HANDING, "handed_at": now, "attempts": F("attempts") + 1, "lease_until": now + LEASE}
    with transaction.atomic():
        if may_leave.update(**changes) == len(rows):
            return list(rows)
        # Read after it is written: a mail that is called back in between is told apart only by what was marked.
        held = set(those.held_by(owner, Status.HANDING).values_list("pk", flat=True))
        put_back(owner, rows)
    return [row for row in rows if row.pk in held]


def put_back(owner: str, rows: Sequence[Delivery]) -> None:
    """Let rows that were claimed and not tried wait again, in their old order."""
    mine = Delivery.objects.held_by(owner, Status.CLAIMED).filter(pk__in=[row.pk for row in rows])
    mine.update(status=Status.QUEUED, **_FREE)


# Fenced: a worker that was asleep for longer than its lease changes nothing of its successor's.
_SETTLE = """
    UPDATE mail_delivery
    SET status = %s, attempts = %s, next_at = %s, sent_at = %s, response = %s, lease_owner = '', lease_until = NULL
    WHERE id = %s AND lease_owner = %s AND status = 'handing'
"""


def _settle(owner: str, pairs: Sequence[tuple[Delivery, Outcome | None]], now: datetime) -> None:
    """Write down what became of a group. In SQL, because each row has its own answer: ten of Django's UPDATEs take
    more time than sending ten mails."""
    moment = connection.ops.adapt_datetimefield_value
    values: list[list[str | int | None]] = []
    for row, outcome in pairs:
        after = _after(row, outcome, now)
        values.append(
            [after.status, after.attempts, moment(after.next_at), moment(after.sent_at), after.response, row.pk, owner]
        )
    if values:
        with connection.cursor() as cursor:
            cursor.executemany(_SETTLE, values)


class _After(NamedTuple):
    """A row when its attempt is over."""

    status: Delivery.Status
    attempts: int
    response: str
    next_at: datetime | None = None
    sent_at: datetime | None = None


def _after(row: Delivery, outcome: Outcome | None, now: datetime) -> _After:
    if outcome is None:  # not tried
        return _After(Status.QUEUED, row.attempts, row.response, row.next_at)
    attempts, response = row.attempts + 1, outcome.response
    match outcome.fate:
        case Fate.UNREACHED:  # it does not count as an attempt: our server is down, not theirs
            return _After(Status.QUEUED, row.attempts, response, row.next_at)
        case Fate.LATER if attempts <= len(BACK_OFF):
            return _After(Status.QUEUED, attempts, response, now + BACK_OFF[attempts - 1])
        case Fate.SENT:
            return _After(Status.SENT, attempts, response, sent_at=now)
        case Fate.UNKNOWN:
            return _After(Status.UNKNOWN, attempts, response)
        case _:
            return _After(Status.FAILED, attempts, response)


def release_expired(now: datetime) -> tuple[int, int]:
    """Take rows from workers that have died: claimed ones wait again, handing ones are unknown. How many of each."""
    expired = Delivery.objects.expired(now)
    if not expired.exists():
        return 0, 0
    with transaction.atomic():
        waiting = expired.filter(status=Status.CLAIMED).update(status=Status.QUEUED, **_FREE)
        blurred = expired.filter(status=Status.HANDING).update(status=Status.UNKNOWN, **_FREE)
    return waiting, blurred
