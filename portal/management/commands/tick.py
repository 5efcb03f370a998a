"""`manage.py tick`: what the clock asks, once. For cron, where no worker runs."""

import threading
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from portal.mail.worker import Worker
from portal.ticks import tick


class Command(BaseCommand):
    """Runs every function in TICKS once, and says what was done. Run again at once, it finds nothing."""

    help = "Run what the worker does each half minute, once. With --send, send the mail that waits too."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whether mail is sent."""
        parser.add_argument("--send", action="store_true", help="Send all mail that can be sent now.")

    def handle(self, *args: Any, send: bool, **options: Any) -> None:
        """Tick, and send.

        Raises:
            CommandError: a tick failed; the others have run.
        """
        done, failed = tick(timezone.now())
        for ticked in done:
            self.stdout.write(f"{ticked.what}: {ticked.count}")
        if send:
            with translation.override(settings.LANGUAGE_CODE):
                fates = Worker(threading.Event(), tick).drain()
            for fate, count in sorted(fates.items()):
                self.stdout.write(f"mail.{fate}: {count}")
        if failed:
            raise CommandError(_("Failed, see the log: %(failed)s") % {"failed": ", ".join(failed)})
