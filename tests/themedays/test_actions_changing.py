"""Giving a seat back, saying yes to one, and letting a colleague have it."""

from datetime import timedelta

import pytest
from django.db import models
from wagtail.models import ModelLogEntry

from directory.contacts.models import Organisation
from portal.mail.models import Delivery
from portal.models import User
from tests.factories import make_membership, make_municipality, make_participation, make_user
from tests.themedays.factories import (
    SIGNED_UP,
    STARTS,
    make_allocation,
    make_need,
    make_registration,
    make_theme_day,
)
from themedays.actions import CancelTooLate, NotNow, OfferGone, SwapRefused, accept, cancel, sign_up, swap
from themedays.models import Attendance, Payer, Registration, RegistrationNeed, SeatPool, ThemeDayPage

pytestmark = pytest.mark.django_db
NOW = SIGNED_UP
HOUR = timedelta(hours=1)
Why = Registration.Why


def state_of(registration: Registration) -> str:
    return Registration.objects.get(pk=registration.pk).state


def mail_to(user: User | None) -> Delivery:
    assert user
    return Delivery.objects.get(user=user)


class TestCancel:
    def test_the_next_in_the_queue_has_the_seat_at_once(self) -> None:
        pool = make_theme_day(capacity=1).pool
        seat = make_registration(pool)
        second = make_registration(pool, state="waiting", at=NOW + 2 * HOUR)
        first = make_registration(pool, state="waiting", at=NOW + HOUR)

        cancel(seat, by=seat.user, now=NOW)

        assert [state_of(row) for row in (seat, first, second)] == ["cancelled", "confirmed", "waiting"]

    def test_both_are_told_and_only_calendars_that_hold_the_day_lose_it(self) -> None:
        pool = make_theme_day(capacity=1).pool
        seat, waiting = make_registration(pool), make_registration(pool, state="waiting")

        cancel(seat, by=seat.user, now=NOW)

        assert mail_to(seat.user).calendar_method == "CANCEL"
        assert mail_to(waiting.user).calendar_method == "REQUEST"

    def test_done_twice_it_is_done_once(self) -> None:
        pool = make_theme_day(capacity=1).pool
        seat = make_registration(pool)
        once = cancel(seat, by=seat.user, now=NOW)

        again = cancel(seat, by=seat.user, now=NOW + HOUR)

        assert again.cancelled_at == once.cancelled_at == NOW
        assert Delivery.objects.count() == 1

    def test_whoever_leaves_the_waiting_list_gets_a_mail_without_calendar(self) -> None:
        waiting = make_registration(make_theme_day(capacity=0).pool, state="waiting")

        cancel(waiting, by=waiting.user, now=NOW)

        assert mail_to(waiting.user).calendar == ""

    def test_after_the_deadline_one_is_told_whom_to_ask(self) -> None:
        page = make_theme_day(pool={"cancel_until": NOW - HOUR}, contact_name="Bo Hansen", contact_phone="00 12 34 56")
        seat = make_registration(page.pool, at=NOW - 2 * HOUR)

        with pytest.raises(CancelTooLate, match="Bo Hansen, 00 12 34 56"):
            cancel(seat, by=seat.user, now=NOW)

        assert state_of(seat) == "confirmed"

    def test_whoever_got_the_seat_after_the_deadline_may_give_it_back(self) -> None:
        pool = make_theme_day(pool={"cancel_until": NOW - HOUR}).pool
        seat = make_registration(pool, at=NOW)

        cancel(seat, by=seat.user, now=NOW + HOUR)

        assert state_of(seat) == "cancelled"

    def test_one_can_leave_the_waiting_list_after_the_deadline(self) -> None:
        pool = make_theme_day(pool={"cancel_until": NOW - HOUR}).pool
        waiting = make_registration(pool, state="waiting", at=NOW - 2 * HOUR)

        cancel(waiting, by=waiting.user, now=NOW)

        assert state_of(waiting) == "cancelled"

    def test_the_day_itself_is_too_late(self) -> None:
        seat = make_registration(make_theme_day().pool)

        with pytest.raises(CancelTooLate):
            cancel(seat, by=seat.user, now=STARTS)

    def test_the_coordinator_always_can_and_the_log_does_not_say_whom(self) -> None:
        pool = make_theme_day(pool={"cancel_until": NOW - HOUR}).pool
        seat = make_registration(pool, make_user(first_name="Mette", last_name="Holm"), at=NOW - 2 * HOUR)
        coordinator = make_user()

        cancel(seat, by=coordinator, why=Why.REMOVED, now=NOW)

        entry = _log().get()
        assert (entry.action, entry.user, entry.label) == ("themedays.remove", coordinator, pool.page.title)
        assert "Holm" not in str(entry.data)

    def test_somebody_who_was_there_is_not_taken_off(self) -> None:
        seat = make_registration(make_theme_day().pool)
        Attendance.objects.create(registration=seat, minutes=60, marked_at=STARTS)

        with pytest.raises(NotNow):
            cancel(seat, by=make_user(), why=Why.REMOVED, now=STARTS)

    def test_nobody_gets_a_seat_once_the_day_has_begun(self) -> None:
        pool = make_theme_day(capacity=1).pool
        seat, waiting = make_registration(pool), make_registration(pool, state="waiting")

        cancel(seat, by=make_user(), why=Why.REMOVED, now=STARTS)

        assert state_of(waiting) == "waiting"
        assert not Delivery.objects.exists()

    def test_the_waiting_list_moves_after_sign_up_has_closed(self) -> None:
        pool = make_theme_day(capacity=1, pool={"closes_at": NOW - HOUR}).pool
        seat, waiting = make_registration(pool), make_registration(pool, state="waiting")

        cancel(seat, by=seat.user, now=NOW)

        assert state_of(waiting) == "confirmed"

    def test_what_the_person_needed_is_forgotten_at_once(self) -> None:
        seat = make_registration(make_theme_day().pool)
        RegistrationNeed.objects.create(registration=seat, need=make_need())

        cancel(seat, by=seat.user, now=NOW)

        assert not RegistrationNeed.objects.exists()


