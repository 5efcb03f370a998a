"""What can be said of a group to whoever looks at its public page: one state, one sentence, one button."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.members.models import Membership
from portal.models import User
from supervision.actions import position_of
from supervision.models import Group, GroupSupervisor, Seat, SupervisionGroupPage
from supervision.rights import led_by

State = Seat.State


@dataclass(frozen=True)
class GroupState:
    """`kind` is open, full, paused, closed or none (one cannot ask here); `words` say it."""

    kind: str
    words: str


@dataclass(frozen=True)
class Counts:
    """How many are in a group, wait for it and have asked."""

    members: int = 0
    waiting: int = 0
    requested: int = 0


def counts_of(groups: Iterable[Group]) -> dict[int, Counts]:
    """The counts of groups by their keys. One query."""
    rows = (
        Seat.objects.filter(group__in=groups)
        .order_by()
        .values("group")
        .annotate(
            members=Count("pk", filter=Q(state=State.ACTIVE)),
            waiting=Count("pk", filter=Q(state=State.WAITING)),
            requested=Count("pk", filter=Q(state=State.REQUESTED)),
        )
    )
    return {row["group"]: Counts(row["members"], row["waiting"], row["requested"]) for row in rows}


def state_of(group: Group | None, counts: Counts) -> GroupState:
    """The group's state in words: a group is full when its seats are, or when somebody waits for one."""
    if group is None:
        return GroupState("none", _("One cannot ask for a seat here yet"))
    if group.state == Group.State.CLOSED:
        return GroupState("closed", _("Closed"))
    if group.state == Group.State.PAUSED:
        return GroupState("paused", _("Paused"))
    free = group.size_max - counts.members
    if free <= 0 or counts.waiting:
        return GroupState("full", _("Waiting list"))
    return GroupState("open", ngettext("%(count)d free seat", "%(count)d free seats", free) % {"count": free})


@dataclass(frozen=True)
class Panel:
    """The group's state, and the reader's own place in it."""

    page: SupervisionGroupPage
    group: Group | None
    state: GroupState
    counts: Counts
    supervisors: list[GroupSupervisor]
    seat: Seat | None = None
    position: int = 0
    is_member_of_network: bool = False
    leads: bool = False

    @property
    def own(self) -> str:
        """The reader's own state: "" for somebody who has nothing to do with the group."""
        return self.seat.state if self.seat else ""


def panel_of(page: SupervisionGroupPage, user: User | None, now: datetime) -> Panel:
    """The panel of a group for a reader."""
    group = Group.objects.filter(page=page).first()
    if group is None:
        return Panel(page, None, state_of(None, Counts()), Counts(), [])
    group.page = page
    counts = counts_of([group]).get(group.pk, Counts())
    seat = Seat.objects.open().filter(group=group, user=user).first() if user else None
    day = timezone.localdate(now)
    return Panel(
        page=page,
        group=group,
        state=state_of(group, counts),
        counts=counts,
        supervisors=list(group.supervisors.leading(day)),
        seat=seat,
        position=position_of(seat) if seat and seat.state == State.WAITING else 0,
        is_member_of_network=bool(user) and Membership.objects.approved().filter(user=user).exists(),
        leads=bool(user) and led_by(user, day).filter(pk=group.pk).exists() if user else False,
    )
