"""The people of a day, always found through the day, and always in one order."""

from collections.abc import Iterable
from dataclasses import dataclass

from portal.danish import sort_key
from themedays.models import Registration, SeatPool
from themedays.models.registrations import RegistrationQuerySet

State = Registration.State


@dataclass(frozen=True)
class People:
    """Who comes, who is asked, who waits (in the order of the queue) and who does not come any more."""

    confirmed: list[Registration]
    offered: list[Registration]
    waiting: list[Registration]
    cancelled: list[Registration]


def registrations(pool: SeatPool) -> RegistrationQuerySet:
    """The registrations of a day with what a line shows; none for a day without seats of its own yet."""
    if pool.pk is None:
        return Registration.objects.none()
    return Registration.objects.filter(pool=pool).select_related("user", "organisation", "share")


def people_of(pool: SeatPool) -> People:
    """Everybody of a day. One query."""
    rows = list(registrations(pool).order_by("queued_at", "pk"))

    def those(state: str) -> list[Registration]:
        return [row for row in rows if row.state == state]

    return People(by_name(those(State.CONFIRMED)), those(State.OFFERED), those(State.WAITING), those(State.CANCELLED))


def who_comes(pool: SeatPool) -> list[Registration]:
    """Those with a seat, in the Danish alphabet, with their attendance. One query."""
    return by_name(registrations(pool).confirmed().select_related("attendance"))


def by_name(rows: Iterable[Registration]) -> list[Registration]:
    """In the order of the Danish alphabet."""
    return sorted(rows, key=lambda row: (sort_key(str(row)), row.pk))


def workplace_of(registration: Registration) -> str:
    """Where the person worked when signing up, in words."""
    return registration.workplace or str(registration.organisation or "")
