"""`manage.py import_members FILE [--dry-run]`: the list of members from a terminal."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext_lazy

from directory.members.imports.actions import import_members
from directory.members.imports.report import lines
from portal.spreadsheets import terminal


class Command(BaseCommand):
    """Imports members from a CSV or XLSX file. Exit code 1 when the file could not be read, or rows were refused."""

    help = gettext_lazy(  # type: ignore[assignment]
        "Imports members from a spreadsheet: one row per person, CSV or XLSX. Refused rows do not stop the others."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, and whether only to look."""
        terminal.add_arguments(parser)

    def handle(self, *args: Any, file: Path, dry_run: bool, verbosity: int, **options: Any) -> None:
        """Import, and print the report."""
        now = timezone.now()
        report = import_members(
            terminal.read_file(file), file_name=file.name, today=timezone.localdate(now), now=now, dry_run=dry_run
        )
        for line in lines(report, with_changes=dry_run or verbosity > 1):
            self.stdout.write(line)
        if report.problem or report.bad:
            raise CommandError(report.summary)
        self.stdout.write(self.style.SUCCESS(report.summary))
