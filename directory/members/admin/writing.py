"""What the coordinator does to one member: add by hand, correct the profile."""

from datetime import datetime

from django.db import transaction
from wagtail.log_actions import log

from directory.members.actions import Profile, approve
from directory.members.models import Membership
from portal.models import User


@transaction.atomic
def add_member(email: str, profile: Profile, *, by: User, now: datetime) -> Membership:
    """Make a member of somebody nobody knew, and tell them. The address is normalised and known to be free."""
    user = User.objects.create_user(email)
    membership = Membership.objects.create(user=user, created_at=now, active_at=now)
    _write(membership, profile)
    log(membership, "wagtail.create", user=by)
    approve(membership, by=by, now=now)
    membership.refresh_from_db()
    return membership


@transaction.atomic
def correct(membership: Membership, profile: Profile, *, by: User) -> Membership:
    """Write the profile. It is no sign of life, and changes no state."""
    membership = Membership.objects.select_for_update(of=("self",)).select_related("user").get(pk=membership.pk)
    _write(membership, profile)
    log(membership, "wagtail.edit", user=by, content_changed=True)
    return membership


def _write(membership: Membership, profile: Profile) -> None:
    user = membership.user
    user.first_name, user.last_name = profile.first_name, profile.last_name
    user.save(update_fields=["first_name", "last_name"])
    fields = ("profession", "organisation", "other_organisation", "title", "phone")
    for field in fields:
        setattr(membership, field, getattr(profile, field))
    membership.save(update_fields=fields)
    membership.subjects.set(profile.subjects)
