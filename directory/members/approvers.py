"""Who says yes to new members, and how they hear that somebody waits."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime

from django.utils import timezone

from directory.contacts.models import Organisation
from directory.contacts.tree import Parents, ancestors, load_parents
from directory.members import emails
from directory.members.models import Membership, RoleGrant
from portal import mail
from portal.addresses import address_key
from portal.models import NetworkSettings


def approver_addresses(memberships: Iterable[Membership], day: date) -> Counter[str]:
    """Each address that is told, and for how many of these memberships.

    The coordinator's for all of them, an editor's for those who work below the editor's organisation on that day. As
    everywhere in `roles`, what belongs to a municipality is nobody's above it. Four queries, however many wait.
    """
    parents, editors = _up_to_municipalities(), _editors()
    coordinator = NetworkSettings.load().coordinator_email
    counts: Counter[str] = Counter()
    for membership in memberships:
        told = {coordinator} if coordinator else set()
        if membership.organisation_id:
            above = ancestors(membership.organisation_id, parents)
            told |= {email for one in above if one.holds_on(day) for email in editors.get(one.organisation_id, ())}
        counts.update(told)
    return counts


def _up_to_municipalities() -> Parents:
    """The tree without what stands above a municipality."""
    municipalities = set(Organisation.objects.municipalities().values_list("pk", flat=True))
    return {child: rows for child, rows in load_parents().items() if child not in municipalities}


def _editors() -> dict[int | None, list[str]]:
    """The addresses of the editors, by the organisation that they edit."""
    editors: dict[int | None, list[str]] = {}
    grants = RoleGrant.objects.in_force().filter(role=RoleGrant.Role.EDITOR, user__is_active=True)
    members = grants.filter(user__membership__state=Membership.State.APPROVED)
    for organisation_id, email in members.values_list("organisation_id", "user__email"):
        editors.setdefault(organisation_id, []).append(email)
    return editors


def tell_approvers(membership: Membership, *, now: datetime) -> None:
    """Say that one more waits. Call it in the transaction that lets them wait."""
    key = f"waiting-{membership.pk}-{now.timestamp():.0f}"
    message = emails.waiting(1)
    told = approver_addresses([membership], timezone.localdate(now))
    mail.send_all((mail.Letter(message, email, f"{key}-{_short_key(email)}") for email in told), purpose="waiting")


def remind_approvers(memberships: Iterable[Membership], *, now: datetime) -> None:
    """Say that these have waited for two working days: one mail to each, with a number."""
    key = f"still-waiting-{now.timestamp():.0f}"
    counts = approver_addresses(memberships, timezone.localdate(now))
    messages = {count: emails.still_waiting(count) for count in set(counts.values())}
    letters = (mail.Letter(messages[count], email, f"{key}-{_short_key(email)}") for email, count in counts.items())
    mail.send_all(letters, purpose="still-waiting")


def _short_key(email: str) -> str:
    """Tells the readers of one message apart, without their addresses."""
    return address_key(email)[:12]
