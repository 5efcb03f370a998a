"""What the clock makes the rooms do, every half minute by the worker or every few minutes by cron."""

import logging
from datetime import datetime

from django.conf import settings
from django.db import connection
from django.utils import translation
from django.utils.module_loading import import_string

from portal.contributions import Ticked

logger = logging.getLogger(__name__)


def tick(now: datetime) -> tuple[list[Ticked], list[str]]:
    """Run every function in TICKS. What was done, and the paths of those that failed: one stops no other."""
    done: list[Ticked] = []
    failed: list[str] = []
    with translation.override(settings.LANGUAGE_CODE):  # the mails are Danish
        for path in settings.TICKS:
            try:
                done += [ticked for ticked in import_string(path)(now) if ticked.count]
            except Exception:
                logger.exception("the tick %s failed", path)
                failed.append(path)
                if not connection.in_atomic_block:
                    connection.close_if_unusable_or_obsolete()
    for ticked in done:
        logger.info("tick: %s %d", ticked.what, ticked.count)
    return done, failed
