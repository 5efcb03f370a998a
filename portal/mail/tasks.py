"""The call that wakes the worker. It carries nothing: what is to be done stands in the rows, so it may be lost."""

from contextlib import suppress

from django.conf import settings
from django.db import connection, transaction
from django.tasks import task


@task
def ring() -> None:
    """Touch the bell that the worker looks at. Without it, the worker finds the mail within a second by itself."""
    with suppress(OSError):
        settings.MAIL_BELL.touch()


def ring_after_commit() -> None:
    """Ring when the mail is really there; once, however many are posted in one transaction."""
    if not any(registered[1] is _ring for registered in connection.run_on_commit):
        transaction.on_commit(_ring)


def _ring() -> None:
    ring.enqueue()
