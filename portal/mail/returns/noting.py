"""Writing down what came back, once, and what follows from it."""

import re
from datetime import datetime

from django.db import transaction

from portal import cpr
from portal.mail.models import Delivery, MailReturn, Suppression
from portal.mail.returns.severity import code_in, severity_of_reply
from portal.mail.returns.suppressing import suppress

Kind, Status = MailReturn.Kind, Delivery.Status
_ADDRESS = re.compile(r"\S*@\S*")
_SPACE = re.compile(r"[\s\x00-\x1f\x7f]+")
_LONGEST_WORDS = 250
_LONGEST_KEY = 120
_REASONS = {Kind.HARD: Suppression.Reason.HARD, Kind.COMPLAINT: Suppression.Reason.COMPLAINT}
# What can have come back: it has left, or may have.
_MAY_HAVE_LEFT = (Status.HANDING, Status.SENT, Status.UNKNOWN)


def note(delivery: Delivery, kind: MailReturn.Kind, code: str, words: str, *, at: datetime, key: str) -> bool:
    """Write down that a delivery came back or was complained about. Whether it was not known before.

    `words` are the server's; addresses in them, and what looks like a citizen's number, are left out. `key` is the
    report's own identity: the same report read twice is one row. Only the address of the delivery is suppressed, never
    one that a report names. Mail to somebody who has been forgotten has none any more.
    """
    said = {"delivery": delivery, "kind": kind, "code": code_in(code), "words": careful(words), "at": at}
    with transaction.atomic():
        _, is_new = MailReturn.objects.get_or_create(key=key[:_LONGEST_KEY], defaults=said)
        if is_new:
            _mark(delivery, kind)
            if delivery.email and kind != Kind.SOFT:
                suppress(delivery.email, _REASONS[kind], at)
    return is_new


def note_refusal(delivery: Delivery, response: str, now: datetime) -> None:
    """Write down that the server refused a delivery for good while we talked to it ("550 5.1.1 No such user").

    Its state stays "refused". An answer that says nothing about the address, such as a Python error's name, is not
    written down.
    """
    kind = severity_of_reply(response)
    if kind is not None:
        note(delivery, kind, response, response, at=now, key=f"smtp-{delivery.pk}-{now.timestamp():.0f}")


def careful(words: str) -> str:
    """A server's words as they may be kept: one line, without addresses and numbers like a citizen's."""
    line = _SPACE.sub(" ", _ADDRESS.sub("…", words)).strip()
    return cpr.strip(line)[0][:_LONGEST_WORDS]


def _mark(delivery: Delivery, kind: MailReturn.Kind) -> None:
    that = Delivery.objects.filter(pk=delivery.pk)
    if kind == Kind.COMPLAINT:
        that.filter(status__in=[*_MAY_HAVE_LEFT, Status.BOUNCED]).update(
            status=Status.COMPLAINED, lease_owner="", lease_until=None
        )
    else:
        that.filter(status__in=_MAY_HAVE_LEFT).update(status=Status.BOUNCED, lease_owner="", lease_until=None)
