"""Opening hours: recurring local wall time in Europe/Copenhagen, compared as instants in UTC, and told in words."""

from portal.clock.hours import (
    DAY,
    WEEKDAYS,
    HoursError,
    Interval,
    Week,
    canonical_hours,
    is_day_and_night,
    parse_hours,
    parse_intervals,
    spelled_intervals,
)
from portal.clock.schedule import (
    COPENHAGEN,
    HoursChange,
    Policy,
    Schedule,
    State,
    is_office_time,
    parse_closed_days,
    public_holidays,
    state,
)
from portal.clock.words import (
    change_texts,
    date_text,
    hours_words,
    opening_text,
    state_text,
    week_table,
)
from portal.clock.working_days import is_working_day, working_days_later

__all__ = [
    "COPENHAGEN",
    "DAY",
    "WEEKDAYS",
    "HoursChange",
    "HoursError",
    "Interval",
    "Policy",
    "Schedule",
    "State",
    "Week",
    "canonical_hours",
    "change_texts",
    "date_text",
    "hours_words",
    "is_day_and_night",
    "is_office_time",
    "is_working_day",
    "opening_text",
    "parse_closed_days",
    "parse_hours",
    "parse_intervals",
    "public_holidays",
    "spelled_intervals",
    "state",
    "state_text",
    "week_table",
    "working_days_later",
]
