"""Sessions: planned, moved, cancelled, answered before and ticked off after; the calendars of the members follow."""

from collections.abc import Iterable
from datetime import timedelta

import icalendar
import pytest
from django.core.exceptions import ValidationError

from portal.mail.models import Delivery
from supervision import actions
from supervision.actions import Meeting
from supervision.models import Seat, Session, SessionAnswer, SessionAttendance
from tests.factories import make_user
from tests.supervision.factories import (
    NOW,
    STARTS,
    make_attendance,
    make_group,
    make_seat,
    make_session,
    make_supervisor,
)

pytestmark = pytest.mark.django_db
Answer = SessionAnswer.Answer
THREE_HOURS = timedelta(hours=3)


def meeting(days: int = 0, place: str = "Familiehuset") -> Meeting:
    return Meeting(STARTS + timedelta(days=days), STARTS + timedelta(days=days) + THREE_HOURS, place)


def parts(email: str) -> Iterable[icalendar.Component]:
    """The calendar entries mailed to somebody, in their order."""
    for text in (
        Delivery.objects.filter(email=email).exclude(calendar="").order_by("pk").values_list("calendar", flat=True)
    ):
        yield from icalendar.Calendar.from_ical(text).walk("VEVENT")


def email_of(seat: Seat) -> str:
    assert seat.user is not None
    return seat.user.email


def test_planning_writes_a_row_for_each_date_and_invites_the_members_to_each() -> None:
    group = make_group()
    seat = make_seat(group)
    make_seat(group, state="waiting")

    actions.plan_sessions(group, [meeting(), meeting(28)], by=make_user(), now=NOW)

    assert Session.objects.count() == 2
    assert list(Delivery.objects.values_list("email", "calendar_method")) == [(email_of(seat), "REQUEST")] * 2


def test_what_is_planned_for_the_past_is_told_to_nobody() -> None:
    group = make_group()
    make_seat(group)

    actions.plan_sessions(group, [meeting(-60)], by=make_user(), now=NOW)

    assert Delivery.objects.count() == 0


def test_two_sessions_of_a_group_cannot_begin_at_once_and_none_of_the_plan_is_written() -> None:
    group = make_group()
    make_session(group, STARTS + timedelta(days=28))

    with pytest.raises(ValidationError):
        actions.plan_sessions(group, [meeting(), meeting(28)], by=make_user(), now=NOW)

    assert Session.objects.count() == 1


def test_the_mailed_entry_is_private_and_says_nothing_of_what_the_group_is_about() -> None:
    group = make_group("Angst hos børn")
    seat = make_seat(group)

    actions.plan_sessions(group, [meeting()], by=make_user(), now=NOW)

    text = Delivery.objects.get().calendar
    (event,) = parts(email_of(seat))
    assert (event["CLASS"], event["SUMMARY"]) == ("PRIVATE", "Supervision (Brobygger)")
    assert "ngst" not in text
    assert "ngst" not in Delivery.objects.get().subject


def test_moving_one_session_moves_one_entry_same_uid_higher_sequence() -> None:
    group = make_group()
    seat = make_seat(group)
    first, _second = actions.plan_sessions(group, [meeting(), meeting(28)], by=make_user(), now=NOW)

    actions.change_session(first, meeting(1), by=make_user(), now=NOW)

    before, _other, after = parts(email_of(seat))
    assert (after["UID"], after["DTSTART"].dt) == (before["UID"], STARTS + timedelta(days=1))
    assert after["SEQUENCE"] > before["SEQUENCE"]


def test_saving_a_session_as_it_is_tells_nobody() -> None:
    group = make_group()
    make_seat(group)
    (session,) = actions.plan_sessions(group, [meeting()], by=make_user(), now=NOW)

    actions.change_session(session, meeting(), by=make_user(), now=NOW)

    assert Delivery.objects.count() == 1


