"""Who answers at one instant, checked against a slow and independent count."""

import time
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.clock import (
    COPENHAGEN,
    HoursChange,
    Interval,
    Schedule,
    State,
    is_office_time,
    parse_hours,
    public_holidays,
    state,
)

OWN_DAYS = ((24, 12), (31, 12), (5, 6))
OFFICE = Schedule("man-tir 10:00-14:00; tor 10:00-17:00; fre 10:00-12:00", "closed", OWN_DAYS)
NIGHT = Schedule("alle dage 22:00-07:00", "same")
DUTY = Schedule("man-fre 15:00-08:00; lør-søn 08:00-08:00", "sunday", OWN_DAYS)
CHRISTMAS = HoursChange(date(2026, 12, 24), date(2027, 1, 1), (), "juleferie")
SHORT_DAY = HoursChange(date(2026, 5, 14), date(2026, 5, 14), (Interval(540, 660),), "åbent trods helligdag")


def at(text: str, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=COPENHAGEN, fold=fold)


def utc(text: str, fold: int = 0) -> datetime:
    return at(text, fold).astimezone(UTC)


# --- Schedules --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("schedule", [Schedule(), OFFICE, DUTY, Schedule("døgn", "same", (), (CHRISTMAS, SHORT_DAY))])
def test_a_schedule_survives_the_way_through_json(schedule: Schedule) -> None:
    assert Schedule.from_dict(schedule.to_dict()) == schedule


# --- Two years against a slow count ----------------------------------------------------------------------------------
# Written out by hand, so that a fault in the package of holidays shows.
HOLIDAYS = {
    date.fromisoformat(text)
    for text in """
    2025-12-25 2025-12-26 2026-01-01 2026-04-02 2026-04-03 2026-04-05 2026-04-06 2026-05-14 2026-05-24 2026-05-25
    2026-12-25 2026-12-26 2027-01-01 2027-03-25 2027-03-26 2027-03-28 2027-03-29 2027-05-06 2027-05-16 2027-05-17
    2027-12-25 2027-12-26 2028-01-01
    """.split()
}
FIRST, LAST = date(2025, 12, 20), date(2028, 3, 20)
WALKED = [
    OFFICE,
    NIGHT,
    DUTY,
    Schedule("lør-søn 01:30-02:30; man 00:00-24:00; tir 00:00-01:00", "closed", OWN_DAYS),
    Schedule("man-fre 08:00-12:00, 13:00-15:30, 11:00-13:30; ons 20:00-04:00", "sunday", OWN_DAYS),
    Schedule("man-fre 09:00-15:00", "closed", OWN_DAYS, (SHORT_DAY, CHRISTMAS)),
    Schedule("døgn", "closed", OWN_DAYS, (CHRISTMAS,)),
]


@lru_cache(maxsize=1)
def wall_clock() -> dict[tuple[date, int], tuple[datetime, datetime]]:
    """For each local half hour the first and the last instant that shows it on the clock, counted one by one."""
    seen: dict[tuple[date, int], tuple[datetime, datetime]] = {}
    instant = datetime(FIRST.year, FIRST.month, FIRST.day, tzinfo=UTC)
    end = datetime(LAST.year, LAST.month, LAST.day, tzinfo=UTC)
    while instant < end:
        local = instant.astimezone(COPENHAGEN)
        key = (local.date(), local.hour * 60 + local.minute)
        seen[key] = (seen.get(key, (instant, instant))[0], instant)
        instant += timedelta(minutes=30)
    return seen


def instants_of(day: date, minutes: int) -> tuple[datetime, datetime]:
    """A time in the hour that is missing in spring is an hour later."""
    key = (day + timedelta(days=minutes // 1440), minutes % 1440)
    found = wall_clock().get(key)
    return found or wall_clock()[(key[0], key[1] + 60)]


def slow_spans(schedule: Schedule) -> list[tuple[datetime, datetime]]:
    """All open spans of the years, joined."""
    week = parse_hours(schedule.hours)
    assert week is not None
    found = []
    for number in range(5, (LAST - FIRST).days - 5):
        day = FIRST + timedelta(days=number)
        intervals = week[day.weekday()]
        if schedule.hours != "døgn" and (day in HOLIDAYS or (day.day, day.month) in schedule.closed_days):
            intervals = {"closed": (), "sunday": week[6], "same": intervals}[schedule.holidays]
        for change in reversed(schedule.changes):
            if change.starts <= day <= change.ends:
                intervals = change.intervals
        for interval in intervals:
            start, end = instants_of(day, interval.opens)[0], instants_of(day, interval.closes)[1]
            found.append((start, end))
    found.sort()
    joined: list[tuple[datetime, datetime]] = []
    for start, end in found:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        elif start < end:
            joined.append((start, end))
    return joined


def expected(spans: list[tuple[datetime, datetime]], instant: datetime) -> State:
    for start, end in spans:
        if instant < start:
            return State("closed", opens=start)
        if instant < end:
            return State("open", until=end)
    raise AssertionError("beyond the years that are counted")


@pytest.mark.parametrize("schedule", WALKED, ids=lambda schedule: schedule.hours)
def test_two_years_of_openings_and_closings_are_right_to_the_second(schedule: Schedule) -> None:
    spans = slow_spans(schedule)
    edges = {edge for span in spans for edge in span if 2026 <= edge.year <= 2027}
    instants = sorted(edge + timedelta(seconds=second) for edge in edges for second in (-1, 0, 1))
    assert len(instants) >= 6

    for instant in instants:
        found, right = state(schedule, instant), expected(spans, instant)
        assert (found.kind, found.opens) == (right.kind, right.opens), instant
        # Past the horizon of 60 days the end is left open.
        assert found.until in {right.until, None}, instant
        assert found.until or right.kind == "closed" or right.until - instant > timedelta(days=60), instant


@settings(deadline=None)
@given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 1)), st.sampled_from(WALKED[:6]))  # noqa: DTZ001
def test_any_instant_of_two_years_is_right(naive: datetime, schedule: Schedule) -> None:
    instant = naive.replace(tzinfo=UTC)

    found = state(schedule, instant)

    right = expected(_cached_spans(WALKED.index(schedule)), instant)
    assert (found.kind, found.until, found.opens) == (right.kind, right.until, right.opens)


