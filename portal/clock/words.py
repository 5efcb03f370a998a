"""Hours and states in Danish words, for the screen and for paper."""

from datetime import date, datetime, timedelta
from functools import lru_cache

from django.utils.dates import MONTHS, WEEKDAYS
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.clock.hours import DAY, Interval, is_day_and_night, parse_hours
from portal.clock.schedule import COPENHAGEN, Schedule, State, day_plan

HARD_SPACE = "\N{NO-BREAK SPACE}"
WEEK = timedelta(days=7)


def date_text(day: date, *, with_year: bool = True) -> str:
    """A date that stays on one line: "3. november 2026", "3. november"."""
    parts = [f"{day.day}.", str(MONTHS[day.month])]
    return HARD_SPACE.join([*parts, str(day.year)] if with_year else parts)


def _time(minutes: int) -> str:
    """A time of day on the screen: 14.00, 8.30; the end of a day is 24.00."""
    hour, minute = divmod(minutes if minutes <= DAY else minutes - DAY, 60)
    return f"{hour}.{minute:02}"


def _short_time(minutes: int) -> str:
    """A time of day in a line of hours: 14, 8.30."""
    return _time(minutes).removesuffix(".00")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _joined(words: list[str]) -> str:
    """ "a", "a og b", "a, b og c"."""
    if len(words) < 2:
        return "".join(words)
    return _("%(first)s and %(last)s") % {"first": ", ".join(words[:-1]), "last": words[-1]}


def _local(at: datetime) -> tuple[date, int]:
    """The local date and the minutes after its midnight."""
    local = at.astimezone(COPENHAGEN)
    return local.date(), local.hour * 60 + local.minute


def _day_words(day: date, today: date, *, exact: bool) -> str:
    """The day of a change: "mandag", with the date when it is `exact` or a week or more away."""
    weekday = str(WEEKDAYS[day.weekday()])
    return f"{weekday} {date_text(day, with_year=False)}" if exact or day - today >= WEEK else weekday


def _until_words(until: datetime, at: datetime) -> str:
    today = _local(at)[0]
    day, minutes = _local(until)
    if minutes == 0 and day > today:
        day, minutes = day - timedelta(days=1), DAY
    if day == today:
        return _time(minutes)
    if day == today + timedelta(days=1):
        return _("tomorrow %(time)s") % {"time": _time(minutes)}
    return f"{_day_words(day, today, exact=False)} {_time(minutes)}"


def _opens_words(opens: datetime, at: datetime, *, exact: bool) -> str:
    today = _local(at)[0]
    day, minutes = _local(opens)
    return _time(minutes) if day == today else f"{_day_words(day, today, exact=exact)} {_time(minutes)}"


def state_text(state: State, at: datetime) -> str:
    """The state as the badge says it: "Åben nu til 14.00", "Lukket, åbner torsdag 10.00"."""
    if state.kind == "unknown":
        return _("The phone hours are not known")
    if state.kind == "open":
        if state.until is None or state.until - at >= WEEK:
            return _("Open now, day and night")
        return _("Open now until %(time)s") % {"time": _until_words(state.until, at)}
    closed = _("Closed (%(reason)s)") % {"reason": state.reason} if state.reason else _("Closed")
    if state.opens is None:
        return closed
    # Around a holiday people lose track of the days, so a date goes with the weekday.
    opens = _opens_words(state.opens, at, exact=bool(state.reason))
    return _("%(closed)s, opens %(time)s") % {"closed": closed, "time": opens}


def opening_text(state: State, at: datetime) -> str:
    """The state in a row of the chain: "Åben nu til 15.00", "Åbner i dag 15.00", "" when nobody knows."""
    if state.kind == "unknown":
        return ""
    if state.kind == "open":
        return state_text(state, at)
    if state.opens is None:
        return _("Closed")
    words = _opens_words(state.opens, at, exact=False)
    is_today = _local(state.opens)[0] == _local(at)[0]
    return (_("Opens today %(time)s") if is_today else _("Opens %(time)s")) % {"time": words}


def _runs(days: list[int]) -> list[list[int]]:
    """Days in a row together: [0, 1, 2, 4] -> [[0, 1, 2], [4]]."""
    runs: list[list[int]] = []
    for day in days:
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return runs


