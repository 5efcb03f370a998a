"""Roles: who may grant them and take them back, and what the person asking may edit.

The record is `RoleGrant`. Django's own rights say who the coordinators and administrators are: the group
`portal.roles.COORDINATOR` and `is_superuser`. Granting writes both; `follow_rights` makes the record say what
`createsuperuser` or somebody in the admin's user list did.
"""

from collections import defaultdict
from datetime import date, datetime, timedelta

from django.contrib.auth.models import AnonymousUser, Group
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from directory.contacts.models import Organisation, OrganisationParent
from directory.contacts.models.places import valid_on
from directory.members.models import Membership, RoleGrant
from directory.members.role_emails import role_granted
from portal.mail import send
from portal.models import User
from portal.roles import COORDINATOR, ensure_coordinator_group

Role = RoleGrant.Role
REVIEW_DAYS = 182  # half a year
BY_COORDINATOR = frozenset({Role.SUPERVISOR, Role.EDITOR})
NEEDS_NO_MEMBERSHIP = frozenset({Role.COORDINATOR, Role.ADMINISTRATOR})


class RoleError(Exception):
    """A role cannot be granted, confirmed or taken back. Its message is a sentence for the person who tried."""


def is_coordinator(user: User | AnonymousUser) -> bool:
    """Whether the user is in the coordinators' group."""
    return user.is_active and user.groups.filter(name=COORDINATOR).exists()


def has_role(user: User | AnonymousUser, role: str) -> bool:
    """Whether the user has the role now. A supervisor or editor has it for as long as they are a member."""
    if not user.is_authenticated or not user.is_active:
        return False
    match role:
        case Role.ADMINISTRATOR:
            return user.is_superuser
        case Role.COORDINATOR:
            return is_coordinator(user)
        case _:
            return grants_that_count(user).filter(role=role).exists()


def grants_that_count(user: User | AnonymousUser) -> QuerySet[RoleGrant]:
    """What was granted to the user as a supervisor or editor, as long as they are a member."""
    members = Membership.objects.approved().filter(user_id=user.pk or 0)
    grants = RoleGrant.objects.in_force().filter(user_id=user.pk or 0, role__in=BY_COORDINATOR)
    return grants.filter(user__is_active=True, user__in=members.values("user"))


def keeps_the_network(user: User | AnonymousUser) -> bool:
    """Whether the user is a coordinator or an administrator, whose work has no borders."""
    return has_role(user, Role.ADMINISTRATOR) or has_role(user, Role.COORDINATOR)


def is_staff_like(user: User | AnonymousUser) -> bool:
    """Whether the user can do harm to others' data, and therefore needs a second factor."""
    if not user.is_authenticated:
        return False
    may_enter_the_admin = user.has_perm("wagtailadmin.access_admin")
    return may_enter_the_admin or RoleGrant.objects.in_force().filter(user=user).exists()


def may_enter_editing(user: User | AnonymousUser) -> bool:
    """Whether /rediger/ is for the user: those with any role."""
    return keeps_the_network(user) or (user.is_authenticated and grants_that_count(user).exists())


def editable_organisations(user: User | AnonymousUser, day: date) -> frozenset[int]:
    """The ids of the organisations that the user may edit on the day: the editor's own, and what belongs to it then.

    A municipality is its own master. Its region's editor does not edit it, though it lies in the region.
    """
    if keeps_the_network(user):
        return frozenset(Organisation.objects.values_list("pk", flat=True))
    if not user.is_authenticated:
        return frozenset()
    granted = grants_that_count(user).filter(role=Role.EDITOR).values_list("organisation_id", flat=True)
    own = {organisation_id for organisation_id in granted if organisation_id}
    return frozenset(own | below(own, day)) if own else frozenset()


