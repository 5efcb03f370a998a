"""Signing up: a seat or a number, once, and a sentence when it cannot be."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from pytest_django import DjangoAssertNumQueries

from portal.mail.models import Delivery
from portal.models import NetworkSettings, User
from tests.factories import make_membership, make_municipality, make_organisation, make_participation, make_user
from tests.themedays.factories import SIGNED_UP, STARTS, make_need, make_registration, make_theme_day
from themedays.actions import PayerData, PayerNeeded, Reason, SignUpClosed, cancel, sign_up
from themedays.models import Payer, Registration, RegistrationNeed, SeatPool

pytestmark = pytest.mark.django_db
NOW = SIGNED_UP
HOUR = timedelta(hours=1)
PAYER = PayerData(kind=Payer.Kind.EAN, name="Opdigtet Kommune", ean="5790000000000")


def subjects() -> list[str]:
    return list(Delivery.objects.order_by("pk").values_list("subject", flat=True))


def test_whoever_finds_a_free_seat_has_it_at_once_and_is_told() -> None:
    pool = make_theme_day(capacity=1).pool
    mette = make_user(first_name="Mette", last_name="Holm")

    registration = sign_up(pool, mette, by=mette, now=NOW)

    assert (registration.state, registration.confirmed_at) == ("confirmed", NOW)
    mail = Delivery.objects.get()
    assert (mail.email, mail.user, mail.calendar_method) == (mette.email, mette, "REQUEST")
    assert mail.about == f"themeday-{pool.pk}"


def test_whoever_finds_no_seat_waits_and_hears_the_number() -> None:
    pool = make_theme_day(capacity=1).pool
    make_registration(pool)
    make_registration(pool, state="waiting")
    mette = make_user()

    registration = sign_up(pool, mette, by=mette, now=NOW + HOUR)

    assert registration.state == "waiting"
    mail = Delivery.objects.get()
    assert "nummer 2 " in mail.text or "number 2 " in mail.text
    assert mail.calendar == ""


def test_also_where_waiting_people_are_asked_a_free_seat_is_given_at_once() -> None:
    pool = make_theme_day(capacity=1, pool={"mode": SeatPool.Mode.CONFIRM}).pool
    mette = make_user()

    assert sign_up(pool, mette, by=mette, now=NOW).state == "confirmed"


def test_nobody_overtakes_those_who_wait() -> None:
    pool = make_theme_day(capacity=1).pool
    first = make_registration(pool, state="waiting")
    mette = make_user()

    registration = sign_up(pool, mette, by=mette, now=NOW + HOUR)

    first.refresh_from_db()
    assert (first.state, registration.state) == ("confirmed", "waiting")


def test_a_second_click_shows_the_same_seat_and_sends_nothing() -> None:
    pool = make_theme_day().pool
    mette = make_user()
    first = sign_up(pool, mette, by=mette, now=NOW)

    second = sign_up(pool, mette, by=mette, now=NOW + HOUR)

    assert second == first
    assert Registration.objects.count() == Delivery.objects.count() == 1


def test_a_second_click_after_sign_up_has_closed_shows_the_same_seat() -> None:
    pool = make_theme_day(pool={"closes_at": NOW + HOUR}).pool
    mette = make_user()
    first = sign_up(pool, mette, by=mette, now=NOW)

    assert sign_up(pool, mette, by=mette, now=NOW + 2 * HOUR) == first


def test_whoever_comes_back_gets_a_new_row_at_the_end_of_the_queue() -> None:
    pool = make_theme_day(capacity=1).pool
    mette, ida = make_user(), make_user()
    first = sign_up(pool, mette, by=mette, now=NOW)
    sign_up(pool, ida, by=ida, now=NOW)
    cancel(first, by=mette, now=NOW + HOUR)

    again = sign_up(pool, mette, by=mette, now=NOW + 2 * HOUR)

    assert again != first
    assert (again.state, again.queued_at) == ("waiting", NOW + 2 * HOUR)


def test_the_calendar_mails_to_one_person_are_numbered_on_and_on() -> None:
    pool = make_theme_day().pool
    mette = make_user()
    first = sign_up(pool, mette, by=mette, now=NOW)
    cancel(first, by=mette, now=NOW)

    sign_up(pool, mette, by=mette, now=NOW)

    sequences = [
        line for mail in Delivery.objects.order_by("pk") for line in mail.calendar.split() if "SEQUENCE" in line
    ]
    assert sequences == ["SEQUENCE:0", "SEQUENCE:1", "SEQUENCE:2"]


@pytest.mark.parametrize(
    ("reason", "page", "pool"),
    [
        (Reason.NOT_YET, {}, {"opens_at": NOW + HOUR}),
        (Reason.CLOSED, {}, {"closes_at": NOW - HOUR}),
        (Reason.CLOSED, {"starts": NOW - HOUR}, {}),
        (Reason.HELD, {"starts": NOW - 20 * HOUR}, {}),
        (Reason.CANCELLED, {}, {"cancelled_at": NOW - HOUR}),
        (Reason.NO_SIGN_UP, {"capacity": None}, {}),
        (Reason.NO_SIGN_UP, {"live": False}, {}),
    ],
)
def test_one_cannot_sign_up(reason: Reason, page: dict[str, object], pool: dict[str, object]) -> None:
    seats = make_theme_day(pool=pool, **page).pool  # type: ignore[arg-type]
    mette = make_user()

    with pytest.raises(SignUpClosed) as refused:
        sign_up(seats, mette, by=mette, now=NOW)

    assert refused.value.reason == reason
    assert str(refused.value).endswith(".")
    assert not Registration.objects.exists()


def test_the_coordinator_adds_somebody_after_sign_up_has_closed() -> None:
    pool = make_theme_day(pool={"closes_at": NOW - HOUR}).pool

    registration = sign_up(pool, make_user(), by=make_user(), now=NOW, source=Registration.Source.COORDINATOR)

    assert registration.state == "confirmed"


def test_whoever_stands_at_the_door_is_added_whatever_the_number_of_seats_and_written_nothing() -> None:
    pool = make_theme_day(capacity=1).pool
    make_registration(pool)

    registration = sign_up(pool, make_user(), by=make_user(), now=STARTS + HOUR, source=Registration.Source.COORDINATOR)

    assert registration.state == "confirmed"
    assert subjects() == []


class TestWorkplace:
    """Where somebody works decides among whose seats they count, and who pays."""

    def member(self, *, in_the_network: bool) -> User:
        hilleroed = make_municipality("Hillerød")
        if in_the_network:
            make_participation(hilleroed)
        unit = make_organisation("Familieafdelingen", parent=hilleroed)
        return make_membership(organisation=unit).user

    def test_the_membership_says_it(self) -> None:
        mette = self.member(in_the_network=True)

        registration = sign_up(make_theme_day().pool, mette, by=mette, now=NOW)

        assert registration.workplace == "Familieafdelingen"
        assert registration.share == make_municipality("Hillerød")

    def test_inside_the_network_nobody_pays(self) -> None:
        mette = self.member(in_the_network=True)

        registration = sign_up(make_theme_day(price=900).pool, mette, by=mette, now=NOW, payer=PAYER)

        assert not Payer.objects.filter(registration=registration).exists()

    def test_outside_the_network_one_must_say_who_pays(self) -> None:
        mette = self.member(in_the_network=False)

        with pytest.raises(PayerNeeded):
            sign_up(make_theme_day(price=900).pool, mette, by=mette, now=NOW)

        assert not Registration.objects.exists()

    def test_who_pays_is_kept_with_the_price_of_that_day(self) -> None:
        mette = self.member(in_the_network=False)

        registration = sign_up(make_theme_day(price=900).pool, mette, by=mette, now=NOW, payer=PAYER)

        assert (registration.payer.price, registration.payer.ean) == (900, "5790000000000")

    def test_a_free_day_asks_nobody(self) -> None:
        mette = self.member(in_the_network=False)

        assert sign_up(make_theme_day(price=0).pool, mette, by=mette, now=NOW).state == "confirmed"


def test_what_somebody_needs_is_kept_beside_the_row() -> None:
    mette = make_user()

    registration = sign_up(make_theme_day().pool, mette, by=mette, now=NOW, needs=[make_need()])

    assert [row.need.key for row in RegistrationNeed.objects.filter(registration=registration)] == ["vegetar"]


def test_a_number_like_a_cpr_number_is_refused() -> None:
    mette = make_user()

    with pytest.raises(ValidationError):
        sign_up(make_theme_day().pool, mette, by=mette, now=NOW, workplace="Skole, 010190-1234")


@pytest.mark.parametrize("waiting", [0, 3])
def test_however_many_wait_a_sign_up_asks_the_database_as_often(
    waiting: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    pool = make_theme_day(capacity=1).pool
    make_registration(pool)
    for _number in range(waiting):
        make_registration(pool, state="waiting")
    mette = make_user()
    NetworkSettings.load()

    # Where she works; the lock, her rows, the new one, who has seats, her number; the network's words, the mail; and
    # the savepoint's two.
    with django_assert_num_queries(10):
        sign_up(pool, mette, by=mette, now=NOW + HOUR)


def test_a_sign_up_that_gets_the_seat_asks_thirteen_times(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    pool = make_theme_day(capacity=1).pool
    mette = make_user()
    NetworkSettings.load()

    # No number; instead who waits, what is kept, the seat, and the subjects for the calendar.
    with django_assert_num_queries(13):
        sign_up(pool, mette, by=mette, now=NOW)
