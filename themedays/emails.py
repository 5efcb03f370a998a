"""What people are written about a theme day: text alone, for every mail reader makes its links clickable.

Every mail says when and where, and has a link to the day and one to the reader's own registration. The link to an
online meeting goes to those with a seat only. No mail names another participant.
"""

import re
from datetime import datetime
from functools import cached_property
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from portal.calendars import Entry, cancellation, invitation
from portal.mail import Calendar, Message
from portal.models import NetworkSettings
from portal.moment import moment_text, period_text
from themedays.calendar import day_address, entry_of, place_of
from themedays.links import registration_url
from themedays.models import DayMail, Registration, SeatPool

State = Registration.State
Why = Registration.Why


class Day:
    """A theme day as all its mails tell it: read once, however many are written. `now` is the moment of writing."""

    def __init__(self, pool: SeatPool, now: datetime) -> None:
        self.pool = pool
        self.now = now

    @cached_property
    def facts(self) -> dict[str, Any]:
        """What the frame of every mail shows."""
        page = self.pool.page
        starts, ends, cancel_until = page.starts_at, page.ends_at, self.pool.cancel_until
        return {
            "network": self.network,
            "title": page.title,
            "when": period_text(starts, ends) if starts and ends else "",
            "place": place_of(page),
            "address": day_address(page),
            "contact": contact_words(self.pool, self.network),
            "cancel_until": moment_text(cancel_until) if cancel_until and self.now < cancel_until else "",
        }

    @cached_property
    def network(self) -> NetworkSettings:
        """The network's own words."""
        network: NetworkSettings = NetworkSettings.load()
        return network

    @cached_property
    def _entry(self) -> Entry:
        return entry_of(self.pool)

    def calendar(self, registration: Registration) -> Calendar | None:
        """Puts the day into the person's calendar, or takes it out again; nothing for whoever never had a seat."""
        user = registration.user
        if user is None or registration.confirmed_at is None:
            return None
        make = cancellation if registration.state == State.CANCELLED else invitation
        return make(
            self._entry,
            organiser=self.network.name,
            attendee_email=user.email,
            attendee_name=user.get_full_name(),
            sequence=registration.sequence,
            at=self.now,
        )


def contact_words(pool: SeatPool, network: NetworkSettings | None = None) -> str:
    """Whom to ask: "Bo Hansen, bo@example.dk, 00 12 34 56". The day's contact, or else the network's coordinator."""
    page = pool.page
    words = [page.contact_name, page.contact_email, page.contact_phone]
    if not any(words):
        network = network or NetworkSettings.load()
        words = [network.coordinator_name, network.coordinator_email, network.coordinator_phone]
    return ", ".join(word for word in words if word)


def confirmed(day: Day, registration: Registration) -> Message:
    """You have a seat: on signing up, on saying yes, or because a colleague saw to it."""
    by_another = registration.source != Registration.Source.SELF
    return _message(_("You have a seat: %(title)s"), day, registration, "confirmed", by_another=by_another)


def promoted(day: Day, registration: Registration) -> Message:
    """You waited, and now you have a seat."""
    return _message(_("You have got a seat: %(title)s"), day, registration, "promoted")


def waiting(day: Day, registration: Registration, position: int) -> Message:
    """All seats are taken: you are on the waiting list, as number so and so."""
    return _message(_("You are on the waiting list: %(title)s"), day, registration, "waiting", position=position)


def offered(day: Day, registration: Registration) -> Message:
    """A seat is free for you, until a moment."""
    until = moment_text(registration.offered_until) if registration.offered_until else ""
    return _message(_("Do you want the seat? %(title)s"), day, registration, "offered", until=until)


def cancelled(day: Day, registration: Registration) -> Message:
    """You do not come: because you said so, gave the seat to a colleague, did not answer, or were taken off."""
    subjects = {
        Why.SWAPPED: _("Your colleague has got your seat: %(title)s"),
        Why.EXPIRED: _("The seat has gone to the next on the list: %(title)s"),
        Why.REMOVED: _("You have been taken off: %(title)s"),
    }
    subject = subjects.get(Why(registration.why), _("You have cancelled: %(title)s"))
    had_seat = registration.confirmed_at is not None
    return _message(subject, day, registration, "cancelled", why=registration.why, had_seat=had_seat)


def moved(day: Day, registration: Registration) -> Message:
    """The day has another time, place or title."""
    return _message(_("Changed: %(title)s"), day, registration, "moved", has_seat=registration.state == State.CONFIRMED)


def day_cancelled(day: Day, registration: Registration) -> Message:
    """The day does not take place."""
    note = day.pool.cancelled_note
    had_seat = registration.confirmed_at is not None
    return _message(_("Cancelled: %(title)s"), day, registration, "day_cancelled", note=note, had_seat=had_seat)


def reminder(day: Day, registration: Registration, days: int) -> Message:
    """It is soon; whoever cannot come gives the seat to somebody who waits. The calendar knows it already."""
    subject = _("Tomorrow: %(title)s") if days == 1 else _("In a week: %(title)s")
    return _message(subject, day, registration, "reminder", days=days, with_calendar=False)


def written(day: Day, registration: Registration, mail: DayMail) -> Message:
    """What the coordinator has written, in their own words."""
    subject = mail.subject.replace("%", "%%")
    return _message(subject, day, registration, "written", text=mail.text, with_calendar=False)


def _message(
    subject: str, day: Day, registration: Registration, template: str, *, with_calendar: bool = True, **context: Any
) -> Message:
    """A mail in the frame that all of them share. `subject` may name the `title`."""
    user = registration.user
    comes = registration.state == State.CONFIRMED
    context |= day.facts | {
        "first_name": user.first_name if user else "",
        "registration_address": registration_url(registration),
        "online_link": day.pool.page.online_link if comes else "",
        "is_active": registration.state != State.CANCELLED,
    }
    text = render_to_string(f"emails/themedays/{template}.txt", context)
    return Message(
        subject=subject % {"title": day.pool.page.title},
        text=re.sub(r"\n{3,}", "\n\n", text.strip()) + "\n",
        calendar=day.calendar(registration) if with_calendar else None,
    )
