"""The doors of our mail: the server it leaves by, the mailbox where it comes back, and one-click unsubscribing."""

import email
import email.policy
import re
import smtplib
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from email.utils import format_datetime
from typing import Any

import requests
from django.conf import settings
from django.utils.translation import gettext as _

from portal.mail.building import message_id, sender
from portal.mail.checking.findings import Finding, fine, look, missing
from portal.mail.models import Delivery
from portal.mail.returns.mailboxes import UnreadableError, opened
from portal.mail.skeleton import Skeleton

_TIMEOUT = 10
_HERE = ("localhost", "127.0.0.1", "::1")
_HTTP = re.compile(r"<(https?://[^>]+)>")
_ONE_CLICK = {"List-Unsubscribe": "One-Click"}  # RFC 8058 3.1


def check_mailer(alias: str, *, context: ssl.SSLContext | None = None) -> Finding:
    """Whether our mail server answers, and whether the way to it is encrypted."""
    mailer: dict[str, Any] = dict(settings.MAILERS[alias])
    about, options = _("Mail server"), mailer.get("OPTIONS", {})
    if "host" not in options:
        return look(about, _("Mail does not go to a server here, but to a folder."))
    named = {"server": f"{options['host']}:{options['port']}"}
    try:
        is_encrypted = bool(options.get("use_ssl")) or _offers_starttls(options, context)
    except (OSError, smtplib.SMTPException) as error:
        words = _("%(server)s does not answer (%(why)s).") % (named | {"why": type(error).__name__})
        return missing(about, words, _("Ask whether the portal's machine may reach it, and see MAIL_URL."))
    if options["host"] in _HERE:
        return fine(about, _("%(server)s answers, on this machine.") % named)
    if is_encrypted and (options.get("use_tls") or options.get("use_ssl")):
        return fine(about, _("%(server)s answers, and the way to it is encrypted.") % named)
    if is_encrypted:
        return look(
            about, _("%(server)s offers STARTTLS, and we do not use it.") % named, _("Write smtp+tls:// in MAIL_URL.")
        )
    return missing(about, _("%(server)s offers no encryption.") % named, _("Ask for STARTTLS on the server."))


def _offers_starttls(options: Mapping[str, Any], context: ssl.SSLContext | None) -> bool:
    with smtplib.SMTP(options["host"], options["port"], timeout=_TIMEOUT) as smtp:
        smtp.ehlo()
        if not smtp.has_extn("starttls"):
            return False
        if options["host"] not in _HERE or options.get("use_tls"):
            smtp.starttls(context=context or ssl.create_default_context())
            smtp.ehlo()
        return True


def check_returned() -> Finding:
    """Whether mail that comes back is read."""
    about = _("Returned mail")
    if not settings.MAIL_RETURN_PATH:
        advice = _("Ask for a mailbox of its own that takes addresses with a plus, and put it into MAIL_RETURN_PATH.")
        return look(about, _("No mailbox is set up, so nobody notices when an address dies."), advice)
    if not settings.BOUNCES_MAILBOX:
        return look(about, _("It comes back, and nobody reads it."), _("Set BOUNCES_MAILBOX (docs/settings.md)."))
    try:
        with opened(settings.BOUNCES_MAILBOX):
            return fine(about, _("The mailbox can be read."))
    except UnreadableError as error:
        words = _("The mailbox cannot be read: %(why)s") % {"why": error}
        return missing(about, words, _("Ask for the mailbox's address, user and password, and see BOUNCES_MAILBOX."))


def check_one_click(headers: Mapping[str, str], now: datetime) -> Finding:
    """Walk the way of a mail program: a real message, its header, a GET, a POST (RFC 8058).

    The message is nobody's, so that nothing changes; its row is gone afterwards.
    """
    about = _("Unsubscribing")
    with _message_of_nobody(headers, now) as message:
        found = _HTTP.search(str(message["List-Unsubscribe"] or ""))
        if found is None or message["List-Unsubscribe-Post"] != "List-Unsubscribe=One-Click":
            return missing(about, _("The message has no header for one click."), _("Tell the programmers."))
        named = {"address": settings.SITE_URL}
        try:
            seen = requests.get(found[1], timeout=_TIMEOUT, allow_redirects=False)
            pressed = requests.post(found[1], data=_ONE_CLICK, timeout=_TIMEOUT, allow_redirects=False)
        except requests.RequestException as error:
            words = _("%(address)s does not answer (%(why)s).") % (named | {"why": type(error).__name__})
            return missing(
                about, words, _("Mail programs must reach SITE_URL from outside. Ask for the way to be opened.")
            )
    statuses = (seen.status_code, pressed.status_code)
    if statuses == (requests.codes.ok, requests.codes.ok):
        return fine(about, _("One click in a mail program reaches %(address)s.") % named)
    words = _("The page answers %(seen)s and the click %(pressed)s; both should be 200.")
    advice = _("The web server in front must let POST through without a redirect. See SITE_URL.")
    return missing(about, words % {"seen": statuses[0], "pressed": statuses[1]}, advice)


@contextmanager
def _message_of_nobody(headers: Mapping[str, str], now: datetime) -> Iterator[Any]:
    row = Delivery.objects.create(
        key=f"mailcheck-{now.timestamp()}",
        purpose="mailcheck",
        subject="mailcheck",
        status=Delivery.Status.CANCELLED,
        created_at=now,
    )
    try:
        skeleton = Skeleton(subject="mailcheck", sender=sender(), text="mailcheck", html="", headers=headers)
        raw = skeleton.fill(
            to="ingen@example.dk", token=row.token, message_id=message_id(row), date=format_datetime(now)
        )
        yield email.message_from_bytes(raw, policy=email.policy.default)
    finally:
        row.delete()
