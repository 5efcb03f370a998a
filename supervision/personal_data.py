"""What the groups know about a person, and how it is forgotten when they ask."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from portal.contributions import PersonalData
from portal.models import User
from supervision.actions import leave
from supervision.models import GroupSupervisor, Seat, SessionAnswer, SessionAttendance
from supervision.retention import nameless


def personal_data(user: User) -> Iterable[PersonalData]:
    """The person's seats, sessions and answers, and the groups they lead."""
    seats = Seat.objects.filter(user=user).select_related("group__page").order_by("requested_at", "pk")
    yield PersonalData("group-seats", _("Your supervision groups"), [_seat(seat) for seat in seats])
    rows = SessionAttendance.objects.filter(seat__user=user).select_related("session__group__page")
    attended = [_attendance(row) for row in rows.order_by("session__starts_at", "pk")]
    yield PersonalData("group-sessions", _("Sessions you were at"), attended)
    answers = SessionAnswer.objects.filter(seat__user=user).exclude(answer="").select_related("session__group__page")
    said = [_answer(row) for row in answers.order_by("session__starts_at", "pk")]
    yield PersonalData("group-answers", _("What you answered before sessions"), said)
    led = GroupSupervisor.objects.filter(user=user).select_related("group__page").order_by("pk")
    yield PersonalData("supervisor", _("Groups you lead"), [_leader(row) for row in led])


def _seat(seat: Seat) -> dict[str, Any]:
    return {
        _("Group"): seat.group.page.title,
        _("State"): seat.get_state_display(),
        _("Profession"): seat.profession,
        _("Workplace"): seat.workplace,
        _("Asked for a seat"): seat.requested_at,
        _("Why you wanted to join"): seat.motivation,
        _("Answered"): seat.decided_at,
        _("Why not"): seat.sentence,
        _("From"): seat.starts_on,
        _("To"): seat.ends_on,
        _("How it ended"): seat.get_why_display() if seat.why else "",
    }


def _attendance(row: SessionAttendance) -> dict[str, Any]:
    return {
        _("Group"): row.session.group.page.title,
        _("Begins"): row.session.starts_at,
        _("Minutes present"): row.minutes,
    }


def _answer(row: SessionAnswer) -> dict[str, Any]:
    return {
        _("Group"): row.session.group.page.title,
        _("Begins"): row.session.starts_at,
        _("Answer"): row.get_answer_display(),
        _("Answered"): row.answered_at,
    }


def _leader(row: GroupSupervisor) -> dict[str, Any]:
    return {
        _("Group"): row.group.page.title,
        _("Name"): row.name,
        _("Title"): row.title,
        _("Year of the degree"): row.graduated_year,
        _("Year of the authorisation"): row.authorised_year,
        _("From"): row.starts_on,
        _("To"): row.ends_on,
    }


def erase(user: User, now: datetime) -> None:
    """Give the person's seats to whoever waits, and make the past nobody's.

    A supervisor who has led sessions keeps the name there: it stands in the documentation of the members' hours.
    """
    for seat in Seat.objects.open().filter(user=user).select_related("group").order_by("group"):
        leave(seat, by=None, why=Seat.Why.LEFT_NETWORK, now=now)
    SessionAnswer.objects.filter(seat__user=user).delete()
    nameless(Seat.objects.filter(user=user))
    GroupSupervisor.objects.filter(user=user, sessions=None).delete()
    GroupSupervisor.objects.filter(user=user).update(user=None)
