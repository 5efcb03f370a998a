"""From the returned mailbox to the rows: each mail is read, what follows from it is committed, then it is taken away.

Killed at any moment, the next run reads the mail again, and a report that is read twice is one row.
"""

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from enum import StrEnum

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from portal.mail.building import message_id
from portal.mail.models import Delivery, MailReturn
from portal.mail.returns.mailboxes import Mailbox
from portal.mail.returns.noting import note
from portal.mail.returns.parsing import Report, Sort, parse

Kind = MailReturn.Kind


class Done(StrEnum):
    """What was done about one mail."""

    BOUNCED = "bounced"
    COMPLAINED = "complained"
    UNSUBSCRIBED = "unsubscribed"
    KNOWN = "known"  # it has been read before
    NOTHING = "nothing"  # a holiday answer, a delay
    UNPROVEN = "unproven"  # it speaks of a mail of ours and does not prove it
    LEFT = "left"  # for a person to read


_STAYS = (Done.UNPROVEN, Done.LEFT)


def process(box: Mailbox, now: datetime) -> Counter[Done]:
    """Read what is new in a mailbox. What was understood is removed there, the rest marked as read."""
    done: Counter[Done] = Counter()
    for key, raw in box.unread():
        what = handle(raw, now)
        if what in _STAYS:
            box.keep(key)
        else:
            box.remove(key)
        done[what] += 1
    return done


def handle(raw: bytes, now: datetime) -> Done:
    """Do what one mail asks for. Committed when it returns."""
    report = parse(raw)
    match report.sort:
        case Sort.AUTOMATIC:
            return Done.NOTHING
        case Sort.OTHER:
            return Done.LEFT
        case Sort.UNSUBSCRIBE:
            return _unsubscribe(report.tokens, now)
    with transaction.atomic():
        delivery = _delivery(report)
        if delivery is None:
            return Done.UNPROVEN
        kind = _kind(report, delivery)
        is_new = note(delivery, kind, report.code, report.words, at=now, key=f"{delivery.pk}-{report.key}")
    if not is_new:
        return Done.KNOWN
    return Done.COMPLAINED if kind == Kind.COMPLAINT else Done.BOUNCED


def _delivery(report: Report) -> Delivery | None:
    """The mail that a report is about, by a token of ours.

    First the address that the report was sent to. Servers that answer the From line instead are believed when the mail
    that they bring back has our Message-ID and that very row's token: a Message-ID alone anybody can guess.
    """
    by_address = Delivery.objects.filter(token__in=report.tokens).order_by("pk").first()
    if by_address or not report.message_id:
        return by_address
    brought = Delivery.objects.filter(token__in=report.returned_tokens).order_by("pk")
    return next((row for row in brought if message_id(row) == report.message_id), None)


def _kind(report: Report, delivery: Delivery) -> MailReturn.Kind:
    """How bad it is for the address that we wrote to.

    A reader may forward their mail. When the mailbox behind that is dead, the report names it, and theirs is alive.
    """
    kind = report.kind or Kind.SOFT
    is_another = bool(report.recipients) and delivery.email.lower() not in report.recipients
    return Kind.SOFT if kind == Kind.HARD and is_another else kind


def _unsubscribe(tokens: tuple[str, ...], now: datetime) -> Done:
    functions: list[Callable[..., bool]] = [import_string(path) for path in settings.MAIL_UNSUBSCRIBERS]
    with transaction.atomic():
        known = [function(token, now=now) for token in tokens for function in functions]
    return Done.UNSUBSCRIBED if any(known) else Done.UNPROVEN
