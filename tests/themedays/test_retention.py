"""What is forgotten by itself: neither a day too early nor too late, and only counted in a dry run."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.factories import make_municipality, make_user
from tests.themedays.factories import STARTS, make_need, make_registration, make_theme_day
from themedays.models import Attendance, DayMail, Payer, Registration, RegistrationNeed
from themedays.retention import retention

pytestmark = pytest.mark.django_db
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
ENDS = STARTS + 6.5 * HOUR
COPENHAGEN = ZoneInfo("Europe/Copenhagen")


def forgotten(now: datetime, *, dry_run: bool = False) -> dict[str, int]:
    return {one.rule.removeprefix("themedays."): one.count for one in retention(now, dry_run) if one.count}


def test_needs_are_kept_for_fourteen_days_after_the_day() -> None:
    row = make_registration(make_theme_day().pool)
    RegistrationNeed.objects.create(registration=row, need=make_need())

    assert forgotten(ENDS + 14 * DAY) == {}
    assert forgotten(ENDS + 14 * DAY + HOUR) == {"needs": 1}
    assert not RegistrationNeed.objects.exists()


@pytest.mark.parametrize("state", ["waiting", "cancelled"])
def test_whoever_never_had_a_seat_is_forgotten_after_thirty_days(state: str) -> None:
    row = make_registration(make_theme_day().pool, state=state)

    assert forgotten(ENDS + 30 * DAY) == {}
    assert forgotten(ENDS + 30 * DAY + HOUR) == {"never-seated": 1}
    row.refresh_from_db()
    assert (row.user, row.created_by, row.workplace) == (None, None, "")


def test_whoever_was_not_there_is_forgotten_after_two_years_and_still_counted() -> None:
    hilleroed = make_municipality("Hillerød")
    row = make_registration(make_theme_day().pool, organisation=hilleroed)

    assert forgotten(ENDS + 730 * DAY) == {}
    assert forgotten(ENDS + 730 * DAY + HOUR) == {"not-there": 1}
    row.refresh_from_db()
    assert (row.user, row.share, row.state) == (None, hilleroed, "confirmed")


def test_whoever_was_there_keeps_the_proof() -> None:
    row = make_registration(make_theme_day().pool)
    Attendance.objects.create(registration=row, minutes=300, marked_at=STARTS)

    assert forgotten(ENDS + 5000 * DAY) == {}


def test_who_paid_is_kept_for_five_years_and_the_current_one() -> None:
    row = make_registration(make_theme_day().pool, user=None)
    Registration.objects.update(user=None)
    Payer.objects.create(registration=row, kind="own", name="Mette", price=900, created_at=STARTS)

    assert forgotten(datetime(2031, 12, 31, 23, 0, tzinfo=COPENHAGEN)) == {}
    assert forgotten(datetime(2032, 1, 1, 0, 0, tzinfo=COPENHAGEN)) == {"payers": 1}


def test_what_the_coordinator_wrote_is_kept_for_two_years() -> None:
    pool = make_theme_day().pool
    mail = DayMail.objects.create(
        pool=pool, audience="waiting", subject="Om", text="Ord", recipients=1, sent_by=make_user(), sent_at=STARTS
    )

    assert forgotten(STARTS + 730 * DAY) == {}
    assert forgotten(STARTS + 730 * DAY + HOUR) == {"mails": 1}
    mail.refresh_from_db()
    assert (mail.subject, mail.text) == ("Om", "")


def test_run_again_there_is_nothing_left() -> None:
    make_registration(make_theme_day().pool)
    forgotten(ENDS + 3000 * DAY)

    assert forgotten(ENDS + 3000 * DAY) == {}


def test_a_dry_run_only_counts() -> None:
    row = make_registration(make_theme_day().pool, state="waiting")

    assert forgotten(ENDS + 31 * DAY, dry_run=True) == {"never-seated": 1}
    row.refresh_from_db()
    assert row.user is not None
