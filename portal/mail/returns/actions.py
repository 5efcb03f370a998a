"""What the coordinator may do about an address: stop mail for many to it, and let it go again. Both are logged."""

from datetime import datetime

from django.db import transaction
from wagtail.log_actions import log

from portal.mail.models import Suppression
from portal.mail.returns.suppressing import suppress
from portal.models import User


@transaction.atomic
def block(address: str, *, why: str, by: User, now: datetime) -> bool:
    """Send an address no more mail for many, because somebody asked the coordinator. Whether it got any before."""
    is_new = suppress(address, Suppression.Reason.MANUAL, now)
    if is_new:
        row = Suppression.objects.of_addresses([address]).get()
        log(instance=row, action="mail.block", user=by, data={"why": why})
    return is_new


@transaction.atomic
def let_go(row: Suppression, *, why: str, by: User) -> None:
    """Let an address get mail for many again. The log keeps why, and never the address."""
    log(instance=row, action="mail.let_go", user=by, data={"why": why})
    row.delete()