class TestOffers:
    @pytest.fixture
    def pool(self) -> SeatPool:
        return make_theme_day(capacity=1, pool={"mode": SeatPool.Mode.CONFIRM}).pool

    @pytest.fixture
    def offered(self, pool: SeatPool) -> Registration:
        return make_registration(pool, state="offered", at=NOW - timedelta(days=1))

    def test_a_seat_is_kept_for_two_working_days(self, pool: SeatPool) -> None:
        seat, waiting = make_registration(pool), make_registration(pool, state="waiting")

        cancel(seat, by=seat.user, now=NOW)  # a Friday

        waiting.refresh_from_db()
        assert waiting.state == "offered"
        assert waiting.offered_until == NOW + timedelta(days=4)
        assert mail_to(waiting.user).calendar == ""

    def test_never_into_the_day_itself(self, pool: SeatPool) -> None:
        seat, waiting = make_registration(pool), make_registration(pool, state="waiting")

        cancel(seat, by=seat.user, now=STARTS - HOUR)

        waiting.refresh_from_db()
        assert waiting.offered_until == STARTS

    def test_saying_yes_gives_the_seat_and_the_calendar_its_entry(self, offered: Registration) -> None:
        assert accept(offered, by=offered.user, now=NOW).state == "confirmed"  # type: ignore[arg-type]
        assert mail_to(offered.user).calendar_method == "REQUEST"

    def test_saying_yes_twice_is_said_once(self, offered: Registration) -> None:
        accept(offered, by=offered.user, now=NOW)  # type: ignore[arg-type]

        assert accept(offered, by=offered.user, now=NOW + HOUR).confirmed_at == NOW  # type: ignore[arg-type]
        assert Delivery.objects.count() == 1

    def test_too_late_the_seat_has_gone_to_the_next(self, pool: SeatPool, offered: Registration) -> None:
        waiting = make_registration(pool, state="waiting")

        with pytest.raises(OfferGone):
            accept(offered, by=offered.user, now=NOW + timedelta(days=2))  # type: ignore[arg-type]

        assert (state_of(offered), state_of(waiting)) == ("cancelled", "offered")

    def test_whoever_signs_up_finds_the_expired_offer_free(self, pool: SeatPool, offered: Registration) -> None:
        mette = make_user()

        registration = sign_up(pool, mette, by=mette, now=NOW + timedelta(days=2))

        offered.refresh_from_db()
        assert (offered.state, offered.why, registration.state) == ("cancelled", "expired", "confirmed")

    def test_an_offer_that_holds_takes_up_the_seat(self, pool: SeatPool, offered: Registration) -> None:
        mette = make_user()

        assert sign_up(pool, mette, by=mette, now=NOW).state == "waiting"
        assert state_of(offered) == "offered"


