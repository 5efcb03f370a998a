"""One person's hours in one course: exact minutes in each band, counted both ways, and with whom."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from supervision.hours.rules import Band, Counting, Rules
from supervision.hours.shapes import Course, Session, State, Supervisee
from supervision.hours.sizes import Headcount, members, minutes_of, present


class UnknownSuperviseeError(LookupError):
    """The person was never in the course."""


@dataclass(frozen=True)
class SessionLine:
    """A session the person was at: how long it lasted, how long they were there, and the group counted both ways."""

    day: date
    session_minutes: int
    minutes: int
    members: Headcount
    present: Headcount
    is_remote: bool

    def group(self, counting: Counting) -> Headcount:
        """The group, counted in one of the two ways."""
        return self.members if counting == Counting.MEMBERS else self.present


@dataclass(frozen=True)
class BandLine:
    """The person's time in groups of one band, in minutes.

    `minutes` is exact. `form_minutes` is what to copy into the form: rounded down. `converted` is guidance only: the
    authority converts the hours itself.
    """

    band: Band
    sessions: int
    minutes: int
    converted: int
    form_minutes: int


@dataclass(frozen=True)
class Tally:
    """The person's time by the size of the group, counted in one of the two ways; bands without time are left out."""

    counting: Counting
    lines: tuple[BandLine, ...]
    # Of all minutes, those in sessions at which psychologists were not the majority.
    without_majority: int

    @property
    def minutes(self) -> int:
        """All the time the person was there."""
        return sum(line.minutes for line in self.lines)

    @property
    def converted(self) -> int:
        """Guidance: what would count of it."""
        return sum(line.converted for line in self.lines)

    @property
    def form_minutes(self) -> int:
        """The sum of what the form says."""
        return sum(line.form_minutes for line in self.lines)

    @property
    def has_majority(self) -> bool:
        """Whether psychologists were the majority for more than half of the person's time."""
        return not self.minutes or 2 * self.without_majority < self.minutes


@dataclass(frozen=True)
class Composition:
    """Who were members of the group from a day on, until the next composition."""

    day: date
    group: Headcount


@dataclass(frozen=True)
class Statement:
    """What one person has had of one course."""

    course: Course
    person: Supervisee
    rules: Rules
    lines: tuple[SessionLine, ...]
    by_members: Tally
    by_present: Tally
    compositions: tuple[Composition, ...]

    @property
    def tally(self) -> Tally:
        """The count that the rules name."""
        return self.by_members if self.rules.counting == Counting.MEMBERS else self.by_present

    @property
    def other_tally(self) -> Tally:
        """The other count."""
        return self.by_present if self.rules.counting == Counting.MEMBERS else self.by_members

    @property
    def period(self) -> tuple[date, date] | None:
        """The first and the last day the person was there."""
        return (self.lines[0].day, self.lines[-1].day) if self.lines else None

    @property
    def remote_minutes(self) -> int:
        """Of all minutes, those at a distance."""
        return sum(line.minutes for line in self.lines if line.is_remote)


def statement(course: Course, key: str, rules: Rules) -> Statement:
    """One person's hours. Raises `UnknownSuperviseeError` for somebody who was never in the course."""
    person = _person(course, key)
    if person is None:
        raise UnknownSuperviseeError(key)
    lines = tuple(_own_lines(course, key))
    return Statement(
        course=course,
        person=person,
        rules=rules,
        lines=lines,
        by_members=_tally(lines, Counting.MEMBERS, rules),
        by_present=_tally(lines, Counting.PRESENT, rules),
        compositions=_compositions(lines),
    )


def statements(course: Course, rules: Rules) -> tuple[Statement, ...]:
    """The hours of everybody who is or was in the course, by name."""
    everybody = {person.key for session in course.in_order for person in _people(session)}
    found = (statement(course, key, rules) for key in everybody - {course.supervisor.key})
    return tuple(sorted(found, key=lambda one: (one.person.name, one.person.key)))


def _people(session: Session) -> tuple[Supervisee, ...]:
    return (*session.members, *(there.supervisee for there in session.present))


def _person(course: Course, key: str) -> Supervisee | None:
    """The person as they are at the latest session they belong to; never the supervisor."""
    if key == course.supervisor.key:
        return None
    found = (person for session in reversed(course.in_order) for person in _people(session) if person.key == key)
    return next(found, None)


def _own_lines(course: Course, key: str) -> Iterable[SessionLine]:
    supervisor = course.supervisor.key
    for session in course.in_order:
        minutes = minutes_of(session, key)
        if session.state == State.HELD and minutes:
            yield SessionLine(
                day=session.day,
                session_minutes=session.minutes,
                minutes=minutes,
                members=members(session, supervisor),
                present=present(session, supervisor),
                is_remote=session.is_remote,
            )


def _tally(lines: tuple[SessionLine, ...], counting: Counting, rules: Rules) -> Tally:
    found: dict[Band, list[int]] = {band: [] for band in rules.bands}
    for line in lines:
        found[rules.band(line.group(counting).size)].append(line.minutes)
    return Tally(
        counting=counting,
        lines=tuple(band_line(band, minutes, rules) for band, minutes in found.items() if minutes),
        without_majority=sum(line.minutes for line in lines if not line.group(counting).has_majority),
    )


def band_line(band: Band, minutes: list[int], rules: Rules) -> BandLine:
    """Sum up the sessions of one band; what is rounded is rounded here, once."""
    total = sum(minutes)
    return BandLine(band, len(minutes), total, band.converted(total), rules.rounded_down(total))


def _compositions(lines: tuple[SessionLine, ...]) -> tuple[Composition, ...]:
    """The members at the person's first session, and again at each at which their counts were others."""
    found: list[Composition] = []
    for line in lines:
        if not found or found[-1].group != line.members:
            found.append(Composition(line.day, line.members))
    return tuple(found)
