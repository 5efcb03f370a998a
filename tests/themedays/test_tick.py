"""What happens by itself: seats that become free, and reminders, each once and none too late."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from portal.mail.models import Delivery
from tests.factories import make_municipality
from tests.themedays.factories import SIGNED_UP, STARTS, make_allocation, make_registration, make_theme_day
from themedays.models import Registration, SeatPool
from themedays.tick import tick

pytestmark = pytest.mark.django_db
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def ticked(now: datetime) -> dict[str, int]:
    return {one.what: one.count for one in tick(now)}


def test_an_offer_that_nobody_answered_goes_to_the_next() -> None:
    pool = make_theme_day(capacity=1, pool={"mode": SeatPool.Mode.CONFIRM}).pool
    late = make_registration(pool, state="offered")
    waiting = make_registration(pool, state="waiting")

    assert ticked(SIGNED_UP + 2 * DAY)["themedays.seats"] == 1

    late.refresh_from_db()
    waiting.refresh_from_db()
    assert (late.state, late.why, waiting.state) == ("cancelled", "expired", "offered")
    assert Delivery.objects.get(user=late.user).calendar == ""


def test_an_offer_that_still_holds_is_left_alone() -> None:
    pool = make_theme_day(capacity=1).pool
    offered = make_registration(pool, state="offered")

    ticked(SIGNED_UP + DAY)

    offered.refresh_from_db()
    assert offered.state == "offered"


def test_an_offer_that_nobody_answered_before_the_day_is_taken_back_and_given_to_nobody() -> None:
    pool = make_theme_day(capacity=1).pool
    make_registration(pool, state="offered", offered_until=STARTS)
    waiting = make_registration(pool, state="waiting")

    assert ticked(STARTS)["themedays.seats"] == 0

    waiting.refresh_from_db()
    assert waiting.state == "waiting"
    assert Registration.objects.filter(why="expired").count() == 1


def test_a_reserve_is_released_on_its_date() -> None:
    pool = make_theme_day(capacity=1, pool={"release_at": SIGNED_UP + DAY}).pool
    make_allocation(pool, make_municipality("Hillerød"), reserved=1)
    make_registration(pool, state="waiting")

    assert ticked(SIGNED_UP)["themedays.seats"] == 0
    assert ticked(SIGNED_UP + DAY)["themedays.seats"] == 1
    assert ticked(SIGNED_UP + DAY)["themedays.seats"] == 0


@pytest.mark.parametrize("days", [7, 1])
def test_whoever_comes_is_reminded_once(days: int) -> None:
    make_registration(make_theme_day().pool)

    assert ticked(STARTS - days * DAY)["themedays.reminders"] == 1
    assert ticked(STARTS - days * DAY + HOUR)["themedays.reminders"] == 0

    mail = Delivery.objects.get()
    assert mail.purpose == "themeday-reminder"
    assert "/temadage/tilmelding/" in mail.text
    assert mail.calendar == ""


def test_not_a_minute_before() -> None:
    make_registration(make_theme_day().pool)

    assert ticked(STARTS - 7 * DAY - timedelta(minutes=1))["themedays.reminders"] == 0


def test_a_reminder_that_is_a_day_late_is_not_sent() -> None:
    make_registration(make_theme_day().pool)

    assert ticked(STARTS - 6 * DAY)["themedays.reminders"] == 0


def test_whoever_has_just_got_the_seat_needs_no_reminder() -> None:
    pool = make_theme_day().pool
    make_registration(pool, at=STARTS - 8 * DAY + HOUR)

    assert ticked(STARTS - 7 * DAY)["themedays.reminders"] == 0


@pytest.mark.parametrize("state", ["waiting", "offered", "cancelled"])
def test_whoever_does_not_come_is_not_reminded(state: str) -> None:
    make_registration(make_theme_day().pool, state=state)

    assert ticked(STARTS - 7 * DAY)["themedays.reminders"] == 0


def test_nobody_is_reminded_of_a_cancelled_day() -> None:
    make_registration(make_theme_day(pool={"cancelled_at": SIGNED_UP}).pool)

    assert ticked(STARTS - 7 * DAY)["themedays.reminders"] == 0


def test_a_day_that_has_moved_is_reminded_of_again() -> None:
    page = make_theme_day()
    make_registration(page.pool)
    ticked(STARTS - 7 * DAY)
    page.starts_at, page.ends_at = STARTS + 30 * DAY, STARTS + 30 * DAY + HOUR
    page.save()

    assert ticked(STARTS + 23 * DAY)["themedays.reminders"] == 1


def test_the_hour_of_the_reminder_is_the_hour_of_the_day_across_summer_time() -> None:
    zone = ZoneInfo("Europe/Copenhagen")
    make_registration(make_theme_day(starts=datetime(2027, 3, 30, 9, 0, tzinfo=zone)).pool)

    assert ticked(datetime(2027, 3, 23, 8, 59, tzinfo=zone))["themedays.reminders"] == 0
    assert ticked(datetime(2027, 3, 23, 9, 0, tzinfo=zone))["themedays.reminders"] == 1


def test_a_mail_that_was_delayed_does_not_say_tomorrow_of_today() -> None:
    make_registration(make_theme_day().pool)

    assert ticked(STARTS - 3 * HOUR)["themedays.reminders"] == 0
    assert ticked(STARTS - 10 * HOUR)["themedays.reminders"] == 1


def test_a_title_of_any_length_makes_a_mail() -> None:
    make_registration(make_theme_day("x" * 250).pool)

    ticked(STARTS - 23 * HOUR)

    assert len(Delivery.objects.get().subject) == 250
