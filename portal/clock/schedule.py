"""Who answers at one instant. Rules are local wall time in Europe/Copenhagen; both ends are compared as UTC.

Subtracting or comparing two local times across a change of the clocks is wrong by an hour, so nothing here does.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any, Literal
from zoneinfo import ZoneInfo

import holidays
from django.utils.translation import gettext as _

from portal.clock.hours import (
    DAY,
    HoursError,
    Interval,
    is_day_and_night,
    parse_hours,
    parse_intervals,
    spelled_intervals,
)

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
HORIZON = 60  # days; a service that opens later than this says only that it is closed
Policy = Literal["closed", "sunday", "same"]
Instants = tuple[tuple[datetime, datetime], ...]


@dataclass(frozen=True)
class HoursChange:
    """Days, both inclusive, on which other hours hold; no intervals means closed."""

    starts: date
    ends: date
    intervals: tuple[Interval, ...] = ()
    reason: str = ""


@lru_cache(maxsize=256)
def parse_closed_days(text: str) -> tuple[tuple[int, int], ...]:
    """Days of the year: "24/12, 31/12, 5/6" -> ((24, 12), (31, 12), (5, 6)).

    Raises:
        HoursError: when a part of it is no day and month.
    """
    days = []
    for part in filter(None, (part.strip() for part in text.split(","))):
        match = re.fullmatch(r"(\d{1,2})\s*[/.]\s*(\d{1,2})\.?", part)
        day, month = (int(match[1]), int(match[2])) if match else (0, 0)
        try:
            date(2024, month, day)  # a leap year, so that 29/2 is a day
        except ValueError as error:
            message = _("“%(text)s” is no day. Write day and month as 24/12, with commas between them.")
            raise HoursError(message % {"text": part}) from error
        days.append((day, month))
    return tuple(days)


@dataclass(frozen=True)
class Schedule:
    """Weekly hours and everything that sets them aside. Of several changes on one day the first holds."""

    hours: str = ""
    holidays: Policy = "closed"
    closed_days: tuple[tuple[int, int], ...] = ()
    changes: tuple[HoursChange, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The schedule as JSON can hold it; what is empty is left out."""
        changes = [
            [change.starts.isoformat(), change.ends.isoformat(), spelled_intervals(change.intervals), change.reason]
            for change in self.changes
        ]
        data = {
            "hours": self.hours,
            "holidays": "" if self.holidays == "closed" else self.holidays,
            "closed_days": ", ".join(f"{day}/{month}" for day, month in self.closed_days),
            "changes": changes,
        }
        return {key: value for key, value in data.items() if value}

    @staticmethod
    def from_dict(data: Mapping[str, Any]) -> "Schedule":
        """The schedule that `to_dict` wrote."""
        return _schedule(
            data.get("hours", ""),
            data.get("holidays", "closed"),
            data.get("closed_days", ""),
            tuple(tuple(change) for change in data.get("changes", ())),
        )


@lru_cache(maxsize=4096)
def _schedule(hours: str, policy: Policy, closed_days: str, changes: tuple[tuple[str, str, str, str], ...]) -> Schedule:
    return Schedule(
        hours,
        policy,
        parse_closed_days(closed_days),
        tuple(
            HoursChange(date.fromisoformat(starts), date.fromisoformat(ends), parse_intervals(intervals), reason)
            for starts, ends, intervals, reason in changes
        ),
    )


@dataclass(frozen=True)
class State:
    """Whether somebody answers, and the instant (UTC) at which that changes.

    `until` is None when it stays open through the horizon, `opens` when it is not known to open again within it.
    """

    kind: Literal["open", "closed", "unknown"]
    until: datetime | None = None
    opens: datetime | None = None
    reason: str = ""


@lru_cache(maxsize=64)
def public_holidays(year: int) -> dict[date, str]:
    """Denmark's public holidays of a year, by name. Store bededag is none since 2024 (lov nr. 214 af 06/03/2023)."""
    return dict(holidays.country_holidays("DK", years=year, language="da", categories=("public",)))


def _closed_day_name(day: date) -> str:
    names = {(24, 12): _("Christmas Eve"), (31, 12): _("New Year's Eve"), (5, 6): _("Constitution Day")}
    return names.get((day.day, day.month), "")