def _days_words(days: list[int]) -> str:
    """The days of a week by name: "hverdage", "mandag og tirsdag", "mandag-onsdag og fredag"."""
    named = {(0, 1, 2, 3, 4): _("weekdays"), (5, 6): _("weekends"), (0, 1, 2, 3, 4, 5, 6): _("every day")}
    words: list[str] = []
    for run in _runs(days):
        if tuple(run) in named:
            words.append(named[tuple(run)])
        elif len(run) > 2:
            words.append(f"{WEEKDAYS[run[0]]}-{WEEKDAYS[run[-1]]}")
        else:
            words += [str(WEEKDAYS[day]) for day in run]
    return _joined(words)


def _clause(days: list[int], intervals: tuple[Interval, ...]) -> str:
    if len(intervals) == 1 and intervals[0].closes - intervals[0].opens == DAY:
        return _("the whole weekend") if days == [5, 6] else _("%(days)s day and night") % {"days": _days_words(days)}
    times = [f"{_short_time(interval.opens)}-{_short_time(interval.closes)}" for interval in intervals]
    return f"{_days_words(days)} {_joined(times)}"


def hours_words(hours: str) -> str:
    """Weekly hours for paper: "Mandag og tirsdag 10-14, torsdag 10-17", "Hele døgnet", "" when unknown."""
    return _hours_words(hours, get_language())


@lru_cache(maxsize=4096)
def _hours_words(hours: str, _language: str | None) -> str:
    week = parse_hours(hours)
    if week is None:
        return ""
    if is_day_and_night(week):
        return _("Day and night")
    days_of: dict[tuple[Interval, ...], list[int]] = {}
    for day, intervals in enumerate(week):
        if intervals:
            days_of.setdefault(intervals, []).append(day)
    clauses = [_clause(days, intervals) for intervals, days in days_of.items()]
    whole_weekend = _("the whole weekend")
    if clauses[-1:] == [whole_weekend] and len(clauses) > 1:
        clauses[-2:] = [_("%(first)s and %(last)s") % {"first": clauses[-2], "last": whole_weekend}]
    return _capital(", ".join(clauses))


def _day_text(intervals: tuple[Interval, ...], reason: str) -> str:
    if intervals == (Interval(0, DAY),):
        return _("Day and night")
    if intervals:
        return _joined([f"{_time(interval.opens)}-{_time(interval.closes)}" for interval in intervals])
    return _("Closed (%(reason)s)") % {"reason": reason} if reason else _("Closed")


def week_table(schedule: Schedule, today: date) -> tuple[tuple[str, str, bool], ...]:
    """Day, hours and whether it is today, Monday first; empty when the hours are unknown.

    The weekend is there when it has hours. Today's line tells what holds today, also on a holiday.
    """
    week = parse_hours(schedule.hours)
    if week is None:
        return ()
    lines = []
    for weekday, ordinary in enumerate(week):
        is_today = weekday == today.weekday()
        intervals, reason = day_plan(schedule, today) if is_today else (ordinary, "")
        if weekday < 5 or any(week[5:]) or intervals:
            lines.append((_capital(str(WEEKDAYS[weekday])), _day_text(intervals, reason), is_today))
    return tuple(lines)


def _period(starts: date, ends: date) -> str:
    if starts == ends:
        return date_text(starts, with_year=False)
    words = {"first": date_text(starts, with_year=False), "last": date_text(ends, with_year=False)}
    return _("%(first)s to %(last)s") % words


def change_texts(schedule: Schedule, today: date, days: int = 60) -> tuple[str, ...]:
    """The changes of the coming days: "Lukket 24. december til 1. januar (juleferie)", "4. december 10.00-12.00"."""
    texts = []
    for change in sorted(schedule.changes, key=lambda change: change.starts):
        if change.ends < today or change.starts > today + timedelta(days=days):
            continue
        period = _period(change.starts, change.ends)
        if change.intervals:
            text = f"{_capital(period)} {_day_text(change.intervals, '')}"
        else:
            text = _("Closed %(period)s") % {"period": period}
        texts.append(f"{text} ({change.reason})" if change.reason else text)
    return tuple(texts)
