"""`manage.py process_bounces`: read the mailbox of returned mail now. The worker does it every five minutes."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from portal.mail.returns.mailboxes import UnreadableError, opened
from portal.mail.returns.processing import process


class Command(BaseCommand):
    """Says how many mails there were of each kind. Run again, it finds nothing new."""

    help = "Read the mailbox of returned mail: bounces, complaints, and mails that unsubscribe."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where the mailbox is."""
        parser.add_argument("--mailbox", help="A Maildir, an mbox or imaps://user:password@host/INBOX.")

    def handle(self, *args: Any, mailbox: str | None, **options: Any) -> None:
        """Read it.

        Raises:
            CommandError: no mailbox is named, or it cannot be opened.
        """
        place = mailbox or settings.BOUNCES_MAILBOX
        if not place or not settings.MAIL_RETURN_PATH:
            raise CommandError(_("Set MAIL_RETURN_PATH and BOUNCES_MAILBOX (docs/settings.md)."))
        try:
            with translation.override(settings.LANGUAGE_CODE), opened(place) as box:
                done = process(box, timezone.now())
        except UnreadableError as error:
            raise CommandError(_("The mailbox cannot be read: %(why)s") % {"why": error}) from error
        for what, count in sorted(done.items()):
            self.stdout.write(f"mail.{what}: {count}")
