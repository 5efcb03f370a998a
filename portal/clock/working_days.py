"""Days on which people are at work: for deadlines such as "two working days"."""

from datetime import date, datetime, timedelta

from portal.clock.schedule import COPENHAGEN, public_holidays

# Public offices are closed on these days as well, though they are no public holidays.
_CLOSED = {(24, 12), (31, 12), (5, 6)}


def is_working_day(day: date) -> bool:
    """Whether people are at work: Monday to Friday, no public holiday, not the days on which offices are closed."""
    return day.weekday() < 5 and (day.day, day.month) not in _CLOSED and day not in public_holidays(day.year)


def working_days_later(at: datetime, days: int) -> datetime:
    """The same time of day, so many working days later: Friday 15.00 and two days is Tuesday 15.00."""
    local = at.astimezone(COPENHAGEN)
    while days > 0:
        local += timedelta(days=1)
        days -= is_working_day(local.date())
    return local
