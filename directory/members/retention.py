"""What happens to members by itself, night by night. Each rule and its days stand in docs/privacy.md too.

A rule counts in a dry run and otherwise acts; run again it finds nothing left to do.
"""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet

from directory.members import emails
from directory.members.actions import leave
from directory.members.approvers import remind_approvers
from directory.members.models import Membership
from directory.members.still_here import ANSWER_WITHIN, question_path
from portal import mail
from portal.clock import working_days_later
from portal.contributions import Forgotten

SILENT_FOR = timedelta(days=548)  # eighteen months
REMIND_AFTER = 2  # working days

type Act = Callable[[Membership, datetime], None]


def remind_of_waiting(now: datetime, dry_run: bool) -> Iterable[Forgotten]:
    """Those who approve are reminded once of each who has waited for two working days."""
    with transaction.atomic():
        waiting = Membership.objects.pending().filter(reminded_at=None).select_for_update()
        due = [one for one in waiting if one.applied_at and working_days_later(one.applied_at, REMIND_AFTER) <= now]
        if due and not dry_run:
            Membership.objects.filter(pk__in=[one.pk for one in due]).update(reminded_at=now)
            remind_approvers(due, now=now)
    return [Forgotten("members.approval-reminder", len(due))]


def ask_the_silent(now: datetime, dry_run: bool) -> Iterable[Forgotten]:
    """Members of whom nobody has heard for eighteen months are asked whether they are still here."""
    return [Forgotten("members.silent-asked", _each(_to_ask(now), _ask, now, dry_run))]


def forget_the_silent(now: datetime, dry_run: bool) -> Iterable[Forgotten]:
    """Members who have not answered for thirty days, and not logged in either, leave and are forgotten."""
    return [Forgotten("members.silent-forgotten", _each(_to_forget(now), _forget, now, dry_run))]


def _here() -> QuerySet[Membership]:
    """Members and applicants. Whoever runs the network is not forgotten by a clock: their role is reviewed instead."""
    return Membership.objects.exclude(state=Membership.State.LEFT).exclude(user__is_superuser=True)


def _to_ask(now: datetime) -> QuerySet[Membership]:
    """Silent for eighteen months, and not asked since their last sign of life."""
    long_ago = now - SILENT_FOR
    silent = Q(active_at__lt=long_ago) & (Q(user__last_login=None) | Q(user__last_login__lt=long_ago))
    asked_before = Q(asked_at__lt=F("active_at")) | Q(asked_at__lt=F("user__last_login"))
    return _here().filter(silent).filter(Q(asked_at=None) | asked_before)


def _to_forget(now: datetime) -> QuerySet[Membership]:
    """Asked thirty days ago, and silent since."""
    silent_since = Q(active_at__lt=F("asked_at")) & (Q(user__last_login=None) | Q(user__last_login__lt=F("asked_at")))
    return _here().filter(silent_since, asked_at__lt=now - ANSWER_WITHIN)


def _each(due: QuerySet[Membership], act: Act, now: datetime, dry_run: bool) -> int:
    """Do it to each in a transaction of its own, so that a fault stops in the middle and undoes nothing before it."""
    keys = list(due.order_by("pk").values_list("pk", flat=True))
    if dry_run:
        return len(keys)
    count = 0
    for key in keys:
        with transaction.atomic():
            # Read anew under the lock: the member may have logged in a moment ago.
            membership = due.filter(pk=key).select_related("user").select_for_update(of=("self",)).first()
            if membership is not None:
                act(membership, now)
                count += 1
    return count


def _ask(membership: Membership, now: datetime) -> None:
    membership.asked_at = now
    membership.save(update_fields=["asked_at"])
    mail.send(
        emails.still_here(membership, question_path(membership), now + ANSWER_WITHIN),
        to=membership.user.email,
        purpose="still-here",
        key=f"still-here-{membership.pk}-{now.timestamp():.0f}",
    )


def _forget(membership: Membership, now: datetime) -> None:
    leave(membership.user, by=None, now=now)
