"""What people are written about a group: text alone, for every mail reader makes its links clickable.

No mail says who else is in the group or what somebody wrote about why they want to join.
"""

import re
from datetime import datetime
from functools import cached_property
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.mail import Calendar, Message
from portal.models import NetworkSettings, User
from portal.moment import period_text
from supervision.calendar import group_address, place_of
from supervision.links import answer_url
from supervision.models import Group, Seat, Session


class Frame:
    """A group as all its mails tell of it: read once, however many are written. `now` is the moment of writing."""

    def __init__(self, group: Group, now: datetime) -> None:
        self.group = group
        self.now = now

    @cached_property
    def facts(self) -> dict[str, Any]:
        """What the frame of every mail shows."""
        network = self.network
        words = [network.coordinator_name, network.coordinator_email, network.coordinator_phone]
        return {
            "network": network,
            "title": self.group.page.title,
            "rhythm": self.group.page.rhythm,
            "page_address": page_address(self.group),
            "group_address": group_address(self.group),
            "contact": ", ".join(word for word in words if word),
        }

    @cached_property
    def network(self) -> NetworkSettings:
        """The network's own words."""
        network: NetworkSettings = NetworkSettings.load()
        return network


def page_address(group: Group) -> str:
    """The group's public page, as a whole address."""
    return f"{settings.SITE_URL}{reverse('wagtail_serve', args=[f'supervision/{group.page.slug}/'])}"


def requested(frame: Frame, seat: Seat) -> Message:
    """We have got your request."""
    return _message(_("We have your request: %(title)s"), frame, seat.user, "requested")


def somebody_asks(frame: Frame, seat: Seat, supervisor: User) -> Message:
    """To those who lead the group: somebody asks for a seat. Who it is, they see when they are logged in."""
    address = settings.SITE_URL + reverse("supervising:requests", args=[seat.group_id])
    return _message(_("Somebody asks for a seat: %(title)s"), frame, supervisor, "asks", address=address)


def somebody_came(frame: Frame, seat: Seat, supervisor: User) -> Message:
    """To those who lead the group: somebody has joined without asking first."""
    return _message(_("A new member: %(title)s"), frame, supervisor, "came", address=_roster(seat))


def somebody_went(frame: Frame, seat: Seat, supervisor: User, *, is_replaced: bool) -> Message:
    """To those who lead the group: a member has left by themselves, and whether the next has got the seat."""
    subject = _("A member has left: %(title)s")
    return _message(subject, frame, supervisor, "went", address=_roster(seat), is_replaced=is_replaced)


def _roster(seat: Seat) -> str:
    site: str = settings.SITE_URL
    return site + reverse("supervising:group", args=[seat.group_id])


def waiting(frame: Frame, seat: Seat, position: int) -> Message:
    """You may come, and there is no room yet: you are on the waiting list, as number so and so."""
    return _message(_("You are on the waiting list: %(title)s"), frame, seat.user, "waiting", position=position)


def admitted(frame: Frame, seat: Seat) -> Message:
    """You are in the group."""
    return _message(_("You are in the group: %(title)s"), frame, seat.user, "admitted", is_member=True)


def declined(frame: Frame, seat: Seat) -> Message:
    """You did not get a seat, and why."""
    return _message(_("About your request: %(title)s"), frame, seat.user, "declined", sentence=seat.sentence)


def ended(frame: Frame, seat: Seat) -> Message:
    """You are no longer in the group, or no longer wait for it."""
    subjects = {
        Seat.Why.SELF: _("You have left the group: %(title)s"),
        Seat.Why.CLOSED: _("The group has been closed: %(title)s"),
    }
    subject = subjects.get(Seat.Why(seat.why), _("You are no longer in the group: %(title)s"))
    was_member = seat.starts_on is not None
    if not was_member and seat.why != Seat.Why.CLOSED:
        subject = _("You have taken your request back: %(title)s")
    hours = settings.SITE_URL + reverse("supervision:hours", args=[seat.group_id]) if was_member else ""
    return _message(subject, frame, seat.user, "ended", why=seat.why, was_member=was_member, hours=hours)


def about_session(frame: Frame, session: Session, seat: Seat, word: str, calendar: Calendar | None = None) -> Message:
    """A session is planned, moved or cancelled, comes soon, or a member has said whether they come.

    The subject names no topic: it shows on a locked phone.
    """
    subjects = {
        "planned": _("Supervision %(when)s"),
        "moved": _("Moved: supervision %(when)s"),
        "cancelled": _("Cancelled: supervision %(when)s"),
        "absent": _("You cannot come: supervision %(when)s"),
        "comes": _("You are coming: supervision %(when)s"),
        "left": _("Out of your calendar: supervision %(when)s"),
        "reminder": _("Do you still come? Supervision %(when)s"),
    }
    when = period_text(session.starts_at, session.ends_at)
    is_over = word in {"cancelled", "left"}
    return _message(
        subjects[word],
        frame,
        seat.user,
        "session",
        calendar=calendar,
        word=word,
        when=when,
        place=place_of(session),
        note=session.cancelled_note,
        answer_address="" if is_over else answer_url(session, seat),
        is_member=word != "left",
    )


def _message(
    subject: str,
    frame: Frame,
    user: User | None,
    template: str,
    *,
    calendar: Calendar | None = None,
    is_member: bool = False,
    **context: Any,
) -> Message:
    """A mail in the frame that all of them share. `subject` may name the `title` and `when`."""
    words = {"title": frame.group.page.title, "when": context.get("when", "")}
    context |= frame.facts | {"first_name": user.first_name if user else "", "is_member": is_member}
    text = render_to_string(f"emails/supervision/{template}.txt", context).strip()
    return Message(subject=subject % words, text=re.sub(r"\n{3,}", "\n\n", text) + "\n", calendar=calendar)
