"""From a delivery to the message that leaves: headers, parts, and a Message-ID that a second attempt repeats."""

import email.policy
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage, MIMEPart
from email.policy import EmailPolicy
from email.utils import format_datetime, formataddr, parseaddr
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from portal.mail.message import Calendar, Message
from portal.mail.models import Delivery, Mailing
from portal.mail.returns.addresses import envelope_sender
from portal.mail.skeleton import Skeleton, is_plain
from portal.models import NetworkSettings

_AUTOMATIC = "auto-generated"  # RFC 3834: no holiday answers, please
_MACHINES_READ = ("Message-ID", "List-Id", "List-Unsubscribe", "List-Unsubscribe-Post", "Feedback-ID")


class _OneLine(UnstructuredHeader, BaseHeader):
    """A header that machines read. Python folds a long address into encoded words, and no mail client follows those."""

    def fold(self, *, policy: Any) -> str:
        """The header as it is; RFC 5322 allows 998 characters."""
        return f"{self.name}: {self}{policy.linesep}" if self.isascii() else super().fold(policy=policy)


_HEADERS = HeaderRegistry()
for _name in _MACHINES_READ:
    _HEADERS.map_to_type(_name.lower(), _OneLine)


class Mail(EmailMultiAlternatives):
    """What Django's mailers send, with a calendar part that calendars answer."""

    calendar: Calendar | None = None

    def message(self, *, policy: Any = email.policy.default) -> EmailMessage:
        """The whole message. The calendar is the last of the alternatives, so that it is the one that is shown."""
        headers = policy.clone(header_factory=_HEADERS) if isinstance(policy, EmailPolicy) else policy
        whole = super().message(policy=headers)
        if self.calendar:
            if whole.get_content_subtype() != "alternative":
                whole.make_alternative()
            whole.attach(_calendar_part(self.calendar))  # type: ignore[arg-type]  # a part is enough
        return whole


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What is handed over: the envelope (RFC 5321), and the message, ready or as Django's mailers want it."""

    sender: str
    recipient: str
    data: bytes | Mail


def message_id(delivery: Delivery) -> str:
    """The Message-ID: the same for each attempt, so that the next server's log and the reader's mailbox know it."""
    return f"<d{delivery.pk}.{delivery.purpose}@{urlsplit(settings.SITE_URL).hostname}>"


def sender() -> str:
    """The network's name with the portal's address, for the From line."""
    return formataddr((NetworkSettings.load().name, parseaddr(settings.DEFAULT_FROM_EMAIL)[1]))


def build(delivery: Delivery, sent_by: str) -> Mail:
    """The message as Django sends it.

    Raises:
        ValueError: an address or a header is none.
    """
    posted: Message = delivery.message()
    headers = {"Message-ID": message_id(delivery), "Auto-Submitted": _AUTOMATIC} | dict(posted.headers)
    mail = Mail(posted.subject, posted.text, sent_by, [delivery.email], headers=headers)
    if posted.html:
        mail.attach_alternative(posted.html, "text/html")
    mail.calendar = posted.calendar
    return mail


def skeleton_of(mailing: Mailing) -> Skeleton:
    """What all messages of a mailing have in common.

    Raises:
        ValueError: a header is none.
    """
    return Skeleton(
        subject=mailing.subject,
        sender=sender(),
        text=mailing.text,
        html=mailing.html,
        headers={"Auto-Submitted": _AUTOMATIC} | mailing.headers,
    )


class Press:
    """Makes what is handed over. Each worker has one, so that what the mails of a mailing share is built once.

    A mailing never changes, and of the latest few the press keeps what it has built.
    """

    _KEPT = 3

    def __init__(self) -> None:
        self._skeletons: dict[int, Skeleton] = {}

    def print(self, rows: Sequence[Delivery], now: datetime, *, ready: bool) -> dict[int, Outgoing | Exception]:
        """What is handed over for each row, or why nothing can be. `ready`: as bytes where that can be."""
        sent_by, date = "", format_datetime(now)
        printed: dict[int, Outgoing | Exception] = {}
        for row in rows:
            try:
                if ready and row.mailing_id and is_plain(row.email):
                    data: bytes | Mail = self._skeleton(row.mailing_id).fill(
                        to=row.email, token=row.token, message_id=message_id(row), date=date
                    )
                else:
                    sent_by = sent_by or sender()
                    data = build(row, sent_by)
                printed[row.pk] = Outgoing(envelope_sender(row.token), row.email, data)
            except Exception as error:  # noqa: BLE001 - Python's mail library has many
                printed[row.pk] = error
        return printed

    def _skeleton(self, mailing_id: int) -> Skeleton:
        if mailing_id not in self._skeletons:
            if len(self._skeletons) >= self._KEPT:
                del self._skeletons[next(iter(self._skeletons))]
            self._skeletons[mailing_id] = skeleton_of(Mailing.objects.get(pk=mailing_id))
        return self._skeletons[mailing_id]


def _calendar_part(calendar: Calendar) -> MIMEPart:
    # In base64, so that no server on the way changes the line ends that calendars insist on.
    part = MIMEPart(policy=email.policy.SMTP)
    part.set_content(
        calendar.text, subtype="calendar", charset="utf-8", cte="base64", params={"method": calendar.method}
    )
    return part
