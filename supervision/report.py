"""The coordinator's figures of one year: groups, seats, waiting, sessions held, and hours for each municipality.

No name stands in them. Whoever has been forgotten still counts: the seat remembers whose it was.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, QuerySet, Sum
from django.db.models.functions import ExtractYear
from django.utils.translation import gettext as _

from directory.contacts.models import Organisation
from portal.clock import COPENHAGEN
from portal.danish import sort_key
from supervision.models import Group, Session, SessionAttendance
from supervision.standing import Counts, counts_of, state_of


@dataclass(frozen=True)
class GroupFigures:
    """One group: as it is now, and what it has done in the year. `minutes` are those of all participants together."""

    title: str
    state: str
    size: int
    members: int
    waiting: int
    sessions: int
    minutes: int


@dataclass(frozen=True)
class ShareFigures:
    """One municipality, hospital or other organisation in the year."""

    name: str
    people: int
    minutes: int


@dataclass(frozen=True)
class Figures:
    """Everything of one year."""

    year: int
    groups: list[GroupFigures]
    shares: list[ShareFigures]

    @property
    def sessions(self) -> int:
        """How many sessions were held."""
        return sum(group.sessions for group in self.groups)

    @property
    def minutes(self) -> int:
        """The participants' time together."""
        return sum(group.minutes for group in self.groups)


def years() -> list[int]:
    """The years in which sessions were held, the latest first."""
    held = Session.objects.filter(state=Session.State.HELD).order_by()
    found = held.annotate(year=ExtractYear("starts_at", tzinfo=COPENHAGEN)).values_list("year", flat=True).distinct()
    return sorted(found, reverse=True)


def figures(year: int) -> Figures:
    """The figures of one year in Copenhagen. Five queries."""
    groups = list(Group.objects.select_related("page"))
    counts = counts_of(groups)
    attended = _attended(year)
    held = _in(year).order_by().values_list("group").annotate(Count("pk"))
    sessions: dict[int, int] = dict(held)
    minutes: dict[int, int] = dict(attended.order_by().values_list("session__group").annotate(Sum("minutes")))
    rows = [
        GroupFigures(
            title=group.page.title,
            state=state_of(group, counts.get(group.pk, Counts())).words,
            size=group.size_max,
            members=counts.get(group.pk, Counts()).members,
            waiting=counts.get(group.pk, Counts()).waiting,
            sessions=sessions.get(group.pk, 0),
            minutes=minutes.get(group.pk, 0),
        )
        for group in sorted(groups, key=lambda one: sort_key(one.page.title))
    ]
    return Figures(year, rows, _shares(attended))


def _in(year: int) -> QuerySet[Session]:
    begins, ends = (datetime(one, 1, 1, tzinfo=COPENHAGEN) for one in (year, year + 1))
    return Session.objects.filter(state=Session.State.HELD, starts_at__gte=begins, starts_at__lt=ends)


def _attended(year: int) -> QuerySet[SessionAttendance]:
    return SessionAttendance.objects.filter(session__in=_in(year).order_by())


def _shares(attended: QuerySet[SessionAttendance]) -> list[ShareFigures]:
    people: dict[int | None, set[int]] = defaultdict(set)
    minutes: dict[int | None, int] = defaultdict(int)
    for share, seat, user, count in attended.order_by().values_list("seat__share", "seat", "seat__user", "minutes"):
        people[share].add(user or -seat)
        minutes[share] += count
    names = {one.pk: one.display_name for one in Organisation.objects.filter(pk__in=[key for key in minutes if key])}
    rows = [
        ShareFigures(names.get(share, "") if share else _("Not said"), len(people[share]), minutes[share])
        for share in minutes
    ]
    return sorted(rows, key=lambda row: sort_key(row.name))


def hours_text(minutes: int) -> str:
    """Minutes as hours with a comma: "13,5"."""
    return f"{minutes / 60:.2f}".rstrip("0").rstrip(".").replace(".", ",")


def table(report: Figures) -> Iterator[list[str]]:
    """The figures as rows of a spreadsheet: the groups, then the organisations."""
    yield [
        _("Year"),
        _("What"),
        _("Name"),
        _("State"),
        _("Seats"),
        _("Members"),
        _("Waiting"),
        _("Sessions held"),
        _("Participant hours"),
    ]
    for group in report.groups:
        yield [
            str(report.year),
            _("Group"),
            group.title,
            group.state,
            str(group.size),
            str(group.members),
            str(group.waiting),
            str(group.sessions),
            hours_text(group.minutes),
        ]
    for share in report.shares:
        yield [
            str(report.year),
            _("Organisation"),
            share.name,
            "",
            "",
            str(share.people),
            "",
            "",
            hours_text(share.minutes),
        ]