class TestSwap:
    @pytest.fixture
    def hilleroed(self) -> Organisation:
        return make_municipality("Hillerød")

    @pytest.fixture
    def pool(self) -> SeatPool:
        return make_theme_day(capacity=1, pool={"cancel_until": NOW - HOUR}).pool

    @pytest.fixture
    def seat(self, pool: SeatPool, hilleroed: Organisation) -> Registration:
        return make_registration(pool, make_membership(organisation=hilleroed).user, organisation=hilleroed)

    @pytest.fixture
    def colleague(self, hilleroed: Organisation) -> User:
        return make_membership(make_user(), organisation=hilleroed).user

    def test_a_colleague_gets_exactly_this_seat_past_everybody_who_waits(
        self, pool: SeatPool, seat: Registration, colleague: User
    ) -> None:
        waiting = make_registration(pool, state="waiting")

        heir = swap(seat, colleague, by=seat.user, now=NOW)  # type: ignore[arg-type]

        assert [state_of(row) for row in (seat, heir, waiting)] == ["cancelled", "confirmed", "waiting"]
        assert (mail_to(seat.user).calendar_method, mail_to(colleague).calendar_method) == ("CANCEL", "REQUEST")

    def test_done_twice_it_is_done_once(self, seat: Registration, colleague: User) -> None:
        heir = swap(seat, colleague, by=seat.user, now=NOW)  # type: ignore[arg-type]

        assert swap(seat, colleague, by=seat.user, now=NOW) == heir  # type: ignore[arg-type]
        assert Delivery.objects.count() == 2

    def test_a_colleague_who_waits_leaves_the_queue(
        self, pool: SeatPool, seat: Registration, colleague: User, hilleroed: Organisation
    ) -> None:
        waiting = make_registration(pool, colleague, "waiting", organisation=hilleroed)

        assert swap(seat, colleague, by=seat.user, now=NOW) == waiting  # type: ignore[arg-type]
        assert state_of(waiting) == "confirmed"

    @pytest.fixture
    def priced(self, pool: SeatPool, seat: Registration) -> Registration:
        """The same seat on a day that costs something for outsiders."""
        ThemeDayPage.objects.update(price=900)
        return Registration.objects.select_related("user", "pool__page").get(pk=seat.pk)

    def test_the_payer_follows_the_seat(self, priced: Registration, colleague: User) -> None:
        seat = priced
        payer = Payer.objects.create(registration=seat, kind="own", name="Mette", price=900, created_at=NOW)

        heir = swap(seat, colleague, by=seat.user, now=NOW)  # type: ignore[arg-type]

        payer.refresh_from_db()
        assert payer.registration == heir

    def test_a_colleague_who_has_named_a_payer_keeps_their_own(
        self, pool: SeatPool, priced: Registration, colleague: User, hilleroed: Organisation
    ) -> None:
        waiting = make_registration(pool, colleague, "waiting", organisation=hilleroed)
        for row in (priced, waiting):
            Payer.objects.create(registration=row, kind="own", name=f"Nr {row.pk}", price=900, created_at=NOW)

        heir = swap(priced, colleague, by=priced.user, now=NOW)  # type: ignore[arg-type]

        assert Payer.objects.get(registration=heir).name == f"Nr {waiting.pk}"

    def test_nobody_pays_for_a_colleague_who_comes_free(
        self, priced: Registration, colleague: User, hilleroed: Organisation
    ) -> None:
        make_participation(hilleroed)
        Payer.objects.create(registration=priced, kind="own", name="Mette", price=900, created_at=NOW)

        heir = swap(priced, colleague, by=priced.user, now=NOW)  # type: ignore[arg-type]

        assert not Payer.objects.filter(registration=heir).exists()

    def test_a_colleague_who_comes_already_needs_no_second_seat(
        self, pool: SeatPool, seat: Registration, colleague: User
    ) -> None:
        make_registration(pool, colleague)

        with pytest.raises(SwapRefused):
            swap(seat, colleague, by=seat.user, now=NOW)  # type: ignore[arg-type]

    def test_somebody_from_elsewhere_does_not_pass_those_who_wait(self, pool: SeatPool, seat: Registration) -> None:
        make_registration(pool, state="waiting")
        stranger = make_membership(make_user(), organisation=make_municipality("Egedal")).user

        with pytest.raises(SwapRefused):
            swap(seat, stranger, by=seat.user, now=NOW)  # type: ignore[arg-type]

        assert state_of(seat) == "confirmed"

    def test_when_nobody_waits_somebody_from_elsewhere_may_have_it(self, seat: Registration) -> None:
        egedal = make_municipality("Egedal")
        stranger = make_membership(make_user(), organisation=egedal).user

        assert swap(seat, stranger, by=seat.user, now=NOW).share == egedal  # type: ignore[arg-type]

    def test_but_not_above_the_number_that_their_organisation_may_have(
        self, pool: SeatPool, seat: Registration
    ) -> None:
        egedal = make_municipality("Egedal")
        make_allocation(pool, egedal, maximum=0)
        stranger = make_membership(make_user(), organisation=egedal).user

        with pytest.raises(SwapRefused):
            swap(seat, stranger, by=seat.user, now=NOW)  # type: ignore[arg-type]

    def test_a_colleague_outside_the_network_must_say_who_pays(self) -> None:
        hilleroed, egedal = make_municipality("Hillerød"), make_municipality("Egedal")
        make_participation(hilleroed)
        seat = make_registration(make_theme_day(price=900).pool, organisation=hilleroed)
        stranger = make_membership(make_user(), organisation=egedal).user

        with pytest.raises(SwapRefused):
            swap(seat, stranger, by=seat.user, now=NOW)  # type: ignore[arg-type]

    def test_the_waiting_list_is_nothing_to_give_away(self, pool: SeatPool, colleague: User) -> None:
        waiting = make_registration(pool, state="waiting")

        with pytest.raises(SwapRefused):
            swap(waiting, colleague, by=waiting.user, now=NOW)  # type: ignore[arg-type]


def _log() -> models.QuerySet[ModelLogEntry]:
    return ModelLogEntry.objects.filter(action__startswith="themedays.")
