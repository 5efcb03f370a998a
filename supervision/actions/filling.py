"""Giving free seats of a group to those who wait. Whatever changes a seat locks the group's row first, and ends here.

PostgreSQL must run READ COMMITTED and SQLite BEGIN IMMEDIATE, or the count behind the lock is older than the lock
(portal.checks refuses to start otherwise).
"""

from collections import Counter
from datetime import datetime

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from portal.models import User
from portal.seats import Share, grants
from supervision.actions.telling import Teller
from supervision.models import Group, Seat

State = Seat.State


def locked(group: Group) -> Group:
    """The row as it is now, kept from others until the transaction ends: the first statement of every change."""
    return Group.objects.locked().select_related("page").get(pk=group.pk)


@transaction.atomic
def fill(group: Group, now: datetime) -> list[Seat]:
    """Give what is free to those who wait, in their order; who got a seat."""
    group = locked(group)
    return fill_locked(group, Teller(group, now))


def fill_locked(group: Group, teller: Teller) -> list[Seat]:
    """The same, for a caller who holds the lock. A group that is paused or closed takes nobody."""
    if group.state != Group.State.OPEN:
        return []
    seated = seated_by_share(group)
    if seated.total() >= group.size_max:
        return []
    queue = list(Seat.objects.filter(group=group).waiting().values_list("pk", "share_id"))
    given = grants(group.size_max, seated, queue, shares_of(group)) if queue else []
    found = Seat.objects.select_related("user").in_bulk(given)
    for key in given:
        _admit(found[key], group, teller)
    return [found[key] for key in given]


def seated_by_share(group: Group) -> Counter[int | None]:
    """How many are in the group, for each organisation that they count among."""
    rows = Seat.objects.filter(group=group).active().order_by().values_list("share_id").annotate(Count("pk"))
    return Counter(dict(rows))


def shares_of(group: Group) -> dict[int | None, Share]:
    """The seats that are kept for organisations."""
    return {
        owner: Share(kept) for owner, kept in group.allocations.order_by().values_list("organisation_id", "reserved")
    }


def _admit(seat: Seat, group: Group, teller: Teller) -> None:
    """Write down that the person is a member from today, and invite them to what is planned."""
    seat.group = group
    seat.state = State.ACTIVE
    seat.starts_on = timezone.localdate(teller.now)
    seat.save(update_fields=["state", "starts_on"])
    teller.admitted(seat)
    teller.invite_to_all(seat)


def end(seat: Seat, teller: Teller, *, state: State, why: str = "", by: User | None) -> None:
    """Write down that the person is not, or no longer, in the group, and take the sessions out of their calendar."""
    was_member = seat.state == State.ACTIVE
    seat.state, seat.why = state, why
    seat.ended_at, seat.ended_by = teller.now, by
    if was_member:
        today = timezone.localdate(teller.now)
        seat.ends_on = max(today, seat.starts_on or today)
    seat.save(update_fields=["state", "why", "ended_at", "ended_by", "ends_on"])
    if was_member:
        teller.uninvite_from_all(seat)
