"""Messages for many: put on the calendar with everybody who gets them, begun, stopped, taken up again, called off.

Every step is one UPDATE that asks for the state it starts from, so that two who do it at once do it once.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import batched

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, QuerySet

from portal.addresses import domain_of
from portal.mail.building import skeleton_of
from portal.mail.models import ON_THE_WAY, SUBJECT_LENGTH, Delivery, Mailing
from portal.mail.models.deliveries import DOMAIN_LENGTH
from portal.mail.tasks import ring_after_commit

_BATCH = 500
Row, State = Delivery.Status, Mailing.Status
_CAN_BE_CALLED_OFF = (State.SCHEDULED, State.SENDING, State.PAUSED, State.HELD)


@dataclass(frozen=True)
class Content:
    """What everybody gets. Text, HTML and headers may hold the slot for a row's token (`skeleton.SLOT`)."""

    subject: str
    text: str
    html: str
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Counts:
    """How many mails of a mailing are in each state. What came back was sent first, and is not counted as sent."""

    waiting: int = 0
    sent: int = 0
    failed: int = 0
    unknown: int = 0
    skipped: int = 0
    cancelled: int = 0
    bounced: int = 0
    complained: int = 0

    @property
    def all(self) -> int:
        """How many there are."""
        return sum(vars(self).values())


@transaction.atomic
def schedule(
    content: Content,
    recipients: Iterable[tuple[int, str]],
    *,
    key: str,
    purpose: str,
    about: str,
    send_at: datetime,
    latest_at: datetime,
    now: datetime,
) -> Mailing:
    """Freeze what is said and who gets it: no later edit changes either.

    `recipients` are pairs of a user's primary key and a normalised address; they are read once and never all held, so
    give an iterator. Nobody is in a mailing twice, and no address; scheduling a key again changes nothing.

    Raises:
        ValueError: the content makes no message, such as a header of two lines.
    """
    mailing = Mailing(
        key=key,
        purpose=purpose,
        about=about,
        subject=" ".join(content.subject.split())[:SUBJECT_LENGTH],
        text=content.text,
        html=content.html,
        headers=dict(content.headers),
        send_at=send_at,
        latest_at=latest_at,
        created_at=now,
    )
    skeleton_of(mailing)
    Mailing.objects.bulk_create([mailing], ignore_conflicts=True)
    kept = Mailing.objects.select_for_update().get(key=key)
    if not kept.deliveries.exists():
        for some in batched(recipients, _BATCH):
            Delivery.objects.bulk_create([_row(kept, *who) for who in some], ignore_conflicts=True)
    return kept


def _row(mailing: Mailing, user_id: int, address: str) -> Delivery:
    return Delivery(
        key=mailing.key,
        purpose=mailing.purpose,
        about=mailing.about,
        user_id=user_id,
        email=address,
        domain=domain_of(address)[:DOMAIN_LENGTH],
        is_bulk=True,
        subject=mailing.subject,
        mailing=mailing,
        created_at=mailing.created_at,
    )


def pause(mailing: Mailing, now: datetime) -> bool:
    """Stop in the middle: what is being handed over arrives, nothing else leaves. Whether it was being sent."""
    return _move(mailing, [State.SENDING], status=State.PAUSED)


def resume(mailing: Mailing, now: datetime) -> bool:
    """Go on where it stopped. Whether it was paused."""
    return _move(mailing, [State.PAUSED], status=State.SENDING)


def send_held(mailing: Mailing, now: datetime) -> bool:
    """Send what was held back because it was late; it may now be as late again. Whether it was held."""
    # A clock that was set back may say that it is not yet time.
    latest_at = max(now, mailing.send_at) + (mailing.latest_at - mailing.send_at)
    return _move(mailing, [State.HELD], status=State.SENDING, began_at=now, latest_at=latest_at)


