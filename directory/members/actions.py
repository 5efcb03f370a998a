"""What happens to a membership: asked for, approved, declined, ended. Each verb locks, writes, logs, then mails."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from wagtail.log_actions import log

from directory.contacts.models import Organisation, Person, Subject
from directory.members import emails
from directory.members.approvers import tell_approvers
from directory.members.domains import mail_domain_of
from directory.members.models import Departure, Membership, Profession
from directory.members.roles import revoke_all
from portal import consents, cpr, mail
from portal.addresses import address_key, normalise
from portal.contributions import contributed
from portal.models import Consent, ConsentText, NetworkSettings, User

State = Membership.State


@dataclass(frozen=True)
class Profile:
    """What somebody says about themselves. Either `organisation` or `other_organisation` says where they work."""

    first_name: str
    last_name: str
    profession: Profession
    organisation: Organisation | None = None
    other_organisation: str = ""
    title: str = ""
    phone: str = ""
    subjects: list[Subject] = field(default_factory=list)


@transaction.atomic
def membership_of(user: User, *, now: datetime) -> Membership:
    """The user's membership; one that waits for a profile is made when there is none."""
    User.objects.select_for_update().get(pk=user.pk)
    return Membership.objects.get_or_create(user=user, defaults={"created_at": now, "active_at": now})[0]


@transaction.atomic
def apply(membership: Membership, profile: Profile, *, newsletter: bool = False, now: datetime) -> Membership:
    """Write the profile. The first time, it is the wish to become a member.

    Whoever has confirmed an address of a trusted domain is a member at once; for everybody else those who approve are
    told. Later it is a correction of the profile and changes nothing else. Returns the row as it is now.
    """
    membership = _locked(membership)
    if membership.state == State.LEFT:  # in another window, a moment ago: what is forgotten is not written again
        return membership
    user = membership.user
    _write(membership, profile, now)
    if membership.state == State.PENDING:
        is_first = membership.applied_at is None
        membership.applied_at = membership.applied_at or now
        Departure.objects.filter(address_key=address_key(normalise(user.email))).delete()
        domain = mail_domain_of(user)
        if domain is not None and domain.is_trusted:
            _decide(membership, State.APPROVED, by=None, note="", now=now)
        elif is_first:
            tell_approvers(membership, now=now)
    membership.save()
    membership.subjects.set(profile.subjects)
    if newsletter:
        consents.give(user, ConsentText.Purpose.NEWSLETTER, source=Consent.Source.PROFILE, now=now)
    return membership


@transaction.atomic
def approve(membership: Membership, *, by: User | None, now: datetime) -> bool:
    """Make somebody who waits, or was declined, a member, and tell them. False when it was done already."""
    membership = _locked(membership)
    if membership.state not in {State.PENDING, State.REJECTED}:
        return False
    _decide(membership, State.APPROVED, by=by, note="", now=now)
    membership.save()
    mail.send(
        emails.approved(membership),
        to=membership.user.email,
        purpose="approved",
        key=f"approved-{membership.pk}-{now.timestamp():.0f}",
    )
    return True


@transaction.atomic
def reject(membership: Membership, *, by: User | None, note: str, now: datetime) -> bool:
    """Decline somebody who waits, and tell them why. False when it was decided already.

    Raises:
        ValidationError: when the note holds something like a CPR number.
    """
    cpr.refuse(note)
    membership = _locked(membership)
    if membership.state != State.PENDING:
        return False
    _decide(membership, State.REJECTED, by=by, note=note, now=now)
    membership.save()
    mail.send(
        emails.rejected(membership),
        to=membership.user.email,
        purpose="rejected",
        key=f"rejected-{membership.pk}-{now.timestamp():.0f}",
    )
    return True


@transaction.atomic
def confirm_still_here(membership: Membership, *, asked_at: datetime, now: datetime) -> bool:
    """Take the answer to "are you still here?". False when this question is no longer open."""
    membership = _locked(membership)
    if membership.state == State.LEFT or membership.asked_at != asked_at:
        return False
    membership.active_at, membership.asked_at = now, None
    membership.save(update_fields=["active_at", "asked_at"])
    return True


@transaction.atomic
def leave(user: User, *, by: User | None, now: datetime) -> bool:
    """End the membership, take the roles back, and forget the person. False when that was done already.

    All in one transaction and at once, not during the night: whoever leaves is out on every device with the next
    request, may register again a minute later, and is never half forgotten.
    """
    membership = _locked(membership_of(user, now=now))
    if membership.state == State.LEFT:
        return False
    revoke_all(membership.user, by=by, now=now)
    # The row remembers the address by its key only: enough to keep an old list from bringing the person back.
    Departure.objects.update_or_create(address_key=address_key(normalise(user.email)), defaults={"left_at": now})
    membership.state = State.LEFT
    membership.save(update_fields=["state"])
    _tell_about_cards(user, now)
    log(membership, "members.leave", user=by)
    anonymise(membership.user, now=now)
    return True


@transaction.atomic
def anonymise(user: User, *, now: datetime) -> None:
    """Let every room forget the person. The row stays without a name, so that what was counted still counts."""
    for erase in contributed("ERASERS"):
        erase(user, now)


def _locked(membership: Membership) -> Membership:
    """The row as it is now, kept from others until the transaction ends."""
    return Membership.objects.select_for_update(of=("self",)).select_related("user").get(pk=membership.pk)


def _write(membership: Membership, profile: Profile, now: datetime) -> None:
    user = membership.user
    user.first_name, user.last_name = profile.first_name, profile.last_name
    user.save(update_fields=["first_name", "last_name"])
    membership.profession = profile.profession
    membership.organisation = profile.organisation
    membership.other_organisation = profile.other_organisation
    membership.title = profile.title
    membership.phone = profile.phone
    membership.active_at = now


def _decide(membership: Membership, state: Membership.State, *, by: User | None, note: str, now: datetime) -> None:
    membership.state = state
    membership.decided_at, membership.decided_by, membership.decision_note = now, by, note
    log(membership, f"members.{state.value}", user=by)


def _tell_about_cards(user: User, now: datetime) -> None:
    """Loose the names on cards from the user; the coordinator hears that they still stand there."""
    people = list(Person.objects.filter(user=user, services__gt=0).distinct().values_list("pk", flat=True))
    Person.objects.filter(user=user).update(user=None)
    coordinator = NetworkSettings.load().coordinator_email
    if people and coordinator:
        mail.send(
            emails.name_on_cards(people),
            to=coordinator,
            purpose="name-on-cards",
            key=f"name-on-cards-{user.pk}-{now.timestamp():.0f}",
        )
