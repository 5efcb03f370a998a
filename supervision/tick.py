"""What the clock does with the groups: `manage.py tick`, every few minutes. Done twice, it finds nothing to do."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction

from portal.clock import COPENHAGEN
from portal.contributions import Ticked
from portal.mail.models import Delivery
from supervision.actions.filling import locked
from supervision.actions.telling import Teller
from supervision.models import Group, Seat, Session, SessionAnswer

DAYS_BEFORE = 3
_LATE = timedelta(days=1)  # a reminder that is later than this is none
_FRESH = timedelta(days=1)  # whoever was told of the session less than this ago needs none


def tick(now: datetime) -> Iterable[Ticked]:
    """Remind the members of sessions that come soon. A group that has a break is left alone."""
    yield Ticked("supervision.reminders", sum(_remind(session, now) for session in _due(now)))


def _due(now: datetime) -> list[Session]:
    soon = Session.objects.filter(
        state=Session.State.PLANNED,
        group__state=Group.State.OPEN,
        starts_at__gt=now,
        starts_at__lte=now + timedelta(days=DAYS_BEFORE + 1),
    )
    found = soon.select_related("group").order_by("starts_at", "pk")
    return [session for session in found if moment_of(session) <= now < moment_of(session) + _LATE]


def moment_of(session: Session) -> datetime:
    """When its reminder goes: three days before, at the hour at which it begins."""
    return session.starts_at.astimezone(COPENHAGEN) - timedelta(days=DAYS_BEFORE)


def _key(session: Session, seat: Seat) -> str:
    """Names one reminder; a session that has moved is reminded of again."""
    return f"group-session-{session.pk}-seat-{seat.pk}-reminder-{session.starts_at:%Y%m%d}"


@transaction.atomic
def _remind(session: Session, now: datetime) -> int:
    """Remind those who have not said that they cannot come, each once; how many."""
    group = locked(session.group)
    session = Session.objects.select_related("host").get(pk=session.pk)
    if session.state != Session.State.PLANNED or moment_of(session) > now:
        return 0
    session.group = group
    absent = SessionAnswer.objects.filter(session=session, answer=SessionAnswer.Answer.ABSENT)
    seats = Seat.objects.filter(group=group).active().exclude(pk__in=absent.values("seat")).exclude(user=None)
    if session.changed_at > moment_of(session) - _FRESH:
        return 0
    keys = {_key(session, seat): seat for seat in seats.select_related("user").order_by("pk")}
    for key in Delivery.objects.of_keys(keys).values_list("key", flat=True):
        del keys[key]
    teller = Teller(group, now)
    for key, seat in keys.items():
        teller.reminded(session, seat, key)
    return len(keys)
