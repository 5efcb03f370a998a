"""Typed makers of supervision groups and of the people in them. A group exists since 1 September 2026."""

import itertools
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from directory.members.models import Profession
from portal.models import HomePage, User
from supervision.models import (
    Allocation,
    Group,
    GroupSupervisor,
    Seat,
    Session,
    SessionAttendance,
    SupervisionGroupIndexPage,
    SupervisionGroupPage,
)
from tests.factories import make_membership, make_organisation, make_role_grant, make_user, saved, slug_of

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
BEGAN = datetime(2026, 9, 1, 12, 0, tzinfo=COPENHAGEN)
NOW = datetime(2026, 11, 24, 10, 30, tzinfo=COPENHAGEN)
STARTS = datetime(2026, 12, 10, 13, 0, tzinfo=COPENHAGEN)
_serial = itertools.count(1)


def make_index_page() -> SupervisionGroupIndexPage:
    """The list of groups at /supervision/; the one that is there already, if there is one."""
    known = SupervisionGroupIndexPage.objects.first()
    if known is not None:
        return known
    page = SupervisionGroupIndexPage(title="Supervision", slug="supervision")
    HomePage.objects.get().add_child(instance=page)
    return page


def make_group_page(title: str = "Svære sager", **fields: Any) -> SupervisionGroupPage:
    slug = f"{slug_of(title)}-{next(_serial)}"
    page = SupervisionGroupPage(**{"title": title, "slug": slug, "lead": "For dem der har svære sager."} | fields)
    make_index_page().add_child(instance=page)
    return page


def make_group(title: str = "Svære sager", *, page: SupervisionGroupPage | None = None, **fields: Any) -> Group:
    """An open group with a published page. `state="closed"` gets its time."""
    values = {
        "page": page or make_group_page(title),
        "created_at": BEGAN,
        "size_min": 1,
        "size_max": 12,
        "closed_at": NOW if fields.get("state") == "closed" else None,
    }
    return saved(Group(**values | fields))


def make_person(name: str = "", profession: str = "Psykolog", **membership: Any) -> User:
    """A member of the network, with a profession of the list."""
    number = next(_serial)
    first, _space, last = (name or f"Medlem {number}").partition(" ")
    user = make_user(f"medlem{number}@example.dk", first_name=first, last_name=last)
    known = Profession.objects.filter(name=profession).first() or saved(Profession(name=profession))
    values = {"profession": known, "organisation": membership.pop("organisation", None) or make_organisation()}
    make_membership(user, **values | membership)
    return user


def make_seat(group: Group, user: User | None = None, state: str = "active", **fields: Any) -> Seat:
    """A row as the actions leave it, without its mail."""
    user = user or make_person()
    was_in = state in ("active", "left")
    values = {
        "group": group,
        "user": user,
        "state": state,
        "profession": "Psykolog",
        "is_psychologist": True,
        "requested_at": BEGAN + timedelta(minutes=next(_serial)),
        "starts_on": BEGAN.date() if was_in else None,
        "ends_on": date(2026, 11, 1) if state == "left" else None,
        "ended_at": BEGAN if state in ("left", "declined") else None,
        "decided_at": None if state == "requested" else BEGAN,
        "why": "self" if state == "left" else "",
    }
    values |= fields
    return saved(Seat(**{"queued_at": values["requested_at"]} | values))


def make_supervisor(
    group: Group, user: User | None = None, *, with_role: bool = True, **fields: Any
) -> GroupSupervisor:
    """Who leads a group, as a member of the network with the role."""
    if user is None:
        user = make_person("Karen Lindegaard")
        if with_role:
            make_role_grant(user, "supervisor")
    values = {
        "group": group,
        "user": user,
        "name": str(user),
        "title": "autoriseret psykolog",
        "graduated_year": 2008,
        "authorised_year": 2010,
    }
    return saved(GroupSupervisor(**values | fields))


def make_session(group: Group, starts: datetime = STARTS, *, minutes: int = 180, **fields: Any) -> Session:
    """A planned session of three hours; `state="held"` gets its sizes."""
    values = {
        "group": group,
        "starts_at": starts,
        "ends_at": starts + timedelta(minutes=minutes),
        "place": "Familiehuset, Birkerød",
        "changed_at": BEGAN,
    }
    if fields.get("state") == "held":
        values |= {"members": 1, "member_psychologists": 1, "present": 1, "present_psychologists": 1}
    if fields.get("state") == "cancelled":
        values |= {"cancelled_at": BEGAN}
    return saved(Session(**values | fields))


def make_attendance(session: Session, seat: Seat, minutes: int = 180) -> SessionAttendance:
    return saved(
        SessionAttendance(session=session, seat=seat, minutes=minutes, marked_by=seat.user, marked_at=session.ends_at)
    )


def make_allocation(group: Group, organisation: Any, reserved: int = 1) -> Allocation:
    return saved(Allocation(group=group, organisation=organisation, reserved=reserved))
