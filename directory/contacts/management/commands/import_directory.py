"""`manage.py import_directory FILE [--dry-run]`: the import from a terminal."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.contacts.imports import actions
from directory.contacts.imports.report import lines
from portal.spreadsheets import terminal


class Command(BaseCommand):
    """Imports contacts from a CSV or XLSX file, all or nothing. Exit code 1 when the file was not imported."""

    help = gettext_lazy(  # type: ignore[assignment]
        "Imports contacts from a spreadsheet: one row per service, CSV or XLSX. All of it or nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, and whether only to look."""
        terminal.add_arguments(parser)

    def handle(self, *args: Any, file: Path, dry_run: bool, verbosity: int, **options: Any) -> None:
        """Import, and print the report."""
        report = actions.import_directory(
            terminal.read_file(file),
            today=timezone.localdate(),
            now=timezone.now(),
            dry_run=dry_run,
            progress=self._progress if verbosity else lambda *_stage: None,
        )
        for line in lines(report, with_changes=dry_run or verbosity > 1):
            self.stdout.write(line)
        if report.refused:
            raise CommandError(report.summary)
        self.stdout.write(self.style.SUCCESS(report.summary))

    def _progress(self, stage: str, done: int, total: int) -> None:
        self.stdout.write(
            _("%(stage)s: %(done)d of %(total)d") % {"stage": stage, "done": done, "total": total} if done else stage
        )
