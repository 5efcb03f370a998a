"""Whose group it is. Every query about the people and dates of a group starts here, so a foreign one is not found.

Only the group sees who is in it: its members, whoever leads it, and the coordinators who keep the network.
"""

from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from directory.members.models import Membership
from directory.members.roles import Role, has_role, keeps_the_network
from portal.models import User
from supervision.models import Group, GroupSupervisor, Seat
from supervision.models.seats import SeatQuerySet

type Anybody = User | AnonymousUser


def led_by(user: Anybody, day: date) -> QuerySet[Group]:
    """The groups whose roster is the person's work: those they lead and have the role for; all, for a coordinator."""
    groups = Group.objects.select_related("page")
    if keeps_the_network(user):
        return groups
    if not has_role(user, Role.SUPERVISOR):
        return groups.none()
    own = GroupSupervisor.objects.leading(day).filter(user_id=user.pk or 0)
    return groups.filter(pk__in=own.values("group"))


def joined_by(user: Anybody) -> QuerySet[Group]:
    """The groups that the person is in now, as long as they are a member of the network."""
    seats = Seat.objects.active().filter(user_id=user.pk or 0)
    approved = Membership.objects.approved().filter(user_id=user.pk or 0)
    return Group.objects.select_related("page").filter(
        pk__in=seats.filter(user__in=approved.values("user")).values("group")
    )


def seen_by(user: Anybody, day: date) -> QuerySet[Group]:
    """The groups whose people and dates the person may see."""
    if not user.is_authenticated:
        return Group.objects.none()
    groups = Group.objects.select_related("page")
    return groups.filter(
        pk__in=[*led_by(user, day).values_list("pk", flat=True), *joined_by(user).values_list("pk", flat=True)]
    )


def own_seats(user: Anybody) -> SeatQuerySet:
    """Every seat that is or was the person's own. Whoever has left still needs the hours."""
    return Seat.objects.filter(user_id=user.pk or 0).select_related("group__page")