@lru_cache(maxsize=8)
def _cached_spans(number: int) -> list[tuple[datetime, datetime]]:
    return slow_spans(WALKED[number])


# --- The nights when the clocks change -------------------------------------------------------------------------------


@pytest.mark.parametrize(("night", "hours"), [("2026-03-28", 8), ("2026-10-24", 10), ("2026-11-24", 9)])
def test_a_night_shift_is_as_long_as_the_night(night: str, hours: int) -> None:
    begins = utc(f"{night}T22:00")

    found = state(NIGHT, begins)

    assert found.until == begins + timedelta(hours=hours)


def test_a_closing_in_the_repeated_hour_is_its_second_occurrence() -> None:
    schedule = Schedule("søn 01:00-02:30", "same")

    first_time, second_time = (state(schedule, at("2026-10-25T02:29:59", fold)) for fold in (0, 1))

    assert first_time == second_time == State("open", until=datetime(2026, 10, 25, 1, 30, tzinfo=UTC))


def test_an_opening_in_the_repeated_hour_is_its_first_occurrence() -> None:
    schedule = Schedule("søn 02:30-04:00", "same")

    assert state(schedule, at("2026-10-25T02:29")).opens == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert state(schedule, at("2026-10-25T02:00", fold=1)).kind == "open"


def test_an_opening_in_the_missing_hour_is_an_hour_later() -> None:
    found = state(Schedule("søn 02:30-04:00", "same"), at("2026-03-29T01:59"))

    assert found.opens == utc("2026-03-29T03:30")


def test_hours_that_lie_in_the_missing_hour_do_not_exist_that_night() -> None:
    found = state(Schedule("søn 02:30-03:00", "same"), at("2026-03-29T01:59"))

    assert found.opens == utc("2026-04-05T02:30")


@pytest.mark.parametrize("night", ["2026-03-29T02:00", "2026-10-25T02:00", "2026-12-24T12:00", "2027-01-01T00:00"])
def test_day_and_night_stays_open_through_everything(night: str) -> None:
    schedule = Schedule("døgn", "closed", OWN_DAYS)
    minutes = (at(night).astimezone(UTC) + timedelta(minutes=minute) for minute in range(-120, 180))

    assert {state(schedule, minute) for minute in minutes} == {State("open")}


# --- Holidays, changes and edges -------------------------------------------------------------------------------------


def test_an_office_is_closed_on_a_holiday_and_says_which() -> None:
    found = state(OFFICE, at("2026-05-14T11:00"))

    assert found == State("closed", opens=utc("2026-05-15T10:00"), reason="Kristi himmelfartsdag")


@pytest.mark.parametrize(("day", "name"), [("2026-12-24", "juleaften"), ("2026-12-31", "nytårsaften")])
def test_an_own_closed_day_has_its_name(day: str, name: str) -> None:
    assert state(OFFICE, at(f"{day}T11:00")).reason == name


def test_a_holiday_on_a_day_that_is_closed_anyhow_is_no_reason() -> None:
    assert state(OFFICE, at("2026-12-26T11:00")).reason == ""


def test_the_duty_takes_over_all_day_on_christmas_eve() -> None:
    found = state(DUTY, at("2026-12-24T11:00"))

    assert found == State("open", until=utc("2026-12-28T08:00"))


def test_a_number_that_ignores_holidays_keeps_its_hours() -> None:
    schedule = Schedule("man-fre 09:00-15:00", "same", OWN_DAYS)

    assert state(schedule, at("2026-12-25T10:00")).kind == "open"


def test_a_night_that_runs_into_a_holiday_is_not_cut_off_at_midnight() -> None:
    schedule = Schedule("man-fre 22:00-07:00", "closed")

    assert state(schedule, at("2026-12-25T03:00")).until == utc("2026-12-25T07:00")
    assert state(schedule, at("2026-12-25T23:00")).kind == "closed"


