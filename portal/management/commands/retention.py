"""`manage.py retention`: everything that is forgotten, asked or reminded by itself. Run it once every night."""

import logging
from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation
from django.utils.module_loading import import_string

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    """Runs every rule in RETENTION_RULES and says what each did. Run again, it finds nothing left to do.

    A rule that fails does not keep the others from running; the command then ends with 1.
    """

    help = "Forget, ask and remind: run every rule in docs/privacy.md once. Ends with 1 when a rule failed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """A way to see what would happen."""
        parser.add_argument("--dry-run", action="store_true", help="Say what would be done, and do nothing.")

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        """Run the rules in their order, as of now."""
        now = timezone.now()
        with translation.override(settings.LANGUAGE_CODE):  # the mails are Danish
            failed = [path for path in settings.RETENTION_RULES if not self._run(path, now, dry_run)]
        if failed:
            raise CommandError(f"These rules failed, the others were run: {', '.join(failed)}")

    def _run(self, path: str, now: datetime, dry_run: bool) -> bool:
        """Run one rule and print each line of what it did; False when it failed."""
        verb = "would take" if dry_run else "took"
        try:
            for forgotten in import_string(path)(now, dry_run):
                self.stdout.write(f"{forgotten.rule}: {verb} {forgotten.count}")
        except Exception:
            # Whatever one room does wrong, the others still forget what they must. The log has the place.
            logger.exception("retention rule failed: %s", path)
            return False
        return True