def test_at_another_time_everybody_is_asked_anew() -> None:
    group = make_group()
    seat = make_seat(group)
    (session,) = actions.plan_sessions(group, [meeting()], by=make_user(), now=NOW)
    actions.answer(session, seat, Answer.ABSENT, now=NOW)

    actions.change_session(session, meeting(1), by=make_user(), now=NOW)

    assert SessionAnswer.objects.get().answer == ""
    assert [event["STATUS"] for event in parts(email_of(seat))] == ["CONFIRMED", "CANCELLED", "CONFIRMED"]


def test_at_another_place_whoever_cannot_come_is_left_alone() -> None:
    group = make_group()
    seat = make_seat(group)
    (session,) = actions.plan_sessions(group, [meeting()], by=make_user(), now=NOW)
    actions.answer(session, seat, Answer.ABSENT, now=NOW)

    actions.change_session(session, meeting(place="Biblioteket"), by=make_user(), now=NOW)

    assert (SessionAnswer.objects.get().answer, len(list(parts(email_of(seat))))) == ("absent", 2)


def test_a_cancelled_session_leaves_the_calendars_that_have_it() -> None:
    group = make_group()
    there, absent = make_seat(group), make_seat(group)
    (session,) = actions.plan_sessions(group, [meeting()], by=make_user(), now=NOW)
    actions.answer(session, absent, Answer.ABSENT, now=NOW)

    actions.cancel_session(session, note="Supervisor er syg.", by=make_user(), now=NOW)

    assert [event["STATUS"] for event in parts(email_of(there))] == ["CONFIRMED", "CANCELLED"]
    assert [event["STATUS"] for event in parts(email_of(absent))] == ["CONFIRMED", "CANCELLED"]
    assert "Supervisor er syg." in Delivery.objects.filter(email=email_of(there)).latest("pk").text


def test_cancelling_twice_is_cancelling_once() -> None:
    group = make_group()
    make_seat(group)
    (session,) = actions.plan_sessions(group, [meeting()], by=make_user(), now=NOW)

    actions.cancel_session(session, note="", by=make_user(), now=NOW)
    actions.cancel_session(session, note="", by=make_user(), now=NOW)

    assert Delivery.objects.filter(calendar_method="CANCEL").count() == 1


def test_the_numbers_to_one_person_only_rise() -> None:
    group = make_group()
    seat = make_seat(group)
    (session,) = actions.plan_sessions(group, [meeting()], by=make_user(), now=NOW)
    for says in (Answer.ABSENT, Answer.COMES, Answer.ABSENT, Answer.COMES):
        actions.answer(session, seat, says, now=NOW)
    actions.change_session(session, meeting(2), by=make_user(), now=NOW)
    actions.cancel_session(session, note="", by=make_user(), now=NOW)

    numbers = [event["SEQUENCE"] for event in parts(email_of(seat))]
    assert numbers == sorted(set(numbers))
    assert len(numbers) == 7


def test_a_yes_to_what_is_in_the_calendar_already_is_noted_without_a_mail() -> None:
    group = make_group()
    seat = make_seat(group)
    (session,) = actions.plan_sessions(group, [meeting()], by=make_user(), now=NOW)

    actions.answer(session, seat, Answer.COMES, now=NOW)

    assert (SessionAnswer.objects.get().answer, Delivery.objects.count()) == ("comes", 1)


def test_nobody_answers_once_the_session_has_begun() -> None:
    group = make_group()
    seat, session = make_seat(group), make_session(group)

    with pytest.raises(actions.NotNow):
        actions.answer(session, seat, Answer.ABSENT, now=STARTS)


def test_whoever_has_left_answers_no_more() -> None:
    group = make_group()
    seat, session = make_seat(group, state="left"), make_session(group)

    with pytest.raises(actions.NotNow):
        actions.answer(session, seat, Answer.COMES, now=NOW)


