"""Courses for the tests of the arithmetic: the person whose hours are counted is `ME`, a psychologist."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from supervision.hours.shapes import Attendance, Course, Session, State, Supervisee, Supervisor

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
TODAY = date(2026, 11, 24)
ME = Supervisee("me", "Marie Holm", "psykolog", is_psychologist=True)
SUPERVISOR = Supervisor("supervisor", "Karen Lindegaard", graduated_year=2008, authorised_year=2012)


def psychologist(number: int) -> Supervisee:
    """Somebody else in the group who is a psychologist."""
    return Supervisee(f"p{number}", f"Psykolog {number}", "psykolog", is_psychologist=True)


def other(number: int) -> Supervisee:
    """Somebody in the group who is not."""
    return Supervisee(f"o{number}", f"Socialrådgiver {number}", "socialrådgiver")


def people(psychologists: int, others: int = 0) -> tuple[Supervisee, ...]:
    """So many psychologists, the first of them `ME`, and so many others."""
    return (
        *((ME, *(psychologist(number) for number in range(1, psychologists))) if psychologists else ()),
        *(other(number) for number in range(others)),
    )


def session(
    members: tuple[int, int],
    there: tuple[int, int] | None = None,
    *,
    lasts: int = 180,
    mine: int | None = None,
    state: State = State.HELD,
    starts: datetime | None = None,
    is_remote: bool = False,
) -> Session:
    """A session of a group of (psychologists, others), of whom (psychologists, others) came: all, unless said.

    `mine` are my own minutes, all unless said. With 0 I did not come; then one more of the others did.
    """
    came = people(*(members if there is None else there))
    own = lasts if mine is None else mine
    return Session(
        starts=starts or datetime(2026, 1, 8, 13, tzinfo=COPENHAGEN),
        minutes=lasts,
        state=state,
        members=people(*members),
        present=tuple(Attendance(one, own if one == ME else lasts) for one in came),
        is_remote=is_remote,
    )


def course(
    *sessions: Session, supervisor: Supervisor = SUPERVISOR, is_closed: bool = False, every: timedelta = timedelta(28)
) -> Course:
    """The sessions one after the other, four weeks apart from 8 January 2026, in an open course unless said."""
    first = datetime(2026, 1, 8, 13, tzinfo=COPENHAGEN)
    dated = tuple(
        Session(first + number * every, one.minutes, one.state, one.members, one.present, one.is_remote)
        for number, one in enumerate(sessions)
    )
    return Course(supervisor, "Svære sager", first.date(), None, is_closed, dated)
