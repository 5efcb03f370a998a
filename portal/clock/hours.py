"""The grammar of weekly opening hours: what people type, the one spelling that is stored, and minutes of a day."""

import re
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext as _

DAY = 24 * 60
WEEKDAYS = ("man", "tir", "ons", "tor", "fre", "lør", "søn")
_DAY_NAMES = {
    name: index
    for index, names in enumerate(
        (
            "man mandag ma",
            "tir tirs tirsdag ti",
            "ons onsdag on",
            "tor tors torsdag to",
            "fre fredag fr",
            "lør lørdag lø loer lor lørdage",
            "søn søndag sø soen son søndage",
        )
    )
    for name in names.split()
}
_GROUPS = {"hverdage": (0, 4), "hverdag": (0, 4), "weekend": (5, 6), "alle dage": (0, 6), "hver dag": (0, 6)}
_TIME = r"(\d{1,2})(?:[:.](\d{2}))?"
_RANGE = re.compile(rf"(?:kl\.?\s*)?{_TIME}\s*(?:-|–|til)\s*(?:kl\.?\s*)?{_TIME}", re.IGNORECASE)


class HoursError(ValueError):
    """The text is no opening hours. Its message is a sentence for the person who typed it."""


@dataclass(frozen=True, order=True)
class Interval:
    """From `opens` to `closes` in minutes after the day's midnight; past 1440 is the next day."""

    opens: int
    closes: int


Week = tuple[tuple[Interval, ...], ...]


def merge(intervals: list[Interval]) -> tuple[Interval, ...]:
    """Sorted intervals with overlaps and touching ends joined."""
    merged: list[Interval] = []
    for interval in sorted(intervals):
        if merged and interval.opens <= merged[-1].closes:
            merged[-1] = Interval(merged[-1].opens, max(merged[-1].closes, interval.closes))
        else:
            merged.append(interval)
    return tuple(merged)


def _minutes(hour: str, minute: str | None, text: str) -> int:
    value = int(hour) * 60 + int(minute or 0)
    if value > DAY or int(minute or 0) > 59:
        raise HoursError(_("“%(text)s” is no time of day. Write it as 10:00-14:00.") % {"text": text})
    return value


def parse_intervals(text: str) -> tuple[Interval, ...]:
    """The hours of one day: "10:00-14:00, 15-17". An end at or before the start is the next day.

    Raises:
        HoursError: when something in it is no time.
    """
    intervals = []
    for match in _RANGE.finditer(text):
        opens = _minutes(match[1], match[2], match[0])
        closes = _minutes(match[3], match[4], match[0])
        if opens == DAY:
            raise HoursError(_("“%(text)s” is no time of day. Write it as 10:00-14:00.") % {"text": match[0]})
        intervals.append(Interval(opens, closes if closes > opens else closes + DAY))
    if re.sub(r"[\s,]|\bog\b", "", _RANGE.sub("", text)):
        raise HoursError(_("“%(text)s” is no opening hours. Write them as 10:00-14:00.") % {"text": text.strip()})
    return merge(intervals)


def _parse_days(text: str) -> set[int]:
    text = re.sub(r"\bkl\.?$", "", text.strip().lower()).strip(" :.")
    days: set[int] = set()
    for part in re.split(r"\s*(?:,|\+|&|\bog\b)\s*", text):
        if part in _GROUPS:
            first, last = _GROUPS[part]
        else:
            ends = [_DAY_NAMES.get(end.strip(" .")) for end in re.split(r"\s*(?:-|–|\btil\b)\s*", part)]
            if not part or len(ends) > 2 or ends[0] is None or ends[-1] is None:
                raise HoursError(
                    _("“%(text)s” is no weekday. Write the days as man-tir or man, ons, fre.") % {"text": part or text}
                )
            first, last = ends[0], ends[-1]
        days.update(day % 7 for day in range(first, last + 1 if last >= first else last + 8))
    return days


@lru_cache(maxsize=4096)
def parse_hours(text: str) -> Week | None:
    """A week of seven days (Monday first) of merged intervals; None when the text is empty: nobody has told us.

    "man-tir 10:00-14:00; tor 10:00-17:00" or "døgn" (day and night).

    Raises:
        HoursError: with a sentence about what to write instead.
    """
    text = text.strip().strip(";")
    if not text:
        return None
    if re.fullmatch(r"(hele )?d(ø|oe)gn(et)?( rundt)?|24/7|d(ø|oe)gn(å|aa)ben", text.lower()):
        return ((Interval(0, DAY),),) * 7
    week: list[list[Interval]] = [[] for _day in range(7)]
    for clause in filter(None, (part.strip() for part in re.split(r"[;\n]", text))):
        match = re.match(r"([^\d]*)(.*)", clause, re.DOTALL)
        days_text, times_text = match.groups() if match else ("", "")
        if not times_text:
            raise HoursError(
                _("“%(text)s” has no hours. Write them as man-tir 10:00-14:00; tor 10:00-17:00.") % {"text": clause}
            )
        intervals = parse_intervals(times_text)
        for day in _parse_days(days_text):
            week[day].extend(intervals)
    return tuple(merge(day) for day in week)


def is_day_and_night(week: Week) -> bool:
    """Whether the week has no closed minute."""
    return all(day and day[0].opens == 0 and day[-1].closes >= DAY and len(day) == 1 for day in week)


def _spelled_time(minutes: int) -> str:
    hour, minute = divmod(minutes if minutes <= DAY else minutes - DAY, 60)
    return f"{hour:02}:{minute:02}"


def _spelled(interval: Interval) -> str:
    opens, closes = interval.opens, interval.closes
    if closes - opens <= DAY:
        return f"{_spelled_time(opens)}-{_spelled_time(closes)}"
    # "08:00-09:00" would be one hour: more than a day is spelled as two days that overlap.
    return f"{_spelled(Interval(opens, opens + DAY))}, {_spelled(Interval(closes - DAY, closes))}"


def spelled_intervals(intervals: tuple[Interval, ...]) -> str:
    """The hours of one day as `parse_intervals` reads them: "09:00-12:00, 13:00-15:00"."""
    return ", ".join(_spelled(interval) for interval in intervals)


def canonical_hours(text: str) -> str:
    """The one spelling of weekly hours, with equal days in a row joined: "man-tir 10:00-14:00; tor 10:00-17:00".

    Raises:
        HoursError: as `parse_hours`.
    """
    week = parse_hours(text)
    if week is None:
        return ""
    if is_day_and_night(week):
        return "døgn"
    clauses: list[str] = []
    day = 0
    while day < 7:
        last = day
        while last < 6 and week[last + 1] == week[day]:
            last += 1
        if week[day]:
            days = WEEKDAYS[day] if last == day else f"{WEEKDAYS[day]}-{WEEKDAYS[last]}"
            clauses.append(f"{days} {spelled_intervals(week[day])}")
        day = last + 1
    return "; ".join(clauses)
