"""From a rhythm to dates: "every fourth Wednesday 9-12, eight times, not in weeks 42 and 7". Pure: nothing is written.

A date that is left out is not made up for in another week: the rhythm goes on, and one more date at its end keeps the
number. Moving one session is then ordinary editing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.utils.translation import gettext as _

from portal.clock import COPENHAGEN
from portal.clock.schedule import public_holidays

_LONGEST = timedelta(days=3 * 366)


class NoSuchTimeError(ValueError):
    """A local time that does not exist, or exists twice: the clocks change. Its message is for the reader."""


@dataclass(frozen=True)
class Rhythm:
    """When a group meets. `weekday` is 0 for Monday; `first` is the earliest date; weeks are ISO weeks."""

    first: date
    weekday: int
    every_weeks: int
    begins: time
    ends: time
    count: int
    skipped_weeks: frozenset[int] = frozenset()
    skips_holidays: bool = True


@dataclass(frozen=True)
class Proposed:
    """One date of the rhythm. `left_out` says why nobody meets then; "" for a date on which the group meets."""

    day: date
    starts: datetime
    ends: datetime
    left_out: str = ""


def local_instant(day: date, clock: time) -> datetime:
    """The time of day in Copenhagen as an instant.

    Raises:
        NoSuchTimeError: the clocks are put forward or back over that time.
    """
    early = datetime.combine(day, clock, COPENHAGEN)
    is_there = early.astimezone(UTC).astimezone(COPENHAGEN).time() == clock
    if not is_there or early.utcoffset() != early.replace(fold=1).utcoffset():
        raise NoSuchTimeError(_("The clocks change at that time of the night. Choose another time."))
    return early


def proposed(rhythm: Rhythm) -> list[Proposed]:
    """The dates in order, with those that are left out between them; as many that are not as the rhythm says.

    Fewer when the weeks that are left out leave none of the next three years. Two dates a week apart are the same hours
    apart on the wall, whatever the clocks do.

    Raises:
        NoSuchTimeError: the clocks change over one of the times.
    """
    found: list[Proposed] = []
    met = 0
    for day in _days(rhythm):
        if met == rhythm.count:
            break
        why = _why_not(day, rhythm)
        found.append(Proposed(day, local_instant(day, rhythm.begins), local_instant(day, rhythm.ends), why))
        met += not why
    while found and found[-1].left_out:
        found.pop()
    return found


def _days(rhythm: Rhythm) -> Iterator[date]:
    day = rhythm.first + timedelta(days=(rhythm.weekday - rhythm.first.weekday()) % 7)
    while day <= rhythm.first + _LONGEST:
        yield day
        day += timedelta(weeks=rhythm.every_weeks)


def _why_not(day: date, rhythm: Rhythm) -> str:
    week = day.isocalendar().week
    if week in rhythm.skipped_weeks:
        return _("week %(week)d") % {"week": week}
    return _holiday(day) if rhythm.skips_holidays else ""


def _holiday(day: date) -> str:
    """What the day is called within a sentence, when people are off; "" for an ordinary day."""
    # No public holidays by law, and yet most municipalities and outpatient clinics are closed.
    closed = {(6, 5): _("Constitution Day"), (12, 24): _("Christmas Eve"), (12, 31): _("New Year's Eve")}
    name = public_holidays(day.year).get(day) or closed.get((day.month, day.day), "")
    return name if name.startswith("Kristi") else name[:1].lower() + name[1:]
