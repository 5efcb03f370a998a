"""A spreadsheet that is named on the command line, for every `manage.py import_...`."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from portal.spreadsheets.reading import MAX_BYTES


def add_arguments(parser: ArgumentParser) -> None:
    """The file, and whether only to look."""
    parser.add_argument("file", type=Path, metavar="FILE", help=_("the spreadsheet: .csv or .xlsx"))
    parser.add_argument("--dry-run", action="store_true", help=_("show what would happen, and change nothing"))


def read_file(file: Path) -> bytes:
    """The file's bytes, one more than may be imported at most.

    Raises:
        CommandError: it cannot be opened.
    """
    try:
        with file.open("rb") as opened:
            return opened.read(MAX_BYTES + 1)
    except OSError as error:
        raise CommandError(
            _("The file %(file)s cannot be opened: %(reason)s") % {"file": file, "reason": error.strerror}
        ) from error
