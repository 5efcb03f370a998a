"""What the coordinator does with a group: its size, its state, what is kept; and correcting a member."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from portal.mail.models import Delivery
from supervision import actions
from supervision.models import Allocation, Seat
from tests.factories import make_municipality, make_organisation, make_user
from tests.supervision.factories import NOW, make_attendance, make_group, make_group_page, make_seat, make_session

pytestmark = pytest.mark.django_db


def test_a_page_has_one_group_however_often_it_is_asked_for() -> None:
    page = make_group_page()

    assert actions.group_of(page, now=NOW) == actions.group_of(page, now=NOW)


def test_a_larger_size_admits_those_who_wait_in_their_order() -> None:
    group = make_group(size_max=1)
    make_seat(group)
    waiting = [make_seat(group, state="waiting") for _one in range(3)]

    admitted = actions.change_group(group, by=make_user(), now=NOW, size_max=3)

    assert admitted == waiting[:2]


def test_a_smaller_size_puts_nobody_out() -> None:
    group = make_group()
    for _one in range(3):
        make_seat(group)

    actions.change_group(group, by=make_user(), now=NOW, size_max=2)

    assert Seat.objects.active().count() == 3


def test_after_a_break_those_who_wait_move_up() -> None:
    group = make_group(state="paused")
    seat = make_seat(group, state="waiting")

    actions.change_group(group, by=make_user(), now=NOW, state="open")

    seat.refresh_from_db()
    assert seat.state == "active"


def test_closing_ends_every_seat_cancels_what_is_planned_and_tells_everybody() -> None:
    group = make_group()
    seats = [make_seat(group, state=state) for state in ("active", "waiting", "requested")]
    (session,) = actions.plan_sessions(
        group, [actions.Meeting(NOW + timedelta(days=7), NOW + timedelta(days=7, hours=3))], by=make_user(), now=NOW
    )

    actions.change_group(group, by=make_user(), now=NOW, state="closed")

    session.refresh_from_db()
    assert set(Seat.objects.values_list("state", "why")) == {("left", "closed")}
    assert (session.state, group.seats.get(pk=seats[0].pk).ends_on) == ("cancelled", NOW.date())
    assert Delivery.objects.filter(purpose="supervision-ended").count() == 3
    assert Delivery.objects.filter(calendar_method="CANCEL").count() == 1


def test_a_closed_group_can_be_opened_again_empty() -> None:
    group = make_group(state="closed")

    actions.change_group(group, by=make_user(), now=NOW, state="open")

    group.refresh_from_db()
    assert (group.state, group.closed_at) == ("open", None)


def test_sizes_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValidationError):
        actions.change_group(make_group(), by=make_user(), now=NOW, size_min=8, size_max=6)


def test_seats_are_kept_for_a_municipality_not_for_what_belongs_to_it() -> None:
    municipality = make_municipality("Allerød")
    unit = make_organisation("PPR", parent=municipality)
    group = make_group()

    actions.change_group(group, by=make_user(), now=NOW, kept={municipality: 2})

    assert list(Allocation.objects.values_list("organisation", "reserved")) == [(municipality.pk, 2)]
    with pytest.raises(ValidationError):
        actions.change_group(group, by=make_user(), now=NOW, kept={unit: 1})


def test_more_seats_than_there_are_cannot_be_kept() -> None:
    group = make_group(size_max=3)

    with pytest.raises(ValidationError):
        actions.change_group(group, by=make_user(), now=NOW, kept={make_municipality("Allerød"): 4})


def test_a_member_s_profession_and_days_can_be_corrected() -> None:
    seat = make_seat(make_group())

    actions.correct_seat(seat, by=make_user(), profession="Læge", is_psychologist=False, starts_on=date(2026, 8, 1))

    seat.refresh_from_db()
    assert (seat.profession, seat.is_psychologist, seat.starts_on) == ("Læge", False, date(2026, 8, 1))


def test_the_days_of_a_member_cannot_leave_out_a_session_they_were_at() -> None:
    group = make_group()
    seat = make_seat(group)
    make_attendance(make_session(group, NOW - timedelta(days=20), state="held"), seat)

    with pytest.raises(ValidationError):
        actions.correct_seat(seat, by=make_user(), starts_on=(NOW - timedelta(days=10)).date())
