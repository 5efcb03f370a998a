"""`manage.py worker`: sends the mail, and does what the clock asks. Ctrl-C or SIGTERM ends it."""

import os
import signal
import threading
from argparse import ArgumentParser
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import translation

from portal.mail.worker import Worker
from portal.ticks import tick


class Command(BaseCommand):
    """Works until it is told to stop."""

    help = "Send the mail that waits, and run every tick each half minute. Any number may run."
    requires_system_checks: list[str] = []  # they load every address of the site, which it never answers

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whose end is ours too."""
        parser.add_argument("--while", type=int, dest="parent", help="End when this parent process has ended.")

    def handle(self, *args: Any, parent: int | None, **options: Any) -> None:
        """Work; a signal lets it finish what it has begun."""
        stopping = Stopping(parent)
        signal.signal(signal.SIGTERM, stopping.on_signal)
        signal.signal(signal.SIGINT, stopping.on_signal)
        with translation.override(settings.LANGUAGE_CODE):  # a pause says in Danish why
            Worker(stopping, tick).run()


class Stopping(threading.Event):
    """Set by a signal, or when the process that started us has ended."""

    def __init__(self, parent: int | None) -> None:
        super().__init__()
        self._parent = parent
        self._signalled = False

    def on_signal(self, _signal: int, _frame: FrameType | None) -> None:
        """Stop after what has been begun."""
        # Not set(): it takes the lock that wait() may be holding at this very moment, in this very thread.
        self._signalled = True

    def is_set(self) -> bool:
        """Whether to stop."""
        orphaned = self._parent is not None and os.getppid() != self._parent
        return self._signalled or orphaned or super().is_set()

    def wait(self, timeout: float | None = None) -> bool:
        """Whether to stop, after that time at the latest."""
        return super().wait(timeout) or self.is_set()
