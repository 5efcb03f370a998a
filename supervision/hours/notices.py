"""What a course is about to lose, said while it can still be mended. The sentences are in `words`."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from supervision.hours.rules import Rules
from supervision.hours.shapes import Course, Session, State, Supervisee, Supervisor
from supervision.hours.sizes import Headcount, counted, headcount, members
from supervision.hours.statements import Statement, band_line


class Code(StrEnum):
    """What is wrong. Those that end in `_SOON` concern sessions to come."""

    TOO_LARGE = "too_large"
    TOO_LARGE_SOON = "too_large_soon"
    NO_MAJORITY = "no_majority"
    NO_MAJORITY_SOON = "no_majority_soon"
    COURSE_WITHOUT_MAJORITY = "course_without_majority"
    ALONE = "alone"
    COURSE_SHORT = "course_short"
    COURSE_SHORT_SOON = "course_short_soon"
    COURSE_TOO_SHORT = "course_too_short"
    COURSE_TOO_SHORT_SOON = "course_too_short_soon"
    NOT_NOTED = "not_noted"
    SUPERVISOR_NOT_ACADEMIC = "supervisor_not_academic"
    SUPERVISOR_OTHER_ACADEMIC = "supervisor_other_academic"
    SUPERVISOR_YEARS_UNKNOWN = "supervisor_years_unknown"
    SUPERVISOR_NOT_YET_AUTHORISED = "supervisor_not_yet_authorised"
    SUPERVISOR_TOO_NEW = "supervisor_too_new"
    SUPERVISOR_CHECK_DATES = "supervisor_check_dates"


@dataclass(frozen=True)
class Notice:
    """One thing to mend or to know. `size`, `psychologists`, `minutes` and `days` are those it is about."""

    code: Code
    rules: Rules
    days: tuple[date, ...] = ()
    size: int = 0
    psychologists: int = 0
    minutes: int = 0

    @property
    def can_be_mended(self) -> bool:
        """Whether somebody can still do something about it in this course."""
        return self.code.endswith("_soon") or self.code in {Code.NOT_NOTED, Code.SUPERVISOR_YEARS_UNKNOWN}


def roster_notices(people: Iterable[Supervisee], rules: Rules) -> tuple[Notice, ...]:
    """What a roster would cost its members' hours: call it with the newcomer before saying yes to them."""
    group = headcount(people)
    found = []
    if group.size > rules.large_size_max:
        found.append(Notice(Code.TOO_LARGE_SOON, rules, size=group.size))
    if group.size and rules.needs_majority and not group.has_majority:
        found.append(Notice(Code.NO_MAJORITY_SOON, rules, size=group.size, psychologists=group.psychologists))
    return tuple(found)


def course_notices(course: Course, rules: Rules, *, today: date) -> tuple[Notice, ...]:
    """What the supervisor should know about the whole course: sessions held and to come, its length, themselves."""
    held = _groups(course, rules, lambda session: session.state == State.HELD)
    return (
        *_about_sessions(held, rules, is_ahead=False),
        *_about_sessions(_groups(course, rules, _is_ahead(course, today)), rules, is_ahead=True),
        *_about_length(course, rules, _whole_length(course, rules, today)),
        *_not_noted(course, rules, today),
        *supervisor_notices(course, rules),
    )


def notices(statement: Statement, *, today: date) -> tuple[Notice, ...]:
    """What one person should know about their hours; of the rules only for psychologists, whom alone they concern."""
    course, rules, key = statement.course, statement.rules, statement.person.key
    missing = _not_noted(course, rules, today, key)
    if not statement.person.is_psychologist:
        return missing
    own = [(line.day, line.group(rules.counting)) for line in statement.lines]
    ahead = _groups(course, rules, lambda session: _is_ahead(course, today)(session) and _belongs(session, key))
    lost = (Notice(Code.COURSE_WITHOUT_MAJORITY, rules),) if rules.needs_majority else ()
    return (
        *_about_sessions(own, rules, is_ahead=False),
        *(() if statement.tally.has_majority else lost),
        *_about_sessions(ahead, rules, is_ahead=True),
        *_about_length(course, rules, _own_length(statement, today)),
        *missing,
        *supervisor_notices(course, rules),
    )


def supervisor_notices(course: Course, rules: Rules) -> tuple[Notice, ...]:
    """Whether hours with this supervisor can count."""
    supervisor = course.supervisor
    if not supervisor.is_psychologist:
        other = Code.SUPERVISOR_OTHER_ACADEMIC if supervisor.is_academic else Code.SUPERVISOR_NOT_ACADEMIC
        return (Notice(other, rules), *_about_years(course, rules))
    return _about_years(course, rules)