def test_attendance_is_noted_by_minutes_and_the_group_is_counted_both_ways() -> None:
    group = make_group()
    leader = make_supervisor(group)
    whole, late, _absent = (
        make_seat(group),
        make_seat(group, is_psychologist=False, profession="Pædagog"),
        make_seat(group),
    )
    session = make_session(group)

    actions.mark_attendance(session, {whole.pk: 180, late.pk: 95}, supervisor=leader, by=make_user(), now=STARTS)

    session.refresh_from_db()
    assert (session.state, session.supervisor) == ("held", leader)
    assert (session.members, session.member_psychologists) == (3, 2)
    assert (session.present, session.present_psychologists) == (2, 1)
    assert dict(SessionAttendance.objects.values_list("seat", "minutes")) == {whole.pk: 180, late.pk: 95}


def test_attendance_noted_again_replaces_what_was_noted() -> None:
    group = make_group()
    first, second, session = make_seat(group), make_seat(group), make_session(group)
    actions.mark_attendance(session, {first.pk: 180, second.pk: 180}, supervisor=None, by=make_user(), now=STARTS)

    actions.mark_attendance(session, {second.pk: 60}, supervisor=None, by=make_user(), now=STARTS)

    session.refresh_from_db()
    assert dict(SessionAttendance.objects.values_list("seat", "minutes")) == {second.pk: 60}
    assert (session.members, session.present) == (2, 1)


def test_who_left_before_the_day_and_who_joined_after_it_are_not_of_the_group_on_it() -> None:
    group = make_group()
    there = make_seat(group)
    gone = make_seat(group, state="left", ends_on=(STARTS - timedelta(days=1)).date())
    new = make_seat(group, starts_on=(STARTS + timedelta(days=1)).date())
    last_day = make_seat(group, state="left", ends_on=STARTS.date())

    enrolled = actions.enrolled_on(group, STARTS.date())

    assert set(enrolled) == {there, last_day}
    for seat in (gone, new):
        with pytest.raises(ValidationError):
            actions.mark_attendance(
                make_session(group, STARTS + timedelta(minutes=seat.pk)),
                {seat.pk: 10},
                supervisor=None,
                by=make_user(),
                now=STARTS,
            )


@pytest.mark.parametrize("minutes", [0, 181, -5])
def test_minutes_that_the_session_does_not_have_are_refused(minutes: int) -> None:
    group = make_group()
    seat, session = make_seat(group), make_session(group)

    with pytest.raises(ValidationError):
        actions.mark_attendance(session, {seat.pk: minutes}, supervisor=None, by=make_user(), now=STARTS)


def test_nobody_is_ticked_off_before_the_day() -> None:
    group = make_group()
    seat, session = make_seat(group), make_session(group)

    with pytest.raises(actions.NotNow):
        actions.mark_attendance(session, {seat.pk: 180}, supervisor=None, by=make_user(), now=NOW)


def test_the_hours_of_a_closed_group_stand_fast() -> None:
    group = make_group(state="closed")
    seat, session = make_seat(group, state="left"), make_session(group, NOW - timedelta(days=30), state="held")
    make_attendance(session, seat)

    with pytest.raises(actions.NotNow):
        actions.mark_attendance(session, {}, supervisor=None, by=make_user(), now=NOW)
    with pytest.raises(actions.NotNow):
        actions.unmark_attendance(session, by=make_user())


def test_attendance_can_be_taken_off_and_the_session_is_planned_again() -> None:
    group = make_group()
    seat, session = make_seat(group), make_session(group)
    actions.mark_attendance(session, {seat.pk: 180}, supervisor=None, by=make_user(), now=STARTS)

    actions.unmark_attendance(session, by=make_user())

    session.refresh_from_db()
    assert (session.state, session.members, SessionAttendance.objects.count()) == ("planned", None, 0)


def test_a_session_that_was_held_cannot_be_cancelled_or_moved() -> None:
    session = make_session(make_group(), NOW - timedelta(days=1), state="held")

    with pytest.raises(actions.NotNow):
        actions.cancel_session(session, note="", by=make_user(), now=NOW)
    with pytest.raises(actions.NotNow):
        actions.change_session(session, meeting(), by=make_user(), now=NOW)


def test_a_place_with_a_cpr_number_in_it_is_refused() -> None:
    with pytest.raises(ValidationError):
        actions.plan_sessions(make_group(), [meeting(place="Hos 010210-1234")], by=make_user(), now=NOW)
