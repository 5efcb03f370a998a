"""The lines of “Min side” about supervision: each group with its next session, and what one waits for."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.contributions import MyEntry, MyUndated
from portal.models import User
from supervision.actions import positions_in
from supervision.calendar import place_of
from supervision.models import Group, GroupSupervisor, Seat, Session, SessionAnswer
from supervision.rights import joined_by, led_by

State = Seat.State
type Line = MyEntry | MyUndated


def my_page(user: User, now: datetime) -> Iterable[Line]:
    """One line for each group: with the date of the next session, or without when none is planned."""
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
        if seat.state == State.ACTIVE:
            yield _member(seat, session, is_absent=seat.pk in absent)
        else:
            # Whoever was let in a moment ago stood at the front.
            yield _outside(seat, session, positions.get(seat.pk, 1))
    yield from (_leader(group, coming.get(group.pk)) for group in led)


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
    groups = led_by(user, today).exclude(state=Group.State.CLOSED)
    return list(groups.filter(pk__in=own.values("group")).order_by("pk"))


def _next_sessions(groups: Iterable[int], now: datetime) -> dict[int, Session]:
    """The next session of each group that has one, by the group's key. One query."""
    coming: dict[int, Session] = {}
    for session in Session.objects.filter(group__in=groups).upcoming(now).select_related("host"):
        coming.setdefault(session.group_id, session)
    return coming


def _leader(group: Group, session: Session | None) -> Line:
    address = reverse("supervising:group", args=[group.pk])
    links = ((_("To the roster"), address), (_("Sessions"), reverse("supervising:sessions", args=[group.pk])))
    if session is None:
        return MyUndated(group.page.title, address, _("You lead the group. No session is planned."), links)
    return _dated(group.page.title, address, _("You lead the group"), links, session)


def _member(seat: Seat, session: Session | None, *, is_absent: bool) -> Line:
    title, address = seat.group.page.title, reverse("supervision:group", args=[seat.group_id])
    hours = (_("Your overview of hours"), reverse("supervision:hours", args=[seat.group_id]))
    if session is None:
        return MyUndated(title, address, _("You are in the group. No session is planned."), (hours,))
    words = _("You have said that you cannot come") if is_absent else _("You are in the group")
    say = _("I can come after all") if is_absent else _("Say whether you come")
    return _dated(title, address, words, ((say, address), hours), session)


def _outside(seat: Seat, session: Session | None, position: int) -> Line:
    """For somebody who waits: when the group meets the next time, without the place."""
    if seat.state == State.WAITING:
        words = _("You are no. %(position)s on the waiting list. We write to you if there is a seat.")
        words %= {"position": position}
        leave = _("Give up my place in the queue")
    else:
        words, leave = _("The supervisor answers your request"), _("Take my request back")
    title, address = seat.group.page.title, f"/supervision/{seat.group.page.slug}/"
    links = ((leave, reverse("supervision:leave", args=[seat.group_id])),)
    if session is None:
        return MyUndated(title, address, words, links)
    return _dated(title, address, words, links, session, waits=True)


def _dated(
    title: str, url: str, words: str, links: tuple[tuple[str, str], ...], session: Session, *, waits: bool = False
) -> MyEntry:
    return MyEntry(
        title=title,
        url=url,
        starts=session.starts_at,
        ends=session.ends_at,
        place="" if waits else place_of(session),
        state="waiting" if waits else "confirmed",
        words=words,
        links=links,
    )
