"""How large a group was and who was in it, counted both ways."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from supervision.hours.rules import Counting
from supervision.hours.shapes import Session, Supervisee


@dataclass(frozen=True)
class Headcount:
    """How many supervisees, how many of them psychologists, and how many of each profession (psychologists first)."""

    size: int
    psychologists: int
    professions: tuple[tuple[str, int], ...]

    @property
    def has_majority(self) -> bool:
        """Whether more than half are psychologists; half is no majority."""
        return 2 * self.psychologists > self.size


def headcount(people: Iterable[Supervisee]) -> Headcount:
    """Count people, each human once."""
    humans = {person.key: person for person in people}.values()
    counts = Counter((not person.is_psychologist, person.profession) for person in humans)
    return Headcount(
        size=len(humans),
        psychologists=sum(person.is_psychologist for person in humans),
        professions=tuple((profession, number) for (_, profession), number in sorted(counts.items())),
    )


def members(session: Session, without: str) -> Headcount:
    """The group on the day: everybody enrolled, and whoever else sat in it. Never smaller than those present.

    `without` is the supervisor's key: the supervisor is no supervisee.
    """
    everybody = (*session.members, *_there(session))
    return headcount(person for person in everybody if person.key != without)


def present(session: Session, without: str) -> Headcount:
    """Those who were there, were it only for a part of the session."""
    return headcount(person for person in _there(session) if person.key != without)


def counted(session: Session, counting: Counting, without: str) -> Headcount:
    """The one or the other."""
    return members(session, without) if counting == Counting.MEMBERS else present(session, without)


def minutes_of(session: Session, key: str) -> int:
    """How long somebody was there; nobody was there for longer than the session lasted."""
    noted = max((there.minutes for there in session.present if there.supervisee.key == key), default=0)
    return max(0, min(noted, session.minutes))


def _there(session: Session) -> tuple[Supervisee, ...]:
    return tuple(there.supervisee for there in session.present if minutes_of(session, there.supervisee.key))