@transaction.atomic
def cancel(mailing: Mailing, now: datetime) -> int:
    """Call it off, and call back all that has not left. How many mails that was."""
    if not _move(mailing, _CAN_BE_CALLED_OFF, status=State.CANCELLED, ended_at=now):
        return 0
    return _call_back(mailing)


def _call_back(mailing: Mailing) -> int:
    waiting = Delivery.objects.filter(mailing=mailing, status__in=[Row.QUEUED, Row.CLAIMED])
    # Locked in the order in which a worker marks its rows: else each might wait for the other.
    for _row in waiting.order_by("pk").select_for_update().values_list("pk").iterator():
        pass
    return waiting.update(status=Row.CANCELLED, lease_owner="", lease_until=None)


def _move(mailing: Mailing, states: Iterable[str], **changes: object) -> bool:
    moved = bool(Mailing.objects.filter(pk=mailing.pk, status__in=list(states)).update(**changes))
    mailing.refresh_from_db()
    if moved:
        ring_after_commit()
    return moved


@transaction.atomic
def send_failed_again(mailing: Mailing) -> int:
    """Let those that were refused wait again, under the same Message-ID. How many there were.

    The log of who wished it is the caller's, as with the other steps.
    """
    failed = Delivery.objects.filter(mailing=mailing, status=Row.FAILED).exclude(email="")
    count = failed.update(status=Row.QUEUED, attempts=0, next_at=None, response="")
    if count:
        reopen()
        ring_after_commit()
    return count


def counts(mailings: Iterable[Mailing]) -> dict[int, Counts]:
    """How many mails of each mailing are in each state, by the mailing's primary key. One query."""
    numbers: dict[int, dict[str, int]] = {mailing.pk: {} for mailing in mailings}
    found = Delivery.objects.filter(mailing__in=numbers).order_by().values_list("mailing", "status")
    for pk, status, count in found.annotate(Count("pk")):
        word = "waiting" if status in ON_THE_WAY else status
        numbers[pk][word] = numbers[pk].get(word, 0) + count
    return {pk: Counts(**of_one) for pk, of_one in numbers.items()}


def begin(now: datetime) -> int:
    """Begin those whose time has come. How many."""
    in_time = Mailing.objects.due(now).filter(latest_at__gte=now)
    return in_time.update(status=State.SENDING, began_at=now)


def hold_late(now: datetime) -> int:
    """Hold back what is later than it may be, until a person decides. How many.

    That is also one that has begun when nothing of it could leave: our worker or our mail server was away. One that has
    ended before goes again because somebody wants it to.
    """
    has_left = Delivery.objects.filter(mailing=OuterRef("pk"), attempts__gt=0)
    late = Mailing.objects.filter(latest_at__lt=now, ended_at=None)
    stuck = late.filter(~Exists(has_left), Exists(_on_the_way()), status=State.SENDING)
    not_begun = late.filter(status=State.SCHEDULED, send_at__lte=now)
    return not_begun.update(status=State.HELD) + stuck.update(status=State.HELD, began_at=None)


def end(now: datetime) -> int:
    """Call those sent of which nothing is on the way. How many."""
    return Mailing.objects.filter(~Exists(_on_the_way()), status=State.SENDING).update(status=State.DONE, ended_at=now)


def reopen() -> int:
    """Go on with those of which something waits again, by a person's wish or the server's log. How many."""
    waiting = Delivery.objects.filter(mailing=OuterRef("pk"), status=Row.QUEUED)
    return Mailing.objects.filter(Exists(waiting), status=State.DONE).update(status=State.SENDING)


def tidy_up() -> int:
    """Call back what was being handed over while its mailing was called off, and waits again now. How many mails."""
    late = Mailing.objects.filter(Exists(_on_the_way()), status=State.CANCELLED)
    return sum(map(_call_back, late))


def _on_the_way() -> QuerySet[Delivery]:
    return Delivery.objects.filter(mailing=OuterRef("pk"), status__in=ON_THE_WAY)
