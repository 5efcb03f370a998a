"""Which worker sends what: rows are taken for a while, by one, after a last look at whether they may leave."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Count
from django.utils.module_loading import import_string

from portal.addresses import address_key
from portal.mail.models import LEASE, Delivery, Mailing, Suppression
from portal.mail.models.deliveries import DeliveryQuerySet

CLAIM = 50
# Much of a claim's price is the same for one row and for many. What people wait for does not wait for all of these.
CLAIM_BULK = 200
SUPPRESSED = "suppressed"
_PACE = timedelta(minutes=1)
Status = Delivery.Status


def claim(owner: str, now: datetime, *, bulk: bool, limit: int = 0) -> list[Delivery]:
    """Take rows for a worker, in the order in which they are sent; at most `limit`, or as many as are taken at a time.

    Nobody else gets them before the lease is out, and not a byte of them has left.
    """
    limit = limit or (CLAIM_BULK if bulk else CLAIM)
    for queue in _queues(now, bulk=bulk):
        while queue.exists():  # looked at once a second: no transaction for nothing
            rows, were_stopped = _take(queue, owner, now, bulk=bulk, limit=limit)
            if rows:
                return rows
            if not were_stopped:
                break
    return []


def _queues(now: datetime, *, bulk: bool) -> Iterable[DeliveryQuerySet]:
    """Single mails, then the mailings that are being sent, the one that was to leave first at the front."""
    yield Delivery.objects.due(now).filter(is_bulk=bulk)
    if bulk:
        for pk in Mailing.objects.being_sent().values_list("pk", flat=True):
            yield Delivery.objects.due_of(pk, now)


@transaction.atomic
def _take(queue: DeliveryQuerySet, owner: str, now: datetime, *, bulk: bool, limit: int) -> tuple[list[Delivery], bool]:
    """The rows that were taken from the front of a queue, and whether others were found that may not leave."""
    room = _room(now) if bulk else {}
    queue = queue.exclude(domain__in=[domain for domain, left in room.items() if left <= 0])
    if connection.features.has_select_for_update_skip_locked:
        queue = queue.select_for_update(skip_locked=True, of=("self",))
    rows = _within(room, queue[:limit]) if bulk else list(queue[:limit])
    reasons = _stopped(rows, now) if bulk else {}
    _skip(reasons)
    taken = [row for row in rows if row.pk not in reasons]
    claimed = {"status": Status.CLAIMED, "lease_owner": owner, "lease_until": now + LEASE}
    Delivery.objects.filter(pk__in=[row.pk for row in taken], status=Status.QUEUED).update(**claimed)
    for row in taken:
        vars(row).update(claimed)
    return taken, bool(reasons)


def _room(now: datetime) -> dict[str, int]:
    """How many mails each domain may get now, of those that got one in the last minute or are about to."""
    # Two queries, each on an index of its own: together they would read a year of mails.
    handed = Delivery.objects.filter(handed_at__gt=now - _PACE)
    taken = Delivery.objects.filter(status=Status.CLAIMED, lease_until__gt=now)
    counts: Counter[str] = Counter()
    for rows in (handed, taken):
        counts.update(dict(rows.order_by().values_list("domain").annotate(Count("pk"))))
    return {domain: settings.MAIL_PER_DOMAIN_PER_MINUTE - count for domain, count in counts.items()}


def _within(room: dict[str, int], rows: Iterable[Delivery]) -> list[Delivery]:
    """The rows that their domains have room for: a few municipalities' servers get most of our mail."""
    left = defaultdict(lambda: settings.MAIL_PER_DOMAIN_PER_MINUTE, room)
    kept = []
    for row in rows:
        if left[row.domain] > 0:
            left[row.domain] -= 1
            kept.append(row)
    return kept


def _stopped(rows: Sequence[Delivery], now: datetime) -> dict[int, str]:
    """The bulk mails that must not leave after all, by primary key with the reason in a word.

    Asked in the transaction that takes them: who has said no since they were posted is not written to.
    """
    keys = {row.pk: address_key(row.email) for row in rows}
    found = Suppression.objects.filter(address_key__in=keys.values()).values_list("address_key", flat=True)
    suppressed = set(found)
    reasons = {pk: SUPPRESSED for pk, key in keys.items() if key in suppressed}
    of_mailings = [row for row in rows if row.mailing_id]
    if of_mailings:
        for path in settings.MAIL_STOPPERS:
            reasons = import_string(path)(of_mailings, now) | reasons
    return reasons


def _skip(reasons: dict[int, str]) -> None:
    for reason in set(reasons.values()):
        keys = [pk for pk, why in reasons.items() if why == reason]
        Delivery.objects.filter(pk__in=keys, status=Status.QUEUED).update(status=Status.SKIPPED, response=reason)
