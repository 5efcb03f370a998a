"""What the coordinator and the supervisor do with a group: its size and state, what is kept, who its members are."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from directory.contacts.models import Organisation
from directory.contacts.shares import share_of
from portal.models import User
from supervision.actions.filling import end, fill_locked, locked
from supervision.actions.refusals import NotNow
from supervision.actions.telling import Teller
from supervision.models import Allocation, Group, Seat, Session, SessionAttendance, SupervisionGroupPage

GROUP_FIELDS = ("state", "mode", "size_min", "size_max")
SEAT_FIELDS = ("profession", "is_psychologist", "is_academic", "starts_on", "ends_on")


def group_of(page: SupervisionGroupPage, *, now: datetime) -> Group:
    """The group of a page; made, open and empty, when it has none. A copy of a page gets its own."""
    return Group.objects.get_or_create(page=page, defaults={"created_at": now})[0]


@transaction.atomic
def change_group(
    group: Group, *, by: User | None, now: datetime, kept: Mapping[Organisation, int] | None = None, **values: Any
) -> list[Seat]:
    """Change `GROUP_FIELDS`, and give away what has become free; who got a seat. Nobody loses one by a smaller size.

    `kept` is how many seats are kept for organisations from now on; None leaves what is kept. Closing ends every seat
    and cancels what is planned; a closed group can be opened again, empty.

    Raises:
        ValidationError: values that do not fit together, or more seats kept than there are.
    """
    group = locked(group)
    before = {name: getattr(group, name) for name in values}
    for name, value in values.items():
        if name not in GROUP_FIELDS:
            raise TypeError(f"{name} is no setting of a group")
        setattr(group, name, value)
    is_closed = group.state == Group.State.CLOSED
    group.closed_at = (group.closed_at or now) if is_closed else None
    group.full_clean()
    group.save(update_fields=[*values, "closed_at"])
    if kept is not None:
        _keep(group, kept, timezone.localdate(now))
    changed = {name: [str(before[name]), str(value)] for name, value in values.items() if before[name] != value}
    log(group, "supervision.change_group", user=by, data={"changed": changed})
    teller = Teller(group, now)
    if is_closed:
        _close(group, teller, by)
    return fill_locked(group, teller)


def _keep(group: Group, kept: Mapping[Organisation, int], day: date) -> None:
    for organisation in kept:
        owner = share_of(organisation, day)
        if owner is not None and owner != organisation:
            raise ValidationError(
                _("%(organisation)s counts among the seats of %(owner)s. Choose that one.")
                % {"organisation": organisation, "owner": owner}
            )
    if sum(kept.values()) > group.size_max:
        raise ValidationError(
            _("%(kept)s seats are kept, but there are only %(seats)s.")
            % {"kept": sum(kept.values()), "seats": group.size_max}
        )
    Allocation.objects.filter(group=group).delete()
    Allocation.objects.bulk_create(
        Allocation(group=group, organisation=organisation, reserved=count)
        for organisation, count in kept.items()
        if count
    )


def _close(group: Group, teller: Teller, by: User | None) -> None:
    """End what is planned and everybody's seat, and tell them."""
    seats = list(Seat.objects.filter(group=group).open().select_related("user"))
    planned = Session.objects.filter(group=group, state=Session.State.PLANNED, starts_at__gt=teller.now)
    for session in planned.select_related("host"):
        session.group = group
        session.state, session.cancelled_at = Session.State.CANCELLED, teller.now
        session.sequence += 1
        session.changed_at = teller.now
        session.save(update_fields=["state", "cancelled_at", "sequence", "changed_at"])
        teller.uninvite(session, seats, "cancelled")
    for seat in seats:
        seat.group = group
        end(seat, teller, state=Seat.State.LEFT, why=Seat.Why.CLOSED, by=by)
        teller.ended(seat)


@transaction.atomic
def correct_seat(seat: Seat, *, by: User, **values: Any) -> Seat:
    """Correct a member's profession or the days of the membership, `SEAT_FIELDS`: the documentation states them.

    Raises:
        ValidationError: values that do not fit together, or a session that the person was at lies outside the days.
        NotNow: the person has never been in the group.
    """
    group = locked(seat.group)
    seat = Seat.objects.select_related("user").get(pk=seat.pk)
    if seat.starts_on is None:
        raise NotNow(_("The person has not been in the group."))
    for name, value in values.items():
        if name not in SEAT_FIELDS:
            raise TypeError(f"{name} cannot be corrected")
        setattr(seat, name, value)
    if seat.state == Seat.State.ACTIVE and seat.ends_on is not None:
        raise ValidationError({"ends_on": _("Take the person out of the group to end the membership.")})
    if seat.state == Seat.State.LEFT and seat.ends_on is None:
        raise ValidationError({"ends_on": _("Write the last day.")})
    seat.full_clean(exclude=["user"])
    days = [
        timezone.localdate(starts)
        for starts in SessionAttendance.objects.filter(seat=seat).values_list("session__starts_at", flat=True)
    ]
    if any(day < seat.starts_on or (seat.ends_on is not None and day > seat.ends_on) for day in days):
        raise ValidationError(_("The person was at a session outside these days. Correct the attendance first."))
    seat.save(update_fields=list(values))
    log(group, "supervision.correct_seat", user=by, data={"seat": seat.pk, "fields": sorted(values)})
    return seat
