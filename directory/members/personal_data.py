"""What is known about a member, and how it is forgotten."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.utils.translation import gettext as _
from wagtail.log_actions import registry
from wagtail.models import ModelLogEntry
from wagtail.users.models import UserProfile

from directory.contacts.channels import display_number, split_extension
from directory.contacts.models import Person
from directory.members.models import Membership, RoleGrant
from portal.contributions import PersonalData
from portal.models import User

# Nobody can have this domain (RFC 2606), so no mail to a forgotten user ever leaves the house.
FORGOTTEN = "slettet-{}@slettet.invalid"


def personal_data(user: User) -> Iterable[PersonalData]:
    """The member's own tables: who they are, their membership, their roles, the cards, what they did in the admin."""
    yield PersonalData("profile", _("Your profile"), [_profile(user)])
    yield PersonalData("membership", _("Your membership"), [_membership(one) for one in _memberships(user)])
    grants = user.role_grants.select_related("organisation").order_by("granted_at")
    yield PersonalData("roles", _("Your roles"), [_role(grant) for grant in grants])
    people = Person.objects.filter(user=user).select_related("organisation").prefetch_related("services__service")
    yield PersonalData("cards", _("Your name on contacts"), [_card(person) for person in people])
    yield PersonalData("history", _("What you have changed, and what others have changed about you"), _history(user))


def _memberships(user: User) -> list[Membership]:
    rows = Membership.objects.filter(user=user).select_related("profession", "organisation")
    return list(rows.prefetch_related("subjects"))


def _profile(user: User) -> dict[str, Any]:
    row: dict[str, Any] = {
        _("First name"): user.first_name,
        _("Last name"): user.last_name,
        _("E-mail"): user.email,
        _("Account made"): user.date_joined,
        _("Last log-in"): user.last_login,
    }
    for membership in _memberships(user):
        phone, extension = split_extension(membership.phone)
        row |= {
            _("Profession"): str(membership.profession or ""),
            _("Workplace"): membership.workplace,
            _("Role there"): membership.title,
            _("Work phone"): display_number(phone, extension) if phone else "",
            _("Subjects of interest"): ", ".join(subject.name for subject in membership.subjects.all()),
        }
    return row


def _membership(membership: Membership) -> dict[str, Any]:
    return {
        _("State"): membership.get_state_display(),
        _("Registered"): membership.created_at,
        _("Asked to join"): membership.applied_at,
        _("Decided"): membership.decided_at,
        _("Why"): membership.decision_note,
        _("Coordinator reminded"): membership.reminded_at,
        _("Last sign of life"): membership.active_at,
        _("Asked whether still here"): membership.asked_at,
    }


def _role(grant: RoleGrant) -> dict[str, Any]:
    return {
        _("Role"): grant.get_role_display(),
        _("Organisation"): str(grant.organisation or ""),
        _("Granted"): grant.granted_at,
        _("Confirmed"): grant.reviewed_at,
        _("Taken back"): grant.revoked_at,
    }


def _card(person: Person) -> dict[str, Any]:
    return {
        _("Name"): person.name,
        _("Title"): person.title,
        _("Organisation"): person.organisation.name,
        _("Contacts"): ", ".join(link.service.name for link in person.services.all()),
    }


def _history(user: User) -> list[dict[str, Any]]:
    """The lines of Wagtail's log that the user wrote, or that are about them, the oldest first."""
    rows: list[dict[str, Any]] = []
    for model in registry.get_log_entry_models():
        entries = model.objects.filter(user=user)
        if model is ModelLogEntry:
            entries = model.objects.filter(Q(user=user) | _about(user))
        rows += [{_("When"): one.timestamp, _("What"): str(one.message), _("About"): one.label} for one in entries]
    return sorted(rows, key=lambda row: row[_("When")])


def _about(user: User) -> Q:
    """The log's lines about the user: the account, the membership, the roles."""
    keys: dict[type[Any], list[int]] = {
        User: [user.pk],
        Membership: list(Membership.objects.filter(user=user).values_list("pk", flat=True)),
        RoleGrant: list(user.role_grants.values_list("pk", flat=True)),
    }
    about = Q(pk__in=[])
    for model, found in keys.items():
        about |= Q(content_type=ContentType.objects.get_for_model(model), object_id__in=[str(key) for key in found])
    return about


def erase(user: User, now: datetime) -> None:
    """Forget the person and keep the sums: profession, organisation and dates stay, for nobody.

    The log keeps that something happened, and loses the name it happened to. This is the last eraser: the address by
    which other rooms may know the person is overwritten here.
    """
    ModelLogEntry.objects.filter(_about(user)).update(label="")
    for membership in Membership.objects.filter(user=user):
        membership.subjects.clear()
    Membership.objects.filter(user=user).update(
        state=Membership.State.LEFT, title="", phone="", other_organisation="", decision_note="", asked_at=None
    )
    RoleGrant.objects.in_force().filter(user=user).update(revoked_at=now)
    Person.objects.filter(user=user).update(user=None)
    UserProfile.objects.filter(user=user).delete()
    user.groups.clear()
    user.user_permissions.clear()
    user.first_name, user.last_name, user.email = "", "", FORGOTTEN.format(user.pk)
    user.is_active = user.is_staff = user.is_superuser = False
    user.last_login = None
    user.set_unusable_password()  # a new hash: every session of the user ends with its next request
    user.save()
