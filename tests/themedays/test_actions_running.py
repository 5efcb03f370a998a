"""What the coordinator does with a day."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from pytest_django import DjangoAssertNumQueries
from wagtail.models import ModelLogEntry

from portal.mail.models import Delivery
from portal.models import NetworkSettings
from portal.seats import Share
from tests.factories import make_municipality, make_organisation, make_user
from tests.themedays.factories import (
    SIGNED_UP,
    STARTS,
    make_day_page,
    make_need,
    make_registration,
    make_theme_day,
    make_venue,
)
from themedays.actions import (
    NotNow,
    cancel_day,
    change_seats,
    fill,
    mark_attendance,
    move_day,
    pool_of,
    write_to,
)
from themedays.models import Attendance, DayMail, Registration, RegistrationNeed, SeatAllocation, SeatPool

pytestmark = pytest.mark.django_db
NOW = SIGNED_UP
HOUR = timedelta(hours=1)
Audience = DayMail.Audience


def states(*rows: Registration) -> list[str]:
    return [Registration.objects.get(pk=row.pk).state for row in rows]


def test_a_day_gets_its_seats_when_somebody_asks_for_them_and_only_once() -> None:
    page = make_day_page()

    assert pool_of(page, now=NOW) == pool_of(page, now=NOW + HOUR)
    assert page.pool.capacity is None


class TestSeats:
    def test_more_seats_go_to_those_who_wait(self) -> None:
        pool = make_theme_day(capacity=0).pool
        rows = [make_registration(pool, state="waiting", at=NOW + HOUR * number) for number in range(3)]

        changed = change_seats(pool, by=make_user(), now=NOW, capacity=2)

        assert changed.promoted == 2
        assert states(*rows) == ["confirmed", "confirmed", "waiting"]

    def test_fewer_seats_take_nobodys_away(self) -> None:
        pool = make_theme_day(capacity=2).pool
        rows = [make_registration(pool), make_registration(pool), make_registration(pool, state="waiting")]

        change_seats(pool, by=None, now=NOW, capacity=1)

        assert states(*rows) == ["confirmed", "confirmed", "waiting"]

    def test_seats_and_shares_hold_together_before_the_first_seat_is_given(self) -> None:
        hilleroed = make_municipality("Hillerød")
        pool = make_theme_day(capacity=0).pool
        other, own = (
            make_registration(pool, state="waiting"),
            make_registration(pool, state="waiting", organisation=hilleroed),
        )

        change_seats(pool, by=None, now=NOW, capacity=1, shares={hilleroed: Share(reserved=1)})

        assert states(other, own) == ["waiting", "confirmed"]

    def test_what_changed_is_in_the_log(self) -> None:
        pool = make_theme_day(capacity=1).pool

        change_seats(pool, by=None, now=NOW, capacity=2)

        entry = ModelLogEntry.objects.get(action="themedays.change_seats")
        assert entry.data == {"changed": {"capacity": ["1", "2"]}}

    def test_sign_up_cannot_close_before_it_opens(self) -> None:
        pool = make_theme_day().pool

        with pytest.raises(ValidationError):
            change_seats(pool, by=None, now=NOW, opens_at=NOW, closes_at=NOW - HOUR)

    def test_more_cannot_be_kept_than_there_is(self) -> None:
        pool = make_theme_day(capacity=1).pool

        with pytest.raises(ValidationError):
            change_seats(pool, by=None, now=NOW, shares={make_municipality("Hillerød"): Share(reserved=2)})

        assert not SeatAllocation.objects.exists()

    def test_seats_are_kept_for_the_outermost_organisation_only(self) -> None:
        unit = make_organisation(parent=make_municipality("Hillerød"))

        with pytest.raises(ValidationError, match="Hillerød Kommune"):
            change_seats(make_theme_day().pool, by=None, now=NOW, shares={unit: Share(reserved=1)})


class TestCancelDay:
    def test_everybody_is_told_and_only_those_with_a_seat_by_calendar(self) -> None:
        pool = make_theme_day(capacity=1).pool
        seat, waiting = make_registration(pool), make_registration(pool, state="waiting")

        told = cancel_day(pool, note="Oplægsholderen er syg.", by=make_user(), now=NOW)

        assert told == 2
        assert states(seat, waiting) == ["cancelled", "cancelled"]
        methods = dict(Delivery.objects.values_list("user", "calendar_method"))
        assert methods == {seat.user_id: "CANCEL", waiting.user_id: ""}
        assert all("Oplægsholderen er syg." in text for text in Delivery.objects.values_list("text", flat=True))

    def test_done_twice_nobody_hears_it_twice(self) -> None:
        pool = make_theme_day().pool
        make_registration(pool)
        cancel_day(pool, note="", by=None, now=NOW)

        assert cancel_day(pool, note="", by=None, now=NOW) == 0
        assert Delivery.objects.count() == 1

    def test_the_calendar_gets_a_higher_number(self) -> None:
        pool = make_theme_day(pool={"sequence": 4}).pool
        make_registration(pool, sequence=4)

        cancel_day(pool, note="", by=None, now=NOW)

        assert "SEQUENCE:5" in Delivery.objects.get().calendar

    def test_what_people_needed_is_forgotten(self) -> None:
        pool = make_theme_day().pool
        RegistrationNeed.objects.create(registration=make_registration(pool), need=make_need())

        cancel_day(pool, note="", by=None, now=NOW)

        assert not RegistrationNeed.objects.exists()

    def test_nobody_gets_a_seat_on_a_cancelled_day(self) -> None:
        pool = make_theme_day(pool={"cancelled_at": NOW}).pool
        make_registration(pool, state="waiting")

        assert fill(pool, NOW) == []

    def test_a_day_that_was_held_is_not_cancelled(self) -> None:
        with pytest.raises(NotNow):
            cancel_day(make_theme_day().pool, note="", by=None, now=STARTS + 10 * HOUR)


class TestMoveDay:
    @pytest.fixture
    def pool(self) -> SeatPool:
        pool = make_theme_day(capacity=1).pool
        move_day(pool, by=None, now=NOW)
        return pool

    def move(self, pool: SeatPool) -> int:
        pool.page.venue = make_venue()
        pool.page.save()
        return move_day(pool, by=None, now=NOW + HOUR)

    def test_the_first_time_nobody_is_told_and_the_number_stays(self) -> None:
        pool = make_theme_day().pool
        make_registration(pool)

        assert move_day(pool, by=None, now=NOW) == 0
        pool.refresh_from_db()
        assert (pool.sequence, pool.told_starts_at) == (0, STARTS)

    def test_another_place_is_told_with_a_higher_number(self, pool: SeatPool) -> None:
        make_registration(pool)

        assert self.move(pool) == 1
        mail = Delivery.objects.get()
        assert "SEQUENCE:1" in mail.calendar
        assert "Kulturhuset, Havnegade 1" in mail.text

    def test_those_who_wait_are_told_without_calendar(self, pool: SeatPool) -> None:
        make_registration(pool, state="waiting")

        assert self.move(pool) == 1
        assert Delivery.objects.get().calendar == ""

    @pytest.mark.parametrize("people", [1, 3])
    def test_it_asks_the_database_as_often_for_many_as_for_one(
        self, pool: SeatPool, people: int, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        pool.page.venue = make_venue()
        pool.page.save()
        for _number in range(people):
            make_registration(pool)
        NetworkSettings.load()

        with django_assert_num_queries(11):
            move_day(pool, by=None, now=NOW + HOUR)

    def test_the_same_once_more_tells_nobody(self, pool: SeatPool) -> None:
        make_registration(pool)
        self.move(pool)

        assert move_day(pool, by=None, now=NOW + 2 * HOUR) == 0


class TestWriteTo:
    def test_each_participant_gets_one_mail_with_the_link_to_the_meeting(self) -> None:
        pool = make_theme_day(online_link="https://moede.example/1").pool
        seat = make_registration(pool)
        make_registration(pool, state="waiting")

        mail = write_to(pool, Audience.PARTICIPANTS, "Program", "Husk sko.", key=uuid4(), by=make_user(), now=NOW)

        delivery = Delivery.objects.get()
        assert (mail.recipients, delivery.user) == (1, seat.user)
        assert "Husk sko." in delivery.text
        assert "https://moede.example/1" in delivery.text

    def test_thirty_are_written_to_at_the_price_of_one(self, django_assert_max_num_queries: Any) -> None:
        pool = make_theme_day(capacity=100).pool
        for _number in range(30):
            make_registration(pool)

        with django_assert_max_num_queries(12):
            write_to(pool, Audience.PARTICIPANTS, "Program", "Husk sko.", key=uuid4(), by=None, now=NOW)

        assert Delivery.objects.count() == 30

    def test_those_who_wait_do_not_get_the_link(self) -> None:
        pool = make_theme_day(online_link="https://moede.example/1").pool
        make_registration(pool, state="waiting")

        write_to(pool, Audience.WAITING, "Program", "Der er håb.", key=uuid4(), by=None, now=NOW)

        assert "moede.example" not in Delivery.objects.get().text

    def test_those_who_were_there(self) -> None:
        pool = make_theme_day().pool
        there = make_registration(pool)
        make_registration(pool)
        Attendance.objects.create(registration=there, minutes=60, marked_at=STARTS)

        write_to(pool, Audience.ATTENDED, "Tak", "Tak for i dag.", key=uuid4(), by=None, now=STARTS)

        assert Delivery.objects.get().user == there.user

    def test_a_second_click_sends_nothing(self) -> None:
        pool = make_theme_day().pool
        make_registration(pool)
        key = uuid4()
        first = write_to(pool, Audience.PARTICIPANTS, "100 % klar", "Tak.", key=key, by=None, now=NOW)

        assert write_to(pool, Audience.PARTICIPANTS, "100 % klar", "Tak.", key=key, by=None, now=NOW) == first
        assert Delivery.objects.get().subject == "100 % klar"

    def test_a_number_like_a_cpr_number_is_refused(self) -> None:
        with pytest.raises(ValidationError):
            write_to(make_theme_day().pool, Audience.PARTICIPANTS, "Om", "010190-1234", key=uuid4(), by=None, now=NOW)


class TestAttendance:
    def test_somebody_is_ticked_off_and_corrected(self) -> None:
        seat = make_registration(make_theme_day().pool)
        mark_attendance(seat, 300, by=make_user(), now=STARTS)

        mark_attendance(seat, 240, by=make_user(), now=STARTS)

        assert Attendance.objects.get(registration=seat).minutes == 240

    def test_the_tick_is_taken_off(self) -> None:
        seat = make_registration(make_theme_day().pool)
        mark_attendance(seat, 300, by=make_user(), now=STARTS)

        mark_attendance(seat, None, by=make_user(), now=STARTS)

        assert not Attendance.objects.exists()

    def test_not_before_the_morning_of_the_day(self) -> None:
        seat = make_registration(make_theme_day().pool)

        with pytest.raises(NotNow):
            mark_attendance(seat, 300, by=make_user(), now=STARTS - 10 * HOUR)

    def test_nobody_without_a_seat(self) -> None:
        waiting = make_registration(make_theme_day().pool, state="waiting")

        with pytest.raises(NotNow):
            mark_attendance(waiting, 300, by=make_user(), now=STARTS)

    def test_a_day_has_1440_minutes(self) -> None:
        seat = make_registration(make_theme_day().pool)

        with pytest.raises(ValidationError):
            mark_attendance(seat, 1441, by=make_user(), now=STARTS)
