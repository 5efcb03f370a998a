"""What the arithmetic is told: a course with one supervisor, its sessions, and who was there for how long."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from portal.clock import COPENHAGEN


class State(StrEnum):
    """What became of a session. One that lies behind us and is still planned has no attendance yet."""

    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Supervisor:
    """Who leads a course, and what the authority asks about them.

    `is_psychologist`: an authorised psychologist. `is_academic`: has another academic degree; nurses, social workers
    and pedagogues do not. `is_external`: works elsewhere than the supervisee.
    """

    key: str
    name: str
    title: str = ""
    is_psychologist: bool = True
    is_academic: bool = True
    authorised_year: int | None = None
    graduated_year: int | None = None
    is_external: bool = True


@dataclass(frozen=True)
class Supervisee:
    """One person with the profession they had at the time. `key` names the human, also after a break."""

    key: str
    name: str
    profession: str
    is_psychologist: bool = False
    is_academic: bool = False


@dataclass(frozen=True)
class Attendance:
    """That somebody was at a session, for so many minutes."""

    supervisee: Supervisee
    minutes: int


@dataclass(frozen=True)
class Session:
    """One meeting. `members` are all who were enrolled on the day, whether they came or not; `starts` is aware."""

    starts: datetime
    minutes: int
    state: State
    members: tuple[Supervisee, ...] = ()
    present: tuple[Attendance, ...] = ()
    is_remote: bool = False

    @property
    def day(self) -> date:
        """The day in Copenhagen."""
        return self.starts.astimezone(COPENHAGEN).date()


@dataclass(frozen=True)
class Course:
    """A group's sessions with one supervisor. Sessions that somebody else led are another course."""

    supervisor: Supervisor
    group: str
    starts: date
    ends: date | None
    is_closed: bool
    sessions: tuple[Session, ...]

    @property
    def in_order(self) -> tuple[Session, ...]:
        """The sessions, the earliest first."""
        return tuple(sorted(self.sessions, key=lambda session: session.starts))
