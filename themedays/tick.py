"""What the clock does with the theme days: `manage.py tick`, every few minutes. Done twice, it finds nothing to do.

Correctness never waits for it: an offer whose time is over is taken back by whatever touches the day next.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction

from portal.clock import COPENHAGEN
from portal.contributions import Ticked
from portal.mail.models import Delivery
from themedays.actions import fill
from themedays.actions.filling import locked
from themedays.actions.telling import Teller, mail_key, reminder_number
from themedays.models import Registration, SeatPool

State = Registration.State
REMINDERS = (7, 1)  # days before
_LATE = timedelta(days=1)  # a reminder that is later than this says nothing true any more
_FRESH = timedelta(days=1)  # whoever has had the seat for less than this before the reminder needs none


def tick(now: datetime) -> Iterable[Ticked]:
    """Give away what has become free by itself, and remind those who come."""
    yield Ticked("themedays.seats", _fill_due(now))
    yield Ticked("themedays.reminders", sum(_remind(pool, days, now) for pool, days in _to_remind(now)))


def _fill_due(now: datetime) -> int:
    """Offers that nobody answered, and reserves whose release date has come. How many got a seat or an offer."""
    unanswered = SeatPool.objects.filter(registrations__state=State.OFFERED, registrations__offered_until__lte=now)
    released = SeatPool.objects.filter(
        page__starts_at__gt=now,
        cancelled_at=None,
        release_at__lte=now,
        allocations__reserved__gt=0,
        registrations__state=State.WAITING,
    )
    due = {*unanswered.values_list("pk", flat=True), *released.values_list("pk", flat=True)}
    return sum(len(fill(SeatPool(pk=key), now)) for key in sorted(due))


def _to_remind(now: datetime) -> list[tuple[SeatPool, int]]:
    """The days whose reminder is due: its moment has come, less than a day ago."""
    soon = SeatPool.objects.filter(
        page__starts_at__gt=now, page__starts_at__lte=now + timedelta(days=max(REMINDERS) + 1), cancelled_at=None
    )
    pools = list(soon.filter(page__live=True).select_related("page"))
    return [
        (pool, days)
        for pool in pools
        for days in REMINDERS
        if moment_of(pool, days) <= now < moment_of(pool, days) + _LATE and _is_to_come(pool, now)
    ]


def _is_to_come(pool: SeatPool, now: datetime) -> bool:
    """Whether it is not the date of the day yet: no mail that was delayed says "tomorrow" of today."""
    starts = pool.page.starts_at
    return starts is not None and now.astimezone(COPENHAGEN).date() < starts.astimezone(COPENHAGEN).date()


def moment_of(pool: SeatPool, days: int) -> datetime:
    """When the reminder of so many days before goes: at the hour at which the day begins."""
    starts = pool.page.starts_at
    assert starts is not None  # noqa: S101 - only days with a date are asked for
    return starts.astimezone(COPENHAGEN) - timedelta(days=days)


@transaction.atomic
def _remind(pool: SeatPool, days: int, now: datetime) -> int:
    """Remind those with a seat, each once; how many."""
    pool = locked(pool)
    number = reminder_number(days, pool.page.starts_at)
    rows = Registration.objects.filter(pool=pool, confirmed_at__lte=moment_of(pool, days) - _FRESH).exclude(user=None)
    keys = {mail_key(row, "reminder" + number): row for row in rows.confirmed().select_related("user").order_by("pk")}
    for key in Delivery.objects.of_keys(keys).values_list("key", flat=True):
        del keys[key]
    Teller(pool, now).reminded(keys.values(), days)
    return len(keys)
