"""Sessions: planned from a rhythm, moved and cancelled one by one, answered before and ticked off after."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.log_actions import log

from directory.contacts.models import Organisation
from portal import cpr
from portal.models import User
from portal.moment import moment_text
from supervision.actions.filling import locked
from supervision.actions.refusals import NotNow
from supervision.actions.telling import Teller
from supervision.models import Group, GroupSupervisor, Seat, Session, SessionAnswer, SessionAttendance

State = Session.State
Answer = SessionAnswer.Answer


@dataclass(frozen=True)
class Meeting:
    """When and where the group meets once."""

    starts: datetime
    ends: datetime
    place: str = ""
    host: Organisation | None = None
    is_remote: bool = False


@transaction.atomic
def plan_sessions(group: Group, meetings: Iterable[Meeting], *, by: User, now: datetime) -> list[Session]:
    """Write sessions and invite the members to those that are to come.

    Raises:
        ValidationError: something like a CPR number in a place, a session that ends before it begins, or that begins
            when another one of the group does.
        NotNow: the group is closed.
    """
    group = locked(group)
    if group.state == Group.State.CLOSED:
        raise NotNow(_("The group is closed."))
    made = []
    for meeting in meetings:
        session = Session(group=group, changed_at=now, **_fields(meeting))
        session.full_clean()
        session.save()
        made.append(session)
    teller, members = Teller(group, now), _members(group)
    for session in made:
        if session.starts_at > now:
            teller.invite(session, members, "planned")
    log(group, "supervision.plan_sessions", user=by, data={"sessions": len(made)})
    return made


@transaction.atomic
def change_session(session: Session, meeting: Meeting, *, by: User, now: datetime) -> Session:
    """Move a session to another time or place. The members' calendars follow; nothing is sent when nothing is new.

    At another time, everybody is asked anew. Calendars follow into the past too, out of a time that is still to come.

    Raises:
        ValidationError: as for `plan_sessions`.
        NotNow: the session is cancelled, or attendance is noted.
    """
    group = locked(session.group)
    session = Session.objects.get(pk=session.pk)
    session.group = group
    if session.state != State.PLANNED:
        raise NotNow(_("Only a session that is planned can be moved."))
    new = _fields(meeting)
    changed = {name for name, value in new.items() if getattr(session, name) != value}
    if not changed:
        return session
    was_to_come = session.starts_at > now
    for name, value in new.items():
        setattr(session, name, value)
    session.sequence += 1
    session.changed_at = now
    session.full_clean()
    session.save(update_fields=[*new, "sequence", "changed_at"])
    if changed & {"starts_at", "ends_at"}:
        SessionAnswer.objects.filter(session=session).update(answer=Answer.NONE, answered_at=None)
    if was_to_come or session.starts_at > now:
        Teller(group, now).invite(session, _who_may_come(session), "moved")
    log(group, "supervision.move_session", user=by, data={"session": session.pk})
    return session


@transaction.atomic
def cancel_session(session: Session, *, note: str, by: User, now: datetime) -> Session:
    """Cancel a session and take it out of the members' calendars. Done twice, it is done once.

    Raises:
        ValidationError: something like a CPR number in the note.
        NotNow: attendance is noted: the session was held.
    """
    cpr.refuse(note)
    group = locked(session.group)
    session = Session.objects.select_related("host").get(pk=session.pk)
    session.group = group
    if session.state == State.CANCELLED:
        return session
    if session.state == State.HELD:
        raise NotNow(_("Attendance is noted, so the session was held. Take the attendance off first."))
    session.state, session.cancelled_at, session.cancelled_note = State.CANCELLED, now, note
    session.sequence += 1
    session.changed_at = now
    session.save(update_fields=["state", "cancelled_at", "cancelled_note", "sequence", "changed_at"])
    if session.starts_at > now:
        Teller(group, now).uninvite(session, _members(group), "cancelled")
    log(group, "supervision.cancel_session", user=by, data={"session": session.pk})
    return session


@transaction.atomic
def answer(session: Session, seat: Seat, says: Answer, *, now: datetime) -> SessionAnswer:
    """Write down whether a member comes. Their calendar loses what they cannot come to, and gets it back.

    Raises:
        NotNow: the session has begun or is cancelled, or the person is no longer in the group.
    """
    group = locked(session.group)
    session = Session.objects.select_related("host").get(pk=session.pk)
    session.group = group
    seat = Seat.objects.select_related("user").get(pk=seat.pk)
    if seat.state != Seat.State.ACTIVE or seat.group_id != group.pk:
        raise NotNow(_("You are no longer in the group."))
    if session.state != State.PLANNED or session.starts_at <= now:
        raise NotNow(_("The session is over or cancelled, so nobody answers any more."))
    row, _created = SessionAnswer.objects.get_or_create(session=session, seat=seat)
    if row.answer == says:
        return row
    row.answer, row.answered_at = says, now
    row.save(update_fields=["answer", "answered_at"])
    teller = Teller(group, now)
    if says == Answer.ABSENT:
        teller.uninvite(session, [seat], "absent")
    elif not row.is_in_calendar:
        teller.invite(session, [seat], "comes")
    row.refresh_from_db()
    return row


def minutes_text(lasted: int) -> str:
    """Which numbers of minutes somebody can have been at a session that lasted so long."""
    words = ngettext(
        "The session lasted %(count)d minute. Write a number from 1 to that.",
        "The session lasted %(count)d minutes. Write a number from 1 to that.",
        lasted,
    )
    return words % {"count": lasted}


@transaction.atomic
def mark_attendance(
    session: Session, minutes: Mapping[int, int], *, supervisor: GroupSupervisor | None, by: User, now: datetime
) -> Session:
    """Note who was there for how many minutes, by the key of the seat; who is not named was not there.

    The sizes of the group on that day are stored, counted both ways. Noted again, it replaces what was noted.

    Raises:
        NotNow: before the date of the session; it is cancelled; or the group is closed, and its hours are documented.
        ValidationError: more minutes than the session has, or somebody who was not in the group on that day.
    """
    group = locked(session.group)
    session = Session.objects.get(pk=session.pk)
    session.group = group
    day = timezone.localdate(session.starts_at)
    _refuse_marking(group, session, day, now)
    enrolled = {seat.pk: seat for seat in enrolled_on(group, day)}
    if not set(minutes) <= set(enrolled):
        raise ValidationError(_("Only those who were in the group on that day can be ticked off."))
    if any(not 0 < count <= session.minutes for count in minutes.values()):
        raise ValidationError(minutes_text(session.minutes))
    SessionAttendance.objects.filter(session=session).delete()
    SessionAttendance.objects.bulk_create(
        SessionAttendance(session=session, seat=enrolled[key], minutes=count, marked_by=by, marked_at=now)
        for key, count in minutes.items()
    )
    session.state, session.supervisor = State.HELD, supervisor
    session.members, session.present = len(enrolled), len(minutes)
    session.member_psychologists = sum(seat.is_psychologist for seat in enrolled.values())
    session.present_psychologists = sum(enrolled[key].is_psychologist for key in minutes)
    session.save()
    log(group, "supervision.mark_attendance", user=by, data={"session": session.pk, "present": len(minutes)})
    return session


@transaction.atomic
def unmark_attendance(session: Session, *, by: User) -> Session:
    """Take the attendance off again: the session is planned, as it was.

    Raises:
        NotNow: the group is closed, and its hours are documented.
    """
    group = locked(session.group)
    session = Session.objects.get(pk=session.pk)
    session.group = group
    if session.state != State.HELD:
        return session
    if group.state == Group.State.CLOSED:
        raise NotNow(_("The group is closed and its hours are documented. Open it again to correct them."))
    SessionAttendance.objects.filter(session=session).delete()
    session.state = State.PLANNED
    session.members = session.member_psychologists = session.present = session.present_psychologists = None
    session.save()
    log(group, "supervision.unmark_attendance", user=by, data={"session": session.pk})
    return session


def _refuse_marking(group: Group, session: Session, day: date, now: datetime) -> None:
    if session.state == State.CANCELLED:
        raise NotNow(_("The session was cancelled, so nobody was there."))
    if group.state == Group.State.CLOSED:
        raise NotNow(_("The group is closed and its hours are documented. Open it again to correct them."))
    if timezone.localdate(now) < day:
        raise NotNow(_("People can be ticked off from the morning of the day."))


def enrolled_on(group: Group, day: date) -> list[Seat]:
    """Everybody who was in the group on the day, whether they came or not."""
    seats = Seat.objects.been_members().filter(group=group, starts_on__lte=day)
    seats = seats.filter(Q(ends_on=None) | Q(ends_on__gte=day)).select_related("user", "organisation", "share")
    # Whoever left and came back on the same day has two rows, and counts once: as in the later one.
    latest = {seat.user_id or -seat.pk: seat for seat in seats.order_by("pk")}
    return list(latest.values())


def _fields(meeting: Meeting) -> dict[str, object]:
    cpr.refuse(meeting.place)
    return {
        "starts_at": meeting.starts,
        "ends_at": meeting.ends,
        "place": meeting.place,
        "host": meeting.host,
        "is_remote": meeting.is_remote,
    }


def _members(group: Group) -> list[Seat]:
    return list(Seat.objects.filter(group=group).active().select_related("user").order_by("pk"))


def _who_may_come(session: Session) -> list[Seat]:
    """The members without those who have said that they cannot come."""
    absent = SessionAnswer.objects.filter(session=session, answer=Answer.ABSENT).values_list("seat_id", flat=True)
    gone = set(absent)
    return [seat for seat in _members(session.group) if seat.pk not in gone]


def clashes(group: Group, meetings: Iterable[Meeting]) -> list[str]:
    """Those of the times at which the group meets already, in words."""
    taken = set(Session.objects.filter(group=group).exclude(state=State.CANCELLED).values_list("starts_at", flat=True))
    return [moment_text(meeting.starts) for meeting in meetings if meeting.starts in taken]
