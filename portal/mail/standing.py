"""How the post stands: what waits, since when, what went wrong, and whether a reader should be told."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, Min, Q

from portal.mail.models import ON_THE_WAY, Delivery, Mailing, Pause

_LATE = timedelta(minutes=2)
_RECENTLY = timedelta(minutes=10)
Status = Delivery.Status


@dataclass(frozen=True)
class Standing:
    """The post office at a moment. `is_late` is about what people wait for, never about newsletters."""

    waiting: int
    oldest: datetime | None
    unknown: int
    failed: int
    pause: Pause | None
    is_late: bool


def standing(now: datetime) -> Standing:
    """How it stands. Three queries, each of them on an index of few rows."""
    # What waits for its mailing to begin, or to go on, does not wait for the worker.
    on_the_way = Q(status__in=ON_THE_WAY) & (Q(mailing=None) | Q(mailing__in=Mailing.objects.being_sent().order_by()))
    status = Q(status__in=[*ON_THE_WAY, Status.UNKNOWN, Status.FAILED])
    counts = Delivery.objects.filter(status).aggregate(
        waiting=Count("pk", filter=on_the_way),
        oldest=Min("created_at", filter=on_the_way),
        unknown=Count("pk", filter=Q(status=Status.UNKNOWN)),
        failed=Count("pk", filter=Q(status=Status.FAILED)),
    )
    return Standing(**counts, pause=Pause.objects.now().first(), is_late=is_late(now))


def is_late(now: datetime) -> bool:
    """Whether a mail that is posted now comes later than people expect. One query.

    It does when one has waited for more than two minutes and nobody has tried to send it; when our mail server could
    not be reached; when it has put off what waits and taken nothing else lately; when a person or a storm has stopped
    all mail.
    """
    waiting = Delivery.objects.filter(status__in=ON_THE_WAY, is_bulk=False)
    since = now - _LATE
    untried = waiting.filter(Q(created_at__lte=since, next_at=None) | ~Q(response=""), attempts=0)
    put_off = waiting.filter(created_at__lte=since, attempts__gt=0)
    taken = Delivery.objects.filter(handed_at__gt=now - _RECENTLY, status=Status.SENT, is_bulk=False)
    stopped = Pause.objects.now(bulk=False)
    reasons = (put_off.filter(~Exists(taken)), stopped)
    return untried.order_by().values_list("pk").union(*(why.order_by().values_list("pk") for why in reasons)).exists()
