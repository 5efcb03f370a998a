"""The heart of the post office: claim, hand over, settle. Everything it knows stands in the rows, so it may die."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Count, F

from portal.mail.building import Mail, build, sender
from portal.mail.models import LEASE, Delivery, Pause
from portal.mail.transport import Fate, Outcome, Transport

GROUP = 10  # how many rows one commit marks before they leave, and so how many a crash can blur
CLAIM = 50
# A group is not continued after so many seconds: whatever takes its rows over waits for much longer.
_LONGEST_GROUP = 30
# Between attempts after a 4xx; after the last one the message has failed. RFC 5321 4.5.4.1 asks for days of a server;
# the next hop has those, we are only its client.
BACK_OFF = [timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 360, 720)]
_PACE = timedelta(minutes=1)
_FREE: dict[str, Any] = {"lease_owner": "", "lease_until": None}
Status = Delivery.Status


def is_paused(*, bulk: bool) -> bool:
    """Whether sending rests, until a person starts it again."""
    return Pause.objects.now(bulk=bulk).exists()


def claim(owner: str, now: datetime, *, bulk: bool, limit: int = CLAIM) -> list[Delivery]:
    """Take rows for a worker. Nobody else gets them before the lease is out, and not a byte of them has left."""
    due = Delivery.objects.due(now).filter(is_bulk=bulk)
    if not due.exists():  # looked at once a second: no transaction for nothing
        return []
    with transaction.atomic():
        room = _room(now) if bulk else None
        if room is not None:
            due = due.exclude(domain__in=[domain for domain, left in room.items() if left <= 0])
        if connection.features.has_select_for_update_skip_locked:
            due = due.select_for_update(skip_locked=True, of=("self",))
        rows = list(due.only("pk", "domain")[:limit])
        keys = [row.pk for row in (rows if room is None else _within(room, rows))]
        Delivery.objects.filter(pk__in=keys, status=Status.QUEUED).update(
            status=Status.CLAIMED, lease_owner=owner, lease_until=now + LEASE
        )
    return list(Delivery.objects.held_by(owner, Status.CLAIMED).filter(pk__in=keys).order_by("pk"))


def _room(now: datetime) -> dict[str, int]:
    """How many mails each domain that got one in the last minute may get now."""
    recent = Delivery.objects.filter(handed_at__gt=now - _PACE).values_list("domain")
    return {domain: settings.MAIL_PER_DOMAIN_PER_MINUTE - count for domain, count in recent.annotate(Count("pk"))}


def _within(room: dict[str, int], rows: Sequence[Delivery]) -> list[Delivery]:
    """The rows that their domains have room for: a few municipalities' servers get most of our mail."""
    left = Counter({row.domain: settings.MAIL_PER_DOMAIN_PER_MINUTE for row in rows} | room)
    kept = []
    for row in rows:
        if left[row.domain] > 0:
            left[row.domain] -= 1
            kept.append(row)
    return kept


@dataclass
class Delivered:
    """What became of a group, and whether the server is there for the next one."""

    fates: Counter[Fate] = field(default_factory=Counter)
    is_gone: bool = False


def deliver(owner: str, rows: Sequence[Delivery], transport: Transport, now: datetime) -> Delivered:
    """Hand a group over: mark it, send it, settle it. A kill in between leaves `handing` rows, and only those blur.

    Rows that are not tried, because the server went away or time ran out, wait again in their old order.
    """
    messages, outcomes = _build(rows)
    begun = monotonic()
    with transaction.atomic():
        those = Delivery.objects.filter(pk__in=[row.pk for row in rows])
        those.held_by(owner, Status.CLAIMED).update(
            status=Status.HANDING, handed_at=now, attempts=F("attempts") + 1, lease_until=now + LEASE
        )
        # Read after it is written: a mail that is called back in between is told apart only by what was marked.
        held = set(those.held_by(owner, Status.HANDING).values_list("pk", flat=True))
    is_gone = False
    for pk, message in messages.items():
        if is_gone or monotonic() - begun > _LONGEST_GROUP:
            break
        if pk in held:
            outcomes[pk] = transport.hand_over(message)
            is_gone = outcomes[pk].is_gone
    with transaction.atomic():
        for row in rows:
            _settle(owner, row, outcomes.get(row.pk), now)
    return Delivered(Counter(outcome.fate for outcome in outcomes.values()), is_gone)


def _build(rows: Sequence[Delivery]) -> tuple[dict[int, Mail], dict[int, Outcome]]:
    """The messages; and what cannot be one is refused by ourselves, so that it stops nobody else's."""
    messages: dict[int, Mail] = {}
    refused: dict[int, Outcome] = {}
    sent_by = sender()
    for row in rows:
        try:
            messages[row.pk] = build(row, sent_by)
        except Exception as error:  # noqa: BLE001 - Python's mail library has many
            refused[row.pk] = Outcome(Fate.REFUSED, type(error).__name__)
    return messages, refused


def put_back(owner: str, rows: Sequence[Delivery]) -> None:
    """Let rows that were claimed and not tried wait again, in their old order."""
    mine = Delivery.objects.held_by(owner, Status.CLAIMED).filter(pk__in=[row.pk for row in rows])
    mine.update(status=Status.QUEUED, **_FREE)


def _settle(owner: str, row: Delivery, outcome: Outcome | None, now: datetime) -> None:
    changes = _FREE | {"status": Status.QUEUED, "attempts": row.attempts}  # not tried
    if outcome:
        changes |= {"response": outcome.response} | _consequence(outcome.fate, row, now)
    # Fenced: a worker that was asleep for longer than its lease changes nothing of its successor's.
    Delivery.objects.held_by(owner, Status.HANDING).filter(pk=row.pk).update(**changes)


def _consequence(fate: Fate, row: Delivery, now: datetime) -> dict[str, Any]:
    attempts = row.attempts + 1
    match fate:
        case Fate.UNREACHED:  # it does not count as an attempt: our server is down, not theirs
            return {"attempts": row.attempts}
        case Fate.LATER if attempts <= len(BACK_OFF):
            return {"attempts": attempts, "next_at": now + BACK_OFF[attempts - 1]}
        case Fate.SENT:
            return {"attempts": attempts, "status": Status.SENT, "sent_at": now, "next_at": None}
        case Fate.UNKNOWN:
            return {"attempts": attempts, "status": Status.UNKNOWN}
        case _:
            return {"attempts": attempts, "status": Status.FAILED, "next_at": None}


def release_expired(now: datetime) -> tuple[int, int]:
    """Take rows from workers that have died: claimed ones wait again, handing ones are unknown. How many of each."""
    expired = Delivery.objects.expired(now)
    if not expired.exists():
        return 0, 0
    with transaction.atomic():
        waiting = expired.filter(status=Status.CLAIMED).update(status=Status.QUEUED, **_FREE)
        blurred = expired.filter(status=Status.HANDING).update(status=Status.UNKNOWN, **_FREE)
    return waiting, blurred