def test_a_change_comes_before_a_holiday() -> None:
    schedule = Schedule("man-fre 09:00-15:00", "closed", OWN_DAYS, (SHORT_DAY,))

    assert state(schedule, at("2026-05-14T10:00")) == State("open", until=utc("2026-05-14T11:00"))


def test_a_change_closes_what_is_open_day_and_night() -> None:
    schedule = Schedule("døgn", "same", (), (HoursChange(date(2026, 12, 1), date(2026, 12, 1), (), "flytning"),))

    assert state(schedule, at("2026-11-30T12:00")).until == utc("2026-12-01T00:00")
    assert state(schedule, at("2026-12-01T12:00")) == State("closed", opens=utc("2026-12-02T00:00"), reason="flytning")


def test_of_two_changes_on_one_day_the_first_holds() -> None:
    first = HoursChange(date(2026, 12, 28), date(2026, 12, 28), (Interval(600, 720),))
    schedule = Schedule("man-fre 09:00-15:00", "closed", (), (first, CHRISTMAS))

    assert state(schedule, at("2026-12-28T11:00")).until == utc("2026-12-28T12:00")


def test_the_leap_day_is_a_day() -> None:
    schedule = Schedule("tir 10:00-14:00", "closed", ((29, 2),))

    assert state(schedule, at("2028-02-29T11:00")).kind == "closed"
    assert state(Schedule("tir 10:00-14:00"), at("2028-02-29T11:00")).kind == "open"


def test_the_year_changes_in_the_middle_of_a_night() -> None:
    assert state(NIGHT, at("2026-12-31T23:59:59")).until == utc("2027-01-01T07:00")


def test_closing_at_midnight_is_the_last_second_of_the_day() -> None:
    schedule = Schedule("man 08:00-24:00", "same")

    assert state(schedule, at("2026-11-23T23:59:59")).kind == "open"
    assert state(schedule, at("2026-11-24T00:00")).kind == "closed"


def test_overlapping_hours_are_one() -> None:
    schedule = Schedule("man 08:00-12:00, 11:00-15:00, 15:00-16:00", "same")

    assert state(schedule, at("2026-11-23T09:00")).until == utc("2026-11-23T16:00")


def test_the_second_of_closing_is_closed_and_that_of_opening_open() -> None:
    assert state(OFFICE, at("2026-11-24T14:00")).kind == "closed"
    assert state(OFFICE, at("2026-11-24T10:00")).kind == "open"


def test_without_hours_nobody_knows() -> None:
    assert state(Schedule(), at("2026-11-24T10:00")) == State("unknown")


def test_without_hours_a_closed_week_is_known_nevertheless() -> None:
    schedule = Schedule(changes=(CHRISTMAS,))

    assert state(schedule, at("2026-12-28T10:00")) == State("closed", reason="juleferie")
    assert state(schedule, at("2027-01-02T10:00")) == State("unknown")


def test_without_hours_the_hours_of_one_day_are_known_nevertheless() -> None:
    schedule = Schedule(changes=(SHORT_DAY,))

    assert state(schedule, at("2026-05-14T08:00")).opens == utc("2026-05-14T09:00")
    assert state(schedule, at("2026-05-14T09:30")).until == utc("2026-05-14T11:00")
    assert state(schedule, at("2026-05-13T08:00")) == State("unknown")


def test_what_opens_in_more_than_sixty_days_only_says_that_it_is_closed() -> None:
    closed = HoursChange(date(2026, 11, 1), date(2027, 6, 1), (), "ombygning")

    assert state(Schedule("man-fre 09:00-15:00", changes=(closed,)), at("2026-11-24T10:00")).opens is None


def test_store_bededag_is_gone_since_2024() -> None:
    assert date(2023, 5, 5) in public_holidays(2023)
    assert date(2026, 5, 1) not in public_holidays(2026)


def test_the_holidays_of_the_coming_years_are_those_of_the_calendar() -> None:
    found = {day for year in (2026, 2027) for day in public_holidays(year)}

    assert found == {day for day in HOLIDAYS if day.year in (2026, 2027)}


@pytest.mark.parametrize(
    ("moment", "is_office"),
    [("2026-11-24T15:59", True), ("2026-11-24T16:00", False), ("2026-11-28T10:00", False), ("2026-12-25T10:00", False)],
)
def test_office_time_is_a_weekday_between_eight_and_four(moment: str, is_office: bool) -> None:
    assert is_office_time(at(moment)) is is_office


def test_an_own_closed_day_is_no_office_time() -> None:
    assert not is_office_time(at("2026-12-24T10:00"), "24/12")


def test_the_servers_own_time_zone_does_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    instant = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "America/Los_Angeles")
        time.tzset()

        found = state(Schedule("tir 10:29-14:00"), instant)
    time.tzset()

    assert found.until == utc("2026-11-24T14:00")


def test_an_instant_is_the_same_in_any_zone() -> None:
    instant = utc("2026-11-24T10:30")

    assert state(OFFICE, instant) == state(OFFICE, instant.astimezone(COPENHAGEN))
