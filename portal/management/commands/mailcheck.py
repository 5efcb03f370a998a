"""`manage.py mailcheck`: does the world believe our mail? A line for each thing, and what to ask for."""

import ipaddress
from argparse import ArgumentParser
from email.utils import parseaddr
from typing import Any

import dns.resolver
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from newsletters.links import list_headers
from portal import mail
from portal.addresses import AddressError, normalise
from portal.mail.checking.doors import check_mailer, check_one_click, check_returned
from portal.mail.checking.findings import Finding, State
from portal.mail.checking.names import Names, UnansweredError
from portal.mail.checking.records import Sender, check_records


class Command(BaseCommand):
    """Looks, and changes nothing. Ends with 1 when something is missing."""

    help = "Look at SPF, DKIM, DMARC, PTR, MX, the mail server, the returned mail and one-click unsubscribing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What cannot be known from here."""
        parser.add_argument("--ip", action="append", default=[], help="The public address that the mail leaves from.")
        parser.add_argument("--selector", action="append", default=[], help="A DKIM selector of the mail server.")
        parser.add_argument("--dns", help="The address of a name server, with :port where it is not 53.")
        parser.add_argument("--to", help="Post a mail to this address, to read what the receiver makes of it.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Look at everything.

        Raises:
            CommandError: an option is none, or something is missing.
        """
        with translation.override(settings.LANGUAGE_CODE):
            findings = list(self._findings(options))
            for finding in findings:
                self.stdout.write(str(finding))
            if options["to"]:
                self._post(options["to"])
            if any(finding.state == State.MISSING for finding in findings):
                raise CommandError(_("Something is missing. Show the lines above to whoever owns the mail."))

    def _findings(self, options: dict[str, Any]) -> list[Finding]:
        names = Names(_resolver(options["dns"]) if options["dns"] else None)
        sender = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
        asked = Sender(
            sender,
            settings.MAIL_RETURN_PATH or sender,
            tuple(_ip(text) for text in options["ip"]) or _leaves_from(names),
            tuple(options["selector"]),
        )
        now = timezone.now()
        return [
            *check_records(asked, names),
            check_mailer("bulk"),
            check_returned(),
            check_one_click(list_headers(), now),
        ]

    def _post(self, to: str) -> None:
        try:
            address = normalise(to)
        except AddressError as error:
            raise CommandError(str(error)) from error
        text = _("This mail was sent by the check of the portal's mail. Look at its headers for spf, dkim and dmarc.")
        message = mail.Message(_("Check of the portal's mail"), text, is_bulk=True)
        mail.send(message, to=address, purpose="mailcheck", key=f"mailcheck-{timezone.now().timestamp()}")
        self.stdout.write(
            _("A mail waits for the worker. When it is there, show its headers (Authentication-Results).")
        )


def _leaves_from(names: Names) -> tuple[str, ...]:
    """The public addresses of our mail server, where its name tells them. A relay may use others: --ip says so."""
    mailer: dict[str, Any] = dict(settings.MAILERS["bulk"])
    host = mailer.get("OPTIONS", {}).get("host", "")
    try:
        found = names.addresses(host) if host else []
    except UnansweredError:
        return ()
    return tuple(address for address in found if ipaddress.ip_address(address).is_global)


def _ip(text: str) -> str:
    try:
        return str(ipaddress.ip_address(text))
    except ValueError as error:
        raise CommandError(f"--ip {text}") from error


def _resolver(server: str) -> dns.resolver.Resolver:
    host, _colon, port = server.partition(":")
    resolver = dns.resolver.Resolver(configure=False)
    resolver.nameservers, resolver.port, resolver.lifetime = [host], int(port or 53), 3.0
    return resolver
