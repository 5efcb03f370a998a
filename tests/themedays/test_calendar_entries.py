"""What a person's own calendar holds of the theme days."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from portal.calendars import Entry
from portal.models import User
from tests.factories import make_user
from tests.themedays.factories import STARTS, make_registration, make_theme_day
from themedays.calendar import calendar_entries, entry_of
from themedays.models import SeatPool

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)


@pytest.fixture
def user() -> User:
    return make_user()


@pytest.fixture
def pool() -> SeatPool:
    return SeatPool.objects.get(page=make_theme_day("Dagen"))


def entries(user: User, now: datetime = NOW) -> list[Entry]:
    return list(calendar_entries(user, now))


def test_a_seat_is_an_entry_that_keeps_one_busy(user: User, pool: SeatPool) -> None:
    make_registration(pool, user)

    (entry,) = entries(user)

    assert (entry.uid, entry.title, entry.starts) == (str(pool.uid), "Dagen", STARTS)
    assert (entry.is_tentative, entry.is_cancelled, entry.blocks_time) == (False, False, True)


def test_a_seat_that_is_offered_is_tentative(user: User, pool: SeatPool) -> None:
    make_registration(pool, user, "offered")

    assert [entry.is_tentative for entry in entries(user)] == [True]


@pytest.mark.parametrize("state", ["waiting", "cancelled"])
def test_whoever_waits_or_has_cancelled_has_nothing_to_keep_free_for(user: User, pool: SeatPool, state: str) -> None:
    make_registration(pool, user, state)

    assert entries(user) == []


def test_somebody_who_came_back_has_one_entry_with_the_highest_number_that_was_mailed(
    user: User, pool: SeatPool
) -> None:
    make_registration(pool, user, "cancelled", confirmed_at=NOW, sequence=5)
    make_registration(pool, user, sequence=2)

    assert [entry.sequence for entry in entries(user)] == [5]


def test_the_number_of_the_day_counts_when_it_is_higher(user: User, pool: SeatPool) -> None:
    SeatPool.objects.filter(pk=pool.pk).update(sequence=3)
    make_registration(pool, user, sequence=2)

    assert [entry.sequence for entry in entries(user)] == [3]


def cancel_the_day(pool: SeatPool) -> None:
    SeatPool.objects.filter(pk=pool.pk).update(cancelled_at=NOW, sequence=1)


def test_a_day_that_was_called_off_is_kept_with_that_word(user: User, pool: SeatPool) -> None:
    make_registration(pool, user, "cancelled", why="day_cancelled", confirmed_at=NOW, sequence=1)
    cancel_the_day(pool)

    assert [(entry.is_cancelled, entry.sequence) for entry in entries(user)] == [(True, 1)]


@pytest.mark.parametrize("fields", [{"why": "day_cancelled"}, {"why": "self", "confirmed_at": NOW}])
def test_whoever_would_not_have_come_hears_nothing_of_it_in_the_calendar(
    user: User, pool: SeatPool, fields: dict[str, Any]
) -> None:
    make_registration(pool, user, "cancelled", **fields)
    cancel_the_day(pool)

    assert entries(user) == []


def test_a_day_that_is_over_stays_for_ninety_days(user: User, pool: SeatPool) -> None:
    make_registration(pool, user)

    assert len(entries(user, STARTS + timedelta(days=90))) == 1
    assert entries(user, STARTS + timedelta(days=91)) == []


def test_whoever_has_a_seat_keeps_the_entry_when_the_page_is_taken_back(user: User, pool: SeatPool) -> None:
    make_registration(pool, user)

    pool.page.unpublish()

    assert len(entries(user)) == 1


def test_an_entry_says_what_was_told_and_not_what_has_been_written_since(pool: SeatPool) -> None:
    pool.page.save_revision().publish()
    pool.refresh_from_db()
    pool.page.title, pool.page.starts_at = "Kladde", STARTS + timedelta(days=7)

    entry = entry_of(pool)

    assert (entry.title, entry.starts) == ("Dagen", STARTS)


def test_a_day_without_a_date_is_no_entry(pool: SeatPool) -> None:
    pool.page.starts_at = None

    with pytest.raises(ValueError, match="without a date"):
        entry_of(pool)
