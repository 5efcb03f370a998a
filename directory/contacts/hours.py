"""When a number is answered: a service's weekly hours with everything its organisation adds to them."""

from collections.abc import Iterable
from datetime import date

from directory.contacts.models import HoursException
from portal.clock import (
    HoursChange,
    HoursError,
    Policy,
    Schedule,
    is_day_and_night,
    parse_closed_days,
    parse_hours,
    parse_intervals,
)


def policy_for(hours: str, policy: str) -> Policy:
    """What a public holiday does. Day and night is every day; with no policy a number answered on Sundays is answered.

    Fallback steps have no policy of their own: one that is answered on Sundays is answered on a holiday too.
    """
    week = parse_hours(hours)
    if policy == "same" or (week is not None and is_day_and_night(week)):
        return "same"
    if policy == "sunday" or (not policy and week is not None and week[6]):
        return "sunday"
    return "closed"


def _change(row: HoursException) -> HoursChange:
    return HoursChange(row.starts, row.ends or row.starts, parse_intervals(row.hours), row.reason)


def _changes(rows: Iterable[HoursException], today: date) -> list[HoursChange]:
    """What is still to come, the shortest period first: the day within the holiday weeks wins."""
    changes = [change for change in map(_change, rows) if change.ends >= today]
    return sorted(changes, key=lambda change: (change.ends - change.starts, change.starts))


def _organisation_change(change: HoursChange, hours: str, policy: Policy) -> HoursChange | None:
    """What the organisation's own change means for a service with this policy.

    A town hall that closes does not close the duty that is there for when it is closed: such a service keeps its
    hours, or those of a Sunday.
    """
    if policy == "closed":
        return change
    week = parse_hours(hours)
    if policy == "same" or week is None:
        return None
    return HoursChange(change.starts, change.ends, week[6], change.reason)


def _closed_days(text: str) -> tuple[tuple[int, int], ...]:
    """The organisation's own closed days; a text that says none is none, so that its cards can still be shown."""
    try:
        return parse_closed_days(text)
    except HoursError:
        return ()


def schedule(
    hours: str,
    policy: Policy,
    *,
    closed_days: str,
    own: Iterable[HoursException],
    organisation: Iterable[HoursException],
    today: date,
) -> Schedule:
    """The schedule of a service or of one step of a chain. Its own changes come before the organisation's."""
    inherited = (_organisation_change(change, hours, policy) for change in _changes(organisation, today))
    return Schedule(
        hours,
        policy,
        () if policy == "same" else _closed_days(closed_days),
        (*_changes(own, today), *filter(None, inherited)),
    )
