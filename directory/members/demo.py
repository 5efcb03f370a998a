"""The demo's members: forty-one invented people in every state, with the log-ins that the demonstration knows."""

import tomllib
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils import timezone

from directory.contacts.demo import slug_of
from directory.contacts.models import Organisation, Person, Subject
from directory.members.models import MailDomain, Membership, Profession, RoleGrant
from directory.members.roles import follow_rights
from portal import consents
from portal.models import Consent, ConsentText, User

State = Membership.State


@transaction.atomic
def seed(today: date) -> None:
    """Add the demo's members as they stand on `today`. Who is there already stays as they are."""
    plan = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    domains = plan["domain"]
    for slug, domain in domains.items():
        MailDomain.objects.get_or_create(
            domain=domain["name"],
            defaults={"organisation": Organisation.objects.get(slug=slug), "is_trusted": domain["trusted"]},
        )
    for entry in plan["member"]:
        _seed_member(entry, today)
    for row in plan["others"]["rows"]:
        _seed_member(_entry(row, domains), today)
    follow_rights(timezone.now())  # the coordinator and the administrator were there before


def _entry(row: list[Any], domains: dict[str, Any]) -> dict[str, Any]:
    """A line of the table in the form of the others; the address is of the workplace when it has a domain."""
    entry = dict(zip(("name", "profession", "at", "title", "days", "newsletter"), row, strict=True))
    domain = domains[entry["at"]]["name"] if entry["at"] in domains else "example.dk"
    return entry | {"email": f"{slug_of(entry['name']).replace('-', '.')}@{domain}"}


def _seed_member(entry: dict[str, Any], today: date) -> None:
    if User.objects.filter(email=entry["email"]).exists():
        return
    first_name, last_name = entry["name"].rsplit(" ", 1)
    user = User.objects.create_user(entry["email"], first_name=first_name, last_name=last_name)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    registered = datetime.combine(today - timedelta(days=entry["days"]), time(9, 15), UTC)
    state = entry.get("state", State.APPROVED)
    membership = Membership(
        user=user,
        state=state,
        profession=Profession.objects.get(name=entry["profession"]),
        organisation=Organisation.objects.get(slug=entry["at"]) if "at" in entry else None,
        other_organisation=entry.get("other", ""),
        title=entry.get("title", ""),
        created_at=registered,
        applied_at=registered,
        active_at=max(registered, datetime.combine(today - timedelta(days=90), time(9, 15), UTC)),
        decided_at=None if state == State.PENDING else registered + timedelta(hours=3),
        decision_note=entry.get("note", ""),
    )
    membership.full_clean()
    membership.save()
    membership.subjects.set(Subject.objects.filter(slug__in=entry.get("subjects", [])))
    if entry.get("newsletter"):
        consents.give(user, ConsentText.Purpose.NEWSLETTER, source=Consent.Source.PROFILE, now=registered)
    if "role" in entry:
        _seed_role(membership, entry["role"], registered)
    if entry.get("on_card"):
        Person.objects.filter(name=entry["name"], organisation=membership.organisation).update(user=user)


def _seed_role(membership: Membership, role: str, at: datetime) -> None:
    """A role given when the member came, and confirmed since."""
    RoleGrant.objects.create(
        user=membership.user,
        role=role,
        organisation=membership.organisation if role == RoleGrant.Role.EDITOR else None,
        granted_at=at,
        reviewed_at=max(at, membership.active_at),
    )
