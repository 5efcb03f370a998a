"""Posting the mails of a group, in the transaction of what they tell: rolled back, nothing was said."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import cached_property, partial

from django.utils import timezone

from portal import mail
from portal.calendars import cancellation, invitation
from portal.mail import Calendar, Message
from portal.models import User
from supervision import emails
from supervision.calendar import entry_of
from supervision.models import Group, Seat, Session, SessionAnswer

type Part = Callable[..., Calendar]


class Teller:
    """Writes to the people of one group. What all its mails share is read once, and only when there is one."""

    def __init__(self, group: Group, now: datetime) -> None:
        self.group = group
        self.now = now
        self._about = f"supervision-{group.pk}"
        self._frame = emails.Frame(group, now)
        self._rows: dict[int, dict[int, list[SessionAnswer]]] = {}

    # What becomes of somebody who wants to join.

    def requested(self, seat: Seat) -> None:
        """We have got your request; and to those who lead the group: somebody asks."""
        self._post(seat.user, f"group-seat-{seat.pk}-requested", "requested", emails.requested(self._frame, seat))
        self._tell_supervisors(seat, "asks", emails.somebody_asks)

    def waiting(self, seat: Seat, position: int) -> None:
        """You are on the waiting list."""
        self._post(seat.user, f"group-seat-{seat.pk}-waiting", "waiting", emails.waiting(self._frame, seat, position))

    def admitted(self, seat: Seat) -> None:
        """You are in the group."""
        self._post(seat.user, f"group-seat-{seat.pk}-admitted", "admitted", emails.admitted(self._frame, seat))

    def declined(self, seat: Seat) -> None:
        """You did not get a seat; the row says why."""
        self._post(seat.user, f"group-seat-{seat.pk}-declined", "declined", emails.declined(self._frame, seat))

    def ended(self, seat: Seat) -> None:
        """You are no longer in the group, or no longer wait for it."""
        self._post(seat.user, f"group-seat-{seat.pk}-ended", "ended", emails.ended(self._frame, seat))

    # What becomes of the roster by itself, for those who lead the group.

    def came(self, seat: Seat) -> None:
        """Somebody has joined without asking first."""
        self._tell_supervisors(seat, "came", emails.somebody_came)

    def went(self, seat: Seat, *, is_replaced: bool) -> None:
        """A member has left by themselves."""
        self._tell_supervisors(seat, "went", partial(emails.somebody_went, is_replaced=is_replaced))

    def _tell_supervisors(self, seat: Seat, word: str, message: Callable[[emails.Frame, Seat, User], Message]) -> None:
        for supervisor in self._supervisors:
            self._post(supervisor, f"group-seat-{seat.pk}-{word}", word, message(self._frame, seat, supervisor))

    # Sessions, which calendars follow.

    def invite(self, session: Session, seats: Iterable[Seat], word: str) -> None:
        """Put the session into the members' calendars, or move it: it is planned, moved, or they come after all."""
        for seat in seats:
            self._tell(session, seat, word, invitation, is_in_calendar=True)

    def uninvite(self, session: Session, seats: Iterable[Seat], word: str) -> None:
        """Take the session out of the calendars that have it: it is cancelled, they cannot come, or have left."""
        for seat in seats:
            known = self._answers(session).get(seat.user_id or 0, [])
            if any(row.is_in_calendar for row in known):
                self._tell(session, seat, word, cancellation, is_in_calendar=False)

    def invite_to_all(self, seat: Seat) -> None:
        """To everything that is planned, for a new member."""
        for session in self._planned():
            self.invite(session, [seat], "planned")

    def uninvite_from_all(self, seat: Seat) -> None:
        """From everything that is planned, for somebody who leaves."""
        for session in self._planned():
            self.uninvite(session, [seat], "left")

    def reminded(self, session: Session, seat: Seat, key: str) -> None:
        """It is in a few days."""
        self._post(seat.user, key, "reminder", emails.about_session(self._frame, session, seat, "reminder"))

    def _planned(self) -> list[Session]:
        sessions = Session.objects.filter(group=self.group, state=Session.State.PLANNED, starts_at__gt=self.now)
        found = list(sessions.select_related("host"))
        for session in found:
            session.group = self.group
        return found

    def _answers(self, session: Session) -> dict[int, list[SessionAnswer]]:
        """What the people of a session have been told of it, by the person: somebody may have come back."""
        if session.pk not in self._rows:
            rows = defaultdict(list)
            for row in SessionAnswer.objects.filter(session=session).select_related("seat"):
                rows[row.seat.user_id or 0].append(row)
            self._rows[session.pk] = rows
        return self._rows[session.pk]

    def _tell(self, session: Session, seat: Seat, word: str, part: Part, *, is_in_calendar: bool) -> None:
        """One calendar mail, with a number that is higher than that of every one before it to this person."""
        user = seat.user
        if user is None:  # forgotten
            return
        known = self._answers(session)[user.pk]
        last = max((row.sequence for row in known if row.sequence is not None), default=-1)
        row = next((one for one in known if one.seat_id == seat.pk), None)
        if row is None:
            row = SessionAnswer(session=session, seat=seat)
            known.append(row)
        row.sequence, row.is_in_calendar = max(session.sequence, last + 1), is_in_calendar
        row.save()
        for other in known:
            if other is not row and other.is_in_calendar:
                other.is_in_calendar = False
                other.save(update_fields=["is_in_calendar"])
        calendar = part(
            entry_of(session),
            organiser=self._frame.network.name,
            attendee_email=user.email,
            attendee_name=user.get_full_name(),
            sequence=row.sequence,
            at=self.now,
        )
        message = emails.about_session(self._frame, session, seat, word, calendar)
        self._post(user, f"group-session-{session.pk}-seat-{seat.pk}-{row.sequence}-{word}", f"session-{word}", message)

    @cached_property
    def _supervisors(self) -> list[User]:
        leading = self.group.supervisors.leading(timezone.localdate(self.now)).exclude(user=None)
        return [one.user for one in leading.select_related("user") if one.user is not None and one.user.is_active]

    def _post(self, user: User | None, key: str, word: str, message: Message) -> None:
        if user is None:
            return
        mail.send(message, to=user.email, purpose=f"supervision-{word}", key=key, user=user, about=self._about)
