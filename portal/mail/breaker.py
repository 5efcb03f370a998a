"""Stopping by itself when something is wrong, before a blocked list becomes a blocked network."""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from portal.mail.models import Delivery, Pause

_LATEST = 200
_FEWEST = 100  # before a share of them says anything
_MOST_REFUSED = 10  # of the latest 200: five percent
_POLICY_REFUSALS = 20
_IN_A_ROW = 5
_LOOKS_BACK = timedelta(days=1)
_POLICY = re.compile(r"5\d\d[ -]5\.7\.")
_DONE = (Delivery.Status.SENT, Delivery.Status.FAILED)


class Done(NamedTuple):
    """A mail that was taken or refused, and what the server said."""

    email: str
    domain: str
    is_refused: bool
    response: str = ""


def pause_on_storm(now: datetime, *, bulk: bool) -> Pause | None:
    """Pause when too much is refused. Newsletters pause by themselves; what people wait for pauses everything.

    What was refused before the last pause ended does not count again: whoever started it has seen that.
    """
    if Pause.objects.now(bulk=bulk).exists():
        return None
    since = max(filter(None, [now - _LOOKS_BACK, Pause.objects.aggregate(last=Max("ended_at"))["last"]]))
    done = Delivery.objects.filter(is_bulk=bulk, status__in=_DONE, handed_at__gt=since).order_by("-handed_at", "-pk")
    latest = [
        Done(email, domain, status == Delivery.Status.FAILED, response)
        for email, domain, status, response in done.values_list("email", "domain", "status", "response")[:_LATEST]
    ]
    reason = bulk_storm(latest) if bulk else storm(latest)
    return pause(reason, now, bulk_only=bulk) if reason else None


def storm(latest: Sequence[Done]) -> str:
    """Why what people wait for is paused, or "": the last five addresses that were written to all refused."""
    by_address = {done.email: done.is_refused for done in reversed(latest)}
    last = list(reversed(by_address.values()))[:_IN_A_ROW]
    if len(last) == _IN_A_ROW and all(last):
        return _("The last %(count)s addresses that were written to all refused.") % {"count": _IN_A_ROW}
    return ""


def bulk_storm(latest: Sequence[Done]) -> str:
    """Why newsletters are paused, or "": more than 5 % refused, or 20 by the policy of one domain (5.7.x)."""
    refused = sum(done.is_refused for done in latest)
    if refused > _MOST_REFUSED and len(latest) >= _FEWEST:
        return _("%(refused)s of the last %(all)s mails were refused.") % {"refused": refused, "all": len(latest)}
    policy = Counter(done.domain for done in latest if done.is_refused and _POLICY.match(done.response))
    for domain, count in policy.most_common(1):
        if count >= _POLICY_REFUSALS:
            return _("%(domain)s refuses our mail by its policy.") % {"domain": domain}
    return ""


def pause(reason: str, now: datetime, *, bulk_only: bool) -> Pause:
    """Stop sending until somebody starts it again."""
    with transaction.atomic():
        return Pause.objects.create(since=now, reason=reason, bulk_only=bulk_only)


def start_again(now: datetime) -> int:
    """End every pause. How many there were."""
    return Pause.objects.now().update(ended_at=now)
