"""The lines of “Min side” about supervision: the next session of each group, and what one waits for."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.contributions import MyEntry
from portal.models import User
from supervision.actions import positions_in
from supervision.calendar import place_of
from supervision.models import Group, GroupSupervisor, Seat, Session, SessionAnswer
from supervision.rights import joined_by, led_by

State = Seat.State


def my_page(user: User, now: datetime) -> Iterable[MyEntry]:
    """One line for each group that has a session planned: a line of “Min side” has a date."""
    seats, led = _seats(user), _led(user, now)
    coming = _next_sessions([*(seat.group_id for seat in seats), *(group.pk for group in led)], now)
    inside = [seat for seat in seats if seat.state == State.ACTIVE]
    absent = set(
        SessionAnswer.objects.filter(
            seat__in=inside, session__in=coming.values(), answer=SessionAnswer.Answer.ABSENT
        ).values_list("seat", flat=True)
    )
    positions = positions_in([seat.group_id for seat in seats if seat.state == State.WAITING])
    for seat in seats:
        session = coming.get(seat.group_id)
        if session is None:
            continue
        if seat.state == State.ACTIVE:
            yield _member(seat, session, is_absent=seat.pk in absent)
        else:
            # Whoever was let in a moment ago stood at the front.
            yield _outside(seat, session, positions.get(seat.pk, 1))
    yield from (_leader(group, coming[group.pk]) for group in led if group.pk in coming)


def _seats(user: User) -> list[Seat]:
    """Those that the person has, waits for or asks for; of a member of the network alone the ones they have."""
    seats = Seat.objects.open().filter(user=user).exclude(group__state=Group.State.CLOSED)
    found = list(seats.select_related("group__page").order_by("pk"))
    joined = set(joined_by(user).values_list("pk", flat=True)) if found else set()
    return [seat for seat in found if seat.state != State.ACTIVE or seat.group_id in joined]


def _led(user: User, now: datetime) -> list[Group]:
    """The groups one leads oneself; a coordinator may open every roster, but leads none by that."""
    today = timezone.localdate(now)
    own = GroupSupervisor.objects.leading(today).filter(user=user)
    return list(led_by(user, today).filter(pk__in=own.values("group")).order_by("pk"))


def _next_sessions(groups: Iterable[int], now: datetime) -> dict[int, Session]:
    """The next session of each group that has one, by the group's key. One query."""
    coming: dict[int, Session] = {}
    for session in Session.objects.filter(group__in=groups).upcoming(now).select_related("host"):
        coming.setdefault(session.group_id, session)
    return coming


def _leader(group: Group, session: Session) -> MyEntry:
    address = reverse("supervising:group", args=[group.pk])
    return MyEntry(
        title=group.page.title,
        url=address,
        starts=session.starts_at,
        ends=session.ends_at,
        place=place_of(session),
        state="confirmed",
        words=_("You lead the group"),
        links=((_("To the roster"), address), (_("Sessions"), reverse("supervising:sessions", args=[group.pk]))),
    )


def _member(seat: Seat, session: Session, *, is_absent: bool) -> MyEntry:
    words = _("You have said that you cannot come") if is_absent else _("You are in the group")
    address = reverse("supervision:group", args=[seat.group_id])
    say = _("I can come after all") if is_absent else _("Say whether you come")
    links = ((say, address), (_("Your overview of hours"), reverse("supervision:hours", args=[seat.group_id])))
    return MyEntry(
        title=seat.group.page.title,
        url=address,
        starts=session.starts_at,
        ends=session.ends_at,
        place=place_of(session),
        state="confirmed",
        words=words,
        links=links,
    )


def _outside(seat: Seat, session: Session, position: int) -> MyEntry:
    """For somebody who waits: when the group meets the next time, without the place."""
    if seat.state == State.WAITING:
        words = _("You are no. %(position)s on the waiting list. We write to you if there is a seat.")
        words %= {"position": position}
        leave = _("Give up my place in the queue")
    else:
        words, leave = _("The supervisor answers your request"), _("Take my request back")
    return MyEntry(
        title=seat.group.page.title,
        url=f"/supervision/{seat.group.page.slug}/",
        starts=session.starts_at,
        ends=session.ends_at,
        place="",
        state="waiting",
        words=words,
        links=((leave, reverse("supervision:leave", args=[seat.group_id])),),
    )
