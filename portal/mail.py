"""All mail of the portal goes through `send`. Log-in codes do not: they are sent while the reader waits (accounts)."""

import logging
from dataclasses import dataclass
from email.utils import formataddr, parseaddr
from functools import partial

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction

from portal.models import NetworkSettings

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Message:
    """What is said: a subject of one line, a text, and the same as HTML when there is one."""

    subject: str
    text: str
    html: str = ""


def sender() -> str:
    """The network's name with the portal's address, for the From line."""
    return formataddr((NetworkSettings.load().name, parseaddr(settings.DEFAULT_FROM_EMAIL)[1]))


def send(message: Message, *, to: str, purpose: str, key: str) -> None:
    """Send a message to one address after the transaction is committed; when it is rolled back, nothing is sent.

    `purpose` is a word for statistics and logs ("approval"); `key` names this very message ("approval-12"), so that
    asking twice sends once. A server that does not answer is logged without the address and disturbs nobody.
    """
    transaction.on_commit(partial(_hand_over, message, to, purpose, key))


def _hand_over(message: Message, to: str, purpose: str, key: str) -> None:
    mail = EmailMultiAlternatives(" ".join(message.subject.split()), message.text, sender(), [to])
    mail.extra_headers["Auto-Submitted"] = "auto-generated"
    if message.html:
        mail.attach_alternative(message.html, "text/html")
    try:
        mail.send()
    except OSError as error:  # smtplib's own errors are OSErrors too
        logger.error("mail not sent: %s %s (%s)", purpose, key, type(error).__name__)