def _holiday_name(name: str) -> str:
    """As it is written inside a sentence: "skærtorsdag", but "Kristi himmelfartsdag"."""
    return name if name.startswith("Kristi") else name[:1].lower() + name[1:]


def change_on(schedule: Schedule, day: date) -> HoursChange | None:
    """The change that holds on the day."""
    return next((change for change in schedule.changes if change.starts <= day <= change.ends), None)


def day_plan(schedule: Schedule, day: date) -> tuple[tuple[Interval, ...], str]:
    """The local hours that begin on the day, and why they are not the weekday's own ("" when they are).

    A change comes before a holiday, a holiday before the week. A night that began the evening before is not cut off.
    """
    week = parse_hours(schedule.hours) or ((),) * 7
    ordinary = week[day.weekday()]
    if change := change_on(schedule, day):
        return change.intervals, change.reason
    if schedule.holidays == "same" or is_day_and_night(week):
        return ordinary, ""
    reason = public_holidays(day.year).get(day, "")
    if not reason and (day.day, day.month) not in schedule.closed_days:
        return ordinary, ""
    intervals = week[6] if schedule.holidays == "sunday" else ()
    reason = _holiday_name(reason) if reason else _closed_day_name(day)
    return intervals, reason if intervals != ordinary else ""


def _instant(day: date, minutes: int, *, is_end: bool) -> datetime:
    """A local time of the day as UTC. Twice on the autumn night: a start is the first, an end is the last."""
    local = datetime.combine(day + timedelta(days=minutes // DAY), time(minutes % DAY // 60, minutes % 60), COPENHAGEN)
    instant = local.astimezone(UTC)
    # In the spring's missing hour fold=1 is the earlier of the two, hence the larger of both.
    return max(instant, local.replace(fold=1).astimezone(UTC)) if is_end else instant


@lru_cache(maxsize=32768)
def _instants(schedule: Schedule, day: date) -> Instants:
    """The hours that begin on the day as half-open spans of UTC, in order and apart."""
    spans: list[tuple[datetime, datetime]] = []
    for interval in day_plan(schedule, day)[0]:
        start, end = _instant(day, interval.opens, is_end=False), _instant(day, interval.closes, is_end=True)
        if spans and start <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        elif start < end:
            spans.append((start, end))
    return tuple(spans)


def _by_rules(schedule: Schedule, at: datetime, today: date) -> State:
    until: datetime | None = None
    for ahead in range(-1, HORIZON + 1):
        for start, end in _instants(schedule, today + timedelta(days=ahead)):
            if until is not None:
                if start > until:
                    return State("open", until=until)
                until = max(until, end)
            elif start <= at < end:
                until = end
            elif start > at:
                return State("closed", opens=start, reason=day_plan(schedule, today)[1])
    if until is None:
        return State("closed", reason=day_plan(schedule, today)[1])
    last = _instant(today, (HORIZON + 1) * DAY, is_end=False)
    return State("open", until=until if until < last else None)


def state(schedule: Schedule, at: datetime) -> State:
    """Whether somebody answers at an instant (aware, in any zone).

    With no weekly hours the answer is unknown, except on the days that a change speaks about.
    """
    at = at.astimezone(UTC)
    today = at.astimezone(COPENHAGEN).date()
    week = parse_hours(schedule.hours)
    if week is not None:
        always = not schedule.changes and is_day_and_night(week)
        return State("open") if always else _by_rules(schedule, at, today)
    if not schedule.changes:
        return State("unknown")
    found = _by_rules(schedule, at, today)
    if found.kind == "open":
        return found
    if change_on(schedule, today) is None:
        return State("unknown")
    is_later_today = found.opens is not None and found.opens.astimezone(COPENHAGEN).date() == today
    return State("closed", opens=found.opens if is_later_today else None, reason=found.reason)


_OFFICE = "man-fre 08:00-16:00"


def is_office_time(at: datetime, closed_days: str = "") -> bool:
    """Ordinary office hours, in which a number without known hours is most likely answered."""
    return state(Schedule.from_dict({"hours": _OFFICE, "closed_days": closed_days}), at).kind == "open"
