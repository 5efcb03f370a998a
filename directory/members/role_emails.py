"""What is written to people about roles."""

from collections.abc import Sequence

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.members.models import RoleGrant
from portal.mail import Message


def role_granted(grant: RoleGrant) -> Message:
    """To somebody who has got a role: what it is, where the work lies, and that it needs a second step."""
    is_for_the_admin = grant.role in (RoleGrant.Role.COORDINATOR, RoleGrant.Role.ADMINISTRATOR)
    address = reverse("wagtailadmin_home" if is_for_the_admin else "editing:home")
    context = {"grant": grant, "address": settings.SITE_URL + address}
    return Message(_("You have a new role"), render_to_string("emails/role_granted.txt", context))


def roles_to_review(grants: Sequence[RoleGrant]) -> Message:
    """To somebody who may confirm these roles, which nobody has for half a year."""
    count = len(grants)
    subject = ngettext("%(count)s role to confirm", "%(count)s roles to confirm", count) % {"count": count}
    address = settings.SITE_URL + reverse("roles:index") + "?due=true"
    return Message(subject, render_to_string("emails/roles_to_review.txt", {"grants": grants, "address": address}))
