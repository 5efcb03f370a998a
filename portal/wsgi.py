"""The WSGI application, served by granian."""

import os
from contextlib import suppress

from django.core.wsgi import get_wsgi_application
from django.db import DatabaseError, connections
from django.utils import timezone

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
application = get_wsgi_application()


def warm_up() -> None:
    """Ask one question, so that the worker has read rows and vocabulary before its first reader comes.

    A database that is not there yet is no reason not to start: `/health/` tells it.
    """
    from directory.understanding.answering import answer  # noqa: PLC0415 - the apps must be there first
    from portal.permissions import PUBLIC_ONLY  # noqa: PLC0415

    with suppress(DatabaseError):
        answer("112", at=timezone.now(), tiers=PUBLIC_ONLY)
    connections.close_all()  # this thread serves nobody


warm_up()
