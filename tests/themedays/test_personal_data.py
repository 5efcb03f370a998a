"""What theme days know about a person, and how it is forgotten when they ask."""

from datetime import timedelta
from typing import Any

import pytest

from portal.mail.models import Delivery
from portal.models import User
from tests.factories import make_user
from tests.themedays.factories import SIGNED_UP, STARTS, make_need, make_registration, make_theme_day
from themedays.models import Attendance, DayMail, Payer, Registration, RegistrationNeed
from themedays.personal_data import erase, personal_data

pytestmark = pytest.mark.django_db
NOW = SIGNED_UP


def tables(user: User) -> dict[str, list[dict[str, Any]]]:
    return {table.key: table.rows for table in personal_data(user)}


def test_everything_about_the_person_is_listed_and_nothing_about_others() -> None:
    mette = make_user()
    row = make_registration(make_theme_day().pool, mette, workplace="Skolen")
    make_registration(row.pool)
    RegistrationNeed.objects.create(registration=row, need=make_need())
    Payer.objects.create(registration=row, kind="own", name="Mette Holm", price=900, created_at=NOW)
    Attendance.objects.create(registration=row, minutes=300, marked_at=STARTS)
    DayMail.objects.create(
        pool=row.pool, audience="waiting", subject="Om", text="Ord", recipients=1, sent_by=mette, sent_at=NOW
    )

    found = tables(mette)

    [registration], [payer], [mail] = found["registrations"], found["payers"], found["day-mails"]
    assert {"Unge og selvmordsforsøg", "Skolen", "Vegetar", 300} <= set(registration.values())
    assert {"Mette Holm", 900} <= set(payer.values())
    assert {"Om", "Ord"} <= set(mail.values())


def test_somebody_of_whom_nothing_is_known_gets_empty_tables() -> None:
    assert not any(tables(make_user()).values())


def test_whoever_is_erased_gives_the_seat_to_the_next_and_is_written_nothing() -> None:
    pool = make_theme_day(capacity=1).pool
    mette = make_user()
    seat, waiting = make_registration(pool, mette), make_registration(pool, state="waiting")

    erase(mette, NOW)

    seat.refresh_from_db()
    waiting.refresh_from_db()
    assert (seat.user, seat.state, seat.why, waiting.state) == (None, "cancelled", "left", "confirmed")
    assert Delivery.objects.get().user == waiting.user


def test_the_past_becomes_nobodys() -> None:
    mette = make_user()
    row = make_registration(make_theme_day().pool, mette, workplace="Skolen")
    RegistrationNeed.objects.create(registration=row, need=make_need())

    erase(mette, STARTS + timedelta(days=1))

    row.refresh_from_db()
    assert (row.user, row.workplace, row.state) == (None, "", "confirmed")
    assert not RegistrationNeed.objects.exists()
    assert not Registration.objects.filter(user=mette).exists()


def test_erased_twice_is_erased_once() -> None:
    mette = make_user()
    make_registration(make_theme_day().pool, mette)
    erase(mette, NOW)

    erase(mette, NOW)

    assert not any(tables(mette).values())


def test_whoever_is_ticked_off_before_the_day_begins_can_be_erased() -> None:
    there = make_registration(make_theme_day().pool)
    Attendance.objects.create(registration=there, minutes=390, marked_at=STARTS)

    erase(there.user, STARTS - timedelta(minutes=30))

    there.refresh_from_db()
    assert (there.user, there.state) == (None, "confirmed")
