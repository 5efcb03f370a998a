"""What newsletters forget by themselves. The rule and its days stand in docs/privacy.md too."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from directory.members.actions import anonymise
from newsletters.models import Subscription
from portal.accounts.retention import never_logged_in_and_unknown
from portal.contributions import Forgotten
from portal.models import Consent, User

FORMER_FOR = timedelta(days=30)


def retention(now: datetime, dry_run: bool) -> Iterable[Forgotten]:
    """Subscribers from outside who unsubscribed thirty days ago: of them only the key of their address is kept."""
    keys = list(_former(now).order_by("pk").values_list("pk", flat=True))
    if dry_run:
        return [Forgotten("newsletters.former", len(keys))]
    return [Forgotten("newsletters.former", sum(_forget(key, now) for key in keys))]


def _former(now: datetime) -> QuerySet[User]:
    """Who has taken back every yes, and whom the portal knows for nothing else."""
    mine = Consent.objects.filter(user=OuterRef("pk"))
    recent = mine.filter(Q(withdrawn_at=None) | Q(withdrawn_at__gte=now - FORMER_FOR))
    former = User.objects.filter(Exists(mine)).exclude(Exists(recent))
    return never_logged_in_and_unknown(former, but_for=(Consent, Subscription))


@transaction.atomic
def _forget(key: int, now: datetime) -> int:
    """Whether they could still be forgotten: they may have said yes again a moment ago."""
    User.objects.select_for_update().filter(pk=key).first()
    user = _former(now).filter(pk=key).first()
    if user is None:
        return 0
    anonymise(user, now=now)
    user.delete()
    return 1
