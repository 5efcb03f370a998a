"""Addresses that get no more mail for many. What somebody waits for, such as a log-in code, still goes there."""

from datetime import datetime

from django.db import transaction

from portal.addresses import AddressError, address_key, normalise
from portal.mail.models import Suppression

# A reader's own word is not overwritten by what a server says later.
_READERS_WORD = (Suppression.Reason.COMPLAINT, Suppression.Reason.REQUEST)


@transaction.atomic
def suppress(address: str, reason: Suppression.Reason, now: datetime) -> bool:
    """Send no more mail for many to an address. Whether it was not there before.

    A complaint outranks the server's "no such address": whoever complained has a mailbox.
    """
    key = _key(address)
    if not key:
        return False
    row, is_new = Suppression.objects.get_or_create(address_key=key, defaults={"reason": reason, "at": now})
    if not is_new and reason in _READERS_WORD and row.reason not in _READERS_WORD:
        Suppression.objects.filter(pk=row.pk).update(reason=reason, at=now)
    return is_new


def release(address: str) -> bool:
    """Let an address get mail for many again. Whether it was suppressed."""
    return bool(Suppression.objects.filter(address_key=_key(address)).delete()[0])


def is_suppressed(address: str) -> bool:
    """Whether an address gets no mail for many."""
    return Suppression.objects.filter(address_key=_key(address)).exists()


def _key(address: str) -> str:
    """The key of an address in its one spelling; "" when it is no address."""
    try:
        return address_key(normalise(address))
    except AddressError:
        return ""
