"""The lines of “Min side” about supervision: the next session of each group, and what one waits for."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.contributions import MyEntry
from portal.models import User
from supervision.actions import position_of
from supervision.calendar import place_of
from supervision.models import Group, GroupSupervisor, Seat, Session, SessionAnswer
from supervision.rights import joined_by, led_by

State = Seat.State


def my_page(user: User, now: datetime) -> Iterable[MyEntry]:
    """One line for each group that has a session planned: a line of “Min side” has a date."""
    yield from _groups_of_member(user, now)
    yield from _groups_of_leader(user, now)


def _groups_of_member(user: User, now: datetime) -> Iterable[MyEntry]:
    seats = list(Seat.objects.open().filter(user=user).select_related("group__page").order_by("pk"))
    joined = set(joined_by(user).values_list("pk", flat=True)) if seats else set()
    for seat in seats:
        if seat.state == State.ACTIVE and seat.group_id not in joined:
            continue
        session = Session.objects.filter(group=seat.group).upcoming(now).select_related("host").first()
        if session is not None and seat.group.state != Group.State.CLOSED:
            yield _member(seat, session) if seat.state == State.ACTIVE else _outside(seat, session)


def _groups_of_leader(user: User, now: datetime) -> Iterable[MyEntry]:
    """The groups one leads oneself; a coordinator may open every roster, but leads none by that."""
    today = timezone.localdate(now)
    own = GroupSupervisor.objects.leading(today).filter(user=user)
    for group in led_by(user, today).filter(pk__in=own.values("group")).order_by("pk"):
        session = Session.objects.filter(group=group).upcoming(now).select_related("host").first()
        if session is not None:
            yield _leader(group, session)


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


def _member(seat: Seat, session: Session) -> MyEntry:
    answer = SessionAnswer.objects.filter(session=session, seat=seat).first()
    is_absent = answer is not None and answer.answer == SessionAnswer.Answer.ABSENT
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


def _outside(seat: Seat, session: Session) -> MyEntry:
    """For somebody who waits: when the group meets the next time, without the place."""
    if seat.state == State.WAITING:
        words = _("You are no. %(position)s on the waiting list. We write to you if there is a seat.")
        words %= {"position": position_of(seat)}
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
