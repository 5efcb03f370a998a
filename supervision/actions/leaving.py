"""Leaving a group or its queue, and being taken out of it. The seat goes to whoever waits, in the same transaction."""

from datetime import datetime

from django.db import transaction
from wagtail.log_actions import log

from portal.models import User
from supervision.actions.filling import end, fill_locked, locked
from supervision.actions.telling import Teller
from supervision.models import Seat

State = Seat.State
Why = Seat.Why


@transaction.atomic
def leave(seat: Seat, *, by: User | None, why: Why = Why.SELF, now: datetime) -> Seat:
    """End a seat, a place in the queue or a request, and give what becomes free to the next. Done twice, done once.

    Whoever has left the network is written nothing. Those who lead the group hear of a member who leaves by themselves.
    """
    group = locked(seat.group)
    seat = Seat.objects.select_related("user").get(pk=seat.pk)
    seat.group = group
    if seat.state not in Seat.OPEN:
        return seat
    was_member = seat.state == State.ACTIVE
    teller = Teller(group, now)
    end(seat, teller, state=State.LEFT, why=why, by=by)
    if why != Why.LEFT_NETWORK:
        teller.ended(seat)
    if why == Why.REMOVED:
        log(group, "supervision.remove", user=by, data={"seat": seat.pk})
    successors = fill_locked(group, teller)
    if was_member and why in (Why.SELF, Why.LEFT_NETWORK):
        teller.went(seat, is_replaced=bool(successors))
    return seat


def remove(seat: Seat, *, by: User, now: datetime) -> Seat:
    """Take a member out of the group; see `leave`."""
    return leave(seat, by=by, why=Why.REMOVED, now=now)
