"""The half-yearly look at roles: who may confirm them is reminded by mail."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from directory.members.models import RoleGrant
from directory.members.role_emails import roles_to_review
from directory.members.roles import due_for_review, follow_rights, grantable_roles
from portal.contributions import Forgotten
from portal.mail import send
from portal.models import User
from portal.roles import COORDINATOR

REMIND_EVERY = timedelta(days=30)
REMINDED = "members.remind_of_role"


def retention(now: datetime, dry_run: bool) -> Iterable[Forgotten]:
    """Remind of the roles that nobody has confirmed for half a year; of the same role again after a month.

    A night that runs twice reminds once: what was sent stands in the log of the role.
    """
    if not dry_run:
        follow_rights(now)
    due = _not_reminded(now)
    if due and not dry_run:
        _remind(due, now)
    return [Forgotten("members.roles-to-review", len(due))]


def _not_reminded(now: datetime) -> list[RoleGrant]:
    entries = ModelLogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(RoleGrant),
        action=REMINDED,
        timestamp__gt=now - REMIND_EVERY,
    )
    reminded = {int(key) for key in entries.values_list("object_id", flat=True)}
    due = due_for_review(now).select_related("user", "organisation")
    return [grant for grant in due if grant.pk not in reminded]


@transaction.atomic
def _remind(due: list[RoleGrant], now: datetime) -> None:
    """One mail to each who may confirm something, in the transaction that notes it."""
    readers = User.objects.filter(Q(is_superuser=True) | Q(groups__name=COORDINATOR), is_active=True)
    for reader in readers.distinct().order_by("pk"):
        roles = grantable_roles(reader)
        theirs = [grant for grant in due if grant.role in roles and grant.user_id != reader.pk]
        if theirs:
            key = f"role-review-{reader.pk}-{now.date().isoformat()}"
            send(roles_to_review(theirs), to=reader.email, purpose="role-review", key=key)
    for grant in due:
        log(grant, REMINDED, timestamp=now)
