"""The demonstration's two standing groups: one with free seats and a request, one full with a waiting list."""

import tomllib
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from allauth.account.models import EmailAddress
from django.db import transaction
from wagtail.models import Page

from directory.contacts.demo import slug_of
from directory.contacts.models import Organisation
from directory.contacts.shares import share_of
from directory.members.models import Membership, Profession
from portal.models import HomePage, User
from supervision.models import (
    Group,
    GroupSupervisor,
    Seat,
    Session,
    SessionAnswer,
    SessionAttendance,
    SupervisionGroupIndexPage,
    SupervisionGroupPage,
    SupervisionRules,
)
from supervision.rhythm import local_instant

_PAGE_FIELDS = ("title", "slug", "lead", "audience", "rhythm", "place", "how_to_join")
_COMING = 3  # sessions that are planned
_PLACES = ("Mødelokale 2, første sal", "Store mødelokale, stuen", "Lokale 14")


@transaction.atomic
def seed(today: date) -> None:
    """Add the demo's groups as they stand on `today`; nothing when there is a list of groups already."""
    if SupervisionGroupIndexPage.objects.exists():
        return
    plan = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    index = SupervisionGroupIndexPage(title="Supervision", slug="supervision", lead=plan["lead"], show_in_menus=True)
    before = Page.objects.filter(depth=3, slug="temadage").first()  # the menu's order
    if before is not None:
        before.add_sibling("right", instance=index)
    else:
        HomePage.objects.get().add_child(instance=index)
    index.save_revision().publish()
    for number, one in enumerate(plan["group"]):
        Seeding(one, index, today, number).all()


