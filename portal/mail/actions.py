"""What a person may do about the mail: send it again, call it back, stop all of it, start it again. Each is logged."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from wagtail.log_actions import log

from portal.mail import breaker, mailings
from portal.mail.models import Delivery, Mailing, Pause
from portal.mail.tasks import ring_after_commit
from portal.models import User

Status = Delivery.Status


def can_go_again(deliveries: QuerySet[Delivery]) -> QuerySet[Delivery]:
    """Those of which it is not known that they arrived, and whose text and address are still there."""
    unsettled = deliveries.filter(status__in=[Status.FAILED, Status.UNKNOWN]).exclude(email="")
    return unsettled.exclude(text="", mailing=None).exclude(mailing__status=Mailing.Status.CANCELLED)


@transaction.atomic
def send_again(deliveries: QuerySet[Delivery], *, by: User) -> int:
    """Let them wait as if they had just been posted, under the same Message-ID. How many there were."""
    rows = list(can_go_again(deliveries).select_for_update(of=("self",)))
    for row in rows:
        row.status, row.attempts, row.next_at = Status.QUEUED, 0, None
        row.response = ""
        log(instance=row, action="mail.send_again", user=by)
    Delivery.objects.bulk_update(rows, ["status", "attempts", "next_at", "response"], batch_size=500)
    mailings.reopen()
    ring_after_commit()
    return len(rows)


@transaction.atomic
def call_back(delivery: Delivery, *, by: User) -> bool:
    """Keep a mail that has not left from leaving. Whether it was in time."""
    waiting = Delivery.objects.filter(pk=delivery.pk, status__in=[Status.QUEUED, Status.CLAIMED])
    was_in_time = bool(waiting.update(status=Status.CANCELLED, lease_owner="", lease_until=None))
    if was_in_time:
        log(instance=delivery, action="mail.call_back", user=by)
    return was_in_time


@transaction.atomic
def stop(reason: str, *, bulk_only: bool, by: User, now: datetime) -> Pause:
    """Stop sending until somebody starts it again."""
    pause = breaker.pause(reason, now, bulk_only=bulk_only)
    log(instance=pause, action="mail.stop", user=by)
    return pause


@transaction.atomic
def start_again(*, by: User, now: datetime) -> int:
    """End every pause. How many there were."""
    for pause in Pause.objects.now():
        log(instance=pause, action="mail.start", user=by)
    ring_after_commit()
    return breaker.start_again(now)