def below(own: set[int], day: date) -> set[int]:
    """What stands below the organisations on the day, without municipalities and what is theirs."""
    children: dict[int, set[int]] = defaultdict(set)
    rows = OrganisationParent.objects.filter(valid_on(day))
    rows = rows.exclude(organisation__kind=Organisation.Kind.MUNICIPALITY)
    for parent, child in rows.values_list("parent_id", "organisation_id"):
        children[parent].add(child)
    found: set[int] = set()
    step = own
    while step:
        step = {child for parent in step for child in children[parent]} - found - own
        found |= step
    return found


def grantable_roles(by: User) -> frozenset[str]:
    """The roles that somebody may grant, confirm and take back."""
    if has_role(by, Role.ADMINISTRATOR):
        return frozenset(Role)
    return frozenset(BY_COORDINATOR) if has_role(by, Role.COORDINATOR) else frozenset()


def grantable(by: User) -> QuerySet[RoleGrant]:
    """The grants in force that somebody may confirm and take back."""
    return RoleGrant.objects.in_force().filter(role__in=grantable_roles(by))


def due_for_review(now: datetime) -> QuerySet[RoleGrant]:
    """The grants that nobody has confirmed for half a year, the oldest first."""
    long_ago = now - timedelta(days=REVIEW_DAYS)
    return RoleGrant.objects.in_force().filter(reviewed_at__lt=long_ago).order_by("reviewed_at", "pk")


@transaction.atomic
def grant(user: User, role: str, organisation: Organisation | None, *, by: User, now: datetime) -> RoleGrant:
    """Give somebody a role.

    Raises:
        RoleError: when `by` may not grant it, or `user` may not have it, or has it already.
    """
    # Read anew and held: two who grant the same role at once get one row.
    user = User.objects.select_for_update().get(pk=user.pk)
    _check_grant(user, role, organisation, by)
    granted = RoleGrant.objects.create(
        user=user,
        role=role,
        organisation=organisation,
        granted_by=by,
        granted_at=now,
        reviewed_by=by,
        reviewed_at=now,
    )
    _write_rights(user, role, has=True)
    _log(granted, "members.grant_role", by)
    send(role_granted(granted), to=user.email, purpose="role", key=f"role-{granted.pk}")
    return granted


def _check_grant(user: User, role: str, organisation: Organisation | None, by: User) -> None:
    """Raises RoleError when the role cannot be given."""
    _check_may_grant(role, by)
    if user.pk == by.pk:
        raise RoleError(_("You cannot give yourself a role. Ask another coordinator or an administrator."))
    if not user.is_active:
        raise RoleError(_("The account is closed, so it cannot have a role."))
    if (role == Role.EDITOR) != (organisation is not None):
        raise RoleError(_("A municipality editor needs an organisation; the other roles have none."))
    is_member = Membership.objects.approved().filter(user=user).exists()
    if role not in NEEDS_NO_MEMBERSHIP and not is_member:
        raise RoleError(_("The person is not a member yet. Approve the membership first, then give the role."))
    if RoleGrant.objects.in_force().filter(user=user, role=role, organisation=organisation).exists():
        raise RoleError(_("The person has this role already."))


def _check_may_grant(role: str, by: User) -> None:
    if role not in grantable_roles(by):
        raise RoleError(_("Only an administrator gives and takes this role."))


@transaction.atomic
def revoke(grant: RoleGrant, *, by: User, now: datetime) -> RoleGrant:
    """Take a role back. It is gone at the person's next request. Taking it back twice changes nothing.

    Raises:
        RoleError: when `by` may not, or when nobody would be administrator any longer.
    """
    grant = RoleGrant.objects.select_for_update().select_related("user").get(pk=grant.pk)
    _check_may_grant(grant.role, by)
    if grant.revoked_at is None:
        if grant.role == Role.ADMINISTRATOR:
            _check_another_administrator(grant.user)
        _close(grant, by, now)
    return grant


