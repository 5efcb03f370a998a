"""The members as they stand, by address: what an import is planned from."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from allauth.account.models import EmailAddress
from django.db.models import QuerySet

from directory.members.models import Departure, Membership
from portal.addresses import AddressError, address_key, normalise
from portal.mail.models import Suppression
from portal.models import Consent, ConsentText, User

# Field of the plan -> column of the file.
COLUMNS = {
    "first_name": "first_name",
    "last_name": "last_name",
    "profession": "profession",
    "organisation": "organisation",
    "title": "role",
    "phone": "phone",
    "subjects": "subjects",
}
ON_USER = frozenset({"first_name", "last_name"})


@dataclass
class Known:
    """Somebody the portal knows. `values` by field; a workplace in the member's own words counts as one."""

    user_id: int
    name: str
    is_active: bool
    has_logged_in: bool
    membership_id: int | None = None
    state: str = ""
    has_applied: bool = False
    own_workplace: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    imported: dict[str, Any] = field(default_factory=dict)
    consents: list[Consent] = field(default_factory=list)  # to the newsletter, in force or withdrawn


@dataclass(frozen=True)
class Standing:
    """Everybody by address, the keys of those who left, and of the addresses that get no newsletters."""

    people: dict[str, Known]
    departed: frozenset[str]
    suppressed: frozenset[str]

    def has_left(self, address: str) -> bool:
        """Whether somebody with this address has left."""
        return address_key(address) in self.departed

    def is_suppressed(self, address: str) -> bool:
        """Whether no newsletter goes to the address: its owner wants none, or it does not exist."""
        return bool(self.suppressed) and address_key(address) in self.suppressed


def one_spelling(address: str) -> str:
    """A stored address as the import compares it."""
    try:
        return normalise(address)
    except AddressError:
        return address.strip().lower()


def read(users: QuerySet[User] | None = None) -> Standing:
    """As the database has it, seven queries; or only of these users."""
    users = User.objects.all() if users is None else users
    known = {user.pk: _known(user) for user in users.iterator(2000)}
    _add_memberships(known, Membership.objects.filter(user__in=users))
    for consent in Consent.objects.filter(user__in=users, purpose=ConsentText.Purpose.NEWSLETTER):
        known[consent.user_id].consents.append(consent)
    people = {one_spelling(email): known[pk] for pk, email in users.values_list("pk", "email")}
    # An address that nobody has confirmed says nothing about whose it is.
    for pk, email in EmailAddress.objects.filter(verified=True, user__in=users).values_list("user_id", "email"):
        people.setdefault(one_spelling(email), known[pk])
    departed = frozenset(Departure.objects.values_list("address_key", flat=True))
    return Standing(people, departed, frozenset(Suppression.objects.values_list("address_key", flat=True)))


def _known(user: User) -> Known:
    return Known(
        user_id=user.pk,
        name=str(user),
        is_active=user.is_active,
        has_logged_in=user.last_login is not None,
        values={"first_name": user.first_name, "last_name": user.last_name}
        | {"profession": None, "organisation": None, "title": "", "phone": "", "subjects": []},
    )


def _add_memberships(known: dict[int, Known], memberships: QuerySet[Membership]) -> None:
    by_id: dict[int, Known] = {}
    for membership in memberships:
        person = by_id[membership.pk] = known[membership.user_id]
        person.membership_id = membership.pk
        person.state = membership.state
        person.has_applied = membership.applied_at is not None
        person.own_workplace = membership.other_organisation
        person.imported = membership.imported
        person.values |= {
            "profession": membership.profession_id,
            "organisation": membership.organisation_id,
            "title": membership.title,
            "phone": membership.phone,
        }
    links: Iterable[Any] = Membership.subjects.through.objects.filter(membership__in=memberships).order_by("subject_id")
    for link in links:
        by_id[link.membership_id].values["subjects"].append(link.subject_id)
