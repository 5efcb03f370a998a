"""Signing somebody up for them: a member, or somebody whom the portal may not know yet."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from wagtail.log_actions import log

from directory.contacts.models import Organisation
from directory.members.models import Membership
from portal.models import User
from themedays.actions import PayerData, pool_of, sign_up
from themedays.models import Registration, ThemeDayPage


@dataclass(frozen=True)
class Newcomer:
    """Somebody by name and normalised address, and where they work: a known organisation, or words; and who pays."""

    first_name: str
    last_name: str
    email: str
    organisation: Organisation | None = None
    workplace: str = ""
    payer: PayerData | None = None


@transaction.atomic
def add_member(day: ThemeDayPage, member: Membership, *, by: User, now: datetime) -> Registration:
    """Sign a member up; the membership says where they work.

    Raises:
        RefusedError: the day is cancelled, or has no seats.
    """
    return _sign_up(day, member.user, by=by, now=now)


@transaction.atomic
def add_newcomer(day: ThemeDayPage, newcomer: Newcomer, *, by: User, now: datetime) -> Registration:
    """Sign somebody up by name and address; whoever has the address already keeps their own name.

    Raises:
        RefusedError: the day is cancelled, or has no seats.
    """
    user = User.objects.known_or_new(newcomer.email, first_name=newcomer.first_name, last_name=newcomer.last_name)
    said = {"organisation": newcomer.organisation, "workplace": newcomer.workplace, "payer": newcomer.payer}
    return _sign_up(day, user, by=by, now=now, **said)


def _sign_up(day: ThemeDayPage, user: User, *, by: User, now: datetime, **said: Any) -> Registration:
    pool = pool_of(day, now=now)
    registration = sign_up(pool, user, by=by, now=now, source=Registration.Source.COORDINATOR, **said)
    if registration.created_at == now:  # not somebody who was on the list already
        log(pool, "themedays.sign_up", user=by, data={"registration": registration.pk})
    return registration