def _about_years(course: Course, rules: Rules) -> tuple[Notice, ...]:
    """Years are all we know, so a course in the very year in which it becomes right is asked to look at the dates."""
    supervisor = course.supervisor
    graduated, authorised, starts = supervisor.graduated_year, supervisor.authorised_year, course.starts.year
    if graduated is None or (supervisor.is_psychologist and authorised is None):
        return (Notice(Code.SUPERVISOR_YEARS_UNKNOWN, rules),)
    if supervisor.is_psychologist and authorised is not None and authorised > starts:
        return (Notice(Code.SUPERVISOR_NOT_YET_AUTHORISED, rules),)
    if starts < graduated + rules.supervisor_years:
        return (Notice(Code.SUPERVISOR_TOO_NEW, rules),)
    if starts == graduated + rules.supervisor_years or _authorised_in(supervisor, starts):
        return (Notice(Code.SUPERVISOR_CHECK_DATES, rules),)
    return ()


def _authorised_in(supervisor: Supervisor, year: int) -> bool:
    return supervisor.is_psychologist and supervisor.authorised_year == year


def _groups(course: Course, rules: Rules, wanted: Callable[[Session], bool]) -> list[tuple[date, Headcount]]:
    """The groups of some sessions: counted as the rules say when held, and by the members when nobody was there yet."""
    supervisor = course.supervisor.key
    return [
        (
            session.day,
            counted(session, rules.counting, supervisor)
            if session.state == State.HELD
            else members(session, supervisor),
        )
        for session in course.in_order
        if wanted(session)
    ]


def _is_ahead(course: Course, today: date) -> Callable[[Session], bool]:
    return lambda session: not course.is_closed and session.state == State.PLANNED and session.day >= today


def _belongs(session: Session, key: str) -> bool:
    return any(person.key == key for person in session.members)


def _about_sessions(groups: list[tuple[date, Headcount]], rules: Rules, *, is_ahead: bool) -> tuple[Notice, ...]:
    large = [(day, group) for day, group in groups if group.size > rules.large_size_max]
    lost = [(day, group) for day, group in groups if group.size and not group.has_majority]
    alone = [(day, group) for day, group in groups if group.size == 1]
    found = []
    if large:
        found.append(_notice(Code.TOO_LARGE_SOON if is_ahead else Code.TOO_LARGE, rules, large))
    if lost and rules.needs_majority:
        found.append(_notice(Code.NO_MAJORITY_SOON if is_ahead else Code.NO_MAJORITY, rules, lost))
    if alone and not is_ahead:
        found.append(_notice(Code.ALONE, rules, alone))
    return tuple(found)


def _notice(code: Code, rules: Rules, groups: list[tuple[date, Headcount]]) -> Notice:
    """One notice for all the days, with the figures of the first."""
    _, first = groups[0]
    days = tuple(day for day, _ in groups)
    return Notice(code, rules, days=days, size=first.size, psychologists=first.psychologists)


def _not_noted(course: Course, rules: Rules, today: date, key: str | None = None) -> tuple[Notice, ...]:
    days = tuple(
        session.day
        for session in course.in_order
        if session.state == State.PLANNED and session.day < today and (key is None or _belongs(session, key))
    )
    return (Notice(Code.NOT_NOTED, rules, days=days),) if days else ()


def _about_length(course: Course, rules: Rules, minutes: int) -> tuple[Notice, ...]:
    """Whether the course is, or will be, long enough. In groups the converted hours decide."""
    if minutes < 60 * rules.short_course_hours:
        code = Code.COURSE_TOO_SHORT if course.is_closed else Code.COURSE_TOO_SHORT_SOON
    elif minutes < 60 * rules.course_hours:
        code = Code.COURSE_SHORT if course.is_closed else Code.COURSE_SHORT_SOON
    else:
        return ()
    return (Notice(code, rules, minutes=minutes),)


def _planned(course: Course, rules: Rules, wanted: Callable[[Session], bool]) -> int:
    """What the sessions to come would count, converted, for somebody who comes to all of them."""
    minutes = {band: [0] for band in rules.bands}
    for session in course.sessions:
        size = members(session, course.supervisor.key).size
        if wanted(session) and size:
            minutes[rules.band(size)].append(session.minutes)
    return sum(band_line(band, found, rules).converted for band, found in minutes.items())


def _own_length(statement: Statement, today: date) -> int:
    """What the person has had and will have, converted, when they come to everything that is planned."""
    course, key, is_ahead = statement.course, statement.person.key, _is_ahead(statement.course, today)
    ahead = _planned(course, statement.rules, lambda session: is_ahead(session) and _belongs(session, key))
    return statement.tally.converted + ahead


def _whole_length(course: Course, rules: Rules, today: date) -> int:
    """What the course gives somebody who comes to everything, converted."""
    is_ahead = _is_ahead(course, today)
    return _planned(course, rules, lambda session: session.state == State.HELD or is_ahead(session))