class Seeding:
    """Makes one group of the plan."""

    def __init__(self, plan: dict[str, Any], index: SupervisionGroupIndexPage, today: date, number: int) -> None:
        self._plan, self._today, self._number = plan, today, number
        rules = SupervisionRules.load()
        self._psychologists = set(rules.psychologists.values_list("name", flat=True))
        self._academics = set(rules.academics.values_list("name", flat=True))
        self._began = today - timedelta(weeks=4 * plan["past"] + 6)
        page = SupervisionGroupPage(**{name: plan[name] for name in _PAGE_FIELDS})
        index.add_child(instance=page)
        page.save_revision().publish()
        self._group = Group.objects.create(
            page=page, size_min=6, size_max=plan["size_max"], created_at=self._at(self._began, 9)
        )

    def all(self) -> None:
        """Supervisor, members, those who wait and ask, sessions that were held and that are planned."""
        leader = self._supervisor()
        known = Membership.objects.filter(user__email__in=self._plan["known"]).select_related(
            "organisation", "profession"
        )
        people = [*known.order_by("pk"), *map(self._person, self._plan["members"])]
        members = [self._seat(one, Seat.State.ACTIVE, rank) for rank, one in enumerate(people)]
        for rank, row in enumerate(self._plan["waiting"]):
            self._seat(self._person(row), Seat.State.WAITING, 10 * rank)
        for row in self._plan["requested"]:
            self._seat(self._person(row), Seat.State.REQUESTED, 0)
        hosts = [seat.share for seat in members if seat.share]
        for number, day in enumerate(self._days()):
            session = self._session(day, hosts[number % len(hosts)] if self._number == 0 else None, number)
            if day < self._today:
                self._hold(session, members, leader, number)
            else:
                self._invite(session, members)

    def _supervisor(self) -> GroupSupervisor:
        row = dict(self._plan["supervisor"])
        user = User.objects.filter(email=row.pop("email", "")).first()
        return GroupSupervisor.objects.create(group=self._group, user=user, starts_on=self._began, **row)

    def _person(self, row: list[str]) -> Membership:
        """An invented member of the network."""
        name, profession, at, title = row
        email = f"{slug_of(name).replace('-', '.')}@example.dk"
        first_name, last_name = name.rsplit(" ", 1)
        user = User.objects.create_user(email, first_name=first_name, last_name=last_name)
        EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
        registered = self._at(self._began - timedelta(days=30), 9)
        return Membership.objects.create(
            user=user,
            state=Membership.State.APPROVED,
            profession=Profession.objects.get(name=profession),
            organisation=Organisation.objects.get(slug=at),
            title=title,
            created_at=registered,
            applied_at=registered,
            decided_at=registered,
            active_at=registered,
        )

    def _seat(self, member: Membership, state: Seat.State, rank: int) -> Seat:
        profession = member.profession.name if member.profession else ""
        is_member = state == Seat.State.ACTIVE
        asked = self._at(self._began if is_member else self._today - timedelta(days=40 - rank), 10)
        return Seat.objects.create(
            group=self._group,
            user=member.user,
            organisation=member.organisation,
            workplace=member.workplace,
            share=share_of(member.organisation, self._today),
            profession=profession,
            is_psychologist=profession in self._psychologists,
            is_academic=profession in self._academics,
            state=state,
            motivation=self._plan["motivation"] if state == Seat.State.REQUESTED else "",
            requested_at=self._at(self._today - timedelta(days=2), 14) if state == Seat.State.REQUESTED else asked,
            queued_at=asked + timedelta(minutes=rank),
            decided_at=None if state == Seat.State.REQUESTED else asked + timedelta(days=1),
            starts_on=self._began if is_member else None,
        )

    def _days(self) -> list[date]:
        """Every fourth week on the group's weekday, the last past one at least a week ago."""
        last = self._today - timedelta(days=7)
        last -= timedelta(days=(last.weekday() - self._plan["weekday"]) % 7)
        return [last + timedelta(weeks=4 * step) for step in range(1 - self._plan["past"], _COMING + 1)]

    def _session(self, day: date, host: Organisation | None, number: int) -> Session:
        begins, ends = (time.fromisoformat(self._plan[name]) for name in ("begins", "ends"))
        return Session.objects.create(
            group=self._group,
            starts_at=local_instant(day, begins),
            ends_at=local_instant(day, ends),
            host=host,
            place=_PLACES[number % len(_PLACES)] if host else "Familiehuset, Birkerød",
            changed_at=self._at(self._began, 9),
        )

    def _hold(self, session: Session, members: list[Seat], leader: GroupSupervisor, number: int) -> None:
        """Somebody is away each time, and somebody comes late."""
        away = members[number % len(members)]
        late = members[(number + 3) % len(members)]
        there = [seat for seat in members if seat is not away]
        SessionAttendance.objects.bulk_create(
            SessionAttendance(
                session=session, seat=seat, minutes=145 if seat is late else 180, marked_at=session.ends_at
            )
            for seat in there
        )
        session.state, session.supervisor = Session.State.HELD, leader
        session.members, session.present = len(members), len(there)
        session.member_psychologists = sum(seat.is_psychologist for seat in members)
        session.present_psychologists = sum(seat.is_psychologist for seat in there)
        session.save()

    def _invite(self, session: Session, members: list[Seat]) -> None:
        """As after planning: the session is in every calendar, and some have answered the next one."""
        is_next = session.starts_at.date() < self._today + timedelta(weeks=4)
        said = [SessionAnswer.Answer.COMES] * 5 + [SessionAnswer.Answer.ABSENT]
        answers = dict(zip(members[1:], said if is_next else [], strict=False))
        SessionAnswer.objects.bulk_create(
            SessionAnswer(
                session=session,
                seat=seat,
                answer=answers.get(seat, ""),
                answered_at=self._at(self._today, 8) if seat in answers else None,
                sequence=1 if answers.get(seat) == SessionAnswer.Answer.ABSENT else 0,
                is_in_calendar=answers.get(seat) != SessionAnswer.Answer.ABSENT,
            )
            for seat in members
        )

    @staticmethod
    def _at(day: date, hour: int) -> datetime:
        return datetime.combine(day, time(hour), UTC)
