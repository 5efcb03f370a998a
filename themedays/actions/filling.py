"""Giving free seats to those who wait. Whatever changes a seat locks the pool's row first, and ends here.

One lock and one function, so that no way in or out can be forgotten: sign-up, cancellation, another number of seats, a
released reserve, an offer that nobody answered. PostgreSQL must run READ COMMITTED and SQLite BEGIN IMMEDIATE, or the
count behind the lock is older than the lock (portal.checks refuses to start otherwise).
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Min

from portal.clock import working_days_later
from portal.seats import Share, grants
from themedays.actions.rules import has_begun, reserves_bind
from themedays.actions.telling import Teller
from themedays.models import Registration, RegistrationNeed, SeatPool

State = Registration.State
OFFER_HOLDS = 2  # working days


def locked(pool: SeatPool) -> SeatPool:
    """The row as it is now, kept from others until the transaction ends: the first statement of every change."""
    rows = SeatPool.objects.locked().select_related("page__venue").defer("page__body", "page__programme")
    return rows.get(pk=pool.pk)


@transaction.atomic
def fill(pool: SeatPool, now: datetime) -> list[Registration]:
    """Take back offers that were not answered in time, and give what is free; who got a seat or an offer."""
    pool = locked(pool)
    return fill_locked(pool, Teller(pool, now))


def fill_locked(pool: SeatPool, teller: Teller, new: Registration | None = None) -> list[Registration]:
    """The same, for a caller who holds the lock. Three queries when nobody gets anything.

    `new` is whoever is signing up at this moment: they are here to say yes, so they are asked nothing further. The
    waiting list moves until the day begins, also after sign-up has closed.
    """
    now = teller.now
    standing = _standing(pool)
    if standing.offer_ends is not None and standing.offer_ends <= now:
        _expire(pool, teller)
        standing = _standing(pool)
    if pool.capacity is None or pool.cancelled_at is not None or has_begun(pool, now):
        return []
    if not standing.waiting or standing.seated.total() >= pool.capacity:
        return []
    queue = Registration.objects.filter(pool=pool).waiting().values_list("pk", "share_id")
    given = grants(pool.capacity, standing.seated, queue, shares_in_force(pool, now))
    return _give(pool, given, teller, new)


@dataclass
class _Standing:
    seated: Counter[int | None] = field(default_factory=Counter)
    waiting: int = 0
    offer_ends: datetime | None = None


def _standing(pool: SeatPool) -> _Standing:
    """How many have or are offered a seat, for each share, and when the first offer ends. One query."""
    standing = _Standing()
    active = Registration.objects.filter(pool=pool).active().order_by()
    rows = active.values_list("share_id", "state").annotate(Count("pk"), Min("offered_until"))
    for share, state, count, offer_ends in rows:
        if state == State.WAITING:
            standing.waiting += count
        else:
            standing.seated[share] += count
        if state == State.OFFERED:
            standing.offer_ends = min(offer_ends, standing.offer_ends or offer_ends)
    return standing


def seated_by_share(pool: SeatPool) -> Counter[int | None]:
    """How many seats are in use for each share."""
    return _standing(pool).seated


def shares_in_force(pool: SeatPool, now: datetime) -> dict[int | None, Share]:
    """What binds at the moment: every maximum, and until the release date what is kept."""
    keeps = reserves_bind(pool, now)
    rows = pool.allocations.order_by().values_list("organisation_id", "reserved", "maximum")
    return {owner: Share(reserved if keeps else 0, maximum) for owner, reserved, maximum in rows}


def _expire(pool: SeatPool, teller: Teller) -> None:
    """Take back the offers whose time is over."""
    late = Registration.objects.filter(pool=pool, state=State.OFFERED, offered_until__lte=teller.now)
    for registration in late.select_related("user").order_by("offered_until", "pk"):
        end(registration, pool, Registration.Why.EXPIRED, by=None, now=teller.now)
        if not has_begun(pool, teller.now):
            teller.cancelled(registration)


def _give(pool: SeatPool, given: list[int], teller: Teller, new: Registration | None) -> list[Registration]:
    """Write down who gets a seat or is asked, and tell them."""
    others = [key for key in given if new is None or key != new.pk]
    found = Registration.objects.select_related("user").in_bulk(others) if others else {}
    rows = [found.get(key, new) for key in given]
    taken = [row for row in rows if row is not None]
    for row in taken:
        if row is new:
            confirm(row, pool, teller.now)
            teller.confirmed(row)
        elif pool.mode == SeatPool.Mode.CONFIRM:
            _offer(row, pool, teller.now)
            teller.offered(row)
        else:
            confirm(row, pool, teller.now)
            teller.promoted(row)
    return taken


def _offer(registration: Registration, pool: SeatPool, now: datetime) -> None:
    """Keep a seat until the person has answered: two working days, and never into the day itself."""
    until = working_days_later(now, OFFER_HOLDS)
    registration.state = State.OFFERED
    registration.offered_until = min(until, pool.page.starts_at or until)
    registration.save(update_fields=["state", "offered_until"])


def confirm(registration: Registration, pool: SeatPool, now: datetime) -> None:
    """Write down that the person has a seat, and what the calendar mail about it is numbered."""
    registration.state = State.CONFIRMED
    registration.confirmed_at = now
    registration.sequence = max(pool.sequence, registration.sequence)
    registration.save(update_fields=["state", "confirmed_at", "sequence"])


def end(registration: Registration, pool: SeatPool, why: Registration.Why, *, by: int | None, now: datetime) -> None:
    """Write down that the person does not come; what they needed on the day is forgotten at once.

    `by` is the key of whoever did it. Whoever had a seat gets one more calendar mail, with the next number.
    """
    if registration.confirmed_at is not None:
        registration.sequence = max(pool.sequence, registration.sequence + 1)
    registration.state = State.CANCELLED
    registration.why = why
    registration.cancelled_at = now
    registration.cancelled_by_id = by
    registration.save(update_fields=["state", "why", "cancelled_at", "cancelled_by", "sequence"])
    RegistrationNeed.objects.filter(registration=registration).delete()
