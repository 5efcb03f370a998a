"""What a mail service tells over HTTPS (django-anymail's webhooks): delivered, came back, reported as spam.

The service shows a secret (ANYMAIL_WEBHOOK_SECRET) with each call, so our Message-ID is proof enough here, as long as
the address is the row's too. A service that gives mails names of its own gets the token as metadata "delivery".
"""

import re
from collections.abc import Mapping
from datetime import datetime

from anymail.signals import AnymailTrackingEvent, EventType
from django.utils import timezone

from portal.mail.building import message_id
from portal.mail.models import Delivery, MailReturn
from portal.mail.returns.noting import note
from portal.mail.returns.severity import code_in, severity, severity_of_reply

Kind = MailReturn.Kind
_CAME_BACK = {EventType.BOUNCED, EventType.REJECTED, EventType.FAILED}
_OUR_ID = re.compile(r"d(\d{1,18})\.[\w-]+@[\w.-]+")


def on_event(event: AnymailTrackingEvent, esp_name: str, **_rest: object) -> None:
    """Write down what a service tells about a mail of ours. The rest of what it tells is none of our business."""
    is_return = event.event_type in _CAME_BACK or event.event_type == EventType.COMPLAINED
    if not is_return and event.event_type != EventType.DELIVERED:
        return
    delivery = _delivery(event)
    if delivery is None:
        return
    at = event.timestamp or timezone.now()
    if not is_return:
        _settle(delivery, at)
        return
    said = " ".join(filter(None, [event.mta_response, event.description]))
    kind = Kind.COMPLAINT if event.event_type == EventType.COMPLAINED else _kind(said)
    identity = event.event_id or f"{event.event_type}-{event.timestamp or ''}"  # not every service names its events
    note(delivery, kind, said, said, at=at, key=f"{esp_name}-{delivery.pk}-{identity}")


def _settle(delivery: Delivery, at: datetime) -> None:
    """A mail that a crash has left in doubt has arrived after all."""
    unknown = Delivery.objects.filter(pk=delivery.pk, status=Delivery.Status.UNKNOWN)
    unknown.update(status=Delivery.Status.SENT, sent_at=at)


def _kind(said: str) -> MailReturn.Kind:
    """By the mailbox's own server's words; a service's own judgement without them buries nobody."""
    return severity_of_reply(said) or severity(code_in(said), said) or Kind.SOFT


def _delivery(event: AnymailTrackingEvent) -> Delivery | None:
    token = str(event.metadata.get("delivery", "")) if isinstance(event.metadata, Mapping) else ""
    if token:
        return Delivery.objects.filter(token=token).first()
    found = _OUR_ID.fullmatch(str(event.message_id or "").strip("<>"))
    row = Delivery.objects.filter(pk=int(found[1])).first() if found else None
    return row if row and found and message_id(row) == f"<{found[0]}>" and _is_to(row, event.recipient) else None


def _is_to(row: Delivery, recipient: str | None) -> bool:
    return not recipient or recipient.strip().lower() == row.email.lower()
