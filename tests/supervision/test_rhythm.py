"""From a rhythm to dates: both changes of the clocks, public holidays, weeks that are left out."""

import itertools
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supervision.rhythm import NoSuchTimeError, Rhythm, local_instant, proposed

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
WEDNESDAY, THURSDAY, MONDAY, SUNDAY = 2, 3, 0, 6


def rhythm(first: date, weekday: int = WEDNESDAY, every_weeks: int = 4, count: int = 8, **fields: object) -> Rhythm:
    values = {"begins": time(9), "ends": time(12)}
    return Rhythm(first=first, weekday=weekday, every_weeks=every_weeks, count=count, **values | fields)  # type: ignore[arg-type]


def days(plan: Rhythm) -> list[date]:
    return [one.day for one in proposed(plan) if not one.left_out]


def test_every_fourth_wednesday_eight_times_not_in_weeks_42_and_7() -> None:
    plan = rhythm(date(2026, 9, 16), skipped_weeks=frozenset({42, 7}))

    found = proposed(plan)

    assert [one.day for one in found if one.left_out] == [date(2026, 10, 14)]
    assert days(plan) == [
        date(2026, 9, 16),
        date(2026, 11, 11),
        date(2026, 12, 9),
        date(2027, 1, 6),
        date(2027, 2, 3),
        date(2027, 3, 3),
        date(2027, 3, 31),
        date(2027, 4, 28),
    ]


def test_a_week_that_is_left_out_says_so() -> None:
    found = proposed(rhythm(date(2027, 1, 20), count=2, skipped_weeks=frozenset({7})))

    assert [one.left_out for one in found] == ["", "uge 7", ""]


def test_it_begins_on_the_first_such_weekday_on_or_after_the_date() -> None:
    assert days(rhythm(date(2026, 9, 17), count=1)) == [date(2026, 9, 23)]


@pytest.mark.parametrize(
    ("first", "offsets"),
    [(date(2026, 10, 22), [2, 1]), (date(2026, 3, 26), [1, 2])],  # the clocks change on the Sunday between
)
def test_across_a_change_of_the_clocks_the_session_is_at_the_same_time_on_the_wall(
    first: date, offsets: list[int]
) -> None:
    found = proposed(rhythm(first, weekday=THURSDAY, every_weeks=1, count=2, skips_holidays=False))

    assert [one.starts.astimezone(COPENHAGEN).time() for one in found] == [time(9), time(9)]
    assert [one.starts.utcoffset() for one in found] == [timedelta(hours=hours) for hours in offsets]
    assert all(one.ends - one.starts == timedelta(hours=3) for one in found)


def test_on_the_very_sunday_when_the_clocks_change_the_day_s_session_is_where_it_should_be() -> None:
    (autumn,) = proposed(rhythm(date(2026, 10, 25), weekday=SUNDAY, count=1))
    (spring,) = proposed(rhythm(date(2026, 3, 29), weekday=SUNDAY, count=1))

    assert autumn.starts.astimezone(UTC) == datetime(2026, 10, 25, 8, 0, tzinfo=UTC)
    assert spring.starts.astimezone(UTC) == datetime(2026, 3, 29, 7, 0, tzinfo=UTC)


@pytest.mark.parametrize("day", [date(2026, 10, 25), date(2026, 3, 29)], ids=["twice", "never"])
def test_a_time_that_is_there_twice_or_never_is_refused(day: date) -> None:
    with pytest.raises(NoSuchTimeError):
        local_instant(day, time(2, 30))


@pytest.mark.parametrize(
    ("day", "clock"), [(date(2026, 10, 25), time(3)), (date(2026, 3, 29), time(1, 59)), (date(2026, 3, 29), time(3))]
)
def test_the_times_beside_the_change_are_fine(day: date, clock: time) -> None:
    assert local_instant(day, clock).astimezone(COPENHAGEN).time() == clock


def test_public_holidays_are_left_out_when_the_coordinator_says_so() -> None:
    maundy_thursday = date(2027, 3, 25)

    with_holidays = days(rhythm(maundy_thursday, weekday=THURSDAY, count=2, skips_holidays=False))
    without = days(rhythm(maundy_thursday, weekday=THURSDAY, count=2))

    assert with_holidays == [maundy_thursday, date(2027, 4, 22)]
    assert without == [date(2027, 4, 22), date(2027, 5, 20)]


def test_a_holiday_is_named_in_the_preview() -> None:
    found = proposed(rhythm(date(2026, 12, 25), weekday=4, every_weeks=1, count=1))

    assert [one.left_out for one in found] == ["juledag", "nytårsdag", ""]


def test_week_53_can_be_left_out() -> None:
    assert days(rhythm(date(2026, 12, 30), every_weeks=1, count=1, skipped_weeks=frozenset({53}))) == [date(2027, 1, 6)]


def test_a_rhythm_that_never_meets_ends() -> None:
    assert proposed(rhythm(date(2026, 9, 2), skipped_weeks=frozenset(range(1, 54)))) == []


@given(
    first=st.dates(date(2020, 1, 1), date(2035, 1, 1)),
    weekday=st.integers(0, 6),
    every_weeks=st.integers(1, 26),
    count=st.integers(1, 5),
    skipped_weeks=st.frozensets(st.integers(1, 53), max_size=10),
)
def test_every_date_is_on_its_weekday_in_the_rhythm_and_in_no_week_left_out(
    first: date, weekday: int, every_weeks: int, count: int, skipped_weeks: frozenset[int]
) -> None:
    found = days(rhythm(first, weekday, every_weeks, count, skipped_weeks=skipped_weeks))

    assert len(found) <= count
    assert all(day.weekday() == weekday and day >= first for day in found)
    assert all((later - earlier).days % (7 * every_weeks) == 0 for earlier, later in itertools.pairwise(found))
    assert not {day.isocalendar().week for day in found} & skipped_weeks