def revoke_all(user: User, *, by: User | None, now: datetime) -> int:
    """Take back all roles of somebody who leaves, and say how many. Call it in the transaction that lets them go.

    Raises:
        RoleError: when nobody would be administrator any longer.
    """
    grants = list(RoleGrant.objects.in_force().select_for_update().filter(user=user))
    if user.is_superuser:
        _check_another_administrator(user)
    for granted in grants:
        _close(granted, by, now)
    _write_rights(user, Role.ADMINISTRATOR, has=False)
    _write_rights(user, Role.COORDINATOR, has=False)
    return len(grants)


def _check_another_administrator(user: User) -> None:
    """Raises RoleError when the user is the only administrator. Two who leave at once wait for each other here."""
    administrators = User.objects.select_for_update().filter(is_superuser=True, is_active=True).order_by("pk")
    if all(administrator.pk == user.pk for administrator in administrators):
        raise RoleError(_("This is the only administrator. Make somebody else administrator first."))


def _close(grant: RoleGrant, by: User | None, now: datetime) -> None:
    grant.revoked_by, grant.revoked_at = by, now
    grant.save(update_fields=["revoked_by", "revoked_at"])
    _write_rights(grant.user, grant.role, has=False)
    _log(grant, "members.revoke_role", by)


@transaction.atomic
def review(grant: RoleGrant, *, by: User, now: datetime) -> RoleGrant:
    """Confirm that the person still needs the role.

    Raises:
        RoleError: when `by` may not, or it is their own, or it was taken back meanwhile.
    """
    grant = RoleGrant.objects.select_for_update().get(pk=grant.pk)
    _check_may_grant(grant.role, by)
    if grant.user_id == by.pk and _others_who_may(by):  # the only administrator has nobody to ask
        raise RoleError(_("You cannot confirm your own role. Ask another coordinator or an administrator."))
    if grant.revoked_at is not None:
        raise RoleError(_("The role was taken back meanwhile."))
    grant.reviewed_by, grant.reviewed_at = by, now
    grant.save(update_fields=["reviewed_by", "reviewed_at"])
    _log(grant, "members.review_role", by)
    return grant


def _others_who_may(by: User) -> bool:
    """Whether another administrator could look at the role too."""
    return User.objects.filter(is_superuser=True, is_active=True).exclude(pk=by.pk).exists()


@transaction.atomic
def follow_rights(now: datetime) -> int:
    """Make the record say who coordinators and administrators are, and give the number of rows written.

    `createsuperuser` and the admin's list of users write rights without a record. Run by `setup_roles` and each night.
    """
    holders = {
        Role.ADMINISTRATOR: User.objects.filter(is_superuser=True, is_active=True),
        Role.COORDINATOR: User.objects.filter(groups__name=COORDINATOR, is_active=True),
    }
    written = 0
    for role, users in holders.items():
        recorded = RoleGrant.objects.in_force().filter(role=role)
        for user in users.exclude(pk__in=recorded.values("user")):
            row = RoleGrant.objects.create(user=user, role=role, granted_at=now, reviewed_at=now)
            _log(row, "members.grant_role", None)
            written += 1
        for row in recorded.exclude(user__in=users):
            row.revoked_at = now
            row.save(update_fields=["revoked_at"])
            _log(row, "members.revoke_role", None)
            written += 1
    return written


def _write_rights(user: User, role: str, *, has: bool) -> None:
    """Django's own rights of a coordinator or an administrator."""
    if role == Role.COORDINATOR:
        if has:
            user.groups.add(Group.objects.filter(name=COORDINATOR).first() or ensure_coordinator_group())
        else:
            user.groups.remove(*user.groups.filter(name=COORDINATOR))
    if role == Role.ADMINISTRATOR:
        User.objects.filter(pk=user.pk).update(is_superuser=has)
        user.is_superuser = has


def _log(grant: RoleGrant, action: str, by: User | None) -> None:
    """What the admin's history shows: who, what, whose."""
    data = {"role": grant.role, "user": grant.user_id, "organisation": grant.organisation_id}
    log(grant, action, user=by, data=data)
